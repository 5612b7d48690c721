import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Broker } from '@testka/broker';
import { subjectOf, toHaveMessage } from '@testka/broker/matching';
import type { Locator, Page } from 'playwright-core';
import { check, type Check, expectNoOverflow } from './checks.ts';
import { HOSTILE_VALUE } from './session.ts';

/** The page of a broker whose consumer is still connected. */
export const STATE_CHECKS: readonly Check[] = [
  check('topics have their groups and lag in one row, and can be sorted', async (page) => {
    await openTab(page, 'Topics (3)');
    const topics = page.getByRole('table', { name: 'Topics' });
    deepEqual(await rowsOf(topics), [
      ['orders', '2', '4', '0–3, 0–1', '1', 'billing 1 behind'],
      ['audit', '1', '2', '0–2', '', 'nobody'],
      ['empty', '1', '0', '0–0', '', 'nobody'],
    ]);
    await topics.getByRole('button', { name: 'Topic' }).click();
    deepEqual(await firstCells(topics), ['audit', 'empty', 'orders']);
    await topics.getByRole('button', { name: 'Messages' }).click();
    deepEqual(await firstCells(topics), ['orders', 'audit', 'empty']);
    await topics.getByRole('button', { name: 'Messages' }).click();
    deepEqual(await firstCells(topics), ['empty', 'audit', 'orders']);
    await topics.getByRole('button', { name: 'Lag' }).click();
    equal((await firstCells(topics))[0], 'orders');
  }),
  check('messages come newest first, are filtered as one types, and say who has written them', async (page) => {
    await openTab(page, 'Topics (3)');
    const messages = page.getByRole('table', { name: 'Messages of orders' });
    const shown = async (): Promise<(string | undefined)[]> => (await rowsOf(messages)).map((cells) => cells[4]);
    equal((await shown())[0], '{"id":44}');
    match((await rowsOf(messages))[0]?.[6] ?? '', /^api state-session\.ts:\d+$/);
    const filter = page.getByRole('searchbox', { name: 'Filter messages of orders' });
    await filter.fill('value.id:43');
    deepEqual(await shown(), ['{"id":43}']);
    await filter.fill('headers.source:web');
    equal((await shown()).length, 1);
    await filter.fill('nothing of the kind');
    await page.getByText('No message fits the filter.').waitFor();
  }),
  check('a message that is markup is shown as it is, and bytes in hexadecimal digits', async (page) => {
    await openTab(page, 'Topics (3)');
    await page.getByRole('cell', { name: 'audit', exact: true }).click();
    const messages = page.getByRole('table', { name: 'Messages of audit' });
    deepEqual(
      (await rowsOf(messages)).map((cells) => cells[4]),
      ['000102ff', HOSTILE_VALUE],
    );
    equal(await page.locator('img').count(), 0);
  }),
  check('the clipboard has it where there is one', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openTab(page, 'Topics (3)');
    await page.getByRole('cell', { name: '{"id":44}', exact: true }).click();
    await page.getByRole('button', { name: 'Copy as test' }).click();
    await page.getByText('Copied.').waitFor();
    equal(
      await page.evaluate('navigator.clipboard.readText()'),
      "await expect(broker.topic('orders')).toHaveMessage({ key: '44', value: { id: 44 } });",
    );
  }),
  check('topics and messages can be reached by the keyboard, and the details give the focus back', async (page) => {
    await page.getByRole('tab', { name: /^Requests/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('rowgroup', { name: 'Topics', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    const body = page.getByRole('rowgroup', { name: 'Messages of audit' });
    await body.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'audit[0] at offset 1' }).waitFor();
    await page.keyboard.press('Escape');
    equal(await page.getByRole('complementary', { name: 'Details' }).isVisible(), false);
    equal(await body.evaluate((element) => element === element.ownerDocument.activeElement), true);
  }),
  check('a group has its members, where it stands, and its rebalances with their reasons', async (page) => {
    await openTab(page, 'Groups (1)');
    const [group = []] = await rowsOf(page.getByRole('table', { name: 'Groups' }));
    deepEqual(group.slice(0, 4), ['billing', 'Stable', '1', '1']);
    const [member = []] = await rowsOf(page.getByRole('table', { name: 'Members' }));
    equal(member[0], 'worker-1');
    match(member[1] ?? '', /state-session\.ts:\d+$/);
    deepEqual(member.slice(2, 4), ['orders[0, 1]', 'ready']);
    const offsets = await rowsOf(page.getByRole('table', { name: 'Offsets' }));
    deepEqual(offsets, [
      ['orders', '0', '3', '3', '0'],
      ['orders', '1', 'nothing', '1', '1'],
    ]);
    const [rebalance = []] = await rowsOf(page.getByRole('table', { name: 'Rebalances' }));
    match(rebalance[3] ?? '', /^member worker-1-.* joined$/);
  }),
  check('problems are listed, and counted in the title', async (page) => {
    await page.getByRole('tab', { name: /^Problems/ }).click();
    const problems = await page.getByRole('list', { name: 'Problems' }).getByRole('listitem').allInnerTexts();
    // On a slow machine there is the hint as well that the consumer has paused for long.
    equal(await page.title(), `(${problems.length}) Trace`);
    match(problems.at(-1) ?? '', /fault Produce of empty → NOT_ENOUGH_REPLICAS was never hit, injected at .*:\d+/);
  }),
  check('nothing sticks out of a narrow window in any tab', narrowTabs, { width: 420 }),
];

/** What is copied is run: the broker of the page is still open. */
export function copyChecks(broker: Broker): Check[] {
  return [
    check('what "copy as test" gives is a test that passes', async (page) => {
      await openTab(page, 'Topics (3)');
      for (const topic of ['orders', 'audit']) {
        await page.getByRole('cell', { name: topic, exact: true }).click();
        const rows = page.getByRole('table', { name: `Messages of ${topic}` }).locator('tbody tr');
        const count = await rows.count();
        ok(count > 0, topic);
        for (let row = 0; row < count; row++) {
          await rows.nth(row).click();
          await page.getByRole('button', { name: 'Copy as test' }).click();
          await runLine(broker, await page.getByRole('textbox', { name: 'Code' }).inputValue());
        }
      }
    }),
    check('what "copy as produce()" gives writes the same again, also where there is no clipboard', async (page) => {
      await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
      await openTab(page, 'Topics (3)');
      await page.getByRole('cell', { name: '{"id":44}', exact: true }).click();
      await page.getByRole('button', { name: 'Copy as produce()' }).click();
      const selected = await page.evaluate('getSelection().toString()');
      equal(selected, "await broker.topic('orders').produce({ key: '44', value: { id: 44 } });");
      const before = broker.topic('orders').messages().length;
      await runLine(broker, selected);
      const after = broker.topic('orders').messages();
      equal(after.length, before + 1);
      deepEqual(after.at(-1)?.value, { id: 44 });
    }),
  ];
}

/** The page of a broker that was reset before the page was made. */
export const RESET_CHECKS: readonly Check[] = [
  check('after a reset the page has what was before it, and what is now', async (page) => {
    await openTab(page, 'Topics (3)');
    const topics = page.getByRole('table', { name: 'Topics' });
    const when = page.getByRole('combobox', { name: 'When' }).first();
    match(await when.locator('option:checked').innerText(), /^Before reset\(\), \+/);
    equal((await rowsOf(topics))[0]?.[0], 'orders');
    ok(Number((await rowsOf(topics))[0]?.[2]) >= 4);
    await when.selectOption({ index: 1 });
    equal((await rowsOf(topics))[0]?.[2], '0');
    await page.getByRole('tab', { name: /^Problems/ }).click();
    await page.getByText('before reset() removed it').waitFor();
  }),
];

async function narrowTabs(page: Page): Promise<void> {
  for (const name of [/^Topics/, /^Groups/, /^Problems/]) {
    await page.getByRole('tab', { name }).click();
    await expectNoOverflow(page);
  }
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
}

function rowsOf(table: Locator): Promise<string[][]> {
  return table
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

async function firstCells(table: Locator): Promise<(string | undefined)[]> {
  return (await rowsOf(table)).map(([first]) => first);
}

/** Runs a line of a test, with the check behind toHaveMessage(). */
async function runLine(broker: Broker, line: string): Promise<void> {
  const expectTopic = (topic: unknown) => ({
    toHaveMessage: async (wanted: never) => {
      const subject = subjectOf(topic);
      ok(subject !== undefined, line);
      const verdict = await toHaveMessage(subject, false, wanted);
      ok(verdict.ok, verdict.report);
    },
  });
  const AsyncFunction = runLine.constructor as new (...parts: string[]) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction('broker', 'expect', line)(broker, expectTopic);
}
