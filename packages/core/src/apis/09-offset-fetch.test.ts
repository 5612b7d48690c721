import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/groups/harness.ts';

const UNKNOWN_ID = 'AQIDBAUGBwgJCgsMDQ4PEA';

/** Group `g` with offset 7, leader epoch 2 and metadata "m" for orders-1. */
function committed(): { harness: Harness; topicId: string } {
  const harness = new Harness();
  const topicId = harness.createTopic('orders', 2);
  harness.offsetsPartition();
  const partition = { partitionIndex: 1, committedOffset: 7, committedLeaderEpoch: 2, committedMetadata: 'm' };
  harness.ask('a', 'OffsetCommit', 9, {
    groupId: 'g',
    memberId: '',
    topics: [{ name: 'orders', partitions: [partition] }],
  });
  return { harness, topicId };
}

const offset = {
  partitionIndex: 1,
  committedOffset: 7,
  committedLeaderEpoch: 2,
  metadata: 'm',
  errorCode: ErrorCode.NONE,
};
const none = (partitionIndex: number, errorCode: ErrorCode = ErrorCode.NONE) => {
  return { partitionIndex, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode };
};

describe('one group, v1–7', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('v%i answers every partition, in the order of the request', (version) => {
    const topics = [
      { name: 'missing', partitionIndexes: [0] },
      { name: 'orders', partitionIndexes: [5, 1, 0] },
    ];
    const response = committed().harness.ask('a', 'OffsetFetch', version, { groupId: 'g', topics, groups: [] });
    const epoch = version >= 5 ? 2 : -1;
    expect(response).toMatchObject({
      errorCode: ErrorCode.NONE,
      topics: [
        { name: 'missing', partitions: [none(0)] },
        { name: 'orders', partitions: [none(5), { ...offset, committedLeaderEpoch: epoch }, none(0)] },
      ],
    });
  });

  test('an unknown group has no offsets, and that is no error', () => {
    const { harness } = committed();
    const topics = [{ name: 'orders', partitionIndexes: [1] }];
    expect(harness.ask('a', 'OffsetFetch', 7, { groupId: 'unknown', topics, groups: [] })['topics']).toMatchObject([
      { partitions: [none(1)] },
    ]);
    expect(harness.ask('a', 'OffsetFetch', 7, { groupId: 'unknown', topics: null, groups: [] })).toMatchObject({
      topics: [],
      errorCode: 0,
    });
  });

  test('null topics stand for all (v2+)', () => {
    const response = committed().harness.ask('a', 'OffsetFetch', 2, { groupId: 'g', topics: null, groups: [] });
    expect(response['topics']).toMatchObject([
      { name: 'orders', partitions: [{ partitionIndex: 1, committedOffset: 7 }] },
    ]);
  });

  test('no topics stand for none', () => {
    expect(committed().harness.ask('a', 'OffsetFetch', 7, { groupId: 'g', topics: [], groups: [] })['topics']).toEqual(
      [],
    );
  });

  test.each([
    { version: 1, expected: { topics: [{ partitions: [none(1, ErrorCode.NOT_COORDINATOR)] }] } },
    { version: 2, expected: { topics: [], errorCode: ErrorCode.NOT_COORDINATOR } },
    { version: 7, expected: { topics: [], errorCode: ErrorCode.NOT_COORDINATOR } },
  ])('v$version says elsewhere that it is elsewhere', ({ version, expected }) => {
    const harness = new Harness({}, 2);
    const other = harness.offsetsPartition().leader === 1 ? 2 : 1;
    const topics = [{ name: 'orders', partitionIndexes: [1] }];
    expect(harness.ask('a', 'OffsetFetch', version, { groupId: 'g', topics, groups: [] }, other)).toMatchObject(
      expected,
    );
  });
});

describe('many groups, v8–10', () => {
  test.each([8, 9])('v%i answers group by group', (version) => {
    const topics = [{ name: 'orders', partitionIndexes: [1] }];
    const groups = [
      { groupId: 'g', topics },
      { groupId: 'unknown', topics },
      { groupId: 'g', topics: null },
    ];
    const response = committed().harness.ask('a', 'OffsetFetch', version, { groups });
    expect(response['groups']).toMatchObject([
      { groupId: 'g', errorCode: 0, topics: [{ name: 'orders', partitions: [offset] }] },
      { groupId: 'unknown', errorCode: 0, topics: [{ name: 'orders', partitions: [none(1)] }] },
      { groupId: 'g', errorCode: 0, topics: [{ name: 'orders', partitions: [offset] }] },
    ]);
  });

  test('v10 names topics by id, and an unknown id is an error', () => {
    const { harness, topicId } = committed();
    const groups = [
      {
        groupId: 'g',
        topics: [
          { topicId: UNKNOWN_ID, partitionIndexes: [0] },
          { topicId, partitionIndexes: [1] },
        ],
      },
      { groupId: 'g', topics: null },
    ];
    expect(harness.ask('a', 'OffsetFetch', 10, { groups })['groups']).toMatchObject([
      {
        topics: [
          { topicId, partitions: [offset] },
          { topicId: UNKNOWN_ID, partitions: [none(0, ErrorCode.UNKNOWN_TOPIC_ID)] },
        ],
      },
      { topics: [{ topicId, partitions: [offset] }] },
    ]);
  });

  test('v10 does not give offsets of a topic of before to one of the same name', () => {
    const { harness, topicId } = committed();
    const { metadata, groups } = harness.services;
    expect(metadata.topic('orders')?.topicId).toBe(topicId);
    harness.deleteTopic('orders');
    expect([...groups.committedOffsets('g')]).toEqual([]);
    const again = harness.createTopic('orders', 2);
    const topics = [{ topicId: again, partitionIndexes: [1] }];
    expect(harness.ask('a', 'OffsetFetch', 10, { groups: [{ groupId: 'g', topics }] })['groups']).toMatchObject([
      { topics: [{ topicId: again, partitions: [none(1)] }] },
    ]);
    expect(again).not.toBe(ZERO_UUID);
  });

  test('a group that is coordinated elsewhere has an error of its own', () => {
    const harness = new Harness({}, 2);
    const other = harness.offsetsPartition().leader === 1 ? 2 : 1;
    const response = harness.ask('a', 'OffsetFetch', 8, { groups: [{ groupId: 'g', topics: null }] }, other);
    expect(response['groups']).toEqual([{ groupId: 'g', topics: [], errorCode: ErrorCode.NOT_COORDINATOR }]);
  });
});
