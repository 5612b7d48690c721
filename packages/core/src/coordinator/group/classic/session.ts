import { ErrorCode } from '@testka/protocol';
import type { Outcome } from '../../outcome.ts';
import { NOTHING_TO_DO } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import type { ClassicGroup } from './group.ts';
import type { ClassicMember } from './member.ts';
import { completeJoinIfAllJoined, rebalanceOrCompleteJoin } from './rebalance.ts';

/** How long a member that never got a join answer may wait in the join phase: it may be a retry of one that gave up. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

/** A sign of life: the member's session runs from now. */
export function scheduleSession(shard: GroupShard, group: ClassicGroup, member: ClassicMember, now: number): void {
  scheduleExpiry(shard, group, member.memberId, now + member.sessionTimeoutMs);
}

/** A new member has no id yet, so it sends no heartbeats; nor would the broker see its connection close. */
export function scheduleFirstJoin(shard: GroupShard, group: ClassicGroup, member: ClassicMember, now: number): void {
  scheduleExpiry(shard, group, member.memberId, now + NEW_MEMBER_JOIN_TIMEOUT_MS);
}

/** An id was given out; whoever got it has a session to come back with it. */
export function schedulePendingJoin(
  shard: GroupShard,
  group: ClassicGroup,
  memberId: string,
  deadlineMs: number,
): void {
  scheduleExpiry(shard, group, memberId, deadlineMs);
}

export function cancelSession(shard: GroupShard, group: ClassicGroup, memberId: string): void {
  shard.ports.timers.cancel(sessionKey(group, memberId));
}

/** Time moves by so many ms, and members that are connected are taken to do their part meanwhile. */
export function postponeGroupTimers(shard: GroupShard, group: ClassicGroup, byMs: number): void {
  const { timers, connections } = shard.ports;
  const present = [...group.members.values()].filter(
    ({ connection }) => connection !== undefined && connections.has(connection),
  );
  for (const { memberId } of present) timers.postpone(sessionKey(group, memberId), byMs);
  if (present.length === 0) return;
  timers.postpone(joinKey(group), byMs);
  timers.postpone(syncKey(group), byMs);
}

export function cancelGroupTimers(shard: GroupShard, group: ClassicGroup): void {
  for (const memberId of [...group.members.keys(), ...group.pendingJoins.keys()]) cancelSession(shard, group, memberId);
  shard.ports.timers.cancel(joinKey(group));
  shard.ports.timers.cancel(syncKey(group));
}

/** The end of the join phase, or of one step of the initial delay. */
export function joinKey(group: ClassicGroup): string {
  return `join:${group.groupId}`;
}

/** The end of the time that members have to sync. */
export function syncKey(group: ClassicGroup): string {
  return `sync:${group.groupId}`;
}

/** The UUID in every member id keeps keys apart, whatever characters group and client ids hold. */
function sessionKey(group: ClassicGroup, memberId: string): string {
  return `session:${group.groupId}:${memberId}`;
}

function scheduleExpiry(shard: GroupShard, group: ClassicGroup, memberId: string, deadlineMs: number): void {
  shard.ports.timers.schedule(sessionKey(group, memberId), deadlineMs, (now) => {
    shard.run(expireMember(shard, group, memberId, now), now);
  });
}

/** Nothing was heard of a member, or of one that was to come back with its id, for too long. */
function expireMember(
  shard: GroupShard,
  group: ClassicGroup,
  memberId: string,
  now: number,
): Outcome<GroupRecord, void> {
  if (group.pendingJoins.has(memberId)) return dropPendingJoin(shard, group, memberId, now);
  const member = group.members.get(memberId);
  if (member === undefined || member.isHeard) return NOTHING_TO_DO;
  const reason = member.isNew
    ? `member ${member.label} waited ${NEW_MEMBER_JOIN_TIMEOUT_MS} ms for the answer to its first JoinGroup`
    : `session of ${member.label} expired: nothing heard of it for ${member.sessionTimeoutMs} ms`;
  return dropMember(shard, group, member, reason, now);
}

/** Nobody waits any longer for who was given this id. */
export function dropPendingJoin(
  shard: GroupShard,
  group: ClassicGroup,
  memberId: string,
  now: number,
): Outcome<GroupRecord, void> {
  cancelSession(shard, group, memberId);
  group.remove(memberId);
  return completeJoinIfAllJoined(shard, group, now);
}

/** A member is out, and the others share what it had. */
export function dropMember(
  shard: GroupShard,
  group: ClassicGroup,
  member: ClassicMember,
  reason: string,
  now: number,
): Outcome<GroupRecord, void> {
  takeOut(shard, group, member);
  if (group.state === 'PreparingRebalance') {
    group.history.add(reason);
    return completeJoinIfAllJoined(shard, group, now);
  }
  return rebalanceOrCompleteJoin(shard, group, reason, now);
}

/** Removes a member; a join that waits is answered 25, so that a client that is still there begins anew. */
export function takeOut(shard: GroupShard, group: ClassicGroup, member: ClassicMember): void {
  cancelSession(shard, group, member.memberId);
  member.joining?.fail(ErrorCode.UNKNOWN_MEMBER_ID);
  member.joining = undefined;
  group.remove(member.memberId);
}
