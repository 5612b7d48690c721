import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness, joinRequest, stableMember, subscription } from '../../test/groups/harness.ts';

function harnessWithGroup(configs: Readonly<Record<string, string>> = {}): Harness {
  const harness = new Harness(configs);
  harness.createTopic('orders');
  harness.offsetsPartition();
  return harness;
}

/** Answers without error leave the member waiting, so a refused join is one that has an answer. */
function refusal(harness: Harness, version: number, fields: Readonly<Record<string, unknown>>): unknown {
  const { errorCode, memberId, generationId, leader, members } = harness.ask(
    'a',
    'JoinGroup',
    version,
    joinRequest(fields),
  );
  expect({ generationId, leader, members }).toEqual({ generationId: -1, leader: '', members: [] });
  return { errorCode, memberId };
}

const protocol = (name: string) => ({ name, metadata: subscription('orders') });

describe('a join that is refused', () => {
  test.each([
    {
      name: 'without a group',
      fields: { groupId: '' },
      expected: { errorCode: ErrorCode.INVALID_GROUP_ID, memberId: '' },
    },
    {
      name: 'without a group, with an id that is echoed',
      fields: { groupId: '', memberId: 'm' },
      expected: { errorCode: ErrorCode.INVALID_GROUP_ID, memberId: 'm' },
    },
    {
      name: 'with too short a session',
      fields: { sessionTimeoutMs: 5999 },
      expected: { errorCode: ErrorCode.INVALID_SESSION_TIMEOUT, memberId: '' },
    },
    {
      name: 'with too long a session',
      fields: { sessionTimeoutMs: 1_800_001 },
      expected: { errorCode: ErrorCode.INVALID_SESSION_TIMEOUT, memberId: '' },
    },
    {
      name: 'with an id into an unknown group',
      fields: { groupId: 'unknown', memberId: 'm' },
      expected: { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, memberId: 'm' },
    },
    {
      name: 'with an unknown id',
      fields: { memberId: 'm' },
      expected: { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, memberId: 'm' },
    },
    {
      name: 'with an id and an instance nobody knows',
      fields: { memberId: 'm', groupInstanceId: 'i' },
      expected: { errorCode: ErrorCode.UNKNOWN_MEMBER_ID, memberId: 'm' },
    },
    {
      name: 'of no type',
      fields: { protocolType: '' },
      expected: { errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: '' },
    },
    {
      name: 'of another type',
      fields: { protocolType: 'connect' },
      expected: { errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: '' },
    },
    {
      name: 'without protocols',
      fields: { protocols: [] },
      expected: { errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: '' },
    },
    {
      name: 'without a protocol that all list',
      fields: { protocols: [protocol('sticky')] },
      expected: { errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: '' },
    },
    {
      name: 'without such a protocol is that, before it is an unknown id',
      fields: { protocols: [], memberId: 'm' },
      expected: { errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: 'm' },
    },
  ])('$name', ({ fields, expected }) => {
    const harness = harnessWithGroup();
    stableMember(harness);
    expect(refusal(harness, 9, fields)).toEqual(expected);
    expect(harness.services.groups.group('g')?.state).toBe('Stable');
  });

  test.each([
    { name: 'of no type', fields: { protocolType: '' } },
    { name: 'without protocols', fields: { protocols: [] } },
  ])('$name into a new group makes the group all the same', ({ fields }) => {
    const harness = harnessWithGroup();
    expect(refusal(harness, 9, fields)).toEqual({ errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId: '' });
    expect(harness.services.groups.group('g')?.state).toBe('Empty');
  });

  test('with the id of a static member under another instance is fenced', () => {
    const harness = harnessWithGroup();
    const { reply: one } = { reply: harness.send('a', 'JoinGroup', 9, joinRequest({ groupInstanceId: 'i-1' })) };
    const two = harness.send('b', 'JoinGroup', 9, joinRequest({ groupInstanceId: 'i-2' }));
    harness.advance(0);
    const memberId = one.response?.['memberId'];
    expect(two.response?.['errorCode']).toBe(ErrorCode.NONE);
    expect(refusal(harness, 9, { memberId, groupInstanceId: 'i-2' })).toEqual({
      errorCode: ErrorCode.FENCED_INSTANCE_ID,
      memberId,
    });
  });

  test('with a pending id that claims an instance fails as Kafka does', () => {
    const harness = harnessWithGroup();
    const { memberId } = harness.ask('a', 'JoinGroup', 9, joinRequest());
    expect(refusal(harness, 9, { memberId, groupInstanceId: 'i' })).toEqual({
      errorCode: ErrorCode.UNKNOWN_SERVER_ERROR,
      memberId: '',
    });
  });

  test('session limits are those configured', () => {
    const harness = harnessWithGroup({ 'group.min.session.timeout.ms': '100', 'group.max.session.timeout.ms': '200' });
    const ask = (sessionTimeoutMs: number): unknown =>
      harness.ask('a', 'JoinGroup', 9, joinRequest({ sessionTimeoutMs }))['errorCode'];
    expect([99, 100, 200, 201].map(ask)).toEqual([
      ErrorCode.INVALID_SESSION_TIMEOUT,
      ErrorCode.MEMBER_ID_REQUIRED,
      ErrorCode.MEMBER_ID_REQUIRED,
      ErrorCode.INVALID_SESSION_TIMEOUT,
    ]);
  });
});

describe('versions', () => {
  test.each([0, 1, 2, 3])('v%i takes a member in without asking it back', (version) => {
    const harness = harnessWithGroup();
    const joining = harness.send('a', 'JoinGroup', version, joinRequest());
    expect(joining.response).toBeUndefined();
    harness.advance(0);
    expect(joining.response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 1, protocolName: 'range' });
  });

  test.each([4, 5, 6, 7, 8, 9])('v%i gives out an id first: the client id and a UUID', (version) => {
    const harness = harnessWithGroup();
    const { errorCode, memberId } = harness.ask('worker', 'JoinGroup', version, joinRequest()) as {
      errorCode: number;
      memberId: string;
    };
    expect(errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED);
    expect(memberId).toMatch(/^worker-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const joining = harness.send('worker', 'JoinGroup', version, joinRequest({ memberId }));
    harness.advance(0);
    expect(joining.response).toMatchObject({ errorCode: ErrorCode.NONE, memberId, leader: memberId });
  });

  test.each([
    { version: 6, expected: { protocolName: '', protocolType: null } },
    { version: 7, expected: { protocolName: null, protocolType: null } },
  ])('v$version says that there is no protocol', ({ version, expected }) => {
    expect(harnessWithGroup().ask('a', 'JoinGroup', version, joinRequest({ memberId: 'm' }))).toMatchObject(expected);
  });

  test('v0 has one timeout for both: the session is also how long others wait', () => {
    const harness = harnessWithGroup();
    harness.send('a', 'JoinGroup', 0, joinRequest({ sessionTimeoutMs: 7000, rebalanceTimeoutMs: 60_000 }));
    const [member] = harness.services.groups.group('g')?.memberViews() ?? [];
    expect(member).toMatchObject({ sessionTimeoutMs: 7000, rebalanceTimeoutMs: 7000 });
  });
});

test('a second join supersedes one that waits, which is never answered', () => {
  const harness = harnessWithGroup();
  const { memberId } = harness.ask('a', 'JoinGroup', 9, joinRequest());
  const first = harness.send('a', 'JoinGroup', 9, joinRequest({ memberId }));
  const second = harness.send('a', 'JoinGroup', 9, joinRequest({ memberId }));
  harness.advance(0);
  expect(second.response).toMatchObject({ errorCode: ErrorCode.NONE, generationId: 1 });
  expect(first.response).toBeUndefined();
});

test('metadata is kept apart from the frame that it came in', () => {
  const harness = harnessWithGroup();
  const metadata = subscription('orders');
  const { memberId } = harness.ask('a', 'JoinGroup', 9, joinRequest());
  const joining = harness.send(
    'a',
    'JoinGroup',
    9,
    joinRequest({ memberId, protocols: [{ name: 'range', metadata }] }),
  );
  metadata.fill(0xff);
  harness.advance(0);
  const [member] = (joining.response?.['members'] ?? []) as { metadata: Buffer }[];
  expect(member?.metadata).toEqual(subscription('orders'));
});
