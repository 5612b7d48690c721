import { ErrorCode, type InferInput, SyncGroupRequest, SyncGroupResponse } from '@testka/protocol';
import { type Api, defineApi, type Reply } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { syncClassicGroup } from '../coordinator/group/classic/sync.ts';
import { Syncing } from '../coordinator/group/classic/syncing.ts';

/** First version in which members must say what they think the protocol is (KIP-559). */
const PROTOCOL_REQUIRED_SINCE = 5;

export const syncGroup: Api = defineApi('SyncGroup', SyncGroupRequest, SyncGroupResponse, handleSyncGroup);

/** SyncGroup, v0–5. Hands in the leader's assignment; answered when there is one. */
function handleSyncGroup(
  context: RequestContext,
  request: SyncGroupRequest,
): Reply<InferInput<typeof SyncGroupResponse>> {
  const syncing = new Syncing(context, request);
  const error = validate(context, request);
  if (error !== ErrorCode.NONE) {
    syncing.fail(error);
    return syncing.reply;
  }
  context.services.groups.coordinate(
    context,
    request.groupId,
    (refusal) => syncing.fail(refusal),
    (shard, now) => syncClassicGroup(shard, syncing, now),
  );
  return syncing.reply;
}

function validate(context: RequestContext, { groupId, protocolType, protocolName }: SyncGroupRequest): ErrorCode {
  const isProtocolMissing = protocolType === null || protocolName === null;
  if (context.apiVersion >= PROTOCOL_REQUIRED_SINCE && isProtocolMissing) return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  if (!context.allowed('Read', 'Group', groupId)) return ErrorCode.GROUP_AUTHORIZATION_FAILED;
  return groupId === '' ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
}
