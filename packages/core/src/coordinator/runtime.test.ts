import { buildRecordBatch, encodeEndTransactionMarker, ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness, joinRequest, stableMember } from '../../test/groups/harness.ts';
import { groupRecordSerde, offsetTombstone } from './group/records.ts';
import { coordinatorPartitionOf } from './runtime.ts';
import { Release } from '../releases/release.ts';

const newest = groupRecordSerde(new Release('4.4'));

describe('the partition of a group', () => {
  // Math.abs(hashCode()) modulo 50, computed by Java; the amount of the least number is 0 to Kafka.
  test.each([
    { key: 'g', expected: 3 },
    { key: 'orders-service', expected: 17 },
    { key: 'my-group', expected: 12 },
    { key: 'console-consumer-12345', expected: 6 },
    { key: '', expected: 0 },
    { key: 'grüße', expected: 23 },
    { key: 'polygenelubricants', expected: 0 },
  ])('"$key" is in partition $expected', ({ key, expected }) => expect(coordinatorPartitionOf(key, 50)).toBe(expected));
});

describe('several brokers', () => {
  const everyGroupApi = [
    { api: 'JoinGroup', version: 9, body: joinRequest() },
    {
      api: 'SyncGroup',
      version: 5,
      body: {
        groupId: 'g',
        generationId: 1,
        memberId: 'm',
        protocolType: 'consumer',
        protocolName: 'range',
        assignments: [],
      },
    },
    { api: 'Heartbeat', version: 4, body: { groupId: 'g', generationId: 1, memberId: 'm' } },
    { api: 'LeaveGroup', version: 5, body: { groupId: 'g', members: [] } },
    { api: 'OffsetDelete', version: 0, body: { groupId: 'g', topics: [] } },
  ] as const;

  test.each(everyGroupApi)('$api elsewhere is answered NOT_COORDINATOR', ({ api, version, body }) => {
    const harness = new Harness({}, 2);
    const { leader } = harness.offsetsPartition();
    const other = leader === 1 ? 2 : 1;
    expect(harness.ask('a', api, version, body, other)['errorCode']).toBe(ErrorCode.NOT_COORDINATOR);
  });

  test('a client that never asked for the coordinator is served too', () => {
    const harness = new Harness();
    expect(harness.ask('a', 'JoinGroup', 9, joinRequest())['errorCode']).toBe(ErrorCode.MEMBER_ID_REQUIRED);
    expect(harness.services.metadata.topic('__consumer_offsets')?.partitions).toHaveLength(1);
  });

  test('a coordinator that moves takes its groups from the log, and its sessions begin anew', () => {
    const harness = new Harness({}, 2);
    harness.createTopic('orders');
    const { leader } = harness.offsetsPartition();
    const other = leader === 1 ? 2 : 1;
    const { memberId } = harness.ask('a', 'JoinGroup', 9, joinRequest(), leader) as { memberId: string };
    const parked = harness.send('a', 'JoinGroup', 9, joinRequest({ memberId }), leader);
    harness.moveCoordinator(other);
    expect(parked.response).toMatchObject({ errorCode: ErrorCode.NOT_COORDINATOR, memberId });
    expect(harness.ask('admin', 'ListGroups', 5, { statesFilter: [], typesFilter: [] }, leader)['groups']).toEqual([]);
    expect(harness.ask('admin', 'ListGroups', 5, { statesFilter: [], typesFilter: [] }, other)['groups']).toMatchObject(
      [{ groupId: 'g', groupState: 'Empty' }],
    );
    expect(harness.ask('a', 'JoinGroup', 9, joinRequest({ memberId }), other)['errorCode']).toBe(
      ErrorCode.UNKNOWN_MEMBER_ID,
    );
    // Of the old place nothing is left: neither a session nor a join phase that could end.
    harness.advance(3_600_000);
    expect(harness.services.groups.group('g')?.state).toBeUndefined();
  });
});

test('a move that nobody told of is noticed by the next request', () => {
  const harness = new Harness({}, 2);
  const { topicId, partitionIndex, isr, leader } = harness.offsetsPartition();
  const other = leader === 1 ? 2 : 1;
  const joining = harness.send('a', 'JoinGroup', 3, joinRequest(), leader);
  harness.services.metadata.write(
    [{ type: 'PartitionChange', topicId, partitionIndex, leader: other, isr }],
    harness.now,
  );
  harness.ask('a', 'ListGroups', 0, { statesFilter: [], typesFilter: [] }, other);
  expect(joining.response).toMatchObject({ errorCode: ErrorCode.NOT_COORDINATOR });
});

describe('what is in the log counts', () => {
  const TRANSACTION = { producerEpoch: 0, isTransactional: true };

  function append(harness: Harness, producerId: number, offset: number, topicId = ZERO_UUID): void {
    const record = newest.encode({
      type: 'OffsetCommit',
      groupId: 'g',
      topicName: 'orders',
      partitionIndex: 0,
      value: { offset, leaderEpoch: -1, metadata: '', commitTimestamp: harness.now, expireTimestamp: -1, topicId },
    });
    const records = [{ ...record, timestamp: harness.now }];
    const producer = producerId === -1 ? {} : { ...TRANSACTION, producerId, baseSequence: 0 };
    harness.offsetsPartition().appendInternal(buildRecordBatch({ records, ...producer }), harness.now);
  }

  function end(harness: Harness, producerId: number, result: 'commit' | 'abort'): void {
    const records = [{ ...encodeEndTransactionMarker({ result, coordinatorEpoch: 0 }), timestamp: harness.now }];
    const batch = buildRecordBatch({ records, ...TRANSACTION, producerId, isControl: true });
    harness.offsetsPartition().appendInternal(batch, harness.now);
  }

  function fetchOffset(harness: Harness, requireStable = false): unknown {
    const topics = [{ name: 'orders', partitionIndexes: [0] }];
    const response = harness.ask('a', 'OffsetFetch', 7, { groupId: 'g', topics, groups: [], requireStable });
    return (response['topics'] as { partitions: unknown[] }[])[0]?.partitions[0];
  }

  test('offsets in a transaction are taken when it is committed, and never when it is aborted', () => {
    const harness = new Harness();
    append(harness, 1, 10);
    append(harness, 2, 20);
    append(harness, 3, 30);
    end(harness, 2, 'abort');
    end(harness, 1, 'commit');
    expect(fetchOffset(harness)).toMatchObject({ committedOffset: 10, errorCode: ErrorCode.NONE });
    expect(fetchOffset(harness, true)).toMatchObject({
      committedOffset: -1,
      errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT,
    });
    const { results } = harness.ask('a', 'DeleteGroups', 2, { groupsNames: ['g'] });
    expect(results).toMatchObject([{ errorCode: ErrorCode.NONE }]);
    expect(fetchOffset(harness, true)).toMatchObject({ committedOffset: -1, errorCode: ErrorCode.NONE });
  });

  test('a tombstone of which the cleaner has left no more makes no group', () => {
    const harness = new Harness();
    const record = newest.encode(offsetTombstone('g', 'orders', 0));
    const batch = buildRecordBatch({ records: [{ ...record, timestamp: harness.now }] });
    harness.offsetsPartition().appendInternal(batch, harness.now);
    expect(harness.ask('a', 'ListGroups', 0, { statesFilter: [], typesFilter: [] })['groups']).toEqual([]);
  });

  test('an offset of a topic that is not there is given by name, and not where ids are needed', () => {
    const harness = new Harness();
    append(harness, -1, 10);
    const groups = [{ groupId: 'g', topics: null }];
    expect(harness.ask('a', 'OffsetFetch', 9, { groups })['groups']).toMatchObject([{ topics: [{ name: 'orders' }] }]);
    expect(harness.ask('a', 'OffsetFetch', 10, { groups })['groups']).toMatchObject([{ topics: [] }]);
  });

  test('of two commits the later counts, even if the transaction of the earlier ends after it', () => {
    const harness = new Harness();
    append(harness, 1, 10);
    append(harness, -1, 20);
    end(harness, 1, 'commit');
    expect(fetchOffset(harness)).toMatchObject({ committedOffset: 20 });
  });

  test('an offset of another topic of the same name is not given to who asks by id', () => {
    const harness = new Harness();
    const topicId = harness.createTopic('orders');
    append(harness, -1, 10, 'AQIDBAUGBwgJCgsMDQ4PEA');
    const groups = [{ groupId: 'g', topics: [{ topicId, partitionIndexes: [0] }] }];
    expect(harness.ask('a', 'OffsetFetch', 10, { groups })['groups']).toMatchObject([
      { topics: [{ partitions: [{ committedOffset: -1 }] }] },
    ]);
    expect(fetchOffset(harness)).toMatchObject({ committedOffset: 10 });
  });

  test('a batch that is larger than the offsets topic takes is refused, and changes nothing', () => {
    const harness = new Harness({ 'message.max.bytes': '600' });
    harness.createTopic('orders');
    harness.offsetsPartition();
    const memberId = stableMember(harness);
    const commit = (metadata: string): unknown => {
      return harness.ask('a', 'OffsetCommit', 9, {
        groupId: 'g',
        generationIdOrMemberEpoch: 1,
        memberId,
        topics: [
          { name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: metadata }] },
        ],
      })['topics'];
    };
    expect(commit('x'.repeat(600))).toMatchObject([{ partitions: [{ errorCode: ErrorCode.UNKNOWN_SERVER_ERROR }] }]);
    expect([...harness.services.groups.committedOffsets('g')]).toEqual([]);
    expect(commit('x')).toMatchObject([{ partitions: [{ errorCode: ErrorCode.NONE }] }]);
  });
});
