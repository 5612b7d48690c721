import type {
  AddRaftVoterRequest,
  AddRaftVoterResponse,
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
  AlterConfigsRequest,
  AlterConfigsResponse,
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
  AlterReplicaLogDirsRequest,
  AlterReplicaLogDirsResponse,
  ApiVersionsRequest,
  ApiVersionsResponse,
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
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
  DescribeClusterRequest,
  DescribeClusterResponse,
  DescribeConfigsRequest,
  DescribeConfigsResponse,
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
  DescribeProducersRequest,
  DescribeProducersResponse,
  DescribeQuorumRequest,
  DescribeQuorumResponse,
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
  ElectLeadersRequest,
  ElectLeadersResponse,
  FetchRequest,
  FetchResponse,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  HeartbeatRequest,
  HeartbeatResponse,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
  InferInput,
  InitProducerIdRequest,
  InitProducerIdResponse,
  JoinGroupRequest,
  JoinGroupResponse,
  LeaveGroupRequest,
  LeaveGroupResponse,
  ListConfigResourcesRequest,
  ListConfigResourcesResponse,
  ListGroupsRequest,
  ListGroupsResponse,
  ListOffsetsRequest,
  ListOffsetsResponse,
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
  MetadataRequest,
  MetadataResponse,
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetDeleteRequest,
  OffsetDeleteResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
  ProduceRequest,
  ProduceResponse,
  RemoveRaftVoterRequest,
  RemoveRaftVoterResponse,
  SaslAuthenticateRequest,
  SaslAuthenticateResponse,
  SaslHandshakeRequest,
  SaslHandshakeResponse,
  SyncGroupRequest,
  SyncGroupResponse,
  UnregisterBrokerRequest,
  UnregisterBrokerResponse,
  UnregisterControllerRequest,
  UnregisterControllerResponse,
  UpdateFeaturesRequest,
  UpdateFeaturesResponse,
} from '@testka/protocol';

/**
 * What clients can ask of the broker, by the names of Kafka's protocol guide: the request as it was decoded, and what an answer
 * consists of. Fields are named as in the guide; those that a version lacks have their default.
 */
export interface KafkaApis {
  Produce: [ProduceRequest, InferInput<typeof ProduceResponse>];
  Fetch: [FetchRequest, InferInput<typeof FetchResponse>];
  ListOffsets: [ListOffsetsRequest, InferInput<typeof ListOffsetsResponse>];
  Metadata: [MetadataRequest, InferInput<typeof MetadataResponse>];
  OffsetCommit: [OffsetCommitRequest, InferInput<typeof OffsetCommitResponse>];
  OffsetFetch: [OffsetFetchRequest, InferInput<typeof OffsetFetchResponse>];
  FindCoordinator: [FindCoordinatorRequest, InferInput<typeof FindCoordinatorResponse>];
  JoinGroup: [JoinGroupRequest, InferInput<typeof JoinGroupResponse>];
  Heartbeat: [HeartbeatRequest, InferInput<typeof HeartbeatResponse>];
  LeaveGroup: [LeaveGroupRequest, InferInput<typeof LeaveGroupResponse>];
  SyncGroup: [SyncGroupRequest, InferInput<typeof SyncGroupResponse>];
  DescribeGroups: [DescribeGroupsRequest, InferInput<typeof DescribeGroupsResponse>];
  ListGroups: [ListGroupsRequest, InferInput<typeof ListGroupsResponse>];
  SaslHandshake: [SaslHandshakeRequest, InferInput<typeof SaslHandshakeResponse>];
  ApiVersions: [ApiVersionsRequest, InferInput<typeof ApiVersionsResponse>];
  CreateTopics: [CreateTopicsRequest, InferInput<typeof CreateTopicsResponse>];
  DeleteTopics: [DeleteTopicsRequest, InferInput<typeof DeleteTopicsResponse>];
  DeleteRecords: [DeleteRecordsRequest, InferInput<typeof DeleteRecordsResponse>];
  InitProducerId: [InitProducerIdRequest, InferInput<typeof InitProducerIdResponse>];
  OffsetForLeaderEpoch: [OffsetForLeaderEpochRequest, InferInput<typeof OffsetForLeaderEpochResponse>];
  DescribeConfigs: [DescribeConfigsRequest, InferInput<typeof DescribeConfigsResponse>];
  AlterConfigs: [AlterConfigsRequest, InferInput<typeof AlterConfigsResponse>];
  AlterReplicaLogDirs: [AlterReplicaLogDirsRequest, InferInput<typeof AlterReplicaLogDirsResponse>];
  DescribeLogDirs: [DescribeLogDirsRequest, InferInput<typeof DescribeLogDirsResponse>];
  SaslAuthenticate: [SaslAuthenticateRequest, InferInput<typeof SaslAuthenticateResponse>];
  CreatePartitions: [CreatePartitionsRequest, InferInput<typeof CreatePartitionsResponse>];
  DeleteGroups: [DeleteGroupsRequest, InferInput<typeof DeleteGroupsResponse>];
  ElectLeaders: [ElectLeadersRequest, InferInput<typeof ElectLeadersResponse>];
  IncrementalAlterConfigs: [IncrementalAlterConfigsRequest, InferInput<typeof IncrementalAlterConfigsResponse>];
  AlterPartitionReassignments: [
    AlterPartitionReassignmentsRequest,
    InferInput<typeof AlterPartitionReassignmentsResponse>,
  ];
  ListPartitionReassignments: [
    ListPartitionReassignmentsRequest,
    InferInput<typeof ListPartitionReassignmentsResponse>,
  ];
  OffsetDelete: [OffsetDeleteRequest, InferInput<typeof OffsetDeleteResponse>];
  DescribeClientQuotas: [DescribeClientQuotasRequest, InferInput<typeof DescribeClientQuotasResponse>];
  AlterClientQuotas: [AlterClientQuotasRequest, InferInput<typeof AlterClientQuotasResponse>];
  DescribeQuorum: [DescribeQuorumRequest, InferInput<typeof DescribeQuorumResponse>];
  UpdateFeatures: [UpdateFeaturesRequest, InferInput<typeof UpdateFeaturesResponse>];
  DescribeCluster: [DescribeClusterRequest, InferInput<typeof DescribeClusterResponse>];
  DescribeProducers: [DescribeProducersRequest, InferInput<typeof DescribeProducersResponse>];
  UnregisterBroker: [UnregisterBrokerRequest, InferInput<typeof UnregisterBrokerResponse>];
  ListConfigResources: [ListConfigResourcesRequest, InferInput<typeof ListConfigResourcesResponse>];
  DescribeTopicPartitions: [DescribeTopicPartitionsRequest, InferInput<typeof DescribeTopicPartitionsResponse>];
  AddRaftVoter: [AddRaftVoterRequest, InferInput<typeof AddRaftVoterResponse>];
  RemoveRaftVoter: [RemoveRaftVoterRequest, InferInput<typeof RemoveRaftVoterResponse>];
  UnregisterController: [UnregisterControllerRequest, InferInput<typeof UnregisterControllerResponse>];
}

export type ApiName = keyof KafkaApis;
export type ApiRequest<A extends ApiName> = KafkaApis[A][0];
export type ApiResponse<A extends ApiName> = KafkaApis[A][1];
