import { describe, expect, test } from 'vitest';
import { Harness, joinRequest, stableMember, subscription } from '../../../test/groups/harness.ts';

function newHarness(): Harness {
  const harness = new Harness();
  harness.createTopic('orders');
  harness.offsetsPartition();
  return harness;
}

describe('what a report sees', () => {
  test('a member: who it is, where it is, what it has and since when', () => {
    const harness = newHarness();
    const memberId = stableMember(harness, 'worker');
    const group = harness.services.groups.group('g');
    const [member] = group?.memberViews() ?? [];
    expect(group).toMatchObject({
      groupId: 'g',
      type: 'classic',
      state: 'Stable',
      protocolType: 'consumer',
      protocolName: 'range',
      generationId: 1,
      leaderId: memberId,
      assignedAtMs: harness.now,
    });
    expect(member).toMatchObject({
      memberId,
      groupInstanceId: null,
      clientId: 'worker',
      clientHost: '/10.0.0.1',
      connection: harness.connection('worker').id,
      lastSeenAtMs: harness.now,
      sessionTimeoutMs: 10_000,
      subscribedTopics: ['orders'],
      assignment: [{ topic: 'orders', partitions: [0] }],
      joiningSinceMs: undefined,
      syncingSinceMs: undefined,
      assignedAtMs: harness.now,
    });
  });

  test('its sequence changes each time it gets an assignment, and only then', () => {
    const harness = newHarness();
    const memberId = stableMember(harness);
    const sequence = (): number | undefined =>
      [...(harness.services.groups.group('g')?.memberViews() ?? [])][0]?.assignedSequence;
    const first = sequence();
    harness.ask('a', 'Heartbeat', 4, { groupId: 'g', generationId: 1, memberId });
    expect(sequence()).toBe(first);
    harness.ask('a', 'SyncGroup', 3, { groupId: 'g', generationId: 1, memberId, assignments: [] });
    expect(sequence()).toBeGreaterThan(first ?? Infinity);
  });

  test('who waits, and since when', () => {
    const harness = newHarness();
    stableMember(harness, 'a');
    harness.send('b', 'JoinGroup', 3, joinRequest());
    const since = harness.now;
    harness.advance(700);
    const waiting = [...(harness.services.groups.group('g')?.memberViews() ?? [])].map(
      ({ clientId, joiningSinceMs }) => [clientId, joiningSinceMs],
    );
    expect(waiting).toEqual([
      ['a', undefined],
      ['b', since],
    ]);
    expect(harness.services.groups.group('g')?.rebalances).toEqual([
      {
        generationId: 1,
        reasons: [expect.stringMatching(/^member a-[0-9a-f]{8} joined$/)],
        startedAtMs: since,
        completedAtMs: since,
      },
      {
        generationId: 2,
        reasons: [expect.stringMatching(/^member b-[0-9a-f]{8} joined$/)],
        startedAtMs: since,
        completedAtMs: undefined,
      },
    ]);
  });

  test('the history keeps the last rebalances and not every reason of a large one', () => {
    const harness = newHarness();
    let memberId = stableMember(harness);
    for (let count = 0; count < 30; count++) {
      harness.ask('a', 'LeaveGroup', 5, { groupId: 'g', members: [{ memberId }] });
      memberId = stableMember(harness);
    }
    for (let count = 0; count < 30; count++) harness.send(`b${count}`, 'JoinGroup', 3, joinRequest());
    const rebalances = harness.services.groups.group('g')?.rebalances ?? [];
    expect(rebalances).toHaveLength(20);
    expect(rebalances.at(-1)?.reasons).toHaveLength(10);
  });
});

test('topics of live members are those subscribed to and those assigned', () => {
  const harness = newHarness();
  stableMember(harness, 'a', { protocols: [{ name: 'range', metadata: subscription('orders', 'other') }] });
  expect(harness.services.groups.topicsOfLiveMembers()).toEqual(new Set(['orders', 'other']));
});

test('when the offsets topic is deleted everything is, and whoever waits is sent to look for the coordinator', () => {
  const harness = newHarness();
  stableMember(harness, 'a');
  const joining = harness.send('b', 'JoinGroup', 3, joinRequest());
  harness.deleteTopic('__consumer_offsets');
  expect(joining.response).toMatchObject({ errorCode: 16 });
  expect([...harness.services.groups.groups()]).toEqual([]);
  expect(harness.services.timers.size).toBe(0);
});
