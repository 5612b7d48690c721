import type { GroupShard } from '../group-shard.ts';
import type { ClassicGroup, PendingJoin } from './group.ts';
import type { ClassicMember } from './member.ts';
import { cancelSession, dropMember, dropPendingJoin, takeOut } from './session.ts';

type Present = ClassicMember | PendingJoin;

/** Who a member is besides its id, which it loses when it crashes. */
interface ClientIdentity {
  readonly clientId: string | null;
  readonly clientHost: string;
}

/** Who is in a group and has no client any more. */
export interface Gone {
  readonly members: readonly ClassicMember[];
  /** Ids that were given out. */
  readonly pendingJoins: readonly string[];
}

export const NOBODY: Gone = { members: [], pendingJoins: [] };

/**
 * Members that nobody speaks for any more: nothing was heard of them since their connection closed, or since another broker
 * loaded the group, and their client is not connected, or has come back as another member. The same holds of who was given
 * an id to join with. Kafka waits for their sessions to end; `reset` does not, so that no test waits for the members of the
 * one before.
 */
export function findGone({ ports: { connections } }: GroupShard, group: ClassicGroup): Gone {
  const isHeard = ({ connection }: Present): boolean => connection !== undefined && connections.has(connection);
  const present: readonly Present[] = [...group.members.values(), ...group.pendingJoins.values()];
  const open = [...connections.values()].map(({ clientId, peer }) => ({ clientId, clientHost: `/${peer.host}` }));
  const isGone = (each: Present): boolean => {
    if (isHeard(each)) return false;
    each.mayBeGone = true;
    return (
      !open.some((client) => isSameClient(client, each)) ||
      present.some((other) => isSameClient(other, each) && isHeard(other))
    );
  };
  return {
    members: [...group.members.values()].filter(isGone),
    pendingJoins: [...group.pendingJoins].filter(([, pending]) => isGone(pending)).map(([memberId]) => memberId),
  };
}

/** Sessions end early, as the clients are gone. */
export function dropGone(shard: GroupShard, group: ClassicGroup, { members, pendingJoins }: Gone, now: number): void {
  for (const memberId of pendingJoins) shard.run(dropPendingJoin(shard, group, memberId, now), now);
  for (const member of members) {
    shard.run(dropMember(shard, group, member, `reset: the client of ${member.label} is gone`, now), now);
  }
}

/** A client joins anew of which `reset` could not tell whether it was still a member: it was not. */
export function dropFormerSelves(shard: GroupShard, group: ClassicGroup, client: ClientIdentity): void {
  for (const member of [...group.members.values()]) {
    if (member.mayBeGone && isSameClient(member, client)) takeOut(shard, group, member);
  }
  for (const [memberId, pending] of [...group.pendingJoins]) {
    if (!pending.mayBeGone || !isSameClient(pending, client)) continue;
    cancelSession(shard, group, memberId);
    group.remove(memberId);
  }
}

function isSameClient(some: ClientIdentity, other: ClientIdentity): boolean {
  return some.clientId === other.clientId && some.clientHost === other.clientHost;
}
