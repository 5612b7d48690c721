import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { assignment, Harness, stableMember } from '../../test/groups/harness.ts';

function syncAgain(version: number, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  const memberId = stableMember(harness);
  const protocol = { protocolType: 'consumer', protocolName: 'range' };
  return harness.ask('a', 'SyncGroup', version, {
    groupId: 'g',
    generationId: 1,
    memberId,
    ...protocol,
    assignments: [],
    ...fields,
  });
}

test.each([0, 1, 2, 3, 4, 5])('v%i repeats the assignment of a Stable group', (version) => {
  const names = version >= 5 ? { protocolType: 'consumer', protocolName: 'range' } : {};
  expect(syncAgain(version)).toMatchObject({ errorCode: 0, assignment: assignment('orders', 0), ...names });
});

describe('v5 must say what it thinks the protocol is (KIP-559)', () => {
  test.each([
    { name: 'no type', fields: { protocolType: null }, expected: ErrorCode.INCONSISTENT_GROUP_PROTOCOL },
    { name: 'no name', fields: { protocolName: null }, expected: ErrorCode.INCONSISTENT_GROUP_PROTOCOL },
    { name: 'another type', fields: { protocolType: 'connect' }, expected: ErrorCode.INCONSISTENT_GROUP_PROTOCOL },
    { name: 'another name', fields: { protocolName: 'sticky' }, expected: ErrorCode.INCONSISTENT_GROUP_PROTOCOL },
    { name: 'the right ones', fields: {}, expected: ErrorCode.NONE },
  ])('$name', ({ fields, expected }) => {
    const response = syncAgain(5, fields);
    expect(response['errorCode']).toBe(expected);
    if (expected !== ErrorCode.NONE) {
      expect(response).toMatchObject({ protocolType: null, protocolName: null, assignment: Buffer.alloc(0) });
    }
  });

  test('older versions do not', () => expect(syncAgain(4, { protocolType: null })['errorCode']).toBe(ErrorCode.NONE));
});

test.each([
  { name: 'no group', fields: { groupId: '' }, expected: ErrorCode.INVALID_GROUP_ID },
  { name: 'an unknown group', fields: { groupId: 'unknown' }, expected: ErrorCode.UNKNOWN_MEMBER_ID },
  { name: 'a stranger', fields: { memberId: 'm' }, expected: ErrorCode.UNKNOWN_MEMBER_ID },
  { name: 'another generation', fields: { generationId: 2 }, expected: ErrorCode.ILLEGAL_GENERATION },
])('$name is refused', ({ fields, expected }) => expect(syncAgain(5, fields)['errorCode']).toBe(expected));
