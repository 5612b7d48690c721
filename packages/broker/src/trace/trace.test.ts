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
  expect([broker.trace.requests(), broker.trace.print(), broker.trace.print({ all: true })]).toEqual([[], '', '']);
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  await broker.reset();
  expect([broker.trace.requests(), broker.trace.print()]).toEqual([[], '']);
});

test.each([{ api: 'Prodcue' }, { topc: 'x' }, { api: 'Heartbeat', topic: 'orders' }])(
  'a match that is wrong is refused: %j',
  async (match) => {
    const broker = await testBroker();
    expect(await failureOf(() => broker.trace.requests(match as never))).toMatchObject({ code: 'ERR_INVALID_MATCH' });
  },
);

test('a view from now has the requests that are answered from now on, also over a reset', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'before' }] });
  const now = broker.fromNow();
  expect([now.trace.requests(), now.trace.print()]).toEqual([[], '']);
  const waiting = now.trace.waitForRequest({ api: 'Produce' });
  await producer.send({ topic: 'orders', messages: [{ value: 'after' }] });
  expect((await waiting).response?.responses[0]?.partitionResponses[0]?.baseOffset).toBe(1);
  expect(now.trace.print().split('\n')).toEqual([
    'Last requests',
    expect.stringMatching(/^ {2}\+0\.\d{3} {2}api {2}Produce v7 {2}orders\[0\] 1 record, acks=-1 {2}→ offset 1 /),
  ]);
  const counts = (): number[] => [broker, now].map(({ trace }) => trace.requests({ api: 'Produce' }).length);
  expect(counts()).toEqual([2, 1]);
  await broker.reset();
  await producer.send({ topic: 'orders', messages: [{ value: 'after the reset' }] });
  expect(counts()).toEqual([1, 1]);
  expect(broker.fromNow().explain()).not.toContain('Last requests');
});

test('a report of a view counts what it leaves out from where the view begins', async () => {
  const broker = await testBroker({ topics: ['orders'], maxFetchWait: 5 });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.trace.waitForRequest({ api: 'Fetch' });
  const now = broker.fromNow();
  const whole = /\((\d+) heartbeats and/;
  expect([whole.exec(broker.trace.print())?.length, now.trace.print()]).toEqual([2, '']);
  await now.trace.waitForRequest({ api: 'Fetch' });
  const [of, all] = [now, broker].map(({ trace }) => Number(whole.exec(trace.print())?.[1]));
  expect(of).toBeGreaterThan(0);
  expect(all).toBeGreaterThan(of ?? Infinity);
});

test('heartbeats and empty fetches are printed when all is asked for, and what faults have done to them', async () => {
  const broker = await testBroker({ topics: ['orders'], maxFetchWait: 5 });
  broker.inject({ api: 'Fetch', delay: 1, times: 1 });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.trace.waitForRequest({ api: 'Fetch' });
  await broker.trace.waitForRequest({ api: 'Heartbeat' });
  expect(broker.trace.print({ last: 200 })).not.toMatch(/Heartbeat v\d/);
  const lines = broker.trace.print({ last: 200, all: true }).split('\n');
  expect(lines.filter((line) => / Fetch v11 +orders\[0\]@0 +→ nothing \(delayed\) /.test(line))).toHaveLength(1);
  expect(lines.filter((line) => / Heartbeat v3 +billing +→ ok /.test(line)).length).toBeGreaterThan(0);
  expect(broker.trace.print({ last: 2, all: true }).split('\n')).toHaveLength(3);
  expect(broker.fromNow().trace.print({ all: true })).toBe('');
});

test('what print() takes is checked, and all of it needs a trace', async () => {
  const broker = await testBroker({ trace: 'off' });
  expect(broker.trace.print()).toBe('');
  expect(await failureOf(() => broker.trace.print({ all: true }))).toMatchObject({ code: 'ERR_TRACE_OFF' });
  expect(await failureOf(() => broker.trace.print({ all: 1 } as never))).toMatchObject({
    code: 'ERR_INVALID_ARGUMENT',
  });
});
