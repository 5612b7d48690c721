import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness, stableMember } from '../../test/groups/harness.ts';

function newHarness(): Harness {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  return harness;
}

describe.each([0, 1, 2])('v%i: one member, its error above', (version) => {
  test('leaves once', () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    const leave = (): unknown => harness.ask('a', 'LeaveGroup', version, { groupId: 'g', memberId })['errorCode'];
    expect(leave()).toBe(ErrorCode.NONE);
    expect(harness.services.groups.group('g')?.state).toBe('Empty');
    expect(leave()).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
  });

  test.each([
    { groupId: '', expected: ErrorCode.INVALID_GROUP_ID },
    { groupId: 'unknown', expected: ErrorCode.UNKNOWN_MEMBER_ID },
  ])('not from "$groupId"', ({ groupId, expected }) => {
    expect(newHarness().ask('a', 'LeaveGroup', version, { groupId, memberId: 'm' })['errorCode']).toBe(expected);
  });
});

describe.each([3, 4, 5])('v%i: many members, an error for each', (version) => {
  test('who is in leaves, strangers do not hinder it', () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    const members = [{ memberId: 'm' }, { memberId, groupInstanceId: 'i' }, { memberId }];
    expect(harness.ask('a', 'LeaveGroup', version, { groupId: 'g', members })).toEqual({
      throttleTimeMs: 0,
      errorCode: ErrorCode.NONE,
      members: [
        { memberId: 'm', groupInstanceId: null, errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { memberId, groupInstanceId: 'i', errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { memberId, groupInstanceId: null, errorCode: ErrorCode.NONE },
      ],
    });
  });

  test('from an unknown group nobody leaves, and that is an error of each', () => {
    const response = newHarness().ask('a', 'LeaveGroup', version, { groupId: 'unknown', members: [{ memberId: 'm' }] });
    expect(response).toMatchObject({
      errorCode: ErrorCode.NONE,
      members: [{ errorCode: ErrorCode.UNKNOWN_MEMBER_ID }],
    });
  });
});
