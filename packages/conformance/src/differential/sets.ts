import type { ApiName } from '@testka/protocol';

/** An array of an answer whose order says nothing in Kafka. */
export interface KnownSet {
  readonly api: ApiName;
  /** The fields that hold it. */
  readonly fields: readonly string[];
  /** What its entries are known by. */
  readonly by: readonly string[];
  /** Of the request: where it does not hold, the order is compared. Default: it always holds. */
  readonly when?: (request: Readonly<Record<string, unknown>>) => boolean;
  /** Only neighbours for which this is the same are in no order. Default: all are. */
  readonly runs?: (entry: Readonly<Record<string, unknown>>) => unknown;
  readonly reason: string;
}

const PARTITIONS_HASHED = 'a hash map of partitions';
const TOPICS_HASHED = 'a hash map of topics';
const ALL = ', when all are asked for';
const BY_COORDINATOR = 'groups are asked for by the partition that coordinates them';

/** Of one of the groups, at least. */
function asksForAll({ topics, groups = [] }: Readonly<Record<string, unknown>>): boolean {
  return [{ topics }, ...(groups as readonly { topics?: unknown }[])].some((each) => each.topics === null);
}

/**
 * All arrays that are compared as sets; every other one is compared in Kafka's order. Which they are was found by asking
 * the real broker twice, for topics with other names and ids. Published in docs/compatibility.md.
 */
export const SETS: readonly KnownSet[] = [
  { api: 'Produce', fields: ['responses'], by: ['name', 'topicId'], reason: PARTITIONS_HASHED },
  { api: 'Produce', fields: ['partitionResponses'], by: ['index'], reason: PARTITIONS_HASHED },
  { api: 'ListOffsets', fields: ['topics'], by: ['name'], reason: PARTITIONS_HASHED },
  { api: 'ListOffsets', fields: ['partitions'], by: ['partitionIndex'], reason: PARTITIONS_HASHED },
  { api: 'DeleteRecords', fields: ['topics'], by: ['name'], reason: PARTITIONS_HASHED },
  { api: 'DeleteRecords', fields: ['partitions'], by: ['partitionIndex'], reason: PARTITIONS_HASHED },
  { api: 'DescribeLogDirs', fields: ['topics'], by: ['name'], reason: PARTITIONS_HASHED },
  { api: 'DescribeLogDirs', fields: ['partitions'], by: ['partitionIndex'], reason: PARTITIONS_HASHED },
  { api: 'AlterReplicaLogDirs', fields: ['results'], by: ['topicName'], reason: PARTITIONS_HASHED },
  { api: 'AlterReplicaLogDirs', fields: ['partitions'], by: ['partitionIndex'], reason: PARTITIONS_HASHED },
  {
    api: 'Metadata',
    fields: ['topics'],
    by: ['name', 'topicId'],
    runs: ({ errorCode }) => errorCode === 0,
    reason: `${TOPICS_HASHED}; ids that are unknown come first, names that are unknown last`,
  },
  {
    api: 'OffsetFetch',
    fields: ['topics'],
    by: ['name', 'topicId'],
    when: asksForAll,
    reason: `${TOPICS_HASHED}${ALL}`,
  },
  {
    api: 'OffsetFetch',
    fields: ['partitions'],
    by: ['partitionIndex'],
    when: asksForAll,
    reason: `${PARTITIONS_HASHED}${ALL}`,
  },
  {
    api: 'ElectLeaders',
    fields: ['replicaElectionResults'],
    by: ['topic'],
    when: ({ topicPartitions }) => topicPartitions === null,
    reason: `${TOPICS_HASHED}${ALL}`,
  },
  {
    api: 'ElectLeaders',
    fields: ['partitionResult'],
    by: ['partitionId'],
    when: ({ topicPartitions }) => topicPartitions === null,
    reason: `${PARTITIONS_HASHED}${ALL}`,
  },
  {
    api: 'ListPartitionReassignments',
    fields: ['topics'],
    by: ['name'],
    when: ({ topics }) => topics === null,
    reason: `${TOPICS_HASHED}${ALL}`,
  },
  { api: 'CreatePartitions', fields: ['results'], by: ['name'], reason: TOPICS_HASHED },
  { api: 'DeleteTopics', fields: ['responses'], by: ['name', 'topicId'], reason: 'shuffled on purpose' },
  { api: 'JoinGroup', fields: ['members'], by: ['memberId'], reason: 'a hash map of members' },
  { api: 'DescribeGroups', fields: ['members'], by: ['memberId'], reason: 'a hash map of members' },
  { api: 'DescribeGroups', fields: ['groups'], by: ['groupId'], reason: BY_COORDINATOR },
  { api: 'DeleteGroups', fields: ['results'], by: ['groupId'], reason: BY_COORDINATOR },
  { api: 'ListGroups', fields: ['groups'], by: ['groupId'], reason: BY_COORDINATOR },
  { api: 'DescribeConfigs', fields: ['configs'], by: ['name'], reason: 'a hash map of configs' },
  { api: 'DescribeClientQuotas', fields: ['entries'], by: ['entity'], reason: 'a hash map of entities' },
  { api: 'DescribeClientQuotas', fields: ['values'], by: ['key'], reason: 'a hash map of quotas' },
  { api: 'AlterClientQuotas', fields: ['entries'], by: ['entity'], reason: 'a hash map of entities' },
  { api: 'AlterClientQuotas', fields: ['entity'], by: ['entityType'], reason: 'a hash map of entity types' },
  {
    api: 'ApiVersions',
    fields: ['supportedFeatures', 'finalizedFeatures'],
    by: ['name'],
    reason: 'a hash map of features',
  },
];

/** What was asked, as far as it matters for the order of the answer. */
export interface Question {
  readonly api: ApiName;
  readonly request?: unknown;
}

/** The set that an array of an answer is; undefined: its order is compared. */
export function setOf(field: string, question: Question | undefined): KnownSet | undefined {
  if (question === undefined) return undefined;
  const known = SETS.find(({ api, fields }) => api === question.api && fields.includes(field));
  const { when } = known ?? {};
  if (when === undefined || question.request === undefined) return known;
  return when(question.request as Readonly<Record<string, unknown>>) ? known : undefined;
}
