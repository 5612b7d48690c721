import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { ConfigResourceType } from '../metadata/records.ts';
import { Harness, joinRequest, stableMember } from '../../test/groups/harness.ts';

/** What one partition is answered. */
function commit(
  harness: Harness,
  version: number,
  fields: Readonly<Record<string, unknown>> = {},
  metadata: string | null = '',
): unknown {
  const response = harness.ask('a', 'OffsetCommit', version, {
    groupId: 'g',
    generationIdOrMemberEpoch: -1,
    memberId: '',
    groupInstanceId: null,
    topics: [
      {
        name: 'orders',
        partitions: [{ partitionIndex: 0, committedOffset: 5, committedLeaderEpoch: 3, committedMetadata: metadata }],
      },
    ],
    ...fields,
  });
  return (response['topics'] as { partitions: { errorCode: number }[] }[])[0]?.partitions[0]?.errorCode;
}

function newHarness(): Harness {
  const harness = new Harness();
  harness.createTopic('orders', 2);
  harness.offsetsPartition();
  return harness;
}

/** A group in each of its states, with a member where there is one. */
const GROUPS = {
  absent: () => ({ harness: newHarness(), memberId: 'm', generationId: 0 }),
  empty: () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    harness.ask('a', 'LeaveGroup', 5, { groupId: 'g', members: [{ memberId }] });
    return { harness, memberId: 'm', generationId: 2 };
  },
  stable: () => {
    const harness = newHarness();
    return { harness, memberId: stableMember(harness), generationId: 1 };
  },
  preparing: () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    harness.send('b', 'JoinGroup', 3, joinRequest());
    return { harness, memberId, generationId: 1 };
  },
  completing: () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    harness.send('a', 'JoinGroup', 9, joinRequest({ memberId }));
    return { harness, memberId, generationId: 2 };
  },
};

describe('who may commit', () => {
  const { NONE, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS, GROUP_ID_NOT_FOUND } = ErrorCode;
  test.each([
    { group: 'absent', who: 'nobody in particular', claims: {}, expected: NONE },
    { group: 'empty', who: 'nobody in particular', claims: {}, expected: NONE },
    { group: 'stable', who: 'nobody in particular', claims: {}, expected: UNKNOWN_MEMBER_ID },
    { group: 'preparing', who: 'nobody in particular', claims: {}, expected: UNKNOWN_MEMBER_ID },
    { group: 'completing', who: 'nobody in particular', claims: {}, expected: UNKNOWN_MEMBER_ID },
    { group: 'absent', who: 'a stranger', claims: { generation: 1, member: 'm' }, expected: GROUP_ID_NOT_FOUND },
    { group: 'empty', who: 'a stranger', claims: { generation: 2, member: 'm' }, expected: UNKNOWN_MEMBER_ID },
    { group: 'empty', who: 'a stranger without generation', claims: { member: 'm' }, expected: NONE },
    { group: 'stable', who: 'a stranger', claims: { generation: 1, member: 'm' }, expected: UNKNOWN_MEMBER_ID },
    { group: 'stable', who: 'a stranger without generation', claims: { member: 'm' }, expected: UNKNOWN_MEMBER_ID },
    {
      group: 'stable',
      who: 'an unknown instance',
      claims: { generation: 1, member: 'own', instance: 'i' },
      expected: UNKNOWN_MEMBER_ID,
    },
    { group: 'stable', who: 'the member', claims: { generation: 1, member: 'own' }, expected: NONE },
    {
      group: 'stable',
      who: 'the member of before',
      claims: { generation: 0, member: 'own' },
      expected: ILLEGAL_GENERATION,
    },
    { group: 'stable', who: 'the member without generation', claims: { member: 'own' }, expected: ILLEGAL_GENERATION },
    {
      group: 'preparing',
      who: 'the member, about to give up its partitions',
      claims: { generation: 1, member: 'own' },
      expected: NONE,
    },
    {
      group: 'completing',
      who: 'the member, not yet assigned',
      claims: { generation: 2, member: 'own' },
      expected: REBALANCE_IN_PROGRESS,
    },
    {
      group: 'completing',
      who: 'the member of before',
      claims: { generation: 1, member: 'own' },
      expected: ILLEGAL_GENERATION,
    },
  ] as const)('$group: $who', ({ group, claims, expected }) => {
    const { harness, memberId } = GROUPS[group]();
    const {
      generation = -1,
      member = '',
      instance = null,
    } = claims as { generation?: number; member?: string; instance?: string };
    const fields = {
      generationIdOrMemberEpoch: generation,
      memberId: member === 'own' ? memberId : member,
      groupInstanceId: instance,
    };
    expect(commit(harness, 9, fields)).toBe(expected);
    expect([...harness.services.groups.committedOffsets('g')]).toHaveLength(expected === NONE ? 1 : 0);
  });

  test.each([
    { version: 8, expected: ILLEGAL_GENERATION },
    { version: 9, expected: GROUP_ID_NOT_FOUND },
  ])('v$version: a generation of a group that is not there', ({ version, expected }) => {
    expect(commit(newHarness(), version, { generationIdOrMemberEpoch: 0, memberId: 'm' })).toBe(expected);
  });

  test('the group may have no name', () => {
    const harness = newHarness();
    expect(commit(harness, 9, { groupId: '' })).toBe(NONE);
    expect([...harness.services.groups.groups()].map(({ groupId }) => groupId)).toEqual(['']);
  });
});

describe('what is committed', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9])('v%i', (version) => {
    const harness = newHarness();
    expect(commit(harness, version, {}, null)).toBe(ErrorCode.NONE);
    expect([...harness.services.groups.committedOffsets('g')]).toEqual([
      {
        topicName: 'orders',
        partitionIndex: 0,
        offset: 5,
        leaderEpoch: version >= 6 ? 3 : -1,
        metadata: '',
        commitTimestampMs: harness.now,
        expireTimestampMs: -1,
        topicId: harness.services.metadata.topic('orders')?.topicId,
        recordOffset: 0,
      },
    ]);
  });

  test.each([1, 0, -2, 4_102_444_800_000])('a time of its own (v1) is kept: %i', (commitTimestamp) => {
    const harness = new Harness();
    harness.createTopic('orders');
    harness.offsetsPartition();
    const of = (timestamp: number) => {
      const partition = { partitionIndex: 0, committedOffset: 5, commitTimestamp: timestamp, committedMetadata: '' };
      const topics = [{ name: 'orders', partitions: [partition] }];
      harness.ask('a', 'OffsetCommit', 1, { groupId: 'g', memberId: '', topics });
      return [...harness.services.groups.committedOffsets('g')].map(({ commitTimestampMs }) => commitTimestampMs);
    };
    expect([of(commitTimestamp), of(-1)]).toEqual([[commitTimestamp], [harness.now]]);
  });

  test('a retention of its own (v2–4) is kept as an expiry', () => {
    const harness = newHarness();
    commit(harness, 4, { retentionTimeMs: 1000 });
    expect([...harness.services.groups.committedOffsets('g')]).toMatchObject([
      { expireTimestampMs: harness.now + 1000, topicId: ZERO_UUID },
    ]);
  });

  test.each([
    { name: '4096 characters', metadata: 'x'.repeat(4096), expected: ErrorCode.NONE },
    { name: '4097 characters', metadata: 'x'.repeat(4097), expected: ErrorCode.OFFSET_METADATA_TOO_LARGE },
    { name: '4096 characters of more than a byte', metadata: 'ü'.repeat(4096), expected: ErrorCode.NONE },
  ])('metadata of $name', ({ metadata, expected }) => expect(commit(newHarness(), 9, {}, metadata)).toBe(expected));

  describe('of which nothing can be stored makes a group', () => {
    const FAR_TOO_MUCH = 'x'.repeat(4097);

    function groups(harness: Harness): unknown {
      const listed = harness.ask('a', 'ListGroups', 5, { statesFilter: [], typesFilter: [] });
      return (listed['groups'] as { groupId: string; groupState: string }[]).map(
        ({ groupId, groupState }) => `${groupId} ${groupState}`,
      );
    }

    function memberCommit(harness: Harness): unknown {
      return commit(harness, 9, { generationIdOrMemberEpoch: 1, memberId: 'm' });
    }

    test('which commits meet at once, and lists show when something else is written', () => {
      const harness = newHarness();
      expect(memberCommit(harness)).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
      commit(harness, 9, {}, FAR_TOO_MUCH);
      expect([memberCommit(harness), groups(harness)]).toEqual([ErrorCode.UNKNOWN_MEMBER_ID, []]);
      commit(harness, 9, { groupId: 'h' });
      expect(groups(harness)).toEqual(['g Empty', 'h Empty']);
    });

    test('which is gone if that cannot be written', () => {
      const harness = newHarness();
      commit(harness, 9, {}, FAR_TOO_MUCH);
      const setting = { resourceType: ConfigResourceType.TOPIC, resourceName: '__consumer_offsets' };
      const limit = { type: 'Config', ...setting, name: 'max.message.bytes' } as const;
      harness.services.metadata.write([{ ...limit, value: '10' }], harness.now);
      expect(commit(harness, 9, { groupId: 'h' })).toBe(ErrorCode.UNKNOWN_SERVER_ERROR);
      harness.services.metadata.write([{ ...limit, value: null }], harness.now);
      expect(memberCommit(harness)).toBe(ErrorCode.GROUP_ID_NOT_FOUND);
    });
  });

  test('topics by id (v10): an unknown id is an error of its own, and a known one is stored under its name', () => {
    const harness = newHarness();
    const topicId = harness.services.metadata.topic('orders')?.topicId;
    const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: '' }];
    const unknown = 'AQIDBAUGBwgJCgsMDQ4PEA';
    const response = harness.ask('a', 'OffsetCommit', 10, {
      groupId: 'g',
      memberId: '',
      topics: [
        { topicId, partitions },
        { topicId: unknown, partitions },
      ],
    });
    expect(response['topics']).toEqual([
      { name: '', topicId: unknown, partitions: [{ partitionIndex: 0, errorCode: ErrorCode.UNKNOWN_TOPIC_ID }] },
      { name: '', topicId, partitions: [{ partitionIndex: 0, errorCode: ErrorCode.NONE }] },
    ]);
    expect([...harness.services.groups.committedOffsets('g')]).toMatchObject([{ topicName: 'orders', topicId }]);
  });

  test('if no topic is known the group is not even looked at', () => {
    const harness = newHarness();
    stableMember(harness);
    const topics = [
      { name: 'missing', partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }] },
    ];
    expect(commit(harness, 9, { generationIdOrMemberEpoch: 99, memberId: 'stranger', topics })).toBe(
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    );
  });
});

describe('after a reset', () => {
  const committed = (harness: Harness): number[] =>
    [...harness.services.groups.committedOffsets('g')].map(({ offset }) => offset);

  /** A member that has read up to offset 5, and everything is emptied. */
  function resetHarness(): { harness: Harness; fields: Readonly<Record<string, unknown>> } {
    const harness = newHarness();
    const memberId = stableMember(harness);
    const partition = harness.services.metadata.partition('orders', 0);
    if (partition !== undefined) harness.connection('a').positions.note(partition, 5, harness.services.nextSequence());
    harness.connection('a').positions.forgetAll(() => 'told');
    harness.services.groups.reset(harness.now);
    harness.services.resets.latest = harness.services.nextSequence();
    return { harness, fields: { generationIdOrMemberEpoch: 1, memberId } };
  }

  test('what a consumer read before is accepted and forgotten', () => {
    const { harness, fields } = resetHarness();
    expect(commit(harness, 9, fields)).toBe(ErrorCode.NONE);
    expect(committed(harness)).toEqual([]);
  });

  test('a consumer that has fetched since may commit what it likes', () => {
    const { harness, fields } = resetHarness();
    const partition = harness.services.metadata.partition('orders', 0);
    if (partition !== undefined) harness.connection('a').positions.note(partition, 0, harness.services.nextSequence());
    expect(commit(harness, 9, fields)).toBe(ErrorCode.NONE);
    expect(committed(harness)).toEqual([5]);
  });

  test('an offset that is there now is taken from anybody', () => {
    const { harness, fields } = resetHarness();
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 0, committedMetadata: '' }] }];
    commit(harness, 9, { ...fields, topics });
    expect(committed(harness)).toEqual([0]);
  });

  test('without a reset nothing is stale', () => {
    const harness = newHarness();
    commit(harness, 9);
    expect(committed(harness)).toEqual([5]);
  });

  test('a rule of the caller decides instead', () => {
    const { harness, fields } = resetHarness();
    harness.services.groups.reset(harness.now, () => false);
    commit(harness, 9, fields);
    expect(committed(harness)).toEqual([5]);
  });
});
