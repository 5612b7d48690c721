import { CreateTopicsRequest, CreateTopicsResponse, ErrorCode, type InferInput, ZERO_UUID } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import { CLUSTER_NAME, type RequestContext } from '../context.ts';
import { inertConfigWarning } from '../metadata/configs/acted-upon.ts';
import { describeNewTopicConfigs } from '../metadata/configs/describe-configs.ts';
import { validateRecordCount } from '../metadata/operation-limit.ts';
import { ConfigResourceType } from '../metadata/records.ts';
import {
  type CreatedTopic,
  createTopicRecords,
  type CreationError,
  MAX_PARTITIONS_PER_REQUEST,
  timedOut,
  tooManyPartitions,
} from '../metadata/topic-creation.ts';
import { CLUSTER_METADATA_TOPIC, countNames, type NameCounts } from '../metadata/topic-names.ts';
import { MutationQuota } from '../throttling/mutation-quota.ts';

type Response = InferInput<typeof CreateTopicsResponse>;
type Result = Response['topics'][number];
type TopicRequest = CreateTopicsRequest['topics'][number];

export const createTopics: Api = defineApi(
  'CreateTopics',
  CreateTopicsRequest,
  CreateTopicsResponse,
  handleCreateTopics,
);

/**
 * CreateTopics, v2–7. Creates topics, each for itself: one that cannot be created does not hinder the others (KIP-4).
 * The answer of v5+ shows the configs that count (KIP-525), that of v7 the topic ids (KIP-516).
 */
function handleCreateTopics(context: RequestContext, request: CreateTopicsRequest): Response {
  const names = request.topics.map(({ name }) => name);
  const counts = countNames(names);
  const refusals = new Map(names.map((name) => [name, refusalOf(context, name, counts)]));
  const accepted = request.topics.filter(({ name }) => refusals.get(name) === undefined);
  const error = refusalOfAll(context, request.timeoutMs, accepted);
  if (error !== undefined) return { topics: names.map((name) => failed(name, error)) };
  const judged = judge(context, accepted);
  const records = judged.flatMap(({ created }) => ('records' in created ? created.records : []));
  const tooMany = validateRecordCount(records.length);
  if (tooMany !== undefined) return { topics: names.map((name) => failed(name, tooMany)) };
  if (!request.validateOnly) {
    context.services.metadata.write(records, context.now);
    for (const { topic, created } of judged) if ('records' in created) warnOfInertConfigs(context, topic);
  }
  const describe = describer(context);
  const created = judged.map((each) => resultOf(context, each, describe));
  const refused = [...refusals].flatMap(([name, refusal]) => (refusal === undefined ? [] : [failed(name, refusal)]));
  return { topics: [...created, ...refused] };
}

function refusalOf(context: RequestContext, name: string, counts: NameCounts): CreationError | undefined {
  if (counts.get(name) !== 1) return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage: 'Duplicate topic name.' };
  if (name === CLUSTER_METADATA_TOPIC) {
    const errorMessage = `Creation of internal topic ${CLUSTER_METADATA_TOPIC} is prohibited.`;
    return { errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
  }
  if (context.allowed('Create', 'Cluster', CLUSTER_NAME) || context.allowed('Create', 'Topic', name)) return undefined;
  return { errorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED, errorMessage: 'Authorization failed.' };
}

/** What fails the request as a whole: no time, or more partitions than Kafka writes in one go. */
function refusalOfAll(
  context: RequestContext,
  timeoutMs: number,
  topics: readonly TopicRequest[],
): CreationError | undefined {
  if (timeoutMs <= 0) return timedOut();
  const defaultCount = context.services.configs.broker.number('num.partitions');
  const countOf = ({ assignments, numPartitions }: TopicRequest): number => {
    if (assignments.length > 0) return assignments.length;
    return numPartitions === -1 ? defaultCount : Math.max(0, numPartitions);
  };
  const total = topics.reduce((sum, topic) => sum + countOf(topic), 0);
  return total > MAX_PARTITIONS_PER_REQUEST ? tooManyPartitions() : undefined;
}

/** The first version whose answer shows the configs of the topics (KIP-525). */
const FIRST_VERSION_WITH_CONFIGS = 5;
/** The first version that knows THROTTLING_QUOTA_EXCEEDED (KIP-599). */
const FIRST_VERSION_WITH_QUOTA_ERROR = 6;

interface Judged {
  readonly topic: TopicRequest;
  readonly created: { readonly error: CreationError } | CreatedTopic;
}

/** All of them are judged by what there was before the request, and then written in one go. */
function judge(context: RequestContext, topics: readonly TopicRequest[]): Judged[] {
  const quota = new MutationQuota(context, FIRST_VERSION_WITH_QUOTA_ERROR);
  return topics.map((topic) => {
    const created = createTopicRecords(context.services, { ...topic, configs: configsOf(topic) });
    const isAdmitted = 'error' in created || quota.admits(created.numPartitions);
    return { topic, created: isAdmitted ? created : { error: quotaExceeded() } };
  });
}

function resultOf(context: RequestContext, { topic, created }: Judged, describe: Describe): Result {
  return 'error' in created ? failed(topic.name, created.error) : succeeded(context, topic, created, describe);
}

type Describe = (overrides: ReadonlyMap<string, string>) => Result['configs'];

/** A request may create thousands of topics, and most of them have the same configs. */
function describer({ services, broker }: RequestContext): Describe {
  const known = new Map<string, Result['configs']>();
  return (overrides) => {
    const key = JSON.stringify([...overrides]);
    const configs = known.get(key) ?? describeNewTopicConfigs(services.configs, overrides, broker);
    known.set(key, configs);
    return configs;
  };
}

/** Of a config that is named twice the last value counts, but a null is refused wherever it stands. */
function configsOf({ configs }: TopicRequest): Map<string, string | null> {
  const values = new Map(configs.map(({ name, value }) => [name, value]));
  for (const { name, value } of configs) if (value === null) values.set(name, null);
  return values;
}

function warnOfInertConfigs({ services }: RequestContext, { name: topicName, configs }: TopicRequest): void {
  const target = { type: ConfigResourceType.TOPIC, name: topicName };
  for (const { name, value } of configs) {
    const warning = inertConfigWarning(target, name, value ?? '', services.release.name);
    if (warning !== undefined) services.warnings.add(warning);
  }
}

function succeeded(context: RequestContext, topic: TopicRequest, created: CreatedTopic, describe: Describe): Result {
  const result = { name: topic.name, topicId: created.topicId, errorCode: ErrorCode.NONE, errorMessage: null };
  if (context.apiVersion < FIRST_VERSION_WITH_CONFIGS) return { ...result, configs: [] };
  if (!context.allowed('DescribeConfigs', 'Topic', topic.name)) {
    return { ...result, topicConfigErrorCode: ErrorCode.TOPIC_AUTHORIZATION_FAILED, configs: [] };
  }
  const overrides = new Map(topic.configs.map(({ name, value }) => [name, value ?? '']));
  return {
    ...result,
    numPartitions: created.numPartitions,
    replicationFactor: created.replicationFactor,
    configs: describe(overrides),
  };
}

function quotaExceeded(): CreationError {
  return { errorCode: ErrorCode.THROTTLING_QUOTA_EXCEEDED, errorMessage: null };
}

function failed(name: string, { errorCode, errorMessage }: CreationError): Result {
  return { name, topicId: ZERO_UUID, errorCode, errorMessage, configs: [] };
}
