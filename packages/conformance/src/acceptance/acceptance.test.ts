import type { Broker } from '@testka/broker';
import { afterAll, expect, test } from 'vitest';
import { keyOf, setUpOf } from '../differential/set-up.ts';
import { controlOf, startTestka } from '../differential/testka.ts';
import { type AcceptanceCase, runCase } from './case.ts';
import { ACCEPTANCE_CASES, NOT_SHOWN, NUMBERS } from './cases.ts';

/** One for each set-up, shared by the cases that need it. */
const brokers = new Map<string, Promise<Broker>>();

function brokerFor(each: AcceptanceCase): Promise<Broker> {
  const setUp = setUpOf(each);
  const key = keyOf(setUp);
  const broker = brokers.get(key) ?? startTestka(setUp);
  brokers.set(key, broker);
  return broker;
}

afterAll(async () => {
  for (const broker of brokers.values()) await (await broker).close();
});

test.each(ACCEPTANCE_CASES)('$name', async (each) => {
  const broker = await brokerFor(each);
  await runCase(each, { bootstrapServers: broker.bootstrapServers, nodes: controlOf(broker) }, 'case');
});

test('each number has a case, or the page says what is missing, or where it is shown', () => {
  const shown = ACCEPTANCE_CASES.flatMap(({ name }) => /^T\d\d(?=:)/.exec(name) ?? []);
  expect(NUMBERS.filter((number) => !shown.includes(number))).toEqual(['T09']);
  expect(NOT_SHOWN.flatMap(({ numbers }) => numbers)).toContain('T09');
});
