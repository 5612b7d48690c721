import type { ApiName } from '@testka/protocol';
import type { Body } from '../raw-client.ts';
import { commitBody, joinBody, syncBody } from './group-shapes.ts';
import { batch, fetchBody, metadataBody, produceBody, ZERO } from './shapes.ts';

/** One request of each API, about a topic and a group that need not be there. */
export type Typical = { readonly [A in ApiName]?: Body<A> };

export function typicalBodies(topic: { name: string; topicId: string }, groupId: string): Typical {
  const { name } = topic;
  const config = { name: 'retention.ms', value: '1000' };
  const me = { groupId, generationId: 1, memberId: 'm', groupInstanceId: null };
  return {
    Produce: produceBody(topic, batch(['a'])),
    Fetch: fetchBody(topic),
    ListOffsets: {
      replicaId: -1,
      isolationLevel: 0,
      timeoutMs: 1000,
      topics: [{ name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
    },
    Metadata: metadataBody([name]),
    OffsetCommit: commitBody(groupId, topic, 1),
    OffsetFetch: {
      groupId,
      topics: [{ name, partitionIndexes: [0] }],
      groups: [{ groupId, topics: [{ ...topic, partitionIndexes: [0] }] }],
    },
    FindCoordinator: { key: groupId, keyType: 0, coordinatorKeys: [groupId] },
    JoinGroup: joinBody(groupId, name),
    Heartbeat: me,
    LeaveGroup: { groupId, memberId: 'm', members: [{ memberId: 'm', groupInstanceId: null, reason: null }] },
    SyncGroup: syncBody(groupId, 1, 'm'),
    DescribeGroups: { groups: [groupId], includeAuthorizedOperations: false },
    ListGroups: { statesFilter: [], typesFilter: [] },
    CreateTopics: {
      topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 1000,
    },
    DeleteTopics: { topics: [{ name, topicId: ZERO }], topicNames: [name], timeoutMs: 1000 },
    DeleteRecords: { timeoutMs: 1000, topics: [{ name, partitions: [{ partitionIndex: 0, offset: 0 }] }] },
    InitProducerId: { transactionalId: null, transactionTimeoutMs: 1000 },
    OffsetForLeaderEpoch: { topics: [{ topic: name, partitions: [{ partition: 0, leaderEpoch: 0 }] }] },
    DescribeConfigs: { resources: [{ resourceType: 2, resourceName: name, configurationKeys: null }] },
    AlterConfigs: { resources: [{ resourceType: 2, resourceName: name, configs: [config] }], validateOnly: true },
    CreatePartitions: { topics: [{ name, count: 2, assignments: null }], timeoutMs: 1000, validateOnly: true },
    DeleteGroups: { groupsNames: [groupId] },
    IncrementalAlterConfigs: {
      resources: [{ resourceType: 2, resourceName: name, configs: [{ ...config, configOperation: 0 }] }],
      validateOnly: true,
    },
    ElectLeaders: { electionType: 0, topicPartitions: [{ topic: name, partitions: [0] }], timeoutMs: 1000 },
    AlterPartitionReassignments: {
      timeoutMs: 1000,
      topics: [{ name, partitions: [{ partitionIndex: 0, replicas: [1] }] }],
    },
    ListPartitionReassignments: { timeoutMs: 1000, topics: [{ name, partitionIndexes: [0] }] },
    DescribeClientQuotas: { components: [], strict: false },
    AlterClientQuotas: { entries: [], validateOnly: true },
    OffsetDelete: { groupId, topics: [{ name, partitions: [{ partitionIndex: 0 }] }] },
    DescribeCluster: { includeClusterAuthorizedOperations: false, includeFencedBrokers: false },
    DescribeTopicPartitions: { topics: [{ name }], responsePartitionLimit: 10, cursor: null },
  };
}
