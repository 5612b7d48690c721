import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, type Client, fetchOf, produceTo } from '../../test/harness.ts';

/** Three brokers and topic "t" on all of them, led by the first. */
function cluster(
  topicConfigs: Record<string, string> = {},
  configs: Record<string, string> = {},
  release?: '4.0',
): ThreeBrokers {
  const harness = new ThreeBrokers(configs, {}, release);
  harness.createOn('t', [[1, 2, 3]], topicConfigs);
  return harness;
}

function produce(client: Client, value: string, { acks = -1, timeoutMs = 1000 } = {}) {
  const partitionData = [{ index: 0, records: batchOf([value]) }];
  const sent = client.send('Produce', 11, {
    acks,
    timeoutMs,
    topicData: [{ name: 't', topicId: ZERO_UUID, partitionData }],
  });
  return {
    get answer() {
      const partition = sent.response?.responses[0]?.partitionResponses[0];
      return partition === undefined ? undefined : { errorCode: partition.errorCode, baseOffset: partition.baseOffset };
    },
  };
}

function valuesIn(harness: ThreeBrokers): number {
  return harness.partition('t').log.logEndOffset;
}

function listOffsets(client: Client, version: number, timestamp: number) {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp }] }];
  const { errorCode, offset } = client.ask('ListOffsets', version, {
    replicaId: -1,
    isolationLevel: 0,
    timeoutMs: 0,
    topics,
  }).topics[0]?.partitions[0] ?? { errorCode: -1, offset: -1 };
  return { errorCode, offset };
}

describe('a follower that is held back', () => {
  test('keeps acks=all waiting, not acks=1, and readers from what it lacks', () => {
    const harness = cluster();
    const [one, two] = [harness.connect('a', 1), harness.connect('b', 1)];
    produceTo(one, 't', batchOf(['x']));
    harness.admin({ type: 'hold-follower', broker: 3 });
    const waiting = produce(one, 'y');
    expect(waiting.answer).toBeUndefined();
    expect(produce(two, 'z', { acks: 1 }).answer).toEqual({ errorCode: 0, baseOffset: 2 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2, 3], highWatermark: 1, logEndOffset: 3 });
    const fetched = two.ask('Fetch', 12, fetchOf('t', 1)).responses[0]?.partitions[0];
    expect(fetched).toMatchObject({ errorCode: 0, highWatermark: 1, lastStableOffset: 1 });
    harness.admin({ type: 'release-follower', broker: 3 });
    expect(waiting.answer).toEqual({ errorCode: 0, baseOffset: 1 });
    expect(harness.stateOf('t')).toMatchObject({ highWatermark: 3 });
  });

  test('makes a producer wait no longer than it wants; the record stays', () => {
    const harness = cluster();
    harness.admin({ type: 'hold-follower', broker: 3 });
    const waiting = produce(harness.connect('a', 1), 'y', { timeoutMs: 700 });
    harness.advance(699);
    expect(waiting.answer).toBeUndefined();
    harness.advance(1);
    expect(waiting.answer).toEqual({ errorCode: ErrorCode.REQUEST_TIMED_OUT, baseOffset: 0 });
    expect(valuesIn(harness)).toBe(1);
  });

  test('is shut out of the in-sync set after replica.lag.time.max.ms, and taken in when it has caught up', () => {
    const harness = cluster();
    harness.admin({ type: 'hold-follower', broker: 3, topic: 't', partition: 0 });
    const waiting = produce(harness.connect('a', 1), 'y', { timeoutMs: 60_000 });
    harness.advance(29_999);
    expect(waiting.answer).toBeUndefined();
    harness.advance(1);
    expect(waiting.answer).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2], highWatermark: 1 });
    harness.admin({ type: 'release-follower', broker: 3 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2, 3] });
  });

  test('is shut out at once when it is told to be late, where it lacks something', () => {
    const harness = cluster();
    harness.createOn('u', [[1, 2, 3]]);
    harness.admin({ type: 'hold-follower', broker: 3 });
    const waiting = produce(harness.connect('a', 1), 'y', { timeoutMs: 60_000 });
    harness.admin({ type: 'expire-follower', broker: 2 });
    harness.admin({ type: 'expire-follower', broker: 3, topic: 'u' });
    expect(waiting.answer).toBeUndefined();
    harness.admin({ type: 'expire-follower', broker: 3 });
    expect(waiting.answer).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2], highWatermark: 1 });
    expect(harness.stateOf('u')).toMatchObject({ isr: [1, 2, 3] });
  });

  test('stays in sync as long as it lacks nothing', () => {
    const harness = cluster();
    harness.admin({ type: 'hold-follower', broker: 3 });
    harness.advance(100_000);
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2, 3] });
    produce(harness.connect('a', 1), 'y', { acks: 1 });
    harness.advance(15_000);
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 2], highWatermark: 1 });
  });

  test('loses what it lacks when it comes to lead, and so does the rest', () => {
    const harness = cluster();
    const client = harness.connect('a', 1);
    produceTo(client, 't', batchOf(['x']));
    harness.admin({ type: 'hold-follower', broker: 3 });
    const waiting = produce(client, 'y');
    harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 3 });
    expect(waiting.answer).toEqual({ errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, baseOffset: 1 });
    expect(harness.stateOf('t')).toEqual({
      leader: 3,
      leaderEpoch: 1,
      isr: [1, 2, 3],
      highWatermark: 1,
      logEndOffset: 1,
    });
  });
});

describe('too few replicas in sync', () => {
  const minimum = { 'min.insync.replicas': '2' };

  function leaderAlone(): ThreeBrokers {
    const harness = cluster(minimum);
    harness.admin({ type: 'stop-broker', broker: 2, election: true });
    harness.admin({ type: 'stop-broker', broker: 3, election: true });
    return harness;
  }

  test('refuse acks=all before anything is written', () => {
    const harness = leaderAlone();
    expect(produce(harness.connect('a', 1), 'x').answer).toEqual({
      errorCode: ErrorCode.NOT_ENOUGH_REPLICAS,
      baseOffset: -1,
    });
    expect(valuesIn(harness)).toBe(0);
  });

  test('take acks=1, but show it to nobody before they are enough (KIP-966)', () => {
    const harness = leaderAlone();
    expect(produce(harness.connect('a', 1), 'x', { acks: 1 }).answer).toEqual({ errorCode: 0, baseOffset: 0 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1], highWatermark: 0, logEndOffset: 1 });
    expect(harness.partition('t').eligibleLeaderReplicas).toEqual([3]);
    harness.admin({ type: 'start-broker', broker: 3 });
    expect(harness.stateOf('t')).toMatchObject({ isr: [1, 3], highWatermark: 1 });
    expect(harness.partition('t').eligibleLeaderReplicas).toEqual([]);
  });

  test('keep waiting whoever wrote before they got too few', () => {
    const harness = cluster({ 'min.insync.replicas': '3' });
    harness.admin({ type: 'pause-broker', broker: 3 });
    const waiting = produce(harness.connect('a', 1), 'x', { timeoutMs: 60_000 });
    harness.advance(9000);
    expect([waiting.answer, harness.stateOf('t').isr]).toEqual([undefined, [1, 2]]);
    harness.admin({ type: 'resume-broker', broker: 3 });
    expect(waiting.answer).toEqual({ errorCode: 0, baseOffset: 0 });
  });
});

describe('a new leader that does not know yet what was acknowledged', () => {
  function elected(): Client {
    const harness = cluster();
    const client = harness.connect('a', 1);
    produceTo(client, 't', batchOf(['x']));
    harness.admin({ type: 'hold-follower', broker: 3 });
    produce(client, 'y', { acks: 1 });
    harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 2 });
    return harness.connect('a', 2);
  }

  test.each([
    { version: 4, error: ErrorCode.LEADER_NOT_AVAILABLE },
    { version: 5, error: ErrorCode.OFFSET_NOT_AVAILABLE },
  ])('does not say where the log ends (ListOffsets v$version)', ({ version, error }) => {
    const client = elected();
    expect(listOffsets(client, version, -1)).toEqual({ errorCode: error, offset: -1 });
    expect(listOffsets(client, version, 1_900_000_000_000)).toEqual({ errorCode: error, offset: -1 });
  });

  test('says where it begins, and where a time is that is certain', () => {
    const client = elected();
    expect(listOffsets(client, 5, -2)).toEqual({ errorCode: 0, offset: 0 });
    expect(listOffsets(client, 5, 1_600_000_000_000)).toEqual({ errorCode: 0, offset: 0 });
  });
});

describe('when nobody in sync is left', () => {
  /** The leader has one record more than the third broker, and is gone with the second. */
  function behind(configs: Record<string, string> = {}): ThreeBrokers {
    const harness = cluster(configs);
    const client = harness.connect('a', 1);
    produceTo(client, 't', batchOf(['x']));
    harness.admin({ type: 'hold-follower', broker: 3 });
    produce(client, 'y', { acks: 1 });
    harness.advance(30_000);
    harness.admin({ type: 'stop-broker', broker: 2, election: true });
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    return harness;
  }

  test('nobody leads until the last leader is back, and nothing is lost', () => {
    const harness = behind();
    expect(harness.stateOf('t')).toEqual({ leader: -1, leaderEpoch: 1, isr: [], highWatermark: 2, logEndOffset: 2 });
    expect(harness.partition('t')).toMatchObject({ eligibleLeaderReplicas: [1], lastKnownElr: [1] });
    harness.admin({ type: 'start-broker', broker: 1 });
    expect(harness.stateOf('t')).toEqual({ leader: 1, leaderEpoch: 2, isr: [1], highWatermark: 2, logEndOffset: 2 });
  });

  test('with unclean elections somebody leads who lacks records, and they are lost', () => {
    const harness = behind({ 'unclean.leader.election.enable': 'true' });
    expect(harness.stateOf('t')).toEqual({ leader: 3, leaderEpoch: 1, isr: [3], highWatermark: 1, logEndOffset: 1 });
    const client = harness.connect('a', 3);
    produceTo(client, 't', batchOf(['z']));
    const { topics } = fetchOf('t', 2);
    const partitions = [{ partition: 0, fetchOffset: 2, lastFetchedEpoch: 0, partitionMaxBytes: 100 }];
    const fetch = { maxWaitMs: 0, minBytes: 1, topics: [{ ...topics[0], topic: 't', topicId: ZERO_UUID, partitions }] };
    const { responses } = client.ask('Fetch', 12, { ...fetch, forgottenTopicsData: [] });
    expect(responses[0]?.partitions[0]).toMatchObject({ errorCode: 0, divergingEpoch: { epoch: 0, endOffset: 1 } });
  });
});

describe('after min.insync.replicas has changed, whoever was eligible is so no longer (KIP-966)', () => {
  /** The third broker is gone, and eligible: while it was away nothing could be acknowledged. */
  function eligible(): ThreeBrokers {
    const harness = new ThreeBrokers();
    for (const topic of ['t', 'u']) harness.createOn(topic, [[1, 3]], { 'min.insync.replicas': '2' });
    harness.admin({ type: 'stop-broker', broker: 3, election: true });
    return harness;
  }

  function eligibleIn(harness: ThreeBrokers) {
    return ['t', 'u'].map((topic) => harness.partition(topic).eligibleLeaderReplicas);
  }

  function change(harness: ThreeBrokers, resourceType: number, resourceName: string, value: string | null) {
    const configs = [{ name: 'min.insync.replicas', configOperation: value === null ? 1 : 0, value }];
    const request = { resources: [{ resourceType, resourceName, configs }], validateOnly: false };
    const { responses } = harness.connect('a', harness.live[0]).ask('IncrementalAlterConfigs', 1, request);
    expect(responses[0]?.errorCode).toBe(0);
  }

  test('so that nobody leads who lacks what was acknowledged since', () => {
    const harness = eligible();
    change(harness, 2, 't', '1');
    expect(produce(harness.connect('a', 1), 'x').answer).toEqual({ errorCode: 0, baseOffset: 0 });
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    harness.admin({ type: 'start-broker', broker: 3 });
    expect(harness.stateOf('t')).toEqual({ leader: -1, leaderEpoch: 1, isr: [], highWatermark: 1, logEndOffset: 1 });
    harness.admin({ type: 'start-broker', broker: 1 });
    expect(harness.stateOf('t')).toEqual({
      leader: 1,
      leaderEpoch: 2,
      isr: [1, 3],
      highWatermark: 1,
      logEndOffset: 1,
    });
  });

  test.each([
    { name: 'lowered for a topic', type: 2, of: 't', value: '1', left: [[], [3]] },
    { name: 'raised for a topic', type: 2, of: 't', value: '3', left: [[], [3]] },
    { name: 'no longer set for a topic', type: 2, of: 't', value: null, left: [[], [3]] },
    { name: 'set for a topic to what it was', type: 2, of: 't', value: '2', left: [[3], [3]] },
    { name: 'set for all brokers, if only to what it was', type: 4, of: '', value: '1', left: [[], []] },
  ])('$name', ({ type, of, value, left }) => {
    const harness = eligible();
    expect(eligibleIn(harness)).toEqual([[3], [3]]);
    change(harness, type, of, value);
    expect(eligibleIn(harness)).toEqual(left);
  });

  test('by AlterConfigs, which leaves it out', () => {
    const harness = eligible();
    const resources = [{ resourceType: 2, resourceName: 't', configs: [] }];
    harness.connect('a', 1).ask('AlterConfigs', 2, { resources, validateOnly: true });
    expect(eligibleIn(harness)).toEqual([[3], [3]]);
    harness.connect('a', 1).ask('AlterConfigs', 2, { resources, validateOnly: false });
    expect(eligibleIn(harness)).toEqual([[], [3]]);
  });

  test('nor is the last leader, where nobody leads', () => {
    const harness = eligible();
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    expect(harness.partition('t')).toMatchObject({ eligibleLeaderReplicas: [1, 3], lastKnownElr: [1] });
    change(harness, 2, 't', '1');
    expect(harness.partition('t')).toMatchObject({ eligibleLeaderReplicas: [], lastKnownElr: [], leader: -1 });
  });
});

test('before eligible leader replicas the last one stays in the in-sync set, and leads again (Kafka 4.0)', () => {
  const harness = cluster({}, {}, '4.0');
  for (const broker of [1, 2, 3]) harness.admin({ type: 'stop-broker', broker, election: true });
  expect(harness.stateOf('t')).toMatchObject({ leader: -1, isr: [3] });
  expect(harness.partition('t').eligibleLeaderReplicas).toEqual([]);
  harness.admin({ type: 'start-broker', broker: 1 });
  expect(harness.stateOf('t')).toMatchObject({ leader: -1 });
  harness.admin({ type: 'start-broker', broker: 3 });
  expect(harness.stateOf('t')).toMatchObject({ leader: 3, isr: [1, 3] });
});
