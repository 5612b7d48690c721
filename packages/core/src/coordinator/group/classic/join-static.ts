import { ErrorCode, type GroupMetadataValue } from '@testka/protocol';
import { NOTHING_TO_DO, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import { joinedMembers } from './complete-join.ts';
import { type ClassicGroup, ClassicGroupState, toMemberValue } from './group.ts';
import type { Joining } from './joining.ts';
import { ClassicMember } from './member.ts';
import { selectProtocol } from './protocol-selection.ts';
import { maybeCompleteJoin, prepareRebalance } from './rebalance.ts';
import { cancelSession, scheduleSession } from './session.ts';

type Decision = Outcome<GroupRecord, void>;

/** A static member that was restarted within its session and comes back without its id (KIP-345). */
interface Return {
  /** Under the id of its last run. */
  readonly current: ClassicMember;
  /** Its new id. */
  readonly memberId: string;
  readonly joining: Joining;
}

/**
 * The instance's old id is fenced and the new one takes its place. In a Stable group whose choice of protocol stays the
 * same nobody else notices: no rebalance, the assignment is kept. Everywhere else it takes part in one.
 */
export function replaceStaticMember(shard: GroupShard, group: ClassicGroup, back: Return, now: number): Decision {
  const replacement = replacementOf(back, now);
  const { label } = replacement;
  switch (group.state) {
    case ClassicGroupState.STABLE:
      if (choiceWith(group, back.current, replacement) === group.protocolName) {
        return takeOver(shard, group, back, replacement, now);
      }
      substitute(shard, group, back, replacement, now);
      return prepareRebalance(shard, group, `static member ${label} came back with another choice of protocols`, now);
    case ClassicGroupState.COMPLETING_REBALANCE:
      // The leader may be assigning to the old id, and the new one would get nothing.
      substitute(shard, group, back, replacement, now);
      return prepareRebalance(shard, group, `static member ${label} came back while assignments were made`, now);
    case ClassicGroupState.PREPARING_REBALANCE:
      substitute(shard, group, back, replacement, now);
      return maybeCompleteJoin(shard, group, now);
    case ClassicGroupState.EMPTY:
    case ClassicGroupState.DEAD:
      back.joining.fail(ErrorCode.UNKNOWN_MEMBER_ID);
      return NOTHING_TO_DO;
  }
}

/** The member under its new id; client id and host stay those of its first join, as in Kafka. */
function replacementOf({ current, memberId, joining }: Return, now: number): ClassicMember {
  const { groupInstanceId, clientId, clientHost } = current;
  const { rebalanceTimeoutMs, sessionTimeoutMs, protocols } = joining;
  const replacement = new ClassicMember({
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
  });
  replacement.assignmentBytes = current.assignmentBytes;
  replacement.seen(joining.connection, now);
  return replacement;
}

/** What the group would choose with the replacement in. */
function choiceWith(group: ClassicGroup, current: ClassicMember, replacement: ClassicMember): string | undefined {
  const members = [...group.members.values()].map((member) => (member === current ? replacement : member));
  return selectProtocol(members.map(({ protocols }) => protocols));
}

function substitute(
  shard: GroupShard,
  group: ClassicGroup,
  back: Return,
  replacement: ClassicMember,
  now: number,
): void {
  const { current, joining } = back;
  for (const parked of [current.joining, current.syncing]) parked?.fail(ErrorCode.FENCED_INSTANCE_ID, current.memberId);
  current.joining = undefined;
  current.syncing = undefined;
  cancelSession(shard, group, current.memberId);
  group.replace(current, replacement);
  replacement.joining = joining;
  scheduleSession(shard, group, replacement, now);
}

function takeOver(
  shard: GroupShard,
  group: ClassicGroup,
  back: Return,
  replacement: ClassicMember,
  now: number,
): Decision {
  const { current, joining } = back;
  const leaderBefore = group.leaderId;
  return {
    records: [{ type: 'GroupMetadata', groupId: group.groupId, value: valueWith(group, current, replacement) }],
    whenWritten: () => {
      substitute(shard, group, back, replacement, now);
      replacement.joining = undefined;
      const isLeader = group.isLeader(replacement.memberId);
      const canSkip = joining.supportsSkippingAssignment;
      joining.succeed({
        generationId: group.generationId,
        protocolType: group.protocolType,
        protocolName: group.protocolName,
        // Before v9 a leader cannot be told not to assign; so the old id is named, and it takes itself for a follower.
        leader: canSkip ? group.leaderId : leaderBefore,
        memberId: replacement.memberId,
        members: canSkip && isLeader ? joinedMembers(group) : [],
        skipAssignment: canSkip && isLeader,
      });
    },
    whenRefused: (error) => joining.fail(error),
  };
}

/** The group as it will be, in the order in which its members will be. */
function valueWith(group: ClassicGroup, current: ClassicMember, replacement: ClassicMember): GroupMetadataValue {
  const members = [...group.members.values()].filter((member) => member !== current);
  return group.toValue({
    leader: group.leaderId === current.memberId ? replacement.memberId : group.leaderId,
    members: [...members, replacement].map((member) =>
      toMemberValue(member, group.protocolName, member.assignmentBytes),
    ),
  });
}
