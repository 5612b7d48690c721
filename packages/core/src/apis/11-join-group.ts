import { ErrorCode, type InferInput, JoinGroupRequest, JoinGroupResponse } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { joinClassicGroup } from '../coordinator/group/classic/join.ts';
import { Joining } from '../coordinator/group/classic/joining.ts';

export const joinGroup: Api = defineApi('JoinGroup', JoinGroupRequest, JoinGroupResponse, handleJoinGroup);

/** JoinGroup, v0–9. Enters a group; answered when the join phase completes, however long that takes. */
function handleJoinGroup(
  context: RequestContext,
  request: JoinGroupRequest,
): Reply<InferInput<typeof JoinGroupResponse>> {
  const { groupId, memberId } = request;
  const joining = new Joining(context, request);
  if (!context.allowed('Read', 'Group', groupId)) return failed(joining, ErrorCode.GROUP_AUTHORIZATION_FAILED);
  if (groupId === '') return failed(joining, ErrorCode.INVALID_GROUP_ID, memberId);
  if (!isSessionTimeoutAllowed(context, request)) return failed(joining, ErrorCode.INVALID_SESSION_TIMEOUT, memberId);
  context.services.groups.coordinate(
    context,
    groupId,
    (error) => joining.fail(error),
    (shard, now) => joinClassicGroup(shard, joining, now),
  );
  return joining.reply;
}

function isSessionTimeoutAllowed({ services }: RequestContext, { sessionTimeoutMs }: JoinGroupRequest): boolean {
  const { broker } = services.configs;
  return (
    sessionTimeoutMs >= broker.number('group.min.session.timeout.ms') &&
    sessionTimeoutMs <= broker.number('group.max.session.timeout.ms')
  );
}

function failed(joining: Joining, error: ErrorCode, memberId = ''): Joining['reply'] {
  joining.fail(error, memberId);
  return joining.reply;
}
