import { ErrorCode } from '@testka/protocol';
import { NOTHING_TO_DO, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import type { ReturningMember } from '../returning-members.ts';
import { completeJoin } from './complete-join.ts';
import { type ClassicGroup, ClassicGroupState } from './group.ts';
import { EMPTY_ASSIGNMENT } from './member.ts';
import { joinKey, scheduleSession, syncKey } from './session.ts';

const { EMPTY, PREPARING_REBALANCE, COMPLETING_REBALANCE } = ClassicGroupState;

/** Something changed: begins a rebalance, or if one is under way sees whether that completes its join phase. */
export function rebalanceOrCompleteJoin(
  shard: GroupShard,
  group: ClassicGroup,
  reason: string,
  now: number,
): Outcome<GroupRecord, void> {
  if (group.state !== PREPARING_REBALANCE) return prepareRebalance(shard, group, reason, now);
  group.history.add(reason);
  return maybeCompleteJoin(shard, group, now);
}

/**
 * Everybody has to join again. Members learn it from their heartbeats; those that wait for an assignment are told at
 * once. From Empty nobody knows how many are coming, so the phase lasts `group.initial.rebalance.delay.ms`; otherwise
 * it ends as soon as all known members are back, or after the longest of their rebalance timeouts.
 */
export function prepareRebalance(
  shard: GroupShard,
  group: ClassicGroup,
  reason: string,
  now: number,
): Outcome<GroupRecord, void> {
  const isInitial = group.state === EMPTY;
  if (group.state === COMPLETING_REBALANCE) withdrawAssignments(shard, group, ErrorCode.REBALANCE_IN_PROGRESS, now);
  shard.ports.timers.cancel(syncKey(group));
  group.pendingSyncs.clear();
  group.history.begin(group.generationId + 1, reason, now);
  group.transitionTo(PREPARING_REBALANCE, now);
  const returning = isInitial ? returningTo(shard, group) : [];
  group.awaitsReturning = returning.length > 0;
  if (group.awaitsReturning) {
    awaitReturning(shard, group, Math.max(...returning.map(({ untilMs }) => untilMs)));
    return NOTHING_TO_DO;
  }
  if (isInitial) {
    const delayMs = initialDelayMs(shard);
    awaitInitialJoins(shard, group, { delayMs, remainingMs: Math.max(group.rebalanceTimeoutMs - delayMs, 0) }, now);
    return NOTHING_TO_DO;
  }
  if (group.hasAllMembersJoined) return completeJoin(shard, group, now);
  shard.ports.timers.schedule(joinKey(group), now + group.rebalanceTimeoutMs, (at) => {
    shard.run(completeJoin(shard, group, at), at);
  });
  return NOTHING_TO_DO;
}

/**
 * A join arrived or a member left through the front door. The initial delay runs to its end even when everybody is
 * here.
 */
export function maybeCompleteJoin(shard: GroupShard, group: ClassicGroup, now: number): Outcome<GroupRecord, void> {
  if (group.previousState !== EMPTY) return completeJoinIfAllJoined(shard, group, now);
  if (!group.awaitsReturning || returningTo(shard, group).length > 0) return NOTHING_TO_DO;
  return completeJoinIfAllJoined(shard, group, now);
}

/** A member or a pending id expired. As in Kafka, this may also end the initial delay. */
export function completeJoinIfAllJoined(
  shard: GroupShard,
  group: ClassicGroup,
  now: number,
): Outcome<GroupRecord, void> {
  const isComplete = group.state === PREPARING_REBALANCE && group.hasAllMembersJoined;
  return isComplete ? completeJoin(shard, group, now) : NOTHING_TO_DO;
}

/**
 * Takes back what was assigned, and answers syncs that wait with an error. Sessions, suspended meanwhile, run again.
 */
export function withdrawAssignments(shard: GroupShard, group: ClassicGroup, error: ErrorCode, now: number): void {
  for (const member of group.members.values()) {
    member.assignmentBytes = EMPTY_ASSIGNMENT;
    if (member.syncing === undefined) continue;
    member.syncing.fail(error);
    member.syncing = undefined;
    scheduleSession(shard, group, member, now);
  }
}

/**
 * Those who were put out together come back within the time of a heartbeat. Together they join: if the first of them made a
 * generation of its own, it would hear of the others a heartbeat later only.
 */
function awaitReturning(shard: GroupShard, group: ClassicGroup, untilMs: number): void {
  shard.ports.timers.schedule(joinKey(group), untilMs, (at) => shard.run(completeJoin(shard, group, at), at));
}

/** Members that were put out and have not joined yet. */
function returningTo(shard: GroupShard, group: ClassicGroup): readonly ReturningMember[] {
  return shard.ports.returning.of(group.groupId).slice(group.members.size);
}

interface InitialDelay {
  readonly delayMs: number;
  /** How much longer the phase may be put off for newcomers: in all it lasts no longer than the rebalance timeout. */
  readonly remainingMs: number;
}

function awaitInitialJoins(shard: GroupShard, group: ClassicGroup, delay: InitialDelay, now: number): void {
  shard.ports.timers.schedule(joinKey(group), now + delay.delayMs, (at) => {
    if (!group.newMemberAdded || delay.remainingMs === 0) {
      shard.run(completeJoin(shard, group, at), at);
      return;
    }
    group.newMemberAdded = false;
    const delayMs = Math.min(initialDelayMs(shard), delay.remainingMs);
    awaitInitialJoins(shard, group, { delayMs, remainingMs: Math.max(delay.remainingMs - delay.delayMs, 0) }, at);
  });
}

function initialDelayMs(shard: GroupShard): number {
  return shard.ports.configs.broker.number('group.initial.rebalance.delay.ms');
}
