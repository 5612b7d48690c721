import { expect, test } from 'vitest';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import type { Broker, Fault } from '../index.ts';

const NO_RETRIES = { retries: 0 };

async function produce(broker: Broker, topic = 'orders', clientId = 'api'): Promise<void> {
  const producer = await connectedProducer(kafkaOf(broker, clientId, NO_RETRIES));
  await producer.send({ topic, messages: [{ value: 'x' }] });
}

test('fault-acts: what has acted, and what is held', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 2 });
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'x' }] }));
  const gate = broker.hold({ api: 'Produce' });
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  await gate.arrived();
  expect(await hintsOf('fault-acts', () => broker.topic('orders').waitForMessage())).toEqual([
    'Fault Produce → NOT_ENOUGH_REPLICAS has acted 1×; 1 to come.',
    'The test holds a request: Produce → held.',
  ]);
  gate.release();
  await failureOf(() => sending);
});

test.each<{ fault: Omit<Fault<'Produce'>, 'error'> & { error?: 'NOT_ENOUGH_REPLICAS' }; why: string }>([
  {
    fault: { api: 'Produce', topic: 'order' },
    why: 'none of 1 such request was about topic "order"; there is "orders" (a typo?)',
  },
  {
    fault: { api: 'Produce', topic: 'audit' },
    why: 'none of 1 such request was about topic "audit"; there is "orders"',
  },
  { fault: { api: 'Produce', partition: 7 }, why: 'none of 1 such request was about partition 7; there is 0' },
  {
    fault: { api: 'Produce', clientId: 'apj' },
    why: 'none of 1 such request was of client "apj"; there is "api" (a typo?)',
  },
  { fault: { api: 'Produce', clientId: /^web/ }, why: 'none of 1 such request was of client /^web/; there is "api"' },
  {
    fault: { api: 'Produce', group: 'billing' },
    why: 'none of 1 such request was about group "billing"; they named none',
  },
  { fault: { api: 'Produce', when: ({ acks }) => acks === 0 }, why: 'when() held for none of 1 such request' },
  { fault: { api: 'Produce', skip: 2 }, why: 'it lets 2 pass first, and no more than 1 came' },
  { fault: { api: 'Produce', topic: 'a', clientId: 'b' }, why: '1 request of Produce came, but none that it means' },
  { fault: { api: 'Heartbeat' as 'Produce' }, why: 'no client has asked Heartbeat' },
])('fault-unused: $why', async ({ fault, why }) => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  broker.inject({ ...fault, error: 'NOT_ENOUGH_REPLICAS' });
  await produce(broker);
  expect(await hintsOf('fault-unused', () => broker.topic('orders').waitForMessage({ value: 'y' }))).toEqual([
    expect.stringMatching(/^Fault .* → NOT_ENOUGH_REPLICAS has met nothing: /),
  ]);
  const [text] = await hintsOf('fault-unused', () => broker.topic('orders').waitForMessage({ value: 'y' }));
  expect(text?.replace(/^.*has met nothing: /, '')).toBe(`${why}.`);
});

test('fault-unused: what it means came before it', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  await produce(broker);
  broker.hold({ api: 'Produce' });
  expect(await hintsOf('fault-unused', () => broker.topic('orders').waitForMessage({ value: 'y' }))).toEqual([
    'Fault Produce → held has met nothing: 1 such request came before it was injected, and none since.',
  ]);
});

test('fault-unused: another one answers first', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  broker.inject({ api: 'Produce', error: 'INVALID_RECORD' });
  broker.intercept('Produce', (_, context) => context.error('NOT_ENOUGH_REPLICAS'));
  await failureOf(() => produce(broker));
  expect(await hintsOf('fault-unused', () => broker.topic('orders').waitForMessage())).toEqual([
    'Fault Produce → INVALID_RECORD has met nothing: what came was under way when it was injected, or another fault has answered it.',
  ]);
});

test('fault-unused: a wait for its hit says so too', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const fault = broker.inject({ api: 'Produce', topic: 'order', delay: 1 });
  await produce(broker);
  expect(await hintsOf('fault-unused', () => fault.waitForHit(1, { timeout: 10 }))).toEqual([
    'Fault Produce of order → 0 ms later has met nothing: none of 1 such request was about topic "order"; there is "orders" (a typo?).',
  ]);
});

test('clock-stopped: something waits for a time that the test does not let come', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const wait = (): Promise<unknown> => broker.topic('orders').waitForMessage();
  broker.inject({ api: 'Produce', delay: 500 });
  broker.clock.freeze();
  expect(await hintsOf('clock-stopped', wait)).toEqual([]);
  const sending = produce(broker);
  await broker.trace.waitForRequest({ api: 'Metadata' }, { timeout: 4000 });
  await expect
    .poll(() => hintsOf('clock-stopped', wait))
    .toEqual([
      "The broker's clock stands still (clock.freeze() has stopped it), and 1 request or answer waits for a time to come. " +
        'broker.clock.advance(ms) takes it there, broker.clock.resume() lets it go by itself.',
    ]);
  broker.clock.resume();
  await sending;
  expect(await hintsOf('clock-stopped', () => broker.topic('x').waitForMessage())).toEqual([]);
});

test("clock-stopped: a latency under clock: 'manual'", async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10, clock: 'manual' });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  broker.node(1).setLatency(200);
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  await expect
    .poll(() => hintsOf('clock-stopped', () => broker.topic('x').waitForMessage()))
    .toEqual([
      expect.stringMatching(
        /^The broker's clock stands still \(the option clock is 'manual'\), and 1 request or answer waits/,
      ),
    ]);
  broker.node(1).setLatency(0);
  await broker.clock.advance(200);
  await sending;
});

test('what a fault swallows is among the last requests, once', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  const fault = broker.inject({ api: 'Produce', drop: true, times: 1 });
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  sending.catch(() => {});
  await fault.waitForHit(1, { timeout: 4000 });
  const { message } = await failureOf(() => broker.topic('orders').waitForMessage());
  const lines = message.split('\n').filter((line) => line.includes('Produce v'));
  expect(lines).toEqual([expect.stringMatching(/Produce v7 +orders\[0\] 1 record, acks=-1 +→ not answered \(fault\)/)]);
  expect(broker.trace.requests({ api: 'Produce' })).toMatchObject([{ response: null }]);
  await broker.reset();
  expect(broker.trace.requests({ api: 'Produce' })).toEqual([]);
  await failureOf(() => sending);
});
