import { ErrorCode, errorName } from '@testka/protocol';
import { NOTHING_TO_DO, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import { ClassicGroup, ClassicGroupState, toMemberValue } from './group.ts';
import { type ClassicMember, EMPTY_ASSIGNMENT } from './member.ts';
import { rebalanceOrCompleteJoin, withdrawAssignments } from './rebalance.ts';
import { scheduleSession, syncKey } from './session.ts';
import type { Syncing } from './syncing.ts';

type Decision = Outcome<GroupRecord, void>;

/**
 * SyncGroup, v0–5, for classic groups: the barrier behind which all wait for the leader's assignment. The answer goes
 * through `syncing`, at once or when the assignment is written.
 */
export function syncClassicGroup(shard: GroupShard, syncing: Syncing, now: number): Decision {
  const { groupId, memberId } = syncing.request;
  const group = shard.groups.get(groupId);
  if (!(group instanceof ClassicGroup) || group.isEmpty) return refuse(syncing, ErrorCode.UNKNOWN_MEMBER_ID);
  const error = validateSync(group, syncing);
  const member = group.members.get(memberId);
  if (error !== ErrorCode.NONE || member === undefined) return refuse(syncing, error);
  member.seen(syncing.connection, now);
  switch (group.state) {
    case ClassicGroupState.PREPARING_REBALANCE:
      return refuse(syncing, ErrorCode.REBALANCE_IN_PROGRESS);
    case ClassicGroupState.COMPLETING_REBALANCE:
      member.syncing = syncing;
      noteSynced(shard, group, memberId);
      return group.isLeader(memberId) ? assign(shard, group, member, syncing, now) : NOTHING_TO_DO;
    case ClassicGroupState.STABLE:
      // The answer got lost, or this member came late.
      noteSynced(shard, group, memberId);
      handOut(shard, group, member, syncing, now);
      return NOTHING_TO_DO;
    case ClassicGroupState.EMPTY:
    case ClassicGroupState.DEAD:
      return refuse(syncing, ErrorCode.UNKNOWN_MEMBER_ID);
  }
}

function validateSync(group: ClassicGroup, { request }: Syncing): ErrorCode {
  if (group.state === ClassicGroupState.DEAD) return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  const error = group.validateMember(request.memberId, request.groupInstanceId);
  if (error !== ErrorCode.NONE) return error;
  if (request.generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION;
  const isOtherType = differs(request.protocolType, group.protocolType);
  const isOtherName = differs(request.protocolName, group.protocolName);
  return isOtherType || isOtherName ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL : ErrorCode.NONE;
}

/** Older versions do not say what they think the protocol is (KIP-559). */
function differs(claimed: string | null, actual: string | null): boolean {
  return claimed !== null && actual !== null && claimed !== actual;
}

function noteSynced(shard: GroupShard, group: ClassicGroup, memberId: string): void {
  group.pendingSyncs.delete(memberId);
  if (group.pendingSyncs.size === 0) shard.ports.timers.cancel(syncKey(group));
}

/** The leader has assigned: written first, then everybody who waits gets its part. Who is not named gets nothing. */
function assign(
  shard: GroupShard,
  group: ClassicGroup,
  leader: ClassicMember,
  syncing: Syncing,
  now: number,
): Decision {
  const given = new Map(
    syncing.request.assignments.map(({ memberId, assignment }) => [memberId, Buffer.from(assignment)]),
  );
  const assignmentOf = ({ memberId }: ClassicMember): Buffer => given.get(memberId) ?? EMPTY_ASSIGNMENT;
  const members = [...group.members.values()].map((member) =>
    toMemberValue(member, group.protocolName, assignmentOf(member)),
  );
  return {
    records: [{ type: 'GroupMetadata', groupId: group.groupId, value: group.toValue({ members }) }],
    whenWritten: () => {
      for (const member of group.members.values()) {
        member.assignmentBytes = assignmentOf(member);
        if (member.syncing === undefined) continue;
        handOut(shard, group, member, member.syncing, now);
        member.syncing = undefined;
        // A session that ran out while the member waited here was let pass.
        scheduleSession(shard, group, member, now);
      }
      group.transitionTo(ClassicGroupState.STABLE, now);
      group.assignedAtMs = now;
      group.history.complete(group.generationId, now);
    },
    whenRefused: (error) => {
      withdrawAssignments(shard, group, error, now);
      const reason = `the assignment by leader ${leader.label} could not be stored: ${errorName(error)}`;
      shard.run(rebalanceOrCompleteJoin(shard, group, reason, now), now);
    },
  };
}

function handOut(shard: GroupShard, group: ClassicGroup, member: ClassicMember, syncing: Syncing, now: number): void {
  syncing.succeed(group.protocolType, group.protocolName, member.assignmentBytes);
  member.assignedSequence = shard.ports.nextSequence();
  shard.ports.returning.joined(group.groupId, member);
  member.assignedAtMs = now;
}

function refuse(syncing: Syncing, error: ErrorCode): Decision {
  syncing.fail(error);
  return NOTHING_TO_DO;
}
