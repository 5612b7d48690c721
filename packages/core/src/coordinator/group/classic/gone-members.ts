import type { GroupShard } from '../group-shard.ts';
import type { ClassicGroup } from './group.ts';
import type { ClassicMember } from './member.ts';
import { dropMember, takeOut } from './session.ts';

/** Who a member is besides its id, which it loses when it crashes. */
interface ClientIdentity {
  readonly clientId: string | null;
  readonly clientHost: string;
}

/**
 * Members that nobody speaks for any more: nothing was heard of them since their connection closed, or since another broker
 * loaded the group, and their client is not connected, or has come back as another member. Kafka waits for their sessions
 * to end; `reset` does not, so that no test waits for the members of the one before.
 */
export function goneMembers({ ports: { connections } }: GroupShard, group: ClassicGroup): ClassicMember[] {
  const isHeard = ({ connection }: ClassicMember): boolean => connection !== undefined && connections.has(connection);
  const members = [...group.members.values()];
  const open = [...connections.values()].map(({ clientId, peer }) => ({ clientId, clientHost: `/${peer.host}` }));
  return members.filter((member) => {
    if (isHeard(member)) return false;
    member.mayBeGone = true;
    return (
      !open.some((client) => isSameClient(client, member)) ||
      members.some((other) => isSameClient(other, member) && isHeard(other))
    );
  });
}

/** The session of a member ends early, as its client is gone. */
export function dropGoneMember(shard: GroupShard, group: ClassicGroup, member: ClassicMember, now: number): void {
  shard.run(dropMember(shard, group, member, `reset: the client of ${member.label} is gone`, now), now);
}

/** A client joins anew of which `reset` could not tell whether it was still a member: it was not. */
export function dropFormerSelves(shard: GroupShard, group: ClassicGroup, client: ClientIdentity): void {
  for (const member of [...group.members.values()]) {
    if (member.mayBeGone && isSameClient(member, client)) takeOut(shard, group, member);
  }
}

function isSameClient(some: ClientIdentity, other: ClientIdentity): boolean {
  return some.clientId === other.clientId && some.clientHost === other.clientHost;
}
