import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

type Cursor = { topicName: string; partitionIndex: number } | null;

function ask(harness: Harness, names: string[], options: { responsePartitionLimit?: number; cursor?: Cursor } = {}) {
  return harness.connect().ask('DescribeTopicPartitions', 0, { topics: names.map((name) => ({ name })), ...options });
}

/** The page in short: each topic with its partitions, and where to go on. */
function page(...args: Parameters<typeof ask>) {
  const { topics, nextCursor } = ask(...args);
  const short = topics.map(
    ({ name, partitions }) => `${name}:${partitions.map(({ partitionIndex }) => partitionIndex).join('')}`,
  );
  return { topics: short, next: nextCursor === null ? null : `${nextCursor.topicName}:${nextCursor.partitionIndex}` };
}

function withTopics(configs: Record<string, string> = {}) {
  const harness = new Harness({ configs });
  for (const [name, count] of [
    ['c', 2],
    ['a', 3],
    ['b', 2],
  ] as const)
    harness.createTopic(name, count);
  return harness;
}

test('a topic is described whole, with what the client may do', () => {
  const harness = new Harness();
  const topicId = harness.createTopic('orders');
  expect(ask(harness, ['orders'])).toEqual({
    throttleTimeMs: 0,
    topics: [
      {
        errorCode: 0,
        name: 'orders',
        topicId,
        isInternal: false,
        partitions: [
          {
            errorCode: 0,
            partitionIndex: 0,
            leaderId: 1,
            leaderEpoch: 0,
            replicaNodes: [1],
            isrNodes: [1],
            eligibleLeaderReplicas: [],
            lastKnownElr: [],
            offlineReplicas: [],
          },
        ],
        topicAuthorizedOperations: 3576,
      },
    ],
    nextCursor: null,
  });
});

test('unknown and impossible names have their errors', () => {
  expect(ask(withTopics(), ['x', 'a/b']).topics).toMatchObject([
    { name: 'a/b', errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, topicId: ZERO_UUID, partitions: [] },
    { name: 'x', errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, topicId: ZERO_UUID, partitions: [] },
  ]);
});

describe('pages', () => {
  test.each<{ name: string; names: string[]; limit?: number; cursor?: Cursor; topics: string[]; next: string | null }>([
    { name: 'no names are all topics, sorted', names: [], topics: ['a:012', 'b:01', 'c:01'], next: null },
    { name: 'names are sorted and told once', names: ['c', 'a', 'c'], topics: ['a:012', 'c:01'], next: null },
    { name: 'a page ends inside a topic', names: [], limit: 4, topics: ['a:012', 'b:0'], next: 'b:1' },
    { name: 'a page ends with a topic', names: [], limit: 3, topics: ['a:012'], next: 'b:0' },
    { name: 'the last page has no cursor', names: [], limit: 7, topics: ['a:012', 'b:01', 'c:01'], next: null },
    {
      name: 'a cursor goes on inside a topic',
      names: [],
      limit: 2,
      cursor: { topicName: 'b', partitionIndex: 1 },
      topics: ['b:1', 'c:0'],
      next: 'c:1',
    },
    {
      name: 'a cursor at a topic that is gone goes on behind it',
      names: [],
      cursor: { topicName: 'aa', partitionIndex: 5 },
      topics: ['b:01', 'c:01'],
      next: null,
    },
    {
      name: 'a cursor beyond the partitions gives none',
      names: [],
      cursor: { topicName: 'c', partitionIndex: 9 },
      topics: ['c:'],
      next: null,
    },
    { name: 'a limit of 0 counts as 1', names: [], limit: 0, topics: ['a:0'], next: 'a:1' },
    { name: 'unknown topics take no place', names: ['0', 'a'], limit: 3, topics: ['0:', 'a:012'], next: null },
  ])('$name', ({ names, limit = 2000, cursor = null, topics, next }) => {
    expect(page(withTopics(), names, { responsePartitionLimit: limit, cursor })).toEqual({ topics, next });
  });

  test('the broker has its own limit', () => {
    expect(page(withTopics({ 'max.request.partition.size.limit': '2' }), [])).toEqual({
      topics: ['a:01'],
      next: 'a:2',
    });
  });
});

test.each([
  { name: 'a negative partition', cursor: { topicName: 'a', partitionIndex: -1 } },
  { name: 'a topic that is not asked for', cursor: { topicName: 'b', partitionIndex: 0 } },
])('a cursor at $name is refused', ({ cursor }) => {
  expect(ask(withTopics(), ['a', 'c'], { cursor }).topics).toMatchObject([
    { name: 'a', errorCode: ErrorCode.INVALID_REQUEST, partitions: [] },
    { name: 'c', errorCode: ErrorCode.INVALID_REQUEST, partitions: [] },
  ]);
});
