import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreateTopicsRequest,
  CreateTopicsResponse,
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  DeleteRecordsRequest,
  DeleteRecordsResponse,
  DeleteTopicsRequest,
  DeleteTopicsResponse,
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
  InferInput,
  ListOffsetsRequest,
  ListOffsetsResponse,
  MetadataRequest,
  MetadataResponse,
  OffsetCommitRequest,
  OffsetCommitResponse,
  ProduceRequest,
  ProduceResponse,
} from '@testka/protocol';

/** What the test's own calls ask of the broker: they take the same way as a client's requests. */
interface TestApis {
  Produce: [ProduceRequest, InferInput<typeof ProduceResponse>];
  ListOffsets: [ListOffsetsRequest, InferInput<typeof ListOffsetsResponse>];
  Metadata: [MetadataRequest, InferInput<typeof MetadataResponse>];
  OffsetCommit: [OffsetCommitRequest, InferInput<typeof OffsetCommitResponse>];
  FindCoordinator: [FindCoordinatorRequest, InferInput<typeof FindCoordinatorResponse>];
  CreateTopics: [CreateTopicsRequest, InferInput<typeof CreateTopicsResponse>];
  DeleteTopics: [DeleteTopicsRequest, InferInput<typeof DeleteTopicsResponse>];
  DeleteRecords: [DeleteRecordsRequest, InferInput<typeof DeleteRecordsResponse>];
  CreatePartitions: [CreatePartitionsRequest, InferInput<typeof CreatePartitionsResponse>];
  DescribeConfigs: [DescribeConfigsRequest, InferInput<typeof DescribeConfigsResponse>];
  IncrementalAlterConfigs: [IncrementalAlterConfigsRequest, InferInput<typeof IncrementalAlterConfigsResponse>];
  DeleteGroups: [DeleteGroupsRequest, InferInput<typeof DeleteGroupsResponse>];
}
export type TestApi = keyof TestApis;
export type TestRequest<A extends TestApi> = TestApis[A][0];
export type TestResponse<A extends TestApi> = TestApis[A][1];

/** The newest version of each that names topics; ids came later. */
export const LATEST_VERSION: Readonly<Record<TestApi, number>> = {
  Produce: 12,
  ListOffsets: 10,
  Metadata: 13,
  OffsetCommit: 9,
  FindCoordinator: 6,
  // Later versions answer with the configs of each topic, which nobody here reads.
  CreateTopics: 4,
  DeleteTopics: 6,
  DeleteRecords: 2,
  CreatePartitions: 3,
  DescribeConfigs: 4,
  IncrementalAlterConfigs: 1,
  DeleteGroups: 2,
};
