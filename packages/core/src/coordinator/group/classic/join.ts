import { ErrorCode, MAX_STRING_LENGTH } from '@testka/protocol';
import { NOTHING_TO_DO, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import { joinedMembers } from './complete-join.ts';
import { ClassicGroup, ClassicGroupState } from './group.ts';
import { dropFormerSelves } from './gone-members.ts';
import { replaceStaticMember } from './join-static.ts';
import type { Joining } from './joining.ts';
import { ClassicMember } from './member.ts';
import { isSameOffer } from './protocol-selection.ts';
import { maybeCompleteJoin, rebalanceOrCompleteJoin } from './rebalance.ts';
import { cancelSession, scheduleFirstJoin, schedulePendingJoin } from './session.ts';

type Decision = Outcome<GroupRecord, void>;

const { EMPTY, PREPARING_REBALANCE, COMPLETING_REBALANCE, STABLE, DEAD } = ClassicGroupState;

/**
 * JoinGroup, v0–9, for classic groups (KIP-62, KIP-345, KIP-394). The answer goes through `joining`, at once
 * or when the join phase completes.
 */
export function joinClassicGroup(shard: GroupShard, joining: Joining, now: number): Decision {
  const group = shard.groups.get(joining.groupId);
  if (group === undefined) return joinUnknownGroup(shard, joining, now);
  if (!(group instanceof ClassicGroup)) return refuse(joining, ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  return join(shard, group, joining, now);
}

/**
 * The group is made by the first who joins without an id; as in Kafka, even when the join itself is then refused.
 * Differs: Kafka 3.9 writes nothing then.
 */
function joinUnknownGroup(shard: GroupShard, joining: Joining, now: number): Decision {
  if (!joining.isNewMember) return refuse(joining, ErrorCode.UNKNOWN_MEMBER_ID, joining.memberId);
  const { groupId } = joining;
  const value = {
    protocolType: '',
    generation: 0,
    protocol: null,
    leader: null,
    currentStateTimestamp: now,
    members: [],
  };
  return {
    records: [{ type: 'GroupMetadata', groupId, value }],
    whenWritten: () => shard.run(joinClassicGroup(shard, joining, now), now),
    whenRefused: (error) => joining.fail(error),
  };
}

function join(shard: GroupShard, group: ClassicGroup, joining: Joining, now: number): Decision {
  const { memberId } = joining;
  if (!hasRoomFor(shard, group, memberId)) {
    cancelSession(shard, group, memberId);
    group.remove(memberId);
    return refuse(joining, ErrorCode.GROUP_MAX_SIZE_REACHED);
  }
  if (group.state === DEAD) return refuse(joining, ErrorCode.COORDINATOR_NOT_AVAILABLE, memberId);
  if (!group.supportsProtocols(joining.protocolType, joining.protocols)) {
    return refuse(joining, ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId);
  }
  if (joining.isNewMember) return joinNewMember(shard, group, joining, now);
  if (group.pendingJoins.has(memberId)) return joinPendingMember(shard, group, joining, now);
  const error = group.validateMember(memberId, joining.groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== ErrorCode.NONE || member === undefined) return refuse(joining, error, memberId);
  member.seen(joining.connection, now);
  return rejoin(shard, group, member, joining, now);
}

/**
 * Whether the group takes one more. While members rejoin, those whose join is here count, not those who are known: so a
 * group that is over its limit shrinks at the next rebalance, and those who come last are out.
 */
function hasRoomFor(shard: GroupShard, group: ClassicGroup, memberId: string): boolean {
  const maxSize = shard.ports.configs.broker.number('group.max.size');
  const member = group.members.get(memberId);
  switch (group.state) {
    case EMPTY:
    case DEAD:
      return true;
    case PREPARING_REBALANCE:
      return member?.joining !== undefined || group.joiningCount < maxSize;
    case COMPLETING_REBALANCE:
    case STABLE:
      return member !== undefined || group.members.size < maxSize;
  }
}

function joinNewMember(shard: GroupShard, group: ClassicGroup, joining: Joining, now: number): Decision {
  const { groupInstanceId } = joining;
  const memberId = `${groupInstanceId ?? joining.clientId}-${shard.ports.memberIds.uuid()}`;
  if (Buffer.byteLength(memberId) > MAX_STRING_LENGTH) return refuse(joining, ErrorCode.UNKNOWN_SERVER_ERROR);
  if (groupInstanceId !== null) {
    const current = group.members.get(group.staticMemberId(groupInstanceId) ?? '');
    if (current !== undefined) return replaceStaticMember(shard, group, { current, memberId, joining }, now);
    return addMember(shard, group, memberId, joining, now);
  }
  if (!joining.requiresKnownMemberId) return addMember(shard, group, memberId, joining, now);
  // A client that is gone before it got its id would stay in the group unseen; so it must come back with it (KIP-394).
  const { clientId, clientHost, connection } = joining;
  group.pendingJoins.set(memberId, { clientId, clientHost, connection, mayBeGone: false });
  schedulePendingJoin(shard, group, memberId, now + joining.sessionTimeoutMs);
  return refuse(joining, ErrorCode.MEMBER_ID_REQUIRED, memberId);
}

function joinPendingMember(shard: GroupShard, group: ClassicGroup, joining: Joining, now: number): Decision {
  // Static members never get a pending id; Kafka fails with an exception here.
  if (joining.groupInstanceId !== null) return refuse(joining, ErrorCode.UNKNOWN_SERVER_ERROR);
  return addMember(shard, group, joining.memberId, joining, now);
}

function addMember(shard: GroupShard, group: ClassicGroup, memberId: string, joining: Joining, now: number): Decision {
  dropFormerSelves(shard, group, joining);
  const member = new ClassicMember({ ...identityOf(joining), memberId });
  member.isNew = true;
  member.joining = joining;
  member.seen(joining.connection, now);
  if (group.state === PREPARING_REBALANCE && group.previousState === EMPTY) group.newMemberAdded = true;
  group.add(member, joining.protocolType);
  scheduleFirstJoin(shard, group, member, now);
  return rebalanceOrCompleteJoin(shard, group, `member ${member.label} joined`, now);
}

function identityOf({
  groupInstanceId,
  clientId,
  clientHost,
  rebalanceTimeoutMs,
  sessionTimeoutMs,
  protocols,
}: Joining) {
  return { groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, protocols };
}

/**
 * A member that the group knows joins again: to take part in a rebalance, to begin one, or because an answer got lost.
 */
function rejoin(
  shard: GroupShard,
  group: ClassicGroup,
  member: ClassicMember,
  joining: Joining,
  now: number,
): Decision {
  const isSame = isSameOffer(member.protocols, joining.protocols);
  switch (group.state) {
    case PREPARING_REBALANCE:
      update(member, joining);
      return maybeCompleteJoin(shard, group, now);
    case COMPLETING_REBALANCE:
      if (isSame) return answerCurrentGeneration(group, member, joining);
      return rebalanceFor(shard, group, member, joining, now);
    case STABLE:
      // The leader may have seen a change that its metadata does not show, such as new partitions of a topic.
      if (isSame && !group.isLeader(member.memberId)) return answerCurrentGeneration(group, member, joining);
      return rebalanceFor(shard, group, member, joining, now);
    case EMPTY:
    case DEAD:
      return refuse(joining, ErrorCode.UNKNOWN_MEMBER_ID, member.memberId);
  }
}

function rebalanceFor(
  shard: GroupShard,
  group: ClassicGroup,
  member: ClassicMember,
  joining: Joining,
  now: number,
): Decision {
  const isSame = isSameOffer(member.protocols, joining.protocols);
  const what = isSame
    ? `leader ${member.label} joined again`
    : `member ${member.label} joined again with other metadata`;
  update(member, joining);
  return rebalanceOrCompleteJoin(shard, group, withClientReason(what, joining.reason), now);
}

/** A join that waits already is superseded and never answered, as in Kafka: its client has given it up. */
function update(member: ClassicMember, joining: Joining): void {
  member.protocols = joining.protocols;
  member.rebalanceTimeoutMs = joining.rebalanceTimeoutMs;
  member.sessionTimeoutMs = joining.sessionTimeoutMs;
  member.joining = joining;
}

function answerCurrentGeneration(group: ClassicGroup, member: ClassicMember, joining: Joining): Decision {
  const isAssigning = group.state === COMPLETING_REBALANCE && group.isLeader(member.memberId);
  joining.succeed({
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId,
    memberId: member.memberId,
    members: isAssigning ? joinedMembers(group) : [],
  });
  return NOTHING_TO_DO;
}

function refuse(joining: Joining, error: ErrorCode, memberId = ''): Decision {
  joining.fail(error, memberId);
  return NOTHING_TO_DO;
}

/** What happened, with the client's own words (KIP-800) if it gives any. */
export function withClientReason(what: string, reason: string | null): string {
  return reason === null ? what : `${what} (its client says: ${reason})`;
}
