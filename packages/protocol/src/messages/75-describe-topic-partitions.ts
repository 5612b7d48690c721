import { array, bool, int16, int32, request, response, string, struct, uuid, type Infer } from '../schema.ts';

/** DescribeTopicPartitions, v0. Topics' partitions, page by page (KIP-966). */
export const DescribeTopicPartitionsRequest = request(75, { versions: [0, 0], flexible: 0 }, () => ({
  topics: array({
    name: string(),
  }),
  responsePartitionLimit: int32({ default: 2000 }),
  cursor: struct(
    {
      topicName: string(),
      partitionIndex: int32(),
    },
    { nullable: 0, default: null },
  ),
}));
export interface DescribeTopicPartitionsRequest extends Infer<typeof DescribeTopicPartitionsRequest> {}

/** Answer to DescribeTopicPartitions, v0. */
export const DescribeTopicPartitionsResponse = response(75, { versions: [0, 0], flexible: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    errorCode: int16(),
    name: string({ nullable: 0 }),
    topicId: uuid(),
    isInternal: bool({ default: false }),
    partitions: array({
      errorCode: int16(),
      partitionIndex: int32(),
      leaderId: int32(),
      leaderEpoch: int32({ default: -1 }),
      replicaNodes: array(int32()),
      isrNodes: array(int32()),
      eligibleLeaderReplicas: array(int32(), { nullable: 0, default: null }),
      lastKnownElr: array(int32(), { nullable: 0, default: null }),
      offlineReplicas: array(int32()),
    }),
    topicAuthorizedOperations: int32({ default: -2147483648 }),
  }),
  nextCursor: struct(
    {
      topicName: string(),
      partitionIndex: int32(),
    },
    { nullable: 0, default: null },
  ),
}));
export interface DescribeTopicPartitionsResponse extends Infer<typeof DescribeTopicPartitionsResponse> {}
