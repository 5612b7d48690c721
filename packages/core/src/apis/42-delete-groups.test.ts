import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness, stableMember } from '../../test/groups/harness.ts';

test.each([0, 1, 2, 3])('v%i deletes what is empty and answers each group once', (version) => {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  stableMember(harness, 'a', { groupId: 'busy' });
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }];
  harness.ask('a', 'OffsetCommit', 9, { groupId: '', memberId: '', topics: [{ name: 'orders', partitions }] });
  const response = harness.ask('a', 'DeleteGroups', version, { groupsNames: ['', 'busy', 'unknown', 'busy'] });
  expect(response['results']).toEqual([
    { groupId: '', errorCode: ErrorCode.NONE, errorMessage: null },
    { groupId: 'busy', errorCode: ErrorCode.NON_EMPTY_GROUP, errorMessage: null },
    { groupId: 'unknown', errorCode: ErrorCode.GROUP_ID_NOT_FOUND, errorMessage: null },
  ]);
  expect([...harness.services.groups.groups()].map(({ groupId }) => groupId)).toEqual(['busy']);
});

test('a group of another broker is answered so, and stays', () => {
  const harness = new Harness({}, 2);
  const other = harness.offsetsPartition().leader === 1 ? 2 : 1;
  expect(harness.ask('a', 'DeleteGroups', 2, { groupsNames: ['g'] }, other)['results']).toMatchObject([
    { groupId: 'g', errorCode: ErrorCode.NOT_COORDINATOR },
  ]);
});
