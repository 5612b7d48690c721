import { ErrorCode } from '@testka/protocol';
import { answer, answering, type Outcome } from '../../outcome.ts';
import type { GroupShard } from '../group-shard.ts';
import type { GroupRecord } from '../records.ts';
import { ClassicGroup, ClassicGroupState } from './group.ts';
import { withClientReason } from './join.ts';
import { maybeCompleteJoin, rebalanceOrCompleteJoin } from './rebalance.ts';
import { cancelSession, takeOut } from './session.ts';

/** Who is to leave: a member by its id, or with an empty id a static one by its instance (an administrator's doing). */
export interface Leaver {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** The client's words (KIP-800); null when it gives none. */
  readonly reason: string | null;
}

/** How it went: one error for all, or one for each leaver. */
export interface Departure {
  readonly errorCode: ErrorCode;
  readonly leavers: readonly (Leaver & { readonly errorCode: ErrorCode })[];
}

/** LeaveGroup, v0–5, for classic groups. Each leaver stands for itself; who stays rebalances once. */
export function leaveClassicGroup(
  shard: GroupShard,
  groupId: string,
  leavers: readonly Leaver[],
  now: number,
): Outcome<GroupRecord, Departure> {
  const group = shard.groups.get(groupId);
  if (!(group instanceof ClassicGroup)) {
    return answer({
      errorCode: ErrorCode.NONE,
      leavers: leavers.map((each) => ({ ...each, errorCode: ErrorCode.UNKNOWN_MEMBER_ID })),
    });
  }
  if (group.state === ClassicGroupState.DEAD)
    return answer({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, leavers: [] });
  const reasons: string[] = [];
  const results = leavers.map((leaver) => ({ ...leaver, errorCode: leave(shard, group, leaver, reasons) }));
  const hasLeft = results.some(({ errorCode }) => errorCode === ErrorCode.NONE);
  const departure: Departure = { errorCode: ErrorCode.NONE, leavers: results };
  if (!hasLeft || group.isEmpty) return answer(departure);
  if (group.state === ClassicGroupState.PREPARING_REBALANCE) {
    for (const reason of reasons) group.history.add(reason);
    return answering(maybeCompleteJoin(shard, group, now), departure);
  }
  return answering(
    rebalanceOrCompleteJoin(shard, group, reasons.join('; ') || 'a pending member left', now),
    departure,
  );
}

/** Takes one out. @param reasons gets a line about it. */
function leave(shard: GroupShard, group: ClassicGroup, leaver: Leaver, reasons: string[]): ErrorCode {
  const { memberId, groupInstanceId } = leaver;
  if (group.pendingJoins.has(memberId)) {
    cancelSession(shard, group, memberId);
    group.remove(memberId);
    return ErrorCode.NONE;
  }
  const isRemoval = memberId === '';
  const actualId = isRemoval ? group.staticMemberId(groupInstanceId ?? '') : memberId;
  const error = isRemoval ? ErrorCode.NONE : group.validateMember(memberId, groupInstanceId);
  if (error !== ErrorCode.NONE) return error;
  const member = actualId === undefined ? undefined : group.members.get(actualId);
  if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
  takeOut(shard, group, member);
  reasons.push(
    withClientReason(isRemoval ? `member ${member.label} was removed` : `member ${member.label} left`, leaver.reason),
  );
  return ErrorCode.NONE;
}
