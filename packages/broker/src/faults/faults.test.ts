import { ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import type { Fault } from '../types/fault.ts';
import type { ReceivedRequest } from '../types/trace.ts';

const QUICKLY = { initialRetryTime: 1, maxRetryTime: 1, retries: 5 };
const NEVER = { retries: 0 };

test('a producer retries what a fault refuses, and nothing is written twice', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  const fault = broker.inject({ api: 'Produce', topic: 'orders', error: 'NOT_LEADER_OR_FOLLOWER', times: 2 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect([fault.hits, fault.remaining]).toEqual([2, 0]);
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }]);
});

test('a lost acknowledgement makes a producer that is not idempotent write twice', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  broker.inject({ api: 'Produce', disconnect: 'after', times: 1 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }, { value: 'a' }]);
});

test('a group is made to rebalance under a commit that is held', async () => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  const gate = broker.hold({ api: 'OffsetCommit', group: 'billing' });
  const { consumer } = await runConsumer(kafkaOf(broker), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: true,
  });
  const { api, clientId, node, request } = await gate.arrived();
  const [orders] = request.topics;
  expect([api, clientId, node, request.groupId, orders?.name, orders?.partitions[0]?.committedOffset]).toEqual([
    'OffsetCommit',
    'api',
    1,
    'billing',
    'orders',
    1,
  ]);
  expect([gate.waiting, broker.group('billing').committedOffset('orders')]).toEqual([1, null]);
  gate.release();
  await broker.group('billing').waitForCommit({ topic: 'orders', offset: 1 });
  expect(gate.waiting).toBe(0);
  await consumer.disconnect();
});

test('a gate shows what it holds in the order in which it came, and gives the request that was waited for', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const gate = broker.hold({ api: 'Produce', topic: 'orders' });
  const valueOf = ({ request }: ReceivedRequest<'Produce'>): string | undefined => {
    const records = request.topicData[0]?.partitionData[0]?.records;
    return /first|second/.exec(records?.toString('latin1') ?? '')?.[0];
  };
  const [one, two] = [await connectedProducer(kafkaOf(broker, 'one')), await connectedProducer(kafkaOf(broker, 'two'))];
  const first = one.send({ topic: 'orders', messages: [{ value: 'first' }] });
  const held = await gate.arrived();
  // It is the test's own: what it does with it does not change what is written.
  held.request.topicData[0]?.partitionData[0]?.records?.fill(0);
  const second = two.send({ topic: 'orders', messages: [{ value: 'second' }] });
  expect(valueOf(await gate.arrived({ count: 2 }))).toBe('second');
  expect(gate.requests.map((request) => [request.clientId, valueOf(request)])).toEqual([
    ['one', 'first'],
    ['two', 'second'],
  ]);
  gate.release();
  await Promise.all([first, second]);
  expect(gate.requests).toEqual([]);
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'first' }, { value: 'second' }]);
});

test('a gate lets so many pass first', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  const gate = broker.hold({ api: 'Produce', skip: 1 });
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  await gate.arrived();
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }]);
  gate.release();
  await sending;
  const typo = await failureOf(() => broker.hold({ api: 'Produce', skips: 1 } as never));
  expect(typo.message).toBe("ERR_INVALID_FAULT: hold() has no 'skips'; did you mean skip?");
});

test('what next() gives has the fields of the answer and no others; of acks=0 there is none', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const answers: unknown[] = [];
  broker.intercept('Produce', async (_, { next }) => {
    const answer = await next();
    answers.push(answer);
    return answer ?? undefined;
  });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }], acks: 0 });
  await broker.topic('orders').waitForMessage({ value: 'b' });
  await broker.waitForIdle();
  const partition = {
    ...{ index: 0, errorCode: 0, baseOffset: 0, logAppendTimeMs: -1, logStartOffset: 0 },
    ...{ recordErrors: [], errorMessage: null, currentLeader: { leaderId: -1, leaderEpoch: -1 } },
  };
  const response = { name: 'orders', topicId: ZERO_UUID, partitionResponses: [partition] };
  expect(answers).toEqual([{ responses: [response], throttleTimeMs: 0, nodeEndpoints: [] }, null]);
});

test('an interceptor sees typed requests, has the work done and changes the answer', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const seen: string[] = [];
  const handle = broker.intercept('Produce', async ({ topicData }, { client, node, next }) => {
    const answer = await next();
    seen.push(
      `${client.clientId} ${node} ${topicData[0]?.name} ${answer?.responses[0]?.partitionResponses[0]?.baseOffset}`,
    );
    return answer ?? undefined;
  });
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  await handle.waitForHit(2);
  expect(seen).toEqual(['api 1 orders 0', 'api 1 orders 1']);
});

test('an interceptor of several APIs, or of all, is told which one is asked', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const all: string[] = [];
  broker.intercept('*', (_, { api }) => void all.push(api));
  broker.intercept(['Metadata', 'Produce'], (request, { api, error }) => {
    return api === 'Produce' && 'acks' in request && request.acks === -1 ? error('INVALID_RECORD') : undefined;
  });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  const failure = await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  expect(failure).toMatchObject({ type: 'INVALID_RECORD' });
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }], acks: 1 });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'b' }]);
  expect([...new Set(all)]).toEqual(['ApiVersions', 'Metadata', 'Produce']);
});

test('errors come one after another when the last is injected first', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.inject({ api: 'Produce', error: 'REQUEST_TIMED_OUT', times: 1 });
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const errors = broker.trace.requests({ api: 'Produce' }).map((request) => request.errors);
  expect(errors).toEqual([['NOT_ENOUGH_REPLICAS'], ['REQUEST_TIMED_OUT'], []]);
});

test('an interceptor refuses, at once or later, and what it does not answer the broker does', async () => {
  const broker = await testBroker({ topics: ['orders', 'audit'] });
  broker.intercept('Produce', ({ topicData }, { error }) => {
    return topicData[0]?.name === 'orders' ? error('MESSAGE_TOO_LARGE') : undefined;
  });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  await producer.send({ topic: 'audit', messages: [{ value: 'a' }] });
  const failure = await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  expect(failure).toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  expect([broker.topic('orders').messages(), broker.topic('audit').messages()]).toMatchObject([[], [{ value: 'a' }]]);
});

test.each([
  {
    how: 'throws',
    interceptor: () => {
      throw new Error('two and two are five');
    },
    message: 'two and two are five',
  },
  {
    how: 'rejects',
    interceptor: async () => {
      throw new Error('two and two are five');
    },
    message: 'two and two are five',
  },
  ...[
    { given: { foo: 1 }, problem: 'foo does not exist' },
    { given: { response: [] }, problem: 'response does not exist, did you mean responses?' },
    { given: {}, problem: 'responses is missing' },
    { given: { responses: 'x' }, problem: 'responses is no array' },
    { given: { responses: [{}] }, problem: 'responses[0].name is missing' },
    {
      given: { responses: [{ name: 'orders', topicId: ZERO_UUID }] },
      problem: 'responses[0].partitionResponses is missing',
    },
    {
      given: { responses: [{ name: 'orders', topicId: ZERO_UUID, partitionResponses: [{ index: 0, errorcode: 3 }] }] },
      problem: 'responses[0].partitionResponses[0].errorcode does not exist, did you mean errorCode?',
    },
    ...[
      { change: { errorCode: 99_999 }, problem: 'errorCode is no integer from -32768 to 32767' },
      { change: { errorCode: undefined }, problem: 'errorCode is missing' },
      {
        change: { baseOffset: 'abc' },
        problem: 'baseOffset is no integer from -9223372036854775808 to 9223372036854775807',
      },
      {
        change: { baseOffset: 0.5 },
        problem: 'baseOffset is no integer from -9223372036854775808 to 9223372036854775807',
      },
    ].map(({ change, problem }) => {
      const answered = { index: 0, errorCode: 0, baseOffset: 0, logAppendTimeMs: -1, logStartOffset: 0, ...change };
      return {
        given: { responses: [{ name: 'orders', topicId: ZERO_UUID, partitionResponses: [answered] }] },
        problem: `responses[0].partitionResponses[0].${problem}`,
      };
    }),
    {
      given: { responses: [{ name: 7, topicId: ZERO_UUID, partitionResponses: [] }] },
      problem: 'responses[0].name is no string',
    },
    { given: 5, problem: 'it is no object' },
    { given: null, problem: 'it is no object' },
  ].map(({ given, problem }) => ({
    how: `returns ${JSON.stringify(given)}`,
    interceptor: () => given,
    message: `is no answer to Produce v7: ${problem};`,
  })),
  {
    how: 'returns what is no answer',
    interceptor: () => ({ responses: 5 }),
    message: 'ERR_INVALID_RESPONSE: what the interceptor of Produce returned is no answer to Produce v7',
  },
])('an interceptor that $how disconnects its client, and the test is told', async ({ interceptor, message }) => {
  const broker = await testBroker({ topics: ['orders'] });
  const handle = broker.intercept('Produce', interceptor as never);
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  expect((await failureOf(() => handle.remove())).message).toContain(message);
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'b' }]);
});

test('a condition that throws means no request, and the test is told', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const when = (): boolean => {
    throw new Error('two and two are five');
  };
  const one = broker.inject({ api: '*', when, disconnect: 'before' });
  const two = broker.inject({ api: 'Produce', when, error: 'MESSAGE_TOO_LARGE' });
  const gate = broker.hold({ api: 'Produce', when });
  const waiting = failureOf(() => one.waitForHit());
  const arriving = failureOf(() => gate.arrived());
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  expect((await waiting).message).toBe('two and two are five');
  expect((await arriving).message).toBe('two and two are five');
  const failed = broker.leftovers().filter(({ kind }) => kind === 'failed-condition');
  expect(failed.map(({ description }) => description).join('\n')).toMatch(
    /^when\(\) of Produce of a condition → MESSAGE_TOO_LARGE threw \[Error: two and two are five\], injected at /m,
  );
  expect((await failureOf(() => two.remove())).message).toBe('two and two are five');
  two.remove();
  await producer.send({ topic: 'orders', messages: [{ value: 'b' }] });
  expect((await failureOf(() => gate.release())).message).toBe('two and two are five');
  expect([one.hits, two.hits, gate.waiting, broker.topic('orders').messages().length]).toEqual([0, 0, 0, 2]);
});

test('a fault that was removed, or has ended with reset(), acts no more and keeps its count', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const producer = await connectedProducer(kafkaOf(broker));
  const send = () => producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  const one = broker.inject({ api: 'Produce', observe: true });
  const two = broker.inject({ api: 'Produce', observe: true });
  await send();
  one.remove();
  await send();
  await broker.reset();
  await send();
  expect([one.hits, one.remaining, two.hits, two.remaining]).toEqual([1, 0, 2, 0]);
  one.remove();
  two.remove();
});

test('a wait for a hit that does not come says what did', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 20 });
  const fault = broker.inject({ api: 'Produce', topic: 'orders', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  const failure = await failureOf(() => fault.waitForHit());
  expect(failure.message).toContain(
    'Produce of orders → NOT_ENOUGH_REPLICAS: 1 request to be hit within 20 ms; none was',
  );
  expect(failure.message).toContain('No client has connected to this broker.');
});

test('a report tells of what the test itself makes go wrong', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 3 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  const report = broker.explain();
  expect(report).toContain('• Fault Produce → NOT_ENOUGH_REPLICAS has acted 1×; 2 to come.');
  expect(report).toMatch(/Produce v7 .*→ NOT_ENOUGH_REPLICAS \(fault\)/);
});

test.each<{ fault: object; message: string }>([
  { fault: { api: 'Produce' }, message: 'a fault does one thing, and this one has none; known are error, delay' },
  { fault: { api: 'Produce', error: 'NONE' }, message: 'error of a fault is NONE, which is no error' },
  { fault: { api: 'Produce', error: 'NOPE' }, message: "Kafka has no 'NOPE'; known are " },
  { fault: { api: 'Produce', delay: 5, drop: true }, message: 'this one has delay and drop' },
  { fault: { api: 'Prodcue', delay: 5 }, message: "Kafka has no 'Prodcue'; did you mean Produce?" },
  { fault: { api: 'EndQuorumEpoch', delay: 5 }, message: 'this broker does not serve EndQuorumEpoch' },
  {
    fault: { api: ['*', 'Produce'], delay: 5 },
    message: "api of a fault must be '*' alone, or names of APIs without it",
  },
  { fault: { api: [], delay: 5 }, message: "api of a fault must be the name of an API such as 'Produce'" },
  { fault: { api: 'Produce', error: 'NOT_ENOUGH_REPLICA' }, message: 'did you mean NOT_ENOUGH_REPLICAS?' },
  { fault: { api: 'Heartbeat', topic: 'orders', delay: 5 }, message: 'requests of Heartbeat name no topic' },
  { fault: { api: 'Metadata', partition: 0, delay: 5 }, message: 'requests of Metadata name no partition' },
  { fault: { api: 'Fetch', transactionalId: 't', delay: 5 }, message: 'requests of Fetch name no transactional id' },
  { fault: { api: 'Produce', corrupt: 'crc' }, message: "say api: 'Fetch'" },
  {
    fault: { api: 'Produce', disconnect: 'soon' },
    message: "disconnect of a fault must be 'before' or 'after', not 'soon'",
  },
  { fault: { api: 'Produce', delay: -1 }, message: 'delay of a fault must be an integer' },
  { fault: { api: 'Produce', delay: 1, apply: true }, message: 'apply goes with error and with drop, not with delay' },
  { fault: { api: 'Produce', observe: false }, message: 'observe of a fault must be true' },
  { fault: { api: 'Produce', delay: 1, times: 0 }, message: 'times of a fault must be an integer from 1' },
  {
    fault: { api: 'Produce', delay: 1, probability: 2 },
    message: 'probability of a fault must be a number greater than 0',
  },
  { fault: { api: 'Produce', delay: 1, node: 9 }, message: 'ERR_UNKNOWN_NODE' },
  { fault: { api: 'Produce', delay: 1, topc: 'x' }, message: "a fault has no 'topc'; did you mean topic?" },
  { fault: { api: 'Produce', delay: 1, when: true }, message: 'when of a fault must be a function of the request' },
])('a fault that cannot be is refused: $message', async ({ fault, message }) => {
  const broker = await testBroker();
  expect((await failureOf(() => broker.inject(fault as Fault))).message).toContain(message);
});

test.each<{ effect: { delay: number } | { observe: true } | { disconnect: 'after' }; outcome: string }>([
  { effect: { delay: 1 }, outcome: 'offset 0 (delayed)' },
  { effect: { observe: true }, outcome: 'offset 0' },
  { effect: { disconnect: 'after' }, outcome: 'not answered (fault)' },
])('the last requests say what of an answer is the doing of a fault: $outcome', async ({ effect, outcome }) => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.inject({ api: 'Produce', ...effect, times: 1 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  await producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  const line = /Produce v\d+.*→ (.*?) {2,}\d+ ms/.exec(broker.trace.print());
  expect(line?.[1]).toBe(outcome);
});

test('an interceptor that calls next() twice is told that the work is done once', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const handle = broker.intercept('Produce', async (_request, { next }) => {
    await next();
    await next();
  });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NEVER));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'a' }] }));
  const failure = await failureOf(() => handle.remove());
  expect(failure.stack?.split('\n')[1]).toContain('faults.test.ts');
  expect(failure.message).toBe(
    'ERR_INVALID_RESPONSE: an interceptor of Produce has called next() twice for one request, which the broker does once; keep what the first call gives',
  );
  expect(broker.topic('orders').messages()).toMatchObject([{ value: 'a' }]);
});

test('what is in force is listed as data, with its hits and the way to end it', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  expect(broker.faults).toEqual([]);
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  const error = broker.inject({ api: 'Produce', topic: 'orders', error: 'NOT_LEADER_OR_FOLLOWER', times: 1 });
  const gate = broker.hold({ api: 'Produce', topic: 'orders' });
  broker.intercept('Heartbeat', () => {});
  broker.node(1).refuseConnections({ times: 1 });
  const sending = producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await gate.arrived();
  expect(JSON.parse(JSON.stringify(broker.faults))).toEqual([
    { fault: { api: 'Produce', topic: 'orders', error: 'NOT_LEADER_OR_FOLLOWER', times: 1 }, hits: 0, remaining: 1 },
    { fault: { api: 'Produce', topic: 'orders', hold: true }, hits: 1, remaining: null },
    { fault: { api: 'Heartbeat', handler: true }, hits: 0, remaining: null },
    { fault: { node: 1, refuseConnections: true, times: 1 }, hits: 0, remaining: 1 },
  ]);
  expect(broker.faults[0]).toBe(error);
  // Removing a gate from the list releases it; the fault is then met, used up, and still there.
  broker.faults[1]?.remove();
  await sending;
  expect(broker.fromNow().faults.map(({ hits, remaining }) => [hits, remaining])).toEqual([
    [1, 0],
    [0, Infinity],
    [0, 1],
  ]);
  for (const fault of broker.faults) fault.remove();
  expect(broker.faults).toEqual([]);
  broker.inject({ api: 'Produce', delay: 1 });
  await broker.reset();
  expect(broker.faults).toEqual([]);
});
