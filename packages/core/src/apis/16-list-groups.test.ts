import { expect, test } from 'vitest';
import { Harness, stableMember } from '../../test/groups/harness.ts';

/** A Stable group of consumers and one that only has offsets. */
function twoGroups(): Harness {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  stableMember(harness, 'a', { groupId: 'live' });
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }];
  harness.ask('a', 'OffsetCommit', 9, { groupId: 'simple', memberId: '', topics: [{ name: 'orders', partitions }] });
  return harness;
}

const live = { groupId: 'live', protocolType: 'consumer', groupState: 'Stable', groupType: 'classic' };
const simple = { groupId: 'simple', protocolType: '', groupState: 'Empty', groupType: 'classic' };

test.each([
  {
    version: 0,
    expected: [
      { ...live, groupState: '', groupType: '' },
      { ...simple, groupState: '', groupType: '' },
    ],
  },
  {
    version: 3,
    expected: [
      { ...live, groupState: '', groupType: '' },
      { ...simple, groupState: '', groupType: '' },
    ],
  },
  {
    version: 4,
    expected: [
      { ...live, groupType: '' },
      { ...simple, groupType: '' },
    ],
  },
  { version: 5, expected: [live, simple] },
])('v$version says what it can', ({ version, expected }) => {
  const response = twoGroups().ask('a', 'ListGroups', version, { statesFilter: [], typesFilter: [] });
  expect(response).toEqual({ throttleTimeMs: 0, errorCode: 0, groups: expected });
});

test.each([
  { states: ['stable'], types: [], expected: ['live'] },
  { states: [' EMPTY '], types: [], expected: ['simple'] },
  { states: ['Stable', 'Empty'], types: ['Classic'], expected: ['live', 'simple'] },
  { states: ['Sleeping'], types: [], expected: [] },
  { states: [], types: ['consumer'], expected: [] },
  { states: [], types: ['unknown'], expected: [] },
])('states $states and types $types', ({ states, types, expected }) => {
  const { groups } = twoGroups().ask('a', 'ListGroups', 5, { statesFilter: states, typesFilter: types }) as {
    groups: { groupId: string }[];
  };
  expect(groups.map(({ groupId }) => groupId)).toEqual(expected);
});

test('before there are groups there is nothing to list', () => {
  expect(new Harness().ask('a', 'ListGroups', 5, { statesFilter: [], typesFilter: [] })['groups']).toEqual([]);
});
