import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';

test('requests are there with what was asked, answered and went wrong', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker, 'api', { initialRetryTime: 1, maxRetryTime: 1 }));
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const [refused, done] = broker.trace.requests({ api: 'Produce', clientId: 'api' });
  expect(refused).toMatchObject({
    api: 'Produce',
    apiVersion: 7,
    clientId: 'api',
    node: 1,
    request: { acks: -1, topicData: [{ name: 'orders' }] },
    errors: ['NOT_ENOUGH_REPLICAS'],
    faults: ['Produce → NOT_ENOUGH_REPLICAS'],
  });
  expect(done).toMatchObject({
    errors: [],
    faults: [],
    response: { responses: [{ partitionResponses: [{ baseOffset: 0 }] }] },
  });
});

test.each([
  { match: { api: 'Produce', topic: 'orders' } as const, count: 1 },
  { match: { api: 'Produce', topic: 'audit' } as const, count: 0 },
  { match: { topic: 'orders', partition: 0 } as const, count: 1 },
  { match: { clientId: 'nobody' }, count: 0 },
  { match: { api: 'Produce', when: ({ acks }: { acks: number }) => acks === 1 } as const, count: 0 },
])('requests are found by $match', async ({ match, count }) => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect(broker.trace.requests(match as never).filter(({ api }) => api === 'Produce')).toHaveLength(count);
});

test('a request is waited for, and a wait that comes to nothing says what did come', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const waiting = broker.trace.waitForRequest({ api: 'OffsetCommit', group: 'billing' });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'a' });
  expect((await waiting).request.groupId).toBe('billing');
  const failure = await failureOf(() =>
    broker.trace.waitForRequest({ api: 'DeleteTopics', topic: 'orders' }, { timeout: 5 }),
  );
  expect(failure.message).toContain('no request within 5 ms: DeleteTopics of orders');
  expect(failure.message).toContain('Last requests');
});

test('what is recorded is a copy: deleted topics and later requests do not change it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
  const [before] = broker.trace.requests({ api: 'Produce' });
  const records = Buffer.from(before?.request.topicData[0]?.partitionData[0]?.records ?? '');
  for (let index = 0; index < 50; index++) await producer.send({ topic: 'orders', messages: [{ value: `${index}` }] });
  await broker.topic('orders').delete();
  const [after] = broker.trace.requests({ api: 'Produce' });
  expect(records.includes('first')).toBe(true);
  expect(after?.request.topicData[0]?.partitionData[0]?.records?.equals(records)).toBe(true);
});

test('no more is kept than 8 MiB', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  for (let index = 0; index < 12; index++)
    await producer.send({ topic: 'orders', messages: [{ value: Buffer.alloc(900_000, index) }] });
  const kept = broker.trace.requests({ api: 'Produce' });
  expect(kept.length).toBe(9);
});

test('a request that was not answered has no response', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.inject({ api: 'Produce', disconnect: 'after', times: 1 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', { initialRetryTime: 1 }));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect(broker.trace.requests({ api: 'Produce' })[0]?.response).toBeNull();
});

test('it begins anew with reset() and clear(), and prints what it has', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect(broker.trace.print({ last: 1 })).toMatch(
    /^Last requests\n {2}\+\d\.\d{3} {2}api {2}Produce v7 {2}orders\[0\] 1 record, acks=-1 {2}→ offset 0 {2}\d+ ms$/,
  );
  broker.trace.clear();
  expect(broker.trace.requests()).toEqual([]);
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  await broker.reset();
  expect([broker.trace.requests(), broker.trace.print()]).toEqual([[], '']);
});

test.each([{ api: 'Prodcue' }, { topc: 'x' }, { api: 'Heartbeat', topic: 'orders' }])(
  'a match that is wrong is refused: %j',
  async (match) => {
    const broker = await testBroker();
    expect(await failureOf(() => broker.trace.requests(match as never))).toMatchObject({ code: 'ERR_INVALID_FAULT' });
  },
);
