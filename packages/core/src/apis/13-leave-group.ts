import { ErrorCode, type InferInput, LeaveGroupRequest, LeaveGroupResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { type Departure, leaveClassicGroup } from '../coordinator/group/classic/leave.ts';

type Response = InferInput<typeof LeaveGroupResponse>;

/** First version that takes out many members, each with an error of its own (KIP-345). */
const MANY_MEMBERS_SINCE = 3;

export const leaveGroup: Api = defineApi('LeaveGroup', LeaveGroupRequest, LeaveGroupResponse, handleLeaveGroup);

/** LeaveGroup, v0–5. Takes members out of a group: a client its own, an administrator static ones. */
function handleLeaveGroup(context: RequestContext, request: LeaveGroupRequest): Response {
  const isOne = context.apiVersion < MANY_MEMBERS_SINCE;
  const leavers = isOne ? [{ memberId: request.memberId, groupInstanceId: null, reason: null }] : request.members;
  const { errorCode, leavers: results } = leave(context, request.groupId, leavers);
  if (!isOne) return { errorCode, members: results };
  return {
    errorCode: errorCode === ErrorCode.NONE ? (results[0]?.errorCode ?? ErrorCode.NONE) : errorCode,
    members: [],
  };
}

function leave(context: RequestContext, groupId: string, leavers: LeaveGroupRequest['members']): Departure {
  if (!context.allowed('Read', 'Group', groupId)) return failed(ErrorCode.GROUP_AUTHORIZATION_FAILED);
  if (groupId === '') return failed(ErrorCode.INVALID_GROUP_ID);
  return context.services.groups.coordinate(context, groupId, failed, (shard, now) =>
    leaveClassicGroup(shard, groupId, leavers, now),
  );
}

function failed(errorCode: ErrorCode): Departure {
  return { errorCode, leavers: [] };
}
