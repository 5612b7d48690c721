import { array, bool, int16, int32, int8, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** ConsumerGroupDescribe, v0–1. Consumer groups with their members and assignments (KIP-848, KIP-1099 (member type)). */
export const ConsumerGroupDescribeRequest = request(69, { versions: [0, 1], flexible: 0 }, () => ({
  groupIds: array(string()),
  includeAuthorizedOperations: bool(),
}));
export interface ConsumerGroupDescribeRequest extends Infer<typeof ConsumerGroupDescribeRequest> {}

/** Answer to ConsumerGroupDescribe, v0–1. */
export const ConsumerGroupDescribeResponse = response(69, { versions: [0, 1], flexible: 0 }, () => {
  const assignment = {
    topicPartitions: array({
      topicId: uuid(),
      topicName: string(),
      partitions: array(int32()),
    }),
  };
  return {
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
        instanceId: string({ nullable: 0, default: null }),
        rackId: string({ nullable: 0, default: null }),
        memberEpoch: int32(),
        clientId: string(),
        clientHost: string(),
        subscribedTopicNames: array(string()),
        subscribedTopicRegex: string({ nullable: 0, default: null }),
        assignment: struct(assignment),
        targetAssignment: struct(assignment),
        /** -1 unknown, 0 classic, 1 consumer. */
        memberType: int8({ since: 1, default: -1 }),
      }),
      /** A bit for each operation allowed; Integer.MIN_VALUE when it was not asked for. */
      authorizedOperations: int32({ default: -2147483648 }),
    }),
  };
});
export interface ConsumerGroupDescribeResponse extends Infer<typeof ConsumerGroupDescribeResponse> {}
