import { DeleteGroupsRequest, DeleteGroupsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { deleteGroup } from '../coordinator/group/delete.ts';

export const deleteGroups: Api = defineApi(
  'DeleteGroups',
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  handleDeleteGroups,
);

/**
 * DeleteGroups, v0–3. Deletes empty groups with their offsets (KIP-229). Groups that the client may not delete come
 * last.
 */
function handleDeleteGroups(
  context: RequestContext,
  request: DeleteGroupsRequest,
): InferInput<typeof DeleteGroupsResponse> {
  const groupIds = [...new Set(request.groupsNames)];
  const isAllowed = (groupId: string): boolean => context.allowed('Delete', 'Group', groupId);
  const results = groupIds.filter(isAllowed).map((groupId) => {
    const errorCode = context.services.groups.coordinate<ErrorCode>(
      context,
      groupId,
      (error) => error,
      (shard) => deleteGroup(shard, groupId),
    );
    return { groupId, errorCode };
  });
  const refused = groupIds
    .filter((groupId) => !isAllowed(groupId))
    .map((groupId) => ({ groupId, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED }));
  return { results: [...results, ...refused] };
}
