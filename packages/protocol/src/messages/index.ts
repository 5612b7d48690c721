export { ProduceRequest, ProduceResponse } from './00-produce.ts';
export { FetchRequest, FetchResponse } from './01-fetch.ts';
export { ListOffsetsRequest, ListOffsetsResponse } from './02-list-offsets.ts';
export { MetadataRequest, MetadataResponse } from './03-metadata.ts';
export { OffsetCommitRequest, OffsetCommitResponse } from './08-offset-commit.ts';
export { OffsetFetchRequest, OffsetFetchResponse } from './09-offset-fetch.ts';
export { FindCoordinatorRequest, FindCoordinatorResponse } from './10-find-coordinator.ts';
export { JoinGroupRequest, JoinGroupResponse } from './11-join-group.ts';
export { HeartbeatRequest, HeartbeatResponse } from './12-heartbeat.ts';
export { LeaveGroupRequest, LeaveGroupResponse } from './13-leave-group.ts';
export { SyncGroupRequest, SyncGroupResponse } from './14-sync-group.ts';
export { DescribeGroupsRequest, DescribeGroupsResponse } from './15-describe-groups.ts';
export { ListGroupsRequest, ListGroupsResponse } from './16-list-groups.ts';
export { SaslHandshakeRequest, SaslHandshakeResponse } from './17-sasl-handshake.ts';
export { ApiVersionsRequest, ApiVersionsResponse } from './18-api-versions.ts';
export { CreateTopicsRequest, CreateTopicsResponse } from './19-create-topics.ts';
export { DeleteTopicsRequest, DeleteTopicsResponse } from './20-delete-topics.ts';
export { DeleteRecordsRequest, DeleteRecordsResponse } from './21-delete-records.ts';
export { InitProducerIdRequest, InitProducerIdResponse } from './22-init-producer-id.ts';
export { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from './23-offset-for-leader-epoch.ts';
export { DescribeConfigsRequest, DescribeConfigsResponse } from './32-describe-configs.ts';
export { AlterConfigsRequest, AlterConfigsResponse } from './33-alter-configs.ts';
export { AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse } from './34-alter-replica-log-dirs.ts';
export { DescribeLogDirsRequest, DescribeLogDirsResponse } from './35-describe-log-dirs.ts';
export { SaslAuthenticateRequest, SaslAuthenticateResponse } from './36-sasl-authenticate.ts';
export { CreatePartitionsRequest, CreatePartitionsResponse } from './37-create-partitions.ts';
export { DeleteGroupsRequest, DeleteGroupsResponse } from './42-delete-groups.ts';
export { ElectLeadersRequest, ElectLeadersResponse } from './43-elect-leaders.ts';
export { IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse } from './44-incremental-alter-configs.ts';
export {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from './45-alter-partition-reassignments.ts';
export {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from './46-list-partition-reassignments.ts';
export { OffsetDeleteRequest, OffsetDeleteResponse } from './47-offset-delete.ts';
export { DescribeClientQuotasRequest, DescribeClientQuotasResponse } from './48-describe-client-quotas.ts';
export { AlterClientQuotasRequest, AlterClientQuotasResponse } from './49-alter-client-quotas.ts';
export { DescribeQuorumRequest, DescribeQuorumResponse } from './55-describe-quorum.ts';
export { UpdateFeaturesRequest, UpdateFeaturesResponse } from './57-update-features.ts';
export { DescribeClusterRequest, DescribeClusterResponse } from './60-describe-cluster.ts';
export { DescribeProducersRequest, DescribeProducersResponse } from './61-describe-producers.ts';
export { UnregisterBrokerRequest, UnregisterBrokerResponse } from './64-unregister-broker.ts';
export { ListConfigResourcesRequest, ListConfigResourcesResponse } from './74-list-config-resources.ts';
export { DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse } from './75-describe-topic-partitions.ts';
export { AddRaftVoterRequest, AddRaftVoterResponse } from './80-add-raft-voter.ts';
export { RemoveRaftVoterRequest, RemoveRaftVoterResponse } from './81-remove-raft-voter.ts';
export { UpdateRaftVoterRequest, UpdateRaftVoterResponse } from './82-update-raft-voter.ts';
export { UnregisterControllerRequest, UnregisterControllerResponse } from './94-unregister-controller.ts';
