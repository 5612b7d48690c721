import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness, joinRequest, stableMember } from '../../test/groups/harness.ts';

const topic = (name: string, ...indexes: number[]) => ({
  name,
  partitions: indexes.map((partitionIndex) => ({ partitionIndex })),
});

/** A group that reads orders and has committed for it and for `other`. */
function harnessWithOffsets(fields: Readonly<Record<string, unknown>> = {}): Harness {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.createTopic('other', 2);
  harness.offsetsPartition();
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }];
  const topics = ['orders', 'other'].map((name) => ({ name, partitions }));
  harness.ask('a', 'OffsetCommit', 9, { groupId: 'g', memberId: '', topics });
  stableMember(harness, 'a', fields);
  return harness;
}

test('offsets of a topic that members read are in use; others go', () => {
  const harness = harnessWithOffsets();
  const response = harness.ask('a', 'OffsetDelete', 0, {
    groupId: 'g',
    topics: [topic('orders', 0), topic('other', 1, 0, 9), topic('missing', 0)],
  });
  expect(response).toEqual({
    errorCode: ErrorCode.NONE,
    throttleTimeMs: 0,
    topics: [
      {
        name: 'other',
        partitions: [
          { partitionIndex: 9, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION },
          { partitionIndex: 1, errorCode: ErrorCode.NONE },
          { partitionIndex: 0, errorCode: ErrorCode.NONE },
        ],
      },
      { name: 'missing', partitions: [{ partitionIndex: 0, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }] },
      { name: 'orders', partitions: [{ partitionIndex: 0, errorCode: ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC }] },
    ],
  });
  expect([...harness.services.groups.committedOffsets('g')].map(({ topicName }) => topicName)).toEqual(['orders']);
});

test('metadata that is no subscription leaves every topic in use', () => {
  const harness = harnessWithOffsets({ protocols: [{ name: 'range', metadata: Buffer.from('??') }] });
  expect(harness.ask('a', 'OffsetDelete', 0, { groupId: 'g', topics: [topic('other', 0)] })['topics']).toMatchObject([
    { partitions: [{ errorCode: ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC }] },
  ]);
});

test.each([
  { name: 'an unknown group', groupId: 'unknown', expected: ErrorCode.GROUP_ID_NOT_FOUND },
  { name: 'no group', groupId: '', expected: ErrorCode.INVALID_GROUP_ID },
])('$name is an error of the whole', ({ groupId, expected }) => {
  const response = harnessWithOffsets().ask('a', 'OffsetDelete', 0, {
    groupId,
    topics: [topic('other', 0), topic('missing', 0)],
  });
  expect(response).toEqual({ errorCode: expected, throttleTimeMs: 0, topics: [] });
});

test('a group of another protocol type that is in use keeps all it has', () => {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  harness.send('a', 'JoinGroup', 3, joinRequest({ protocolType: 'connect' }));
  harness.advance(0);
  expect(harness.ask('a', 'OffsetDelete', 0, { groupId: 'g', topics: [topic('orders', 0)] })['errorCode']).toBe(
    ErrorCode.NON_EMPTY_GROUP,
  );
});
