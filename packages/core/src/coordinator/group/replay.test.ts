import { expect, test } from 'vitest';
import { assignment, Harness, joinRequest } from '../../../test/groups/harness.ts';
import { Random } from '../../random.ts';
import { ClassicGroup } from './classic/group.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const CLIENTS = ['a', 'b', 'c', 'd'];

interface Client {
  memberId: string;
  generationId: number;
}

/** A consumer that does something it might do now, sensible or not. */
function step(harness: Harness, random: Random, clients: Map<string, Client>): void {
  const name = CLIENTS[random.below(CLIENTS.length)] ?? 'a';
  const client = clients.get(name) ?? { memberId: '', generationId: -1 };
  clients.set(name, client);
  const groupId = name === 'c' ? 'g1' : 'g0';
  const instance = name === 'd' ? 'd-1' : null;
  switch (random.below(9)) {
    case 0:
    case 1:
      harness.send(
        name,
        'JoinGroup',
        9,
        joinRequest({ groupId, memberId: client.memberId, groupInstanceId: instance }),
      );
      return;
    case 2:
    case 3:
    case 8: {
      const { memberId, generationId } = client;
      const assignments = [...clients.values()].map((each) => ({
        memberId: each.memberId,
        assignment: assignment('orders', random.below(4)),
      }));
      const protocol = { protocolType: 'consumer', protocolName: 'range' };
      harness.send(name, 'SyncGroup', 5, {
        groupId,
        generationId,
        memberId,
        groupInstanceId: instance,
        ...protocol,
        assignments,
      });
      return;
    }
    case 4:
      harness.ask(name, 'OffsetCommit', random.below(2) === 0 ? 9 : 4, {
        groupId,
        generationIdOrMemberEpoch: client.generationId,
        memberId: client.memberId,
        retentionTimeMs: random.below(2) === 0 ? -1 : 1000,
        topics: [
          { name: 'orders', partitions: [0, 1].map((add) => offsetOf(random.below(3) + add, random.below(100))) },
        ],
      });
      return;
    case 5:
      if (random.below(3) === 0)
        harness.ask(name, 'LeaveGroup', 5, {
          groupId,
          members: [{ memberId: client.memberId, groupInstanceId: instance }],
        });
      if (random.below(6) === 0) client.memberId = '';
      return;
    case 6:
      if (random.below(10) === 0) harness.ask(name, 'DeleteGroups', 2, { groupsNames: [groupId] });
      if (random.below(10) === 0) harness.setWritable(random.below(2) === 0);
      return;
    default:
      harness.advance(random.below(20) === 0 ? 6000 : 200);
  }
}

function offsetOf(partitionIndex: number, committedOffset: number) {
  return { partitionIndex, committedOffset, committedMetadata: null };
}

/** What must come back from the log, whatever else is going on. */
function durableState(harness: Harness): unknown {
  const groups = [...harness.services.groups.groups()]
    .filter((group) => group instanceof ClassicGroup)
    .map((group) => ({
      groupId: group.groupId,
      persisted: group.persisted,
      offsets: [...harness.services.groups.committedOffsets(group.groupId)],
    }));
  return groups.toSorted((left, right) => (left.groupId < right.groupId ? -1 : 1));
}

test('a shard that is dropped is rebuilt from its log, whatever clients have done', () => {
  const seen = { groups: 0, offsets: 0, stable: 0 };
  for (let seed = SEED; seed < SEED + 40; seed++) {
    const harness = new Harness();
    harness.createTopic('orders', 4);
    harness.offsetsPartition();
    const random = new Random(seed);
    const clients = new Map<string, Client>();
    harness.onAnswer = (name, api, { response }) => {
      const client = clients.get(name);
      if (api !== 'JoinGroup' || client === undefined || response === undefined) return;
      client.memberId = response['memberId'] as string;
      if (response['errorCode'] === 0) client.generationId = response['generationId'] as number;
    };
    for (let count = 0; count < 300; count++) step(harness, random, clients);
    const before = durableState(harness);
    for (const group of harness.services.groups.groups()) {
      seen.groups++;
      if (group.state === 'Stable') seen.stable++;
      seen.offsets += [...harness.services.groups.committedOffsets(group.groupId)].length;
    }
    harness.services.groups.onLeaderChanged(harness.offsetsPartition(), harness.now);
    expect(durableState(harness), `SEED=${seed}`).toEqual(before);
    // Who got what when is not in the log: members count as given their partitions by the new coordinator.
    for (const group of [...harness.services.groups.groups()].filter(({ state }) => state === 'Stable')) {
      const given = [...group.memberViews()].map(({ assignedAtMs }) => assignedAtMs);
      expect(new Set([group.assignedAtMs, ...given]), `SEED=${seed}`).toEqual(new Set([harness.now]));
    }
  }
  // The workload would prove nothing if it never got anywhere.
  expect(seen.groups).toBeGreaterThan(20);
  expect(seen.stable).toBeGreaterThan(5);
  expect(seen.offsets).toBeGreaterThan(20);
});

test('the same seed gives the same log, byte for byte', () => {
  const logOf = (seed: number): string => {
    const harness = new Harness();
    harness.createTopic('orders', 4);
    const partition = harness.offsetsPartition();
    const random = new Random(seed);
    const clients = new Map<string, Client>();
    for (let count = 0; count < 200; count++) step(harness, random, clients);
    return [...partition.log.batchesFrom(0)].map(({ bytes }) => bytes.toString('base64')).join('\n');
  };
  expect(logOf(3)).toBe(logOf(3));
  expect(logOf(3)).not.toBe(logOf(4));
});
