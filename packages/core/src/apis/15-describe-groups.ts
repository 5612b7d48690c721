import { DescribeGroupsRequest, DescribeGroupsResponse, ErrorCode, type InferInput } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import { describeClassicGroup, undescribedGroup } from '../coordinator/group/classic/describe.ts';
import { answer } from '../coordinator/outcome.ts';
import { groupOperations, NOT_ASKED } from './authorized-operations.ts';

type Response = InferInput<typeof DescribeGroupsResponse>;
type DescribedGroup = Response['groups'][number];

export const describeGroups: Api = defineApi(
  'DescribeGroups',
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  handleDescribeGroups,
);

/** DescribeGroups, v0–6. Groups that the client may not see come first, as in Kafka. */
function handleDescribeGroups(context: RequestContext, request: DescribeGroupsRequest): Response {
  const isVisible = (groupId: string): boolean => context.allowed('Describe', 'Group', groupId);
  const refused = request.groups
    .filter((groupId) => !isVisible(groupId))
    .map((groupId) => undescribedGroup(groupId, ErrorCode.GROUP_AUTHORIZATION_FAILED));
  const described = request.groups.filter(isVisible).map((groupId) => describe(context, request, groupId));
  return { groups: [...refused, ...described] };
}

function describe(context: RequestContext, request: DescribeGroupsRequest, groupId: string): DescribedGroup {
  const group = context.services.groups.coordinate<DescribedGroup>(
    context,
    groupId,
    (error) => undescribedGroup(groupId, error),
    (shard) => answer(describeClassicGroup(shard, groupId, context.apiVersion)),
  );
  const isAsked = request.includeAuthorizedOperations && group.errorCode === ErrorCode.NONE;
  return { ...group, authorizedOperations: isAsked ? groupOperations(context.services.release) : NOT_ASKED };
}
