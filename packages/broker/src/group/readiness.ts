import type { ClusterView, Connection, GroupView, MemberView, Partition } from '@testka/core';

/** A partition that somebody owns. */
export interface OwnedPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A member's partitions, one by one. */
export function partitionsOf({ assignment }: Pick<MemberView, 'assignment'>): OwnedPartition[] {
  return assignment.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}

/**
 * What a member has been given and has not fetched since; undefined when it does not even have its assignment yet.
 *
 * A Fetch does not say for which group it is, so it is taken for the member's when it comes from its client id and host.
 * Members of other groups may share both; then as many connections must fetch a partition as there are members that own it.
 */
export function unfetched(view: ClusterView, group: GroupView, member: MemberView): OwnedPartition[] | undefined {
  const { assignedSequence, assignedAtMs } = member;
  const hasAssignment =
    group.state === 'Stable' && assignedAtMs !== undefined && assignedAtMs >= (group.assignedAtMs ?? Infinity);
  if (!hasAssignment || assignedSequence === undefined) return undefined;
  const connections = connectionsOf(view, member);
  const since = Math.max(assignedSequence, view.lastReset);
  return partitionsOf(member).filter(({ topic, partition: index }) => {
    const partition = view.metadata.partition(topic, index);
    if (partition === undefined) return false;
    const fetching = connections.filter(({ positions }) => (positions.of(partition)?.sequence ?? -1) > since).length;
    return fetching === 0 || fetching < ownersLike(view, member, partition);
  });
}

export function isReady(view: ClusterView, group: GroupView, member: MemberView): boolean {
  return unfetched(view, group, member)?.length === 0;
}

/** The connections that may be the member's. */
export function connectionsOf(view: ClusterView, { clientId, clientHost }: MemberView): Connection[] {
  return [...view.connections.values()].filter(
    (each) => each.clientId === clientId && `/${each.peer.host}` === clientHost,
  );
}

/** How many members of any group own the partition and cannot be told from this one by their fetches. */
function ownersLike(
  view: ClusterView,
  { clientId, clientHost }: MemberView,
  { topicName, partitionIndex }: Partition,
): number {
  let count = 0;
  for (const group of view.groups.groups()) {
    for (const member of group.memberViews()) {
      if (member.clientId !== clientId || member.clientHost !== clientHost) continue;
      if (member.assignment.some(({ topic, partitions }) => topic === topicName && partitions.includes(partitionIndex)))
        count += 1;
    }
  }
  return count;
}
