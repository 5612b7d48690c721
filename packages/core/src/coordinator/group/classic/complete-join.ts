import { NOTHING_TO_DO, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import type { ClassicGroup } from './group.ts';
import type { JoinedMember } from './joining.ts';
import { labelOf } from './member.ts';
import { prepareRebalance } from './rebalance.ts';
import { cancelSession, joinKey, scheduleSession, syncKey } from './session.ts';

/**
 * The join phase ends: who did not rejoin is out, the rest is the next generation, and every join is answered.
 * Static members stay without having rejoined, until their session or the time to sync runs out (KIP-345).
 */
export function completeJoin(shard: GroupShard, group: ClassicGroup, now: number): Outcome<GroupRecord, void> {
  shard.ports.timers.cancel(joinKey(group));
  dropDynamicMembersThatDidNotRejoin(shard, group);
  if (group.members.size === 0) return becomeEmpty(group, now);
  if (!electLeaderThatJoined(group)) {
    // Static members only, and none is back: wait for them or for the ends of their sessions.
    shard.ports.timers.schedule(joinKey(group), now + group.rebalanceTimeoutMs, (at) => {
      shard.run(completeJoin(shard, group, at), at);
    });
    return NOTHING_TO_DO;
  }
  group.initNextGeneration(now);
  for (const member of group.members.values()) {
    member.joining?.succeed({
      generationId: group.generationId,
      protocolType: group.protocolType,
      protocolName: group.protocolName,
      leader: group.leaderId,
      memberId: member.memberId,
      members: group.isLeader(member.memberId) ? joinedMembers(group) : [],
    });
    member.joining = undefined;
    member.isNew = false;
    scheduleSession(shard, group, member, now);
    group.pendingSyncs.add(member.memberId);
  }
  schedulePendingSync(shard, group, now);
  return NOTHING_TO_DO;
}

/** What the leader gets to compute the assignment from. */
export function joinedMembers(group: ClassicGroup): JoinedMember[] {
  return [...group.members.values()].map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    metadata: member.metadataFor(group.protocolName),
  }));
}

function dropDynamicMembersThatDidNotRejoin(shard: GroupShard, group: ClassicGroup): void {
  const { rebalanceTimeoutMs } = group;
  for (const member of [...group.members.values()]) {
    if (member.joining !== undefined || member.isStatic) continue;
    group.history.add(`member ${member.label} did not rejoin within ${rebalanceTimeoutMs} ms`);
    cancelSession(shard, group, member.memberId);
    group.remove(member.memberId);
  }
}

/** @returns false when nobody has joined. */
function electLeaderThatJoined(group: ClassicGroup): boolean {
  const leader = group.leaderId === null ? undefined : group.members.get(group.leaderId);
  if (leader?.joining !== undefined) return true;
  for (const member of group.members.values()) {
    if (member.joining === undefined) continue;
    group.leaderId = member.memberId;
    return true;
  }
  return false;
}

/**
 * Nobody is left. If that cannot be written the log keeps the last generation, which is harmless: its members are gone.
 */
function becomeEmpty(group: ClassicGroup, now: number): Outcome<GroupRecord, void> {
  const emptied = (): void => {
    group.initNextGeneration(now);
    group.assignedAtMs = undefined;
    group.history.complete(group.generationId, now);
  };
  const value = group.toValue({
    generation: group.generationId + 1,
    protocol: null,
    leader: null,
    currentStateTimestamp: now,
    members: [],
  });
  return {
    records: [{ type: 'GroupMetadata', groupId: group.groupId, value }],
    whenWritten: emptied,
    whenRefused: emptied,
  };
}

function schedulePendingSync(shard: GroupShard, group: ClassicGroup, now: number): void {
  const { generationId, rebalanceTimeoutMs } = group;
  shard.ports.timers.schedule(syncKey(group), now + rebalanceTimeoutMs, (at) => {
    if (generationId === group.generationId) shard.run(expirePendingSyncs(shard, group, rebalanceTimeoutMs, at), at);
  });
}

/** Members that took their join answer and never asked for their assignment are out (KAFKA-9752). */
function expirePendingSyncs(
  shard: GroupShard,
  group: ClassicGroup,
  rebalanceTimeoutMs: number,
  now: number,
): Outcome<GroupRecord, void> {
  const expired = [...group.pendingSyncs];
  const labels = expired.map((memberId) => group.members.get(memberId)?.label ?? labelOf(memberId));
  for (const memberId of expired) {
    cancelSession(shard, group, memberId);
    group.remove(memberId);
  }
  const reason = `no SyncGroup from ${labels.join(', ')} within ${rebalanceTimeoutMs} ms`;
  return prepareRebalance(shard, group, reason, now);
}
