import { afterEach, expect, test, vi } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Broker } from '../index.ts';

const QUICKLY = { initialRetryTime: 1, maxRetryTime: 20, retries: 20 };
const REFUSES = { seed: 5, rate: 0.5, kinds: ['error'], apis: ['Produce'] } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Sends so many messages one after the other, and says what chaos did to each request. */
async function sendTo(broker: Broker, count: number): Promise<string[][]> {
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  for (let value = 0; value < count; value++) {
    await producer.send({ topic: 'orders', messages: [{ value: String(value), partition: 0 }] });
  }
  return broker.trace.requests({ api: 'Produce' }).map(({ faults }) => [...faults]);
}

test('a client that tries again gets through, and what has gone wrong is told', async () => {
  const broker = await testBroker({ topics: ['orders'], chaos: REFUSES });
  const fates = await sendTo(broker, 20);
  expect(
    new Set(
      broker
        .topic('orders')
        .messages()
        .map(({ value }) => value),
    ).size,
  ).toBe(20);
  const troubled = fates.filter((faults) => faults.length > 0);
  expect(troubled.length).toBeGreaterThan(5);
  expect(troubled[0]?.[0]).toMatch(/^chaos: Produce(?: of orders\[0\])? → [A-Z_]+(?: after the work)?$/);
  const explained = broker.explain();
  const told = /^Chaos: seed 5, (\d+) of (\d+) requests troubled; replay with chaos: \{ seed: 5 \}$/m.exec(explained);
  // Metadata and the like are requests, too.
  expect(Number(told?.[1])).toBe(troubled.length);
  expect(Number(told?.[2])).toBeGreaterThan(fates.length);
  expect(explained).toMatch(/Produce v7 .* → \S+ \(chaos\) /);
});

test('a wait that came to nothing names the seed, and what it was replayed from', async () => {
  vi.stubEnv('KAFKA_CHAOS', '42');
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 1 });
  const { message } = await failureOf(() => broker.topic('orders').waitForMessage());
  expect(message).toContain('\n  Chaos: seed 42, 0 of 0 requests troubled; replay with KAFKA_CHAOS=42\n');
});

test.each([
  { variable: undefined, option: undefined, chaos: undefined },
  { variable: '', option: undefined, chaos: undefined },
  { variable: '7', option: undefined, chaos: 'seed 7 by KAFKA_CHAOS=7' },
  { variable: '7', option: false, chaos: undefined },
  { variable: '7', option: { seed: 8 }, chaos: 'seed 8 by chaos: { seed: 8 }' },
  { variable: '7', option: { rate: 0.5 }, chaos: 'seed 7 by KAFKA_CHAOS=7' },
  { variable: undefined, option: {}, chaos: 'seed 1 by KAFKA_CHAOS=1' },
] as const)('the option comes before the environment: $variable, $option', async ({ variable, option, chaos }) => {
  vi.stubEnv('KAFKA_CHAOS', variable);
  const broker = await testBroker(option === undefined ? {} : { chaos: option });
  const line = /Chaos: (seed \d+), 0 of 0 requests troubled; replay with (.*)/.exec(broker.explain());
  expect(line === null ? undefined : `${line[1]} by ${line[2]}`).toBe(chaos);
});

test.each(['random', '0', '-1', '1.5', '4294967296', 'false'])('KAFKA_CHAOS=%s is refused', async (text) => {
  vi.stubEnv('KAFKA_CHAOS', text);
  const { message } = await failureOf(() => testBroker());
  expect(message).toBe(
    `ERR_INVALID_OPTION: the environment variable KAFKA_CHAOS must be a seed for chaos, an integer from 1 to 4294967295, or not be set, not '${text}'`,
  );
});

test('after a reset everything goes wrong again in the same way, and in a fork and after a restore too', async () => {
  const broker = await testBroker({ topics: ['orders'], chaos: REFUSES });
  const snapshot = broker.snapshot();
  const first = await sendTo(broker, 10);
  await broker.reset();
  expect(await sendTo(broker, 10)).toEqual(first);
  await broker.restore(snapshot);
  expect(await sendTo(broker, 10)).toEqual(first);
  await using fork = await broker.fork();
  expect(await sendTo(fork, 10)).toEqual(first);
  expect(fork.explain()).toContain('Chaos: seed 5, ');
});

test("the test's own calls are never troubled", async () => {
  const broker = await testBroker({ topics: ['orders'], chaos: { rate: 1 } });
  for (let value = 0; value < 10; value++) await broker.topic('orders').produce({ value });
  await broker.createTopics(['more']);
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 5 }]);
  expect(broker.explain()).toContain('0 of 0 requests troubled');
});

test('where time stands still, clients do not wait for it', async () => {
  const slow = { rate: 1, kinds: ['delay'] } as const;
  const manual = await testBroker({ topics: ['orders'], clock: 'manual', chaos: slow });
  await sendTo(manual, 5);
  const real = await testBroker({ topics: ['orders'], chaos: slow });
  const producer = await connectedProducer(kafkaOf(real));
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  real.clock.freeze();
  await sending;
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  expect(real.topic('orders').messages()).toHaveLength(2);
});

test('a group goes on through all of it, on several nodes', async () => {
  const broker = await testBroker({
    nodes: 3,
    topics: { orders: { partitions: 3, replicationFactor: 3 } },
    chaos: { seed: 3, rate: 0.15 },
  });
  const { values } = await runConsumer(kafkaOf(broker, 'reader', QUICKLY), { groupId: 'billing', topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker, 'writer', QUICKLY));
  const all = Array.from({ length: 60 }, (_, index) => String(index));
  for (const value of all) await producer.send({ topic: 'orders', messages: [{ key: value, value }] });
  await expect.poll(() => new Set(values), { timeout: 20_000 }).toEqual(new Set(all));
  expect(broker.trace.requests({}).some(({ faults }) => faults.some((fault) => fault.startsWith('chaos')))).toBe(true);
}, 30_000);
