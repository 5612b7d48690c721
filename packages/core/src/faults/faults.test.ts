import { type ApiName, ErrorCode, ZERO_UUID } from '@testka/protocol';
import { beforeEach, expect, test } from 'vitest';
import { batchOf, type Client, Harness, produceTo } from '../../test/harness.ts';
import type { Fault, FaultEffect, RequestMatch } from './fault.ts';

let harness: Harness;
let client: Client;
let lastId: number;

beforeEach(() => {
  harness = new Harness();
  client = harness.connect();
  lastId = 0;
  harness.createTopic('orders', 3);
  harness.createTopic('audit');
});

type Match = Partial<Omit<RequestMatch, 'apis'>> & { readonly api: ApiName | '*' };

function inject({ api, ...match }: Match, effect: FaultEffect, limits: Partial<Fault> = {}): number {
  const id = ++lastId;
  const nothing = { topic: undefined, partition: undefined, group: undefined, transactionalId: undefined };
  const whole = { ...nothing, clientId: undefined, broker: undefined, when: undefined };
  const apis = api === '*' ? api : new Set([api]);
  const fault: Fault = {
    match: { ...whole, ...match, apis },
    effect,
    times: Infinity,
    skip: 0,
    probability: 1,
    ...limits,
  };
  harness.apply({ kind: 'admin', command: { type: 'inject-fault', id, fault } });
  return id;
}

const remove = (id: number): unknown => harness.apply({ kind: 'admin', command: { type: 'remove-fault', id } });
const hitsOf = (id: number): number | undefined => harness.cluster.view.fault(id)?.hits;
const endOf = (topic: string, partition = 0): number | undefined =>
  harness.cluster.view.metadata.partition(topic, partition)?.log.logEndOffset;
const error = (errorCode: ErrorCode, apply = false): FaultEffect => ({ type: 'error', errorCode, apply });

const toAudit = (acks = -1) => {
  const partitionData = [{ index: 0, records: batchOf(['a']) }];
  return { acks, timeoutMs: 1000, topicData: [{ name: 'audit', topicId: ZERO_UUID, partitionData }] };
};
const OFFERS = { clientSoftwareName: '', clientSoftwareVersion: '' };
const NO_OPERATIONS = { includeClusterAuthorizedOperations: false, includeTopicAuthorizedOperations: false };

function produceToBoth(version = 11) {
  const partitionData = [0, 1].map((index) => ({ index, records: batchOf(['a']) }));
  const { responses } = client.ask('Produce', version, {
    acks: -1,
    timeoutMs: 1000,
    topicData: [
      { name: 'orders', topicId: ZERO_UUID, partitionData },
      { name: 'audit', topicId: ZERO_UUID, partitionData: [{ index: 0, records: batchOf(['a']) }] },
    ],
  });
  return responses.map(({ name, partitionResponses }) => [
    name,
    partitionResponses.map(({ index, errorCode, baseOffset }) => [index, errorCode, baseOffset]),
  ]);
}

test('an error is said of one partition, and the others get their records', () => {
  const id = inject({ api: 'Produce', topic: 'orders', partition: 0 }, error(ErrorCode.NOT_ENOUGH_REPLICAS));
  expect(produceToBoth()).toEqual([
    [
      'orders',
      [
        [0, ErrorCode.NOT_ENOUGH_REPLICAS, -1],
        [1, 0, 0],
      ],
    ],
    ['audit', [[0, 0, 0]]],
  ]);
  expect([endOf('orders', 0), endOf('orders', 1), endOf('audit')]).toEqual([0, 1, 1]);
  expect(hitsOf(id)).toBe(1);
});

test('an error is said of everything where nothing narrower is meant', () => {
  inject({ api: 'Produce' }, error(ErrorCode.NOT_ENOUGH_REPLICAS));
  const refused = ErrorCode.NOT_ENOUGH_REPLICAS;
  expect(produceToBoth()).toEqual([
    [
      'orders',
      [
        [0, refused, -1],
        [1, refused, -1],
      ],
    ],
    ['audit', [[0, refused, -1]]],
  ]);
  expect(endOf('orders')).toBe(0);
});

test('an error can be said of work that was done', () => {
  inject({ api: 'Produce', topic: 'orders', partition: 1 }, error(ErrorCode.REQUEST_TIMED_OUT, true));
  expect(produceToBoth()).toEqual([
    [
      'orders',
      [
        [0, 0, 0],
        [1, ErrorCode.REQUEST_TIMED_OUT, -1],
      ],
    ],
    ['audit', [[0, 0, 0]]],
  ]);
  expect(endOf('orders', 1)).toBe(1);
});

test('with acks=0 an error closes the connection', () => {
  inject({ api: 'Produce', topic: 'audit' }, error(ErrorCode.NOT_LEADER_OR_FOLLOWER));
  client.send('Produce', 11, toAudit(0));
  expect([client.closed !== undefined, endOf('audit')]).toEqual([true, 0]);
});

test('skip and times count the requests that are meant', () => {
  const id = inject({ api: 'Produce', topic: 'audit' }, error(ErrorCode.NOT_ENOUGH_REPLICAS), { skip: 1, times: 1 });
  const codes = ['a', 'b', 'c'].map((value) => produceTo(client, 'audit', batchOf([value]))?.errorCode);
  expect(codes).toEqual([0, ErrorCode.NOT_ENOUGH_REPLICAS, 0]);
  expect(hitsOf(id)).toBe(1);
});

test('a probability is drawn from the seed: the same in every run', () => {
  const outcomes = (): (number | undefined)[] => {
    harness = new Harness();
    client = harness.connect();
    harness.createTopic('audit');
    inject({ api: 'Produce' }, error(ErrorCode.NOT_ENOUGH_REPLICAS), { probability: 0.5 });
    return Array.from({ length: 40 }, () => produceTo(client, 'audit', batchOf(['a']))?.errorCode);
  };
  const first = outcomes();
  expect(new Set(first)).toEqual(new Set([0, ErrorCode.NOT_ENOUGH_REPLICAS]));
  expect(outcomes()).toEqual(first);
});

test.each<{ what: string; match: Match; acts: boolean }>([
  { what: 'every API', match: { api: '*' }, acts: true },
  { what: 'another API', match: { api: 'Fetch' }, acts: false },
  { what: 'another topic', match: { api: 'Produce', topic: 'orders' }, acts: false },
  { what: 'another partition', match: { api: 'Produce', partition: 1 }, acts: false },
  { what: 'the client', match: { api: 'Produce', clientId: 'test' }, acts: true },
  { what: 'another client', match: { api: 'Produce', clientId: 'other' }, acts: false },
  { what: 'clients like it', match: { api: 'Produce', clientId: /^te/g }, acts: true },
  { what: 'another node', match: { api: 'Produce', broker: 2 }, acts: false },
  { what: 'a condition that holds', match: { api: 'Produce', when: () => true }, acts: true },
  { what: 'a condition that does not', match: { api: 'Produce', when: () => false }, acts: false },
])('a match of $what', ({ match, acts }) => {
  const id = inject(match, { type: 'observe' });
  expect(produceTo(client, 'audit', batchOf(['a']))?.errorCode).toBe(0);
  expect(produceTo(client, 'audit', batchOf(['b']))?.errorCode).toBe(0);
  expect(hitsOf(id)).toBe(acts ? 2 : 0);
});

const READ = { partition: 0, fetchOffset: 0, currentLeaderEpoch: -1, partitionMaxBytes: 1_000_000 };

function fetchBody(sessionId: number, sessionEpoch: number, topics: readonly string[], maxWaitMs = 100) {
  return {
    replicaId: -1,
    maxWaitMs,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    sessionId,
    sessionEpoch,
    topics: topics.map((topic) => ({ topic, topicId: ZERO_UUID, partitions: [READ] })),
    forgottenTopicsData: [],
    rackId: '',
  };
}

test('a fetch fails in one partition, also in one that only its session names, and is answered at once', () => {
  const first = client.ask('Fetch', 12, fetchBody(0, 0, ['audit', 'orders'], 0));
  const id = inject({ api: 'Fetch', topic: 'orders' }, error(ErrorCode.OFFSET_OUT_OF_RANGE), { times: 1 });
  const { responses } = client.ask('Fetch', 12, fetchBody(first.sessionId, 1, []));
  expect(responses.map(({ topic, partitions }) => [topic, partitions[0]?.errorCode])).toEqual([
    ['orders', ErrorCode.OFFSET_OUT_OF_RANGE],
  ]);
  expect(hitsOf(id)).toBe(1);
  const after = client.ask('Fetch', 12, fetchBody(first.sessionId, 2, [], 0));
  expect(after.responses.map(({ topic, partitions }) => [topic, partitions[0]?.errorCode])).toEqual([['orders', 0]]);
});

test("a fetch's session error is one of the whole", () => {
  inject({ api: 'Fetch' }, error(ErrorCode.FETCH_SESSION_ID_NOT_FOUND));
  expect(client.ask('Fetch', 12, fetchBody(0, 0, ['audit']))).toMatchObject({
    errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND,
    responses: [],
  });
});

test('metadata fails for one topic of all, and brokers are told', () => {
  inject({ api: 'Metadata', topic: 'audit' }, error(ErrorCode.TOPIC_AUTHORIZATION_FAILED));
  const { brokers, topics } = client.ask('Metadata', 12, { ...NO_OPERATIONS, topics: null });
  expect(brokers).toHaveLength(1);
  expect(topics.map(({ name, errorCode, partitions }) => [name, errorCode, partitions.length])).toEqual([
    ['orders', 0, 3],
    ['audit', ErrorCode.TOPIC_AUTHORIZATION_FAILED, 0],
  ]);
});

test('that nobody leads, metadata says of partitions', () => {
  inject({ api: 'Metadata', topic: 'audit' }, error(ErrorCode.LEADER_NOT_AVAILABLE));
  const { topics } = client.ask('Metadata', 12, { ...NO_OPERATIONS, topics: null });
  expect(topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['orders', 0],
    ['audit', 0],
  ]);
  expect(topics[1]?.partitions).toMatchObject([
    { errorCode: ErrorCode.LEADER_NOT_AVAILABLE, leaderId: -1, partitionIndex: 0, replicaNodes: [1] },
  ]);
});

test('metadata that fails creates nothing', () => {
  inject({ api: 'Metadata' }, error(ErrorCode.LEADER_NOT_AVAILABLE));
  const { topics } = client.ask('Metadata', 12, {
    ...NO_OPERATIONS,
    topics: [{ topicId: ZERO_UUID, name: 'new' }],
    allowAutoTopicCreation: true,
  });
  expect(topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([['new', ErrorCode.LEADER_NOT_AVAILABLE]]);
  expect(endOf('new')).toBeUndefined();
});

test('one group of several fails', () => {
  inject({ api: 'OffsetFetch', group: 'b' }, error(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
  const topics = [{ name: 'orders', topicId: ZERO_UUID, partitionIndexes: [0] }];
  const { groups } = client.ask('OffsetFetch', 8, {
    groupId: '',
    topics: null,
    groups: [
      { groupId: 'a', topics },
      { groupId: 'b', topics },
    ],
  });
  expect(groups.map(({ groupId, errorCode, topics: told }) => [groupId, errorCode, told.length])).toEqual([
    ['a', 0, 1],
    ['b', ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, 0],
  ]);
});

test('a fetch is of a group when its client has a member in it', () => {
  const id = inject({ api: 'Fetch', group: 'billing' }, { type: 'observe' });
  client.ask('Fetch', 12, fetchBody(0, 0, ['audit'], 0));
  const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }];
  client.ask('JoinGroup', 3, {
    groupId: 'billing',
    sessionTimeoutMs: 6000,
    rebalanceTimeoutMs: 6000,
    memberId: '',
    protocolType: 'consumer',
    protocols,
  });
  client.ask('Fetch', 12, fetchBody(0, 0, ['audit'], 0));
  expect(hitsOf(id)).toBe(1);
});

test('a delayed request is handled later, by the time at which it is, even when its client is gone', () => {
  inject({ api: 'Produce' }, { type: 'delay', delayMs: 800 }, { times: 1 });
  const sent = client.send('Produce', 11, toAudit());
  client.disconnect();
  harness.advance(799);
  expect([sent.response, endOf('audit')]).toEqual([undefined, 0]);
  harness.advance(1);
  expect(endOf('audit')).toBe(1);
});

test('a connection closes before the work, or after it', () => {
  const [early, late] = [harness.connect(), harness.connect()];
  inject({ api: 'Produce', topic: 'orders' }, { type: 'disconnect', at: 'before' });
  inject({ api: 'Produce', topic: 'audit' }, { type: 'disconnect', at: 'after' });
  expect(() => produceTo(early, 'orders', batchOf(['a']))).toThrow('a fault disconnects before the request is handled');
  expect(() => produceTo(late, 'audit', batchOf(['a']))).toThrow('a fault disconnects instead of answering');
  expect([endOf('orders'), endOf('audit')]).toEqual([0, 1]);
});

test.each([
  { apply: false, end: 0 },
  { apply: true, end: 1 },
])('a dropped request is not answered, nor is what follows; applied: $apply', ({ apply, end }) => {
  inject({ api: 'Produce' }, { type: 'drop', apply }, { times: 1 });
  expect(() => produceTo(client, 'audit', batchOf(['a']))).toThrow('was not answered');
  expect(client.send('ApiVersions', 0, OFFERS).response).toBeUndefined();
  expect([endOf('audit'), client.closed]).toEqual([end, undefined]);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(client.closed).toBeDefined();
});

test('a throttled request is answered with the time, and what follows waits', () => {
  inject({ api: 'Produce' }, { type: 'throttle', throttleTimeMs: 500 });
  expect(client.ask('Produce', 11, toAudit()).throttleTimeMs).toBe(500);
  const next = client.send('ApiVersions', 0, OFFERS);
  harness.advance(499);
  expect(next.response).toBeUndefined();
  harness.advance(1);
  expect(next.response).toBeDefined();
});

test('fetched batches have a wrong checksum in what is meant, and stored ones do not', () => {
  for (const topic of ['orders', 'audit']) produceTo(client, topic, batchOf(['a']));
  const recordsOf = () =>
    client
      .ask('Fetch', 12, fetchBody(0, 0, ['orders', 'audit']))
      .responses.map(({ partitions }) => Buffer.concat(partitions[0]?.records ?? []));
  const [orders, audit] = recordsOf();
  const id = inject({ api: 'Fetch', topic: 'orders' }, { type: 'corrupt', how: 'crc' });
  const [broken, whole] = recordsOf();
  expect(broken).toHaveLength(orders?.length ?? 0);
  expect([broken?.equals(orders ?? Buffer.alloc(0)), whole?.equals(audit ?? Buffer.alloc(0))]).toEqual([false, true]);
  remove(id);
  expect(recordsOf()).toEqual([orders, audit]);
});

test('half of an answer is a frame by itself', () => {
  inject({ api: 'ApiVersions' }, { type: 'corrupt', how: 'truncate' });
  expect(() => client.send('ApiVersions', 0, OFFERS)).toThrow();
});

test('what is held goes on when it is let go, and what is behind it waits', () => {
  const id = inject({ api: 'Produce' }, { type: 'hold' });
  const held = client.send('Produce', 11, toAudit());
  const behind = client.send('ApiVersions', 0, OFFERS);
  expect(harness.cluster.view.fault(id)?.held).toHaveLength(1);
  expect([held.response, behind.response, endOf('audit')]).toEqual([undefined, undefined, 0]);
  remove(id);
  expect([held.response?.responses[0]?.partitionResponses[0]?.errorCode, endOf('audit')]).toEqual([0, 1]);
  expect(behind.response).toBeDefined();
});

test('the newest fault acts first, and what it lets pass is for those before it', () => {
  const older = inject({ api: 'Produce', topic: 'audit' }, error(ErrorCode.NOT_ENOUGH_REPLICAS));
  const newer = inject({ api: 'Produce', topic: 'audit' }, error(ErrorCode.REQUEST_TIMED_OUT), { times: 1 });
  const codes = ['a', 'b'].map((value) => produceTo(client, 'audit', batchOf([value]))?.errorCode);
  expect(codes).toEqual([ErrorCode.REQUEST_TIMED_OUT, ErrorCode.NOT_ENOUGH_REPLICAS]);
  expect([hitsOf(older), hitsOf(newer)]).toEqual([1, 1]);
});

test("the test's own requests are never touched", () => {
  const id = inject({ api: '*' }, error(ErrorCode.UNKNOWN_SERVER_ERROR));
  const effects = harness.apply({
    kind: 'request',
    call: 1,
    api: 'Metadata',
    version: 12,
    body: { topics: null, allowAutoTopicCreation: false },
  });
  expect(effects).toMatchObject([{ kind: 'answer', response: { topics: [{ errorCode: 0 }, { errorCode: 0 }] } }]);
  expect(hitsOf(id)).toBe(0);
});

test('reset() leaves no fault: what was held is handled first, and undone', () => {
  harness.apply({ kind: 'admin', command: { type: 'mark-baseline' } });
  const id = inject({ api: 'Produce' }, { type: 'hold' });
  const held = client.send('Produce', 11, toAudit());
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect(held.response?.responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
  expect([endOf('audit'), harness.cluster.view.fault(id)]).toEqual([0, undefined]);
});

/** What the interceptor is asked, once a request came in. */
function askedBy(effects: ReturnType<Harness['apply']>) {
  return effects.flatMap((effect) => (effect.kind === 'ask' || effect.kind === 'proceeded' ? [effect] : []));
}

test('an interceptor sees what has come of a request, and answers something else', () => {
  inject({ api: 'Produce' }, { type: 'ask' });
  const asked: ReturnType<typeof askedBy> = [];
  const apply = harness.apply.bind(harness);
  harness.apply = (command) => {
    const effects = apply(command);
    asked.push(...askedBy(effects));
    return effects;
  };
  const sent = client.send('Produce', 11, toAudit());
  expect(asked).toMatchObject([{ kind: 'ask', call: 1, exchange: { api: 'Produce', request: { acks: -1 } } }]);
  harness.apply({ kind: 'interception', call: 1, verdict: { type: 'proceed' } });
  expect([asked[1], sent.response, endOf('audit')]).toMatchObject([
    { kind: 'proceeded', call: 1, response: { responses: [{}] } },
    undefined,
    1,
  ]);
  harness.apply({
    kind: 'interception',
    call: 1,
    verdict: { type: 'error', errorCode: ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND },
  });
  expect(sent.response?.responses[0]?.partitionResponses[0]?.errorCode).toBe(
    ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  );
});

test.each([
  { verdict: { type: 'pass' } as const, end: 1, closed: undefined },
  { verdict: { type: 'disconnect' } as const, end: 0, closed: 'an interceptor has disconnected it' },
])('an interceptor decides: $verdict.type', ({ verdict, end, closed }) => {
  inject({ api: 'Produce' }, { type: 'ask' });
  client.send('Produce', 11, toAudit());
  harness.apply({ kind: 'interception', call: 1, verdict });
  harness.apply({ kind: 'interception', call: 1, verdict: { type: 'pass' } });
  expect([endOf('audit'), client.closed]).toEqual([end, closed]);
});

test('a fetch gives one batch where several are there', () => {
  for (const value of ['a', 'b', 'c']) produceTo(client, 'audit', batchOf([value]));
  const size = () => {
    const { responses } = client.ask('Fetch', 12, fetchBody(0, 0, ['audit'], 0));
    return Buffer.concat(responses[0]?.partitions[0]?.records ?? []).length;
  };
  const whole = size();
  inject({ api: 'Fetch' }, { type: 'shorten' }, { times: 1 });
  expect([size(), size()]).toEqual([whole / 3, whole]);
});

test('a group is shaken up, and its member hears of it by the same answer', () => {
  const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }];
  const joining = { groupId: 'billing', sessionTimeoutMs: 6000, rebalanceTimeoutMs: 6000, protocolType: 'consumer' };
  const { memberId, generationId } = client.ask('JoinGroup', 3, { ...joining, memberId: '', protocols });
  const member = { groupId: 'billing', memberId, generationId };
  client.ask('SyncGroup', 2, { ...member, assignments: [] });
  expect(client.ask('Heartbeat', 2, member).errorCode).toBe(0);
  const id = inject({ api: 'Heartbeat' }, { type: 'rebalance' }, { times: 1 });
  expect(client.ask('Heartbeat', 2, member).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
  expect([hitsOf(id), harness.cluster.view.groups.group('billing')?.state]).toEqual([1, 'PreparingRebalance']);
});

test('connections to one broker are refused as often as is wanted', () => {
  harness = new Harness({ brokers: [1, 2].map((id) => ({ id, rack: null })) });
  const id = inject({ api: '*', broker: 2 }, { type: 'refuse' }, { times: 2 });
  const closed = [1, 2, 2, 2].map((broker) => harness.connect('test', broker).closed);
  expect(closed).toEqual([undefined, 'a fault refuses connections', 'a fault refuses connections', undefined]);
  expect(hitsOf(id)).toBe(2);
});

const setLatency = (latencyMs: number): unknown =>
  harness.apply({ kind: 'admin', command: { type: 'set-latency', broker: 1, latencyMs } });

test('a broker that is far away: what it has done at once it says later, and what follows waits', () => {
  setLatency(300);
  const [sent, next] = [client.send('Produce', 11, toAudit()), client.send('ApiVersions', 0, OFFERS)];
  expect([endOf('audit'), sent.response]).toEqual([1, undefined]);
  harness.advance(299);
  expect(sent.response).toBeUndefined();
  harness.advance(1);
  expect([sent.response !== undefined, next.response]).toEqual([true, undefined]);
  harness.advance(300);
  expect(next.response).toBeDefined();
  setLatency(0);
  expect(client.send('ApiVersions', 0, OFFERS).response).toBeDefined();
});

test('a long poll is as late as the broker is when it has something; acks=0 has nothing to be late with', () => {
  setLatency(300);
  const polling = client.send('Fetch', 12, fetchBody(0, 0, ['audit'], 10_000));
  const producer = harness.connect();
  producer.send('Produce', 11, toAudit(0));
  const next = producer.send('ApiVersions', 0, OFFERS);
  harness.advance(299);
  expect([polling.response, next.response]).toEqual([undefined, undefined]);
  harness.advance(1);
  expect([polling.response !== undefined, next.response !== undefined]).toEqual([true, true]);
});

test('reset() ends latency, and what was late is there', () => {
  setLatency(300);
  const sent = client.send('ApiVersions', 0, OFFERS);
  harness.apply({ kind: 'admin', command: { type: 'reset' } });
  expect([sent.response !== undefined, harness.cluster.view.latencyOf(1)]).toEqual([true, 0]);
});
