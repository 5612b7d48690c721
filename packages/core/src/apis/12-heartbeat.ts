import { ErrorCode, HeartbeatRequest, HeartbeatResponse, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { heartbeatClassicGroup } from '../coordinator/group/classic/heartbeat.ts';
import { answer } from '../coordinator/outcome.ts';

export const heartbeat: Api = defineApi('Heartbeat', HeartbeatRequest, HeartbeatResponse, handleHeartbeat);

/** Heartbeat, v0–4. Keeps a classic member alive; tells it when to rejoin (KIP-62). */
function handleHeartbeat(context: RequestContext, request: HeartbeatRequest): InferInput<typeof HeartbeatResponse> {
  if (!context.allowed('Read', 'Group', request.groupId)) return { errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED };
  if (request.groupId === '') return { errorCode: ErrorCode.INVALID_GROUP_ID };
  const beat = { request, connection: context.connection?.id };
  const errorCode = context.services.groups.coordinate<ErrorCode>(
    context,
    request.groupId,
    (error) => error,
    (shard, now) => answer(heartbeatClassicGroup(shard, beat, now)),
  );
  return { errorCode };
}
