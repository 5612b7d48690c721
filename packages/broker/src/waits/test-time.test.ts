import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import type { Broker } from '../index.ts';
import { subjectOf } from '../matching/subject.ts';
import { toHaveMessage, toHaveMessages } from '../matching/index.ts';
import { TestTime } from './test-time.ts';
import type { Waits } from './waits.ts';

function waitsOf(broker: Broker): Waits {
  const subject = subjectOf(broker);
  if (subject === undefined) throw new Error('a broker is a subject');
  return subject.context.waits;
}

const CUT = /^topic "orders": no message within (\d+) ms, as the test's time is up\n/;

test("a wait ends before the test's time does, and says so", async () => {
  const broker = await testBroker({ topics: ['orders'] });
  waitsOf(broker).testTime = new TestTime(100, () => true);
  const { message } = await failureOf(() => broker.topic('orders').waitForMessage());
  expect(message).toMatch(CUT);
  // A tenth of the time is the runner's.
  expect(Number(CUT.exec(message)?.[1])).toBeLessThanOrEqual(90);
});

test('a fork that a test makes has the time of the test', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  waitsOf(broker).testTime = new TestTime(100, () => true);
  await using fork = await broker.fork();
  expect((await failureOf(() => fork.topic('orders').waitForMessage())).message).toMatch(CUT);
});

test('what the call says counts, whatever the test has left', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  waitsOf(broker).testTime = new TestTime(5, () => true);
  expect((await failureOf(() => broker.topic('orders').waitForMessage(undefined, { timeout: 20 }))).message).toMatch(
    /^topic "orders": no message within 20 ms\n/,
  );
});

test.each([
  { name: 'a test with time enough', timeoutMs: 60_000, isRunning: true },
  { name: 'a test without a limit', timeoutMs: 0, isRunning: true },
  { name: 'a test that Infinity is given', timeoutMs: Infinity, isRunning: true },
  { name: 'hooks after the test', timeoutMs: 1, isRunning: false },
])('$name: waits last as long as ever', async ({ timeoutMs, isRunning }) => {
  const broker = await testBroker({ waitTimeout: 3000 });
  const waits = waitsOf(broker);
  waits.testTime = new TestTime(timeoutMs, () => isRunning);
  expect(waits.limit()).toEqual({ timeoutMs: 3000, isCut: false });
});

test('of a long test the runner gets a quarter of a second, of one that is over nobody gets anything', async () => {
  const waits = waitsOf(await testBroker({ waitTimeout: 20_000 }));
  waits.testTime = new TestTime(5000, () => true);
  const { timeoutMs } = waits.limit();
  expect(timeoutMs).toBeLessThanOrEqual(4750);
  expect(timeoutMs).toBeGreaterThan(4000);
  waits.testTime = new TestTime(Number.MIN_VALUE, () => true);
  expect(waits.limit()).toEqual({ timeoutMs: 0, isCut: true });
  waits.testTime = undefined;
  expect(waits.limit()).toEqual({ timeoutMs: 20_000, isCut: false });
});

test('what is there already is found even when no time is left', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 1 }] } } });
  waitsOf(broker).testTime = new TestTime(Number.MIN_VALUE, () => true);
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ offset: 0 });
});

test('matchers, waitForIdle() and produce() end before the test too', async () => {
  const broker = await testBroker({ nodes: 2, topics: { orders: { replicationFactor: 2 } } });
  const orders = broker.topic('orders');
  const [{ leader } = {}] = orders.partitions;
  broker.node(leader === 1 ? 2 : 1).holdReplication();
  const begin = (): void => void (waitsOf(broker).testTime = new TestTime(40, () => true));
  begin();
  expect(await failureOf(() => orders.produce({ value: 1 }))).toMatchObject({ code: 'ERR_PRODUCE_FAILED' });
  const subject = subjectOf(orders);
  if (subject === undefined) throw new Error('a topic is a subject');
  begin();
  expect((await toHaveMessage(subject, false)).report).toMatch(/within \d+ ms, as the test's time is up/);
  begin();
  expect((await toHaveMessages(subject, false, 1)).report).toMatch(/within \d+ ms, as the test's time is up/);
  begin();
  expect((await failureOf(() => broker.waitForIdle({ quiet: 1000 }))).message).toMatch(
    /^the broker was not idle within \d+ ms, as the test's time is up: /,
  );
});
