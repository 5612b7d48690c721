import { ErrorCode, type InferInput, ListGroupsRequest, ListGroupsResponse } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';

export const listGroups: Api = defineApi('ListGroups', ListGroupsRequest, ListGroupsResponse, handleListGroups);

/**
 * ListGroups, v0–5. The groups that this broker coordinates (KIP-518, KIP-848). A filter that nothing is like is no
 * error.
 */
function handleListGroups(context: RequestContext, request: ListGroupsRequest): InferInput<typeof ListGroupsResponse> {
  const states = new Set(request.statesFilter.map((state) => state.trim().toLowerCase()));
  const types = new Set(request.typesFilter.map((type) => type.toLowerCase()));
  const seesAll = context.allowed('Describe', 'Cluster', CLUSTER_NAME);
  const groups = context.services.groups
    .groupsFor(context)
    .filter(({ state }) => states.size === 0 || states.has(state.toLowerCase()))
    .filter(({ type }) => types.size === 0 || types.has(type))
    .filter(({ groupId }) => seesAll || context.allowed('Describe', 'Group', groupId))
    .map(({ groupId, protocolType, state, type }) => ({
      groupId,
      protocolType: protocolType ?? '',
      groupState: state,
      groupType: type,
    }));
  return { errorCode: ErrorCode.NONE, groups };
}
