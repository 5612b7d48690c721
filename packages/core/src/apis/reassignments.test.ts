import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, produceTo } from '../../test/harness.ts';

function cluster(replicas: readonly number[] = [1, 2]): ThreeBrokers {
  const harness = new ThreeBrokers();
  harness.createOn('t', [replicas]);
  return harness;
}

function move(harness: ThreeBrokers, replicas: readonly number[] | null, mayChangeFactor = true): number | undefined {
  const response = harness.connect('a', harness.live[0]).ask('AlterPartitionReassignments', 1, {
    timeoutMs: 1000,
    allowReplicationFactorChange: mayChangeFactor,
    topics: [{ name: 't', partitions: [{ partitionIndex: 0, replicas: replicas === null ? null : [...replicas] }] }],
  });
  return response.responses[0]?.partitions[0]?.errorCode;
}

function moving(harness: ThreeBrokers) {
  const { topics } = harness
    .connect('a', harness.live[0])
    .ask('ListPartitionReassignments', 0, { timeoutMs: 1, topics: null });
  return topics.flatMap(({ partitions }) => partitions);
}

function elect(harness: ThreeBrokers, electionType: number): number | undefined {
  const topicPartitions = [{ topic: 't', partitions: [0] }];
  const client = harness.connect('a', harness.live[0]);
  const { replicaElectionResults } = client.ask('ElectLeaders', 2, { electionType, topicPartitions, timeoutMs: 1000 });
  return replicaElectionResults[0]?.partitionResult[0]?.errorCode;
}

describe('a reassignment', () => {
  test('is over at once, and the leader goes with it', () => {
    const harness = cluster();
    expect(move(harness, [2, 3])).toBe(0);
    expect(moving(harness)).toEqual([]);
    expect(harness.partition('t')).toMatchObject({ replicas: [2, 3], isr: [2, 3], leader: 2, leaderEpoch: 1 });
  });

  test('lasts as long as a new replica is held back, and can be given up', () => {
    const harness = cluster();
    harness.admin({ type: 'hold-follower', broker: 3 });
    move(harness, [3, 2]);
    expect(moving(harness)).toEqual([
      { partitionIndex: 0, replicas: [3, 2, 1], addingReplicas: [3], removingReplicas: [1] },
    ]);
    expect(move(harness, null)).toBe(0);
    expect(move(harness, null)).toBe(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
    expect(harness.partition('t')).toMatchObject({ replicas: [2, 1], isr: [1, 2], leader: 1 });
  });

  test('ends when the new replica catches up, with everything that was written', () => {
    const harness = cluster([1]);
    harness.admin({ type: 'hold-follower', broker: 3 });
    move(harness, [3]);
    expect(produceTo(harness.connect('a', 1), 't', batchOf(['x']))?.errorCode).toBe(0);
    harness.admin({ type: 'release-follower', broker: 3 });
    expect(harness.partition('t')).toMatchObject({ replicas: [3], isr: [3], leader: 3, highWatermark: 1 });
  });

  test('may be kept from changing the number of replicas', () => {
    const harness = cluster();
    expect(move(harness, [1], false)).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);
    expect(move(harness, [1, 3], false)).toBe(0);
  });
});

describe('where brokers do not run, or time is up', () => {
  test('a partition may be moved to brokers that are all away, and waits for them', () => {
    const harness = cluster();
    harness.admin({ type: 'stop-broker', broker: 3, election: true });
    expect([move(harness, [3]), move(harness, []), move(harness, [3, 3]), move(harness, [9])]).toEqual([0, 39, 39, 39]);
    expect(harness.partition('t')).toMatchObject({ replicas: [3, 1, 2], isr: [1, 2], leader: 1 });
    harness.admin({ type: 'start-broker', broker: 3 });
    expect(harness.partition('t')).toMatchObject({ replicas: [3], isr: [3], leader: 3 });
  });

  test.each([0, -1])('every partition has the error after %i ms, but nothing takes no time', (timeoutMs) => {
    const client = cluster().connect('a', 1);
    const ask = (names: readonly string[]) =>
      client.ask('AlterPartitionReassignments', 1, {
        timeoutMs,
        topics: names.map((name) => ({ name, partitions: [{ partitionIndex: 4, replicas: [2] }] })),
      });
    const error = { errorCode: ErrorCode.REQUEST_TIMED_OUT, errorMessage: null };
    expect(ask(['t', 'unknown'])).toMatchObject({
      ...error,
      responses: [
        { name: 't', partitions: [{ partitionIndex: 4, ...error }] },
        { name: 'unknown', partitions: [{ partitionIndex: 4, ...error }] },
      ],
    });
    expect(ask([])).toMatchObject({ errorCode: 0, errorMessage: '', responses: [] });
  });
});

test('a replica that is to come and then to go again keeps the move under way until it is given up, as in Kafka', () => {
  const harness = cluster();
  harness.admin({ type: 'hold-follower', broker: 3 });
  move(harness, [3, 2]);
  move(harness, [2, 1]);
  harness.admin({ type: 'release-follower', broker: 3 });
  expect(moving(harness)).toEqual([
    { partitionIndex: 0, replicas: [2, 1, 3], addingReplicas: [3], removingReplicas: [3] },
  ]);
  move(harness, null);
  expect(harness.partition('t')).toMatchObject({ replicas: [2, 1], isr: [1, 2], leader: 1, leaderEpoch: 1 });
});

describe('an election', () => {
  test('brings the preferred leader back, once it is there', () => {
    const harness = cluster([1, 2, 3]);
    expect(elect(harness, 0)).toBe(ErrorCode.ELECTION_NOT_NEEDED);
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    expect(elect(harness, 0)).toBe(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE);
    harness.admin({ type: 'start-broker', broker: 1 });
    expect(elect(harness, 0)).toBe(0);
    expect(harness.stateOf('t')).toMatchObject({ leader: 1, leaderEpoch: 2 });
  });

  test('takes anybody only where nobody leads, and if somebody is there', () => {
    const harness = cluster([1, 3]);
    expect(elect(harness, 1)).toBe(ErrorCode.ELECTION_NOT_NEEDED);
    produceTo(harness.connect('a', 1), 't', batchOf(['x']));
    harness.admin({ type: 'stop-broker', broker: 3, election: true });
    produceTo(harness.connect('a', 1), 't', batchOf(['y']));
    harness.admin({ type: 'stop-broker', broker: 1, election: true });
    expect(elect(harness, 1)).toBe(ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE);
    harness.admin({ type: 'start-broker', broker: 3 });
    expect(elect(harness, 1)).toBe(0);
    expect(harness.stateOf('t')).toEqual({ leader: 3, leaderEpoch: 2, isr: [3], highWatermark: 1, logEndOffset: 1 });
  });
});
