import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, type Client, fetchOf, Harness, produceTo } from '../../test/harness.ts';

/** "orders" with ten batches of one record, each of the same size. */
function withOrders(): { harness: Harness; client: Client; size: number; topicId: string } {
  const harness = new Harness();
  const topicId = harness.createTopic('orders', 2);
  const client = harness.connect();
  const one = batchOf(['x'.repeat(50)]);
  for (let count = 0; count < 10; count++) produceTo(client, 'orders', one);
  return { harness, client, size: one.length, topicId };
}

function bytesOf(partition: { readonly records: readonly Buffer[] | null } | undefined): number {
  return (partition?.records ?? []).reduce((sum, chunk) => sum + chunk.length, 0);
}

describe('how much comes', () => {
  test.each([
    { name: 'everything when the limits allow', limits: {}, batches: 10 },
    {
      name: 'the first batch whole, however small the limits',
      limits: { maxBytes: 0, partitionMaxBytes: 0 },
      batches: 1,
    },
    { name: 'cut at the byte limit of the partition', limits: { partitionMaxBytes: 300 }, bytes: 300 },
    { name: 'cut at the byte limit of the fetch', limits: { maxBytes: 200 }, bytes: 200 },
  ])('$name', ({ limits, batches, bytes }) => {
    const { client, size } = withOrders();
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0, limits));
    expect(bytesOf(responses[0]?.partitions[0])).toBe(bytes ?? (batches ?? 0) * size);
  });

  test('once the budget is spent, further partitions get nothing', () => {
    const { client, size } = withOrders();
    produceTo(client, 'orders', batchOf(['y']), { partition: 1 });
    const partition = (index: number) => ({ partition: index, fetchOffset: 0, partitionMaxBytes: size });
    const { responses } = client.ask('Fetch', 11, {
      ...fetchOf('orders', 0, { maxBytes: size }),
      topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions: [partition(0), partition(1)] }],
    });
    expect(responses[0]?.partitions.map(bytesOf)).toEqual([size, 0]);
  });

  test('a fetch in the middle of a batch gives the whole batch', () => {
    const { harness, client } = withOrders();
    harness.createTopic('batched');
    const three = batchOf(['a', 'b', 'c']);
    produceTo(client, 'batched', three);
    const { responses } = client.ask('Fetch', 11, fetchOf('batched', 2));
    expect(bytesOf(responses[0]?.partitions[0])).toBe(three.length);
  });
});

test('a fetch that waits gets what one request brings to several partitions, all at once', () => {
  const { harness, client, size } = withOrders();
  const reader = harness.connect();
  const partition = (index: number, fetchOffset: number) => ({
    partition: index,
    fetchOffset,
    partitionMaxBytes: 1_000_000,
  });
  const sent = reader.send('Fetch', 11, {
    ...fetchOf('orders', 0, { maxWaitMs: 1000 }),
    topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions: [partition(0, 10), partition(1, 0)] }],
  });
  expect(sent.response).toBeUndefined();
  const partitionData = [0, 1].map((index) => ({ index, records: batchOf(['x'.repeat(50)]) }));
  client.ask('Produce', 11, {
    acks: -1,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData }],
  });
  expect(sent.response?.responses[0]?.partitions.map(bytesOf)).toEqual([size, size]);
});

describe('errors', () => {
  test.each([
    { name: 'beyond the end', body: fetchOf('orders', 11), errorCode: ErrorCode.OFFSET_OUT_OF_RANGE },
    { name: 'before the start', body: fetchOf('orders', -1), errorCode: ErrorCode.OFFSET_OUT_OF_RANGE },
    { name: 'an unknown topic', body: fetchOf('nope', 0), errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION },
    {
      name: 'an unknown partition',
      body: fetchOf('orders', 0, { partition: 9 }),
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    },
    {
      name: 'negative max bytes',
      body: fetchOf('orders', 0, { partitionMaxBytes: -1 }),
      errorCode: ErrorCode.UNKNOWN_SERVER_ERROR,
    },
  ])('$name: at once, with watermarks of -1 and empty records', ({ body, errorCode }) => {
    const { client } = withOrders();
    const { responses } = client.ask('Fetch', 11, { ...body, maxWaitMs: 5000 });
    expect(responses[0]?.partitions[0]).toMatchObject({
      errorCode,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      records: [Buffer.alloc(0)],
    });
  });

  test.each([
    { name: 'a newer leader epoch', currentLeaderEpoch: 1, errorCode: ErrorCode.UNKNOWN_LEADER_EPOCH },
    { name: 'the current one', currentLeaderEpoch: 0, errorCode: 0 },
  ])('$name', ({ currentLeaderEpoch, errorCode }) => {
    const { client } = withOrders();
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000, currentLeaderEpoch }];
    const { responses } = client.ask('Fetch', 11, {
      ...fetchOf('orders', 0),
      topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions }],
    });
    expect(responses[0]?.partitions[0]?.errorCode).toBe(errorCode);
  });

  test.each([16, 17, 18])('v%i as a broker is refused and told who leads, but not where', (version) => {
    const { client, topicId } = withOrders();
    const body = fetchOf('orders', 0);
    const partitions = body.topics.flatMap((each) => each.partitions);
    const { responses, nodeEndpoints } = client.ask('Fetch', version, {
      ...body,
      replicaState: { replicaId: 5, replicaEpoch: -1 },
      topics: [{ topic: '', topicId, partitions }],
    });
    expect(responses[0]?.partitions[0]).toMatchObject({
      errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER,
      currentLeader: { leaderId: 1, leaderEpoch: 0 },
    });
    expect(nodeEndpoints).toEqual([]);
  });

  test('what is not there comes after what was read, unknown ids first', () => {
    const { harness, client, topicId } = withOrders();
    const unknownId = 'AAAAAAAAAAAAAAAAAAAAAQ';
    const otherId = harness.createTopic('other');
    const wanted = (id: string, ...partitions: number[]) => ({
      topic: '',
      topicId: id,
      partitions: partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 100 })),
    });
    const { responses } = client.ask('Fetch', 13, {
      ...fetchOf('orders', 0),
      topics: [wanted(topicId, 9, 1, 0), wanted(unknownId, 0), wanted(otherId, 0)],
    });
    expect(responses.map((each) => [each.topicId, ...each.partitions.map((one) => one.partitionIndex)])).toEqual([
      [topicId, 1, 0],
      [otherId, 0],
      [unknownId, 0],
      [topicId, 9],
    ]);
  });

  test('an unknown topic id', () => {
    const { client } = withOrders();
    const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ';
    const { responses } = client.ask('Fetch', 13, {
      ...fetchOf('', 0),
      topics: [{ topic: '', topicId, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 }] }],
    });
    expect(responses).toMatchObject([{ topicId, partitions: [{ errorCode: ErrorCode.UNKNOWN_TOPIC_ID }] }]);
  });
});

describe('what cannot be given', () => {
  test('a limit below 0 is an error only where there is something to read', () => {
    const { client } = withOrders();
    const code = (offset: number) =>
      client.ask('Fetch', 11, fetchOf('orders', offset, { partitionMaxBytes: -1 })).responses[0]?.partitions[0]
        ?.errorCode;
    expect([code(9), code(10), code(11)]).toEqual([
      ErrorCode.UNKNOWN_SERVER_ERROR,
      ErrorCode.NONE,
      ErrorCode.OFFSET_OUT_OF_RANGE,
    ]);
  });

  test('where logs part, the list of aborted transactions is null', () => {
    const { client } = withOrders();
    const partitions = [{ partition: 0, fetchOffset: 12, lastFetchedEpoch: 0, partitionMaxBytes: 1000 }];
    const topics = [{ topic: 'orders', topicId: ZERO_UUID, partitions }];
    const { responses } = client.ask('Fetch', 12, { ...fetchOf('orders', 0), isolationLevel: 1, topics });
    expect(responses[0]?.partitions[0]).toMatchObject({
      divergingEpoch: { epoch: 0, endOffset: 10 },
      abortedTransactions: null,
    });
  });

  test('a batch that does not fit, once another partition gave data, leaves the list of aborted transactions null', () => {
    const { client, size } = withOrders();
    produceTo(client, 'orders', batchOf(['x'.repeat(50)]), { partition: 1 });
    const aborted = (secondMaxBytes: number) => {
      const partition = (index: number, partitionMaxBytes: number) => ({
        partition: index,
        fetchOffset: 0,
        partitionMaxBytes,
      });
      const partitions = [partition(0, size), partition(1, secondMaxBytes)];
      const topics = [{ topic: 'orders', topicId: ZERO_UUID, partitions }];
      const { responses } = client.ask('Fetch', 11, { ...fetchOf('orders', 0), isolationLevel: 1, topics });
      return responses[0]?.partitions.map(({ abortedTransactions }) => abortedTransactions);
    };
    expect(aborted(size)).toEqual([[], []]);
    expect(aborted(size - 1)).toEqual([[], null]);
    expect(aborted(0)).toEqual([[], []]);
  });
});

describe('the long poll', () => {
  test('at the end of the log waits for max_wait, then answers empty', () => {
    const { harness, client } = withOrders();
    const sent = client.send('Fetch', 11, fetchOf('orders', 10, { maxWaitMs: 500 }));
    harness.advance(499);
    expect(sent.response).toBeUndefined();
    harness.advance(1);
    expect(sent.response?.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 10 });
  });

  test('ends as soon as a record arrives', () => {
    const { harness, client } = withOrders();
    const sent = client.send('Fetch', 11, fetchOf('orders', 10, { maxWaitMs: 500 }));
    produceTo(harness.connect(), 'orders', batchOf(['new']));
    expect(sent.response?.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, highWatermark: 11 });
  });

  test('waits for min_bytes, and gives what there is when the time is up', () => {
    const { harness, client, size } = withOrders();
    const sent = client.send('Fetch', 11, fetchOf('orders', 10, { maxWaitMs: 500, minBytes: 2 * size }));
    const producer = harness.connect();
    produceTo(producer, 'orders', batchOf(['x'.repeat(50)]));
    expect(sent.response).toBeUndefined();
    harness.advance(500);
    expect(bytesOf(sent.response?.responses[0]?.partitions[0])).toBe(size);
  });

  test('min_bytes are counted per partition, each up to its own limit', () => {
    const { harness, client, size } = withOrders();
    const body = fetchOf('orders', 10, { maxWaitMs: 500, minBytes: 2 * size, partitionMaxBytes: size });
    const sent = client.send('Fetch', 11, body);
    const producer = harness.connect();
    for (let count = 0; count < 5; count++) produceTo(producer, 'orders', batchOf(['x'.repeat(50)]));
    expect(sent.response).toBeUndefined();
    harness.advance(500);
    expect(sent.response).toBeDefined();
  });

  test('ends with an error when the topic is deleted', () => {
    const { harness, client } = withOrders();
    const sent = client.send('Fetch', 11, fetchOf('orders', 10, { maxWaitMs: 500 }));
    harness.connect().ask('DeleteTopics', 1, { topics: [], topicNames: ['orders'], timeoutMs: 1000 });
    expect(sent.response?.responses[0]?.partitions[0]).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      abortedTransactions: null,
    });
  });

  test.each([
    { name: 'topic', over: { topic: 'nope' }, partition: 0 },
    { name: 'partition', over: {}, partition: 7 },
  ])('is not ended by an unknown $name, which fails when the others are answered', ({ over, partition }) => {
    const { harness, client } = withOrders();
    const body = fetchOf('orders', 10, { maxWaitMs: 500 });
    const partitions = [{ partition, fetchOffset: 0, partitionMaxBytes: 1000 }];
    const unknown = { topic: 'orders', topicId: ZERO_UUID, partitions, ...over };
    const sent = client.send('Fetch', 11, { ...body, topics: [...body.topics, unknown] });
    harness.advance(499);
    expect(sent.response).toBeUndefined();
    produceTo(harness.connect(), 'orders', batchOf(['new']));
    const told = sent.response?.responses.flatMap(({ partitions: each }) => each.map(({ errorCode }) => errorCode));
    expect(told).toEqual([ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]);
  });

  test('is ended by a partition that is out of range', () => {
    const { client } = withOrders();
    const body = fetchOf('orders', 10, { maxWaitMs: 500 });
    const partitions = [{ partition: 1, fetchOffset: 7, partitionMaxBytes: 1000 }];
    const beyond = { topic: 'orders', topicId: ZERO_UUID, partitions };
    const { responses } = client.ask('Fetch', 11, { ...body, topics: [...body.topics, beyond] });
    const told = responses.flatMap(({ partitions: each }) => each.map(({ errorCode }) => errorCode));
    expect(told).toEqual([ErrorCode.NONE, ErrorCode.OFFSET_OUT_OF_RANGE]);
  });

  test('does not wait for more on a segment that is full', () => {
    const one = batchOf(['x'.repeat(50)]);
    const harness = new Harness();
    harness.createTopic('rolling', 1, { 'internal.segment.bytes': String(2 * one.length) });
    const client = harness.connect();
    for (let count = 0; count < 3; count++) produceTo(client, 'rolling', one);
    const sent = client.send('Fetch', 11, fetchOf('rolling', 0, { maxWaitMs: 500, minBytes: 1_000_000 }));
    expect(bytesOf(sent.response?.responses[0]?.partitions[0])).toBe(2 * one.length);
  });

  test('is never longer than the cap', () => {
    const harness = new Harness({ limits: { maxFetchWaitMs: 200 } });
    harness.createTopic('orders');
    const sent = harness.connect().send('Fetch', 11, fetchOf('orders', 0, { maxWaitMs: 5000 }));
    harness.advance(200);
    expect(sent.response).toBeDefined();
  });

  test('leaves nothing behind when its client is gone', () => {
    const { harness, client } = withOrders();
    client.send('Fetch', 11, fetchOf('orders', 10, { maxWaitMs: 500 }));
    client.disconnect();
    expect(harness.cluster.nextDeadline()).toBeUndefined();
    expect(produceTo(harness.connect(), 'orders', batchOf(['new']))).toMatchObject({ errorCode: 0 });
  });
});

describe('sessions (KIP-227)', () => {
  const session = (sessionId: number, sessionEpoch: number) => ({ sessionId, sessionEpoch });

  function opened() {
    const { harness, client, topicId, size } = withOrders();
    const first = client.ask('Fetch', 11, { ...fetchOf('orders', 10), ...session(0, 0) });
    const go = (epoch: number, over: object = {}) =>
      client.ask('Fetch', 11, { ...fetchOf('orders', 10), topics: [], ...session(first.sessionId, epoch), ...over });
    return { harness, client, first, go, topicId, size };
  }

  test('epoch 0 opens one and answers with all partitions', () => {
    const { first } = opened();
    expect(first.sessionId).not.toBe(0);
    expect(first.responses).toMatchObject([
      { topic: 'orders', partitions: [{ partitionIndex: 0, highWatermark: 10 }] },
    ]);
  });

  test('what did not change is absent', () => {
    expect(opened().go(1).responses).toEqual([]);
  });

  test('new records are told, once the client moved on only what is new', () => {
    const { harness, go, size } = opened();
    produceTo(harness.connect(), 'orders', batchOf(['x'.repeat(50)]));
    const { responses } = go(1);
    expect(bytesOf(responses[0]?.partitions[0])).toBe(size);
    const partitions = [{ partition: 0, fetchOffset: 11, partitionMaxBytes: 1000 }];
    expect(go(2, { topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions }] }).responses).toEqual([]);
  });

  test.each([
    { name: 'a wrong epoch', epoch: 7, errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH },
    { name: 'an unknown id', epoch: 1, over: { sessionId: 12345 }, errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND },
  ])('$name', ({ epoch, over, errorCode }) => {
    expect(opened().go(epoch, over)).toMatchObject({ errorCode, sessionId: 0, responses: [] });
  });

  test('a session of names cannot go on with ids', () => {
    const { client, first } = opened();
    const body = { ...fetchOf('orders', 10), topics: [], ...session(first.sessionId, 1) };
    expect(client.ask('Fetch', 13, body)).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR });
  });

  test('it may go on over another connection', () => {
    const { harness, first } = opened();
    const body = { ...fetchOf('orders', 10), topics: [], ...session(first.sessionId, 1) };
    expect(harness.connect().ask('Fetch', 11, body)).toMatchObject({ errorCode: 0, sessionId: first.sessionId });
  });

  test('a reset leaves it to the connection that used it last, and to nobody once that is closed', () => {
    const { harness, client, first } = opened();
    const goOn = (reader: Client, epoch: number): number =>
      reader.ask('Fetch', 11, { ...fetchOf('orders', 10), topics: [], ...session(first.sessionId, epoch) }).errorCode;
    const administer = (type: 'mark-baseline' | 'reset') => harness.apply({ kind: 'admin', command: { type } });
    administer('mark-baseline');
    administer('reset');
    expect(goOn(client, 1)).toBe(ErrorCode.NONE);
    const other = harness.connect();
    expect(goOn(other, 2)).toBe(ErrorCode.NONE);
    other.disconnect();
    administer('reset');
    expect(goOn(client, 3)).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
  });

  test('a broker does not know the sessions of another', () => {
    const harness = new Harness({
      brokers: [
        { id: 1, rack: null },
        { id: 2, rack: null },
      ],
    });
    harness.createTopic('orders');
    const leader = harness.cluster.view.metadata.partition('orders', 0)?.leader ?? 1;
    const opened = harness.connect('test', leader).ask('Fetch', 11, { ...fetchOf('orders', 0), ...session(0, 0) });
    const body = { ...fetchOf('orders', 0), topics: [], ...session(opened.sessionId, 1) };
    const elsewhere = harness.connect('test', 3 - leader).ask('Fetch', 11, body);
    expect(elsewhere).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });

  test('a new session is not evicted for a larger one, an old one is', () => {
    const harness = new Harness({ configs: { 'max.incremental.fetch.session.cache.slots': '1' } });
    harness.createTopic('orders', 2);
    const client = harness.connect();
    const open = (...partitions: number[]) => {
      const asked = partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 }));
      const topics = [{ topic: 'orders', topicId: ZERO_UUID, partitions: asked }];
      return client.ask('Fetch', 11, { ...fetchOf('orders', 0), topics, ...session(0, 0) }).sessionId;
    };
    expect(open(0)).not.toBe(0);
    expect(open(0, 1)).toBe(0);
    harness.advance(120_001);
    expect(open(0, 1)).not.toBe(0);
  });

  test('what is pipelined behind a fetch begins when all are answered that wait for the same', () => {
    const harness = new Harness({ configs: { 'max.incremental.fetch.session.cache.slots': '3' } });
    harness.createTopic('orders');
    const body = { ...fetchOf('orders', 0, { maxWaitMs: 5000 }), ...session(0, 0) };
    const [first, second] = [harness.connect(), harness.connect()];
    first.send('Fetch', 11, body);
    const records = batchOf(['from the first']);
    const topicData = [{ name: 'orders', topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }];
    first.send('Produce', 11, { acks: -1, timeoutMs: 1000, topicData });
    const waiting = second.send('Fetch', 11, body);
    produceTo(harness.connect(), 'orders', batchOf(['x']));
    expect(waiting.response?.responses[0]?.partitions[0]).toMatchObject({ highWatermark: 1 });
    expect(harness.cluster.view.metadata.partition('orders', 0)?.highWatermark).toBe(2);
    const third = harness.connect().ask('Fetch', 11, { ...fetchOf('orders', 0), ...session(0, 0) });
    expect(third.sessionId).not.toBe(0);
  });

  test('epoch -1 closes it', () => {
    const { go } = opened();
    expect(go(-1)).toMatchObject({ errorCode: 0, sessionId: 0 });
    expect(go(1)).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });

  test('forgetting the last partition closes it', () => {
    const { go } = opened();
    const forgottenTopicsData = [{ topic: 'orders', topicId: ZERO_UUID, partitions: [0] }];
    expect(go(1, { forgottenTopicsData })).toMatchObject({ errorCode: 0, sessionId: 0, responses: [] });
  });

  test('forgetting the last partition while naming it closes it, and answers it', () => {
    const { go } = opened();
    const forgottenTopicsData = [{ topic: 'orders', topicId: ZERO_UUID, partitions: [0] }];
    const named = go(1, { topics: fetchOf('orders', 10).topics, forgottenTopicsData });
    expect(named).toMatchObject({ sessionId: 0, responses: [{ partitions: [{ errorCode: 0, highWatermark: 10 }] }] });
    expect(go(2)).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });

  test.each([
    { by: 'id', version: 13, deleted: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, again: ErrorCode.INCONSISTENT_TOPIC_ID },
    { by: 'name', version: 12, deleted: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, again: ErrorCode.NONE },
  ])('by $by, a topic deleted and created again: $deleted, then $again', ({ version, deleted, again }) => {
    const { harness, client, topicId } = withOrders();
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];
    const body = { ...fetchOf('orders', 0), topics: [{ topic: 'orders', topicId, partitions }] };
    const { sessionId } = client.ask('Fetch', version, { ...body, ...session(0, 0) });
    const next = (epoch: number) =>
      client.ask('Fetch', version, { ...body, topics: [], ...session(sessionId, epoch) }).responses[0]?.partitions[0];
    harness.connect().ask('DeleteTopics', 1, { topics: [], topicNames: ['orders'], timeoutMs: 1000 });
    expect(next(1)?.errorCode).toBe(deleted);
    harness.createTopic('orders');
    expect(next(2)?.errorCode).toBe(again);
  });

  test('the partition that gave data is read last next time', () => {
    const { harness, client, size } = withOrders();
    for (let count = 0; count < 3; count++) produceTo(client, 'orders', batchOf(['x'.repeat(50)]), { partition: 1 });
    const partitions = [0, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: size }));
    const topics = [{ topic: 'orders', topicId: ZERO_UUID, partitions }];
    const first = client.ask('Fetch', 11, { ...fetchOf('orders', 0, { maxBytes: size }), topics, ...session(0, 0) });
    const second = client.ask('Fetch', 11, {
      ...fetchOf('orders', 0, { maxBytes: size }),
      topics: [],
      ...session(first.sessionId, 1),
    });
    const withData = (response: typeof first) =>
      response.responses.flatMap(({ partitions: each }) =>
        each.filter((one) => bytesOf(one) > 0).map(({ partitionIndex }) => partitionIndex),
      );
    expect([withData(first), withData(second)]).toEqual([[0], [0]]);
    const third = client.ask('Fetch', 11, {
      ...fetchOf('orders', 0, { maxBytes: size }),
      topics: [],
      ...session(first.sessionId, 2),
    });
    expect(withData(third)).toEqual([1]);
    expect(harness.cluster.view.connections.size).toBe(2);
  });
});

test.each([
  { name: 'a fetch within the log is a position', fetchOffset: 10, position: 10 },
  { name: 'one beyond its end is none: the client has to ask where to begin', fetchOffset: 11, position: undefined },
  { name: 'nor is one before its start', fetchOffset: 2, position: undefined },
])('$name', ({ fetchOffset, position }) => {
  const { harness, client } = withOrders();
  const deletion = { topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset: 3 }] }], timeoutMs: 1000 };
  client.ask('DeleteRecords', 2, deletion);
  client.ask('Fetch', 11, fetchOf('orders', fetchOffset));
  const { connections, metadata } = harness.cluster.view;
  const partition = metadata.partition('orders', 0);
  expect(partition && connections.get(client.id)?.positions.of(partition)?.offset).toBe(position);
});
