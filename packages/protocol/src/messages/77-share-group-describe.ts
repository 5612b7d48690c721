import { array, bool, int16, int32, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** ShareGroupDescribe, v1. Share groups with their members and assignments (KIP-932). */
export const ShareGroupDescribeRequest = request(77, { versions: [1, 1], flexible: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
}));
export interface ShareGroupDescribeRequest extends Infer<typeof ShareGroupDescribeRequest> {}

/** Answer to ShareGroupDescribe, v1. */
export const ShareGroupDescribeResponse = response(77, { versions: [1, 1], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  groups: array({
    errorCode: int16(),
    errorMessage: string({ nullable: 0, default: null }),
    groupId: string(),
    groupState: string(),
    groupEpoch: int32(),
    assignmentEpoch: int32(),
    assignorName: string(),
    members: array({
      memberId: string(),
      rackId: string({ nullable: 0, default: null }),
      memberEpoch: int32(),
      clientId: string(),
      clientHost: string(),
      subscribedTopicNames: array(string()),
      assignment: struct({
        topicPartitions: array({
          topicId: uuid(),
          topicName: string(),
          partitions: array(int32()),
        }),
      }),
    }),
    /** A bit for each operation allowed; Integer.MIN_VALUE when it was not asked for. */
    authorizedOperations: int32({ default: -2147483648 }),
  }),
}));
export interface ShareGroupDescribeResponse extends Infer<typeof ShareGroupDescribeResponse> {}
