import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { findInLane, laneNames, openPage } from './open-page.ts';
import { HOSTILE_VALUE } from './session.ts';

/** Something that must hold of the page. */
export interface Check {
  readonly name: string;
  run(browser: Browser, path: string): Promise<void>;
}

/** What is checked in a page of its own, in which nothing may go wrong. */
export function check(name: string, look: (page: Page) => Promise<void>, options: { width?: number } = {}): Check {
  return {
    name,
    run: async (browser, path) => {
      const opened = await openPage(browser, path, options);
      try {
        await look(opened.page);
        deepEqual(opened.complaints, []);
      } finally {
        await opened.close();
      }
    },
  };
}

export const CHECKS: readonly Check[] = [
  check('each client and each group has a lane', async (page) => {
    deepEqual(await laneNames(page), ['Test', 'api', 'worker-1', 'worker-2', 'billing']);
  }),
  check('a click on a bar shows the request and the response, decoded', async (page) => {
    const { x, y } = await findInLane(page, 'api', 'fault: Produce → NOT_ENOUGH_REPLICAS');
    await page.mouse.click(x, y);
    const detail = page.getByRole('complementary', { name: 'Details' });
    await detail.getByRole('heading', { name: 'Produce v7' }).waitFor();
    const text = await detail.innerText();
    for (const part of [
      'Client\napi',
      'NOT_ENOUGH_REPLICAS',
      'acks: -1',
      'name: "orders"',
      '"id": 42',
      'errorCode: 19',
    ]) {
      ok(text.includes(part), `the details lack ${part}:\n${text}`);
    }
    equal(await page.locator('.row.selected').count(), 1);
  }),
  check('a click on a rebalance shows who was in the generation and got what', async (page) => {
    const { x, y } = await findInLane(page, 'billing', 'Rebalance to generation 2');
    await page.mouse.click(x, y);
    const detail = page.getByRole('complementary', { name: 'Details' });
    await detail.getByRole('heading', { name: 'Rebalance of billing' }).waitFor();
    const rows = await detail.locator('tbody tr').allInnerTexts();
    deepEqual(new Set(rows.map((row) => row.split('\t')[0])), new Set(['worker-1', 'worker-2']));
    equal(rows.length, 2);
    for (const row of rows) match(row, /orders\[\d, \d]$/);
  }),
  check('the fault and the call of the test are in their lane', async (page) => {
    await findInLane(page, 'Test', 'injected: Produce → NOT_ENOUGH_REPLICAS');
    await findInLane(page, 'Test', 'Produce orders[');
  }),
  check('the filter leaves what it says, and says how many', async (page) => {
    const filter = page.getByRole('searchbox', { name: 'Filter requests' });
    await filter.fill('client:api fault:');
    equal(await page.locator('.space .row').count(), 1);
    match(await page.locator('body > .tools output').innerText(), /^1 of \d+ requests$/);
    await filter.fill('no such request');
    await page.getByText('No request fits the filter.').waitFor();
  }),
  check('a value that is markup is shown as it is, and does nothing', async (page) => {
    await page.getByRole('searchbox', { name: 'Filter requests' }).fill('api:produce client:api -fault:');
    await page.locator('.space .row').last().click();
    const values = await page.locator('.detail pre').allInnerTexts();
    ok(values.includes(HOSTILE_VALUE), values.join('\n'));
    equal(await page.locator('img').count(), 0);
    equal((await page.title()).replace(/^\(\d+\) /, ''), 'Trace');
  }),
  check('bytes that are no text are shown in hexadecimal digits', async (page) => {
    await page.getByRole('searchbox', { name: 'Filter requests' }).fill('api:produce client:api -fault:');
    await page.locator('.space .row').last().click();
    ok((await page.locator('.detail pre').allInnerTexts()).includes('00 01 02 ff'));
  }),
  check('everything can be reached by the keyboard', async (page) => {
    await page.locator('canvas').focus();
    for (const key of ['ArrowDown', 'ArrowRight', '+', '+', 'Shift+ArrowRight', '0', 'Enter'])
      await page.keyboard.press(key);
    const detail = page.getByRole('complementary', { name: 'Details' });
    equal(await detail.evaluate((element) => element === element.ownerDocument.activeElement), true);
    await page.keyboard.press('Escape');
    equal(await detail.isVisible(), false);
    await page.getByRole('rowgroup', { name: 'Requests' }).focus();
    await page.keyboard.press('End');
    const last = await page.locator('.row.selected').innerText();
    await page.keyboard.press('ArrowUp');
    ok((await page.locator('.row.selected').innerText()) !== last);
    await page.getByRole('tab', { name: /^Requests/ }).focus();
    for (let count = 0; count < 4; count++) await page.keyboard.press('ArrowRight');
    ok((await page.getByRole('tabpanel', { name: /^Events/ }).innerText()).includes('billing: generation 2'));
    await page.keyboard.press('ArrowRight');
    ok((await page.getByRole('tabpanel', { name: 'Report' }).innerText()).includes('Group "billing"'));
  }),
  check('it is dark where everything is', async (page) => {
    const background = (): Promise<string> =>
      page
        .locator('body')
        .evaluate((body) => body.ownerDocument.defaultView?.getComputedStyle(body).backgroundColor ?? '');
    equal(await background(), 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    equal(await background(), 'rgb(20, 23, 27)');
  }),
  check('nothing sticks out of a narrow window', expectNoOverflow, { width: 420 }),
  {
    name: '10,000 requests are drawn, found and scrolled through, and few of them are elements',
    run: async (browser, path) => await manyRequests(browser, path),
  },
];

export async function expectNoOverflow(page: Page): Promise<void> {
  const [width, room] = await page.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth] as const);
  ok(width <= room, `${width} px in a window of ${room} px`);
}

async function manyRequests(browser: Browser, path: string): Promise<void> {
  const large = path.replace(/\.html$/, '-large.html');
  await writeFile(large, withManyRequests(await readFile(path, 'utf8'), 10_000));
  const look = check('', async (page) => {
    equal(await page.locator('body > .tools output').innerText(), '10,000 requests');
    await expectNoOverflow(page);
    await page.getByRole('rowgroup', { name: 'Requests' }).focus();
    await page.keyboard.press('End');
    equal(await page.locator('.row.selected').getAttribute('aria-rowindex'), '10000');
    ok((await page.locator('*').count()) < 1500);
    await page.getByRole('searchbox', { name: 'Filter requests' }).fill('fault:');
    match(await page.locator('body > .tools output').innerText(), /^\d+ of 10,000 requests$/);
    const { x, y } = await findInLane(page, 'api', 'fault: Produce');
    await page.mouse.click(x, y);
    await page.getByRole('heading', { name: 'Produce v7' }).waitFor();
  });
  await look.run(browser, large);
}

/** The requests of a session over and over, each round behind the one before. */
function withManyRequests(html: string, count: number): string {
  return html.replace(
    /(<script type="application\/json" id="trace">)(.*?)(<\/script>)/s,
    (_whole, open, json, close) => {
      const trace = JSON.parse(json as string) as { requests: { atMs: number }[] };
      const [first, last] = [trace.requests[0]?.atMs ?? 0, trace.requests.at(-1)?.atMs ?? 0];
      const requests = Array.from({ length: count }, (_, index) => {
        const round = Math.floor(index / trace.requests.length);
        const request = trace.requests[index % trace.requests.length];
        return { ...request, atMs: (request?.atMs ?? 0) + round * (last - first + 1) };
      });
      const text = JSON.stringify({ ...trace, requests }).replaceAll('<', String.raw`\u003c`);
      return `${open as string}${text}${close as string}`;
    },
  );
}
