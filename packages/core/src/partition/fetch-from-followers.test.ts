import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, produceTo } from '../../test/harness.ts';

interface Wanted {
  readonly fetchOffset: number;
  readonly lastFetchedEpoch?: number;
}

function fetchBody(harness: ThreeBrokers, { fetchOffset, lastFetchedEpoch = -1 }: Wanted) {
  const partitions = [{ partition: 0, currentLeaderEpoch: -1, fetchOffset, lastFetchedEpoch, partitionMaxBytes: 1000 }];
  const topicId = harness.cluster.view.metadata.topic('t')?.topicId ?? '';
  return { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 't', topicId, partitions }], forgottenTopicsData: [] };
}

describe('the epochs that a broker knows', () => {
  /** Two records of epoch 0, led by the first broker; the second leads since, in epoch 1. */
  function moved(): ThreeBrokers {
    const harness = new ThreeBrokers();
    harness.createOn('t', [[1, 2]]);
    produceTo(harness.connect('p', 1), 't', batchOf(['a', 'b']));
    harness.admin({ type: 'move-leader', topic: 't', partition: 0, broker: 2 });
    return harness;
  }

  function answer(harness: ThreeBrokers, broker: number, lastFetchedEpoch: number, fetchOffset: number): unknown {
    const body = fetchBody(harness, { fetchOffset, lastFetchedEpoch });
    const { responses } = harness.connect(`c${broker}`, broker).ask('Fetch', 16, body);
    const { errorCode, divergingEpoch } = responses[0]?.partitions[0] ?? {};
    return errorCode === 0 ? (divergingEpoch?.epoch === -1 ? 'read' : divergingEpoch) : errorCode;
  }

  test.each([
    { name: 'the leader knows its own, without a record', broker: 2, epoch: 1, expected: { epoch: 1, endOffset: 2 } },
    { name: 'a follower does not', broker: 1, epoch: 1, expected: ErrorCode.OFFSET_OUT_OF_RANGE },
    { name: 'a follower knows the last of the records', broker: 1, epoch: 0, expected: { epoch: 0, endOffset: 2 } },
  ])('$name', ({ broker, epoch, expected }) => {
    expect(answer(moved(), broker, epoch, 9)).toEqual(expected);
  });

  test('a follower finds nothing wrong up to the end of what it has', () => {
    expect(answer(moved(), 1, 0, 2)).toBe('read');
  });

  test('a follower knows of an epoch when it has a record', () => {
    const harness = moved();
    produceTo(harness.connect('p', 2), 't', batchOf(['c']));
    expect(answer(harness, 1, 1, 9)).toEqual({ epoch: 1, endOffset: 3 });
  });
});

test.each([
  { name: 'where it has a replica, it is another topic', replicas: [2, 1], expected: ErrorCode.INCONSISTENT_TOPIC_ID },
  { name: 'where it has none, it is elsewhere', replicas: [2], expected: ErrorCode.NOT_LEADER_OR_FOLLOWER },
])('a session with a topic that was created again: $name', ({ replicas, expected }) => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[1]]);
  const client = harness.connect('c', 1);
  const body = fetchBody(harness, { fetchOffset: 0 });
  const { sessionId } = client.ask('Fetch', 15, { ...body, sessionId: 0, sessionEpoch: 0 });
  client.ask('DeleteTopics', 1, { topics: [], topicNames: ['t'], timeoutMs: 1000 });
  harness.createOn('t', [replicas]);
  const { responses } = client.ask('Fetch', 15, { ...body, topics: [], sessionId, sessionEpoch: 1 });
  expect(responses[0]?.partitions[0]?.errorCode).toBe(expected);
});

test('leaders that are elsewhere are told of in the order of their ids (KIP-951)', () => {
  const harness = new ThreeBrokers();
  harness.createOn('t', [[3], [1]]);
  const topicId = harness.cluster.view.metadata.topic('t')?.topicId ?? '';
  const partitions = [0, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 }));
  const body = { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 't', topicId, partitions }], forgottenTopicsData: [] };
  const { responses, nodeEndpoints } = harness.connect('c', 2).ask('Fetch', 16, body);
  expect(responses[0]?.partitions.map(({ currentLeader }) => currentLeader?.leaderId)).toEqual([3, 1]);
  expect(nodeEndpoints?.map(({ nodeId }) => nodeId)).toEqual([1, 3]);
});
