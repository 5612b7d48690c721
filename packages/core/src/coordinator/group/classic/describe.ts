import type { DescribeGroupsResponse, InferInput } from '@testka/protocol';
import { ErrorCode } from '@testka/protocol';
import type { GroupShard } from '../group-shard.ts';
import { ClassicGroup, ClassicGroupState } from './group.ts';
import { EMPTY_ASSIGNMENT } from './member.ts';

type DescribedGroup = InferInput<typeof DescribeGroupsResponse>['groups'][number];

/** First version that says when there is no such group; before it, the group is "Dead" (KIP-1043). */
const GROUP_ID_NOT_FOUND_SINCE = 6;

/** DescribeGroups, v0–6. Members' metadata is shown of Stable groups only; what they were assigned last, since 4.0 of all. */
export function describeClassicGroup(shard: GroupShard, groupId: string, apiVersion: number): DescribedGroup {
  const group = shard.writtenGroup(groupId);
  if (!(group instanceof ClassicGroup)) return absentGroup(groupId, apiVersion, group !== undefined);
  const isStable = group.state === ClassicGroupState.STABLE;
  const isAssignmentShown = isStable || shard.ports.release.isAtLeast('4.0');
  return {
    errorCode: ErrorCode.NONE,
    groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: isStable ? (group.protocolName ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: isStable ? member.metadataFor(group.protocolName) : EMPTY_ASSIGNMENT,
      memberAssignment: isAssignmentShown ? member.assignmentBytes : EMPTY_ASSIGNMENT,
    })),
  };
}

/** A group that cannot be described: its state is unknown. */
export function undescribedGroup(groupId: string, errorCode: ErrorCode): DescribedGroup {
  return { errorCode, groupId, groupState: '', protocolType: '', protocolData: '', members: [] };
}

function absentGroup(groupId: string, apiVersion: number, isOfOtherType: boolean): DescribedGroup {
  const dead = { ...undescribedGroup(groupId, ErrorCode.NONE), groupState: ClassicGroupState.DEAD };
  if (apiVersion < GROUP_ID_NOT_FOUND_SINCE) return dead;
  const errorMessage = isOfOtherType ? `Group ${groupId} is not a classic group.` : `Group ${groupId} not found.`;
  return { ...dead, errorCode: ErrorCode.GROUP_ID_NOT_FOUND, errorMessage };
}
