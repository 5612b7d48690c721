import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { assignment, Harness, stableMember, subscription } from '../../test/groups/harness.ts';

test.each([0, 1, 2, 3, 4, 5])('v%i calls a group that is not there dead', (version) => {
  const harness = new Harness();
  harness.offsetsPartition();
  expect(harness.ask('a', 'DescribeGroups', version, { groups: ['g'] })['groups']).toMatchObject([
    { groupId: 'g', groupState: 'Dead', errorCode: ErrorCode.NONE, members: [] },
  ]);
});

test('v6 says that there is none (KIP-1043)', () => {
  const harness = new Harness();
  harness.offsetsPartition();
  expect(harness.ask('a', 'DescribeGroups', 6, { groups: ['g'] })['groups']).toMatchObject([
    { groupId: 'g', groupState: 'Dead', errorCode: ErrorCode.GROUP_ID_NOT_FOUND, errorMessage: 'Group g not found.' },
  ]);
});

test('members with what they gave and got', () => {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  const memberId = stableMember(harness, 'worker');
  expect(
    harness.ask('admin', 'DescribeGroups', 6, { groups: ['g'], includeAuthorizedOperations: true })['groups'],
  ).toEqual([
    {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      groupId: 'g',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId,
          groupInstanceId: null,
          clientId: 'worker',
          clientHost: '/10.0.0.1',
          memberMetadata: subscription('orders'),
          memberAssignment: assignment('orders', 0),
        },
      ],
      authorizedOperations: 3400,
    },
  ]);
});

test('operations are told only when asked for', () => {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  stableMember(harness);
  const operationsIn = (includeAuthorizedOperations: boolean): unknown => {
    return harness.ask('a', 'DescribeGroups', 5, { groups: ['g'], includeAuthorizedOperations })['groups'];
  };
  expect(operationsIn(true)).toMatchObject([{ authorizedOperations: 3400 }]);
  expect(operationsIn(false)).toMatchObject([{ authorizedOperations: -2_147_483_648 }]);
});

test('groups of other brokers are theirs', () => {
  const harness = new Harness({}, 2);
  const other = harness.offsetsPartition().leader === 1 ? 2 : 1;
  expect(harness.ask('a', 'DescribeGroups', 6, { groups: ['g'] }, other)['groups']).toMatchObject([
    { errorCode: ErrorCode.NOT_COORDINATOR, groupState: '', authorizedOperations: -2_147_483_648 },
  ]);
});
