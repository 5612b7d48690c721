import type { Connection } from '../../connections.ts';
import type { Partition } from '../../partition/partition.ts';
import type { Services } from '../../services.ts';
import { type ClusterSnapshot, logsOf } from '../../snapshot.ts';
import type { GroupSnapshot } from './group-snapshot.ts';
import type { GroupView, MemberView } from './group-view.ts';
import { clientOf, clientOn } from './returning-members.ts';

/**
 * What becomes of a group whose members have read something. `stays`: what they read and have committed is as it was, and they
 * wait for more. `leaves`: they are put out, so that they join again and go on where the snapshot says. `told`: it says nothing
 * of the group, so they are told that their offsets are out of range, and go where their own policy says.
 */
type Fate = 'stays' | 'leaves' | 'told';

/** Whom a restore disturbs, and how. */
export interface RestorePlan {
  /** Group ids. */
  readonly leaving: ReadonlySet<string>;
  /** Whether the connection may go on reading the partition where it does. */
  isLeftAlone(connection: Connection, partition: Partition): boolean;
}

/** Looks at everything as it is before the restore. */
export function planRestore(snapshot: ClusterSnapshot, services: Services): RestorePlan {
  const before = new Map(snapshot.groups.map((group) => [group.groupId, group]));
  const groups = [...services.groups.groups()].filter(hasRead);
  const fates = new Map(
    groups.map((group) => [group, fateOf({ group, before: before.get(group.groupId), snapshot }, services)]),
  );
  settleSharedClients(fates);
  const leftAlone = new Set<string>();
  for (const [group, fate] of fates) {
    if (fate !== 'stays') continue;
    for (const member of group.memberViews()) {
      for (const { topic, partitions } of member.assignment) {
        for (const index of partitions) leftAlone.add(JSON.stringify([clientOf(member), topic, index]));
      }
    }
  }
  return {
    leaving: new Set([...fates].filter(([, fate]) => fate === 'leaves').map(([{ groupId }]) => groupId)),
    isLeftAlone: (connection, { topicName, partitionIndex }) =>
      leftAlone.has(JSON.stringify([clientOn(connection), topicName, partitionIndex])),
  };
}

/** Who has no assignment yet will find the offsets as they are restored. */
function hasRead(group: GroupView): boolean {
  for (const { assignedSequence, assignment } of group.memberViews()) {
    if (assignedSequence !== undefined || assignment.length > 0) return true;
  }
  return false;
}

interface Restored {
  readonly group: GroupView;
  /** What the snapshot says of it. */
  readonly before: GroupSnapshot | undefined;
  readonly snapshot: ClusterSnapshot;
}

function fateOf({ group, before, snapshot }: Restored, services: Services): Fate {
  if (before === undefined) return commitsForwardOnly(group, services) ? 'leaves' : 'told';
  const committed = new Map(
    before.offsets.map(({ topicName, partitionIndex, offset }) => [`${topicName}:${partitionIndex}`, offset]),
  );
  const isCaughtUp = (member: MemberView, topicName: string, index: number): boolean => {
    const topic = services.metadata.topic(topicName);
    const partition = topic?.partitions[index];
    const log = topic && logsOf(snapshot, topic)?.[index];
    if (partition === undefined || log === undefined || !partition.log.isAt(log)) return false;
    const end = partition.highWatermark;
    if ((committed.get(`${topicName}:${index}`) ?? partition.log.logStartOffset) !== end) return false;
    const positions = [...services.connections.values()]
      .filter((connection) => clientOn(connection) === clientOf(member))
      .flatMap((connection) => connection.positions.of(partition)?.offset ?? []);
    return positions.length > 0 && positions.every((offset) => offset === end);
  };
  const members = [...group.memberViews()];
  const areCaughtUp = members.every((member) =>
    member.assignment.every(({ topic, partitions }) => partitions.every((index) => isCaughtUp(member, topic, index))),
  );
  return group.state === 'Stable' && areCaughtUp ? 'stays' : 'leaves';
}

/**
 * librdkafka commits no offset below the last that it has committed, until it is given the partition anew: sent back to the
 * beginning, it would commit nothing before it has got as far again.
 */
function commitsForwardOnly(group: GroupView, { groups, connections }: Services): boolean {
  if (groups.committedOffsets(group.groupId).next().done === true) return false;
  const clients = new Set([...group.memberViews()].map(clientOf));
  for (const connection of connections.values()) {
    const { name = '', version = '' } = connection.software ?? {};
    if (clients.has(clientOn(connection)) && /rdkafka/i.test(`${name} ${version}`)) return true;
  }
  return false;
}

/**
 * A fetch does not say for which group it is. Where a client is in several that would fare differently, all of them are put
 * out: each then finds its way by what it has committed.
 */
function settleSharedClients(fates: Map<GroupView, Fate>): void {
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    for (const [group, fate] of fates) {
      if (fate === 'leaves' || ![...fates].some(([other, its]) => its !== fate && shareClient(group, other))) continue;
      fates.set(group, 'leaves');
      isSettled = false;
    }
  }
}

function shareClient(some: GroupView, other: GroupView): boolean {
  const clients = new Set([...some.memberViews()].map(clientOf));
  return [...other.memberViews()].some((member) => clients.has(clientOf(member)));
}
