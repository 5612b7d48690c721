import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness, joinRequest, stableMember } from '../../test/groups/harness.ts';

function newHarness(): Harness {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  return harness;
}

function beat(harness: Harness, version: number, fields: Readonly<Record<string, unknown>>): unknown {
  return harness.ask('a', 'Heartbeat', version, { groupId: 'g', generationId: 1, memberId: 'm', ...fields })[
    'errorCode'
  ];
}

describe.each([0, 1, 2, 3, 4])('v%i', (version) => {
  test('a member is told that all is well, or that it has to rejoin', () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    expect(beat(harness, version, { memberId })).toBe(ErrorCode.NONE);
    harness.send('b', 'JoinGroup', 3, joinRequest());
    expect(beat(harness, version, { memberId })).toBe(ErrorCode.REBALANCE_IN_PROGRESS);
    harness.send('a', 'JoinGroup', 9, joinRequest({ memberId }));
    expect(beat(harness, version, { memberId, generationId: 2 })).toBe(ErrorCode.NONE);
  });

  test.each([
    { name: 'no group', fields: { groupId: '' }, expected: ErrorCode.INVALID_GROUP_ID },
    { name: 'an unknown group', fields: { groupId: 'unknown' }, expected: ErrorCode.UNKNOWN_MEMBER_ID },
    { name: 'a stranger', fields: {}, expected: ErrorCode.UNKNOWN_MEMBER_ID },
  ])('$name is refused', ({ fields, expected }) => {
    const harness = newHarness();
    stableMember(harness);
    expect(beat(harness, version, fields)).toBe(expected);
  });

  test('another generation is refused', () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    expect(beat(harness, version, { memberId, generationId: 0 })).toBe(ErrorCode.ILLEGAL_GENERATION);
  });
});
