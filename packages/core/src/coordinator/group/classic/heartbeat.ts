import { ErrorCode, type HeartbeatRequest } from '@testka/protocol';
import type { ConnectionId } from '../../../command.ts';
import type { GroupShard } from '../group-shard.ts';
import { ClassicGroup, ClassicGroupState } from './group.ts';
import { scheduleSession } from './session.ts';

/** A Heartbeat and the connection that it came on. */
interface Beat {
  readonly request: HeartbeatRequest;
  readonly connection: ConnectionId | undefined;
}

/** Heartbeat, v0–4, for classic groups: renews the session, and tells the member when to rejoin. */
export function heartbeatClassicGroup(shard: GroupShard, { request, connection }: Beat, now: number): ErrorCode {
  const { groupId, memberId, groupInstanceId, generationId } = request;
  const group = shard.groups.get(groupId);
  if (!(group instanceof ClassicGroup)) return ErrorCode.UNKNOWN_MEMBER_ID;
  if (group.state === ClassicGroupState.DEAD) return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  const error = group.validateMember(memberId, groupInstanceId);
  const member = group.members.get(memberId);
  if (error !== ErrorCode.NONE || member === undefined) return error;
  if (generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION;
  member.seen(connection, now);
  scheduleSession(shard, group, member, now);
  // While the leader assigns, a member has nothing to do but sync, so it is told that all is well.
  return group.state === ClassicGroupState.PREPARING_REBALANCE ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
}
