import { ErrorCode, type InferInput, OffsetFetchRequest, OffsetFetchResponse, ZERO_UUID } from '@testka/protocol';
import { type Api, defineApi } from '../api.ts';
import type { RequestContext } from '../context.ts';
import {
  type FetchedOffsets,
  type FetchedTopic,
  fetchOffsets,
  noOffset,
  type OffsetsWanted,
  type TopicWanted,
} from '../coordinator/group/fetch-offsets.ts';
import { tellOffsets } from '../coordinator/group/stale-commits.ts';
import { answer } from '../coordinator/outcome.ts';
import { eachOnce } from './merged-topics.ts';

type Response = InferInput<typeof OffsetFetchResponse>;

/** First version whose errors of a whole group stand above its topics. */
const TOP_LEVEL_ERROR_SINCE = 2;
/** First version that asks for many groups (KIP-709). */
const MANY_GROUPS_SINCE = 8;
/** First version that names topics by id (KIP-848). */
const TOPIC_IDS_SINCE = 10;
/** Before it offsets were kept in ZooKeeper, which no cluster of today has. */
const IN_KAFKA_SINCE = 1;

export const offsetFetch: Api = defineApi('OffsetFetch', OffsetFetchRequest, OffsetFetchResponse, handleOffsetFetch);

/** OffsetFetch, v0–10. Groups, topics and partitions that are unknown have no offset; only topic ids can be wrong. */
function handleOffsetFetch(context: RequestContext, request: OffsetFetchRequest): Response {
  if (context.apiVersion >= MANY_GROUPS_SINCE) {
    const groups = request.groups.map((group) => {
      const topics = group.topics?.map(({ name, ...topic }) => ({ ...topic, topicName: name })) ?? null;
      const fetched = fetchGroup(context, { ...group, topics, requireStable: request.requireStable });
      return { groupId: group.groupId, errorCode: fetched.errorCode, topics: fetched.topics.map(toTopic) };
    });
    return { topics: [], groups };
  }
  const topics = request.topics?.map(({ name, partitionIndexes }) => ({
    topicName: name,
    topicId: ZERO_UUID,
    partitionIndexes,
  }));
  const { groupId, requireStable } = request;
  const fetched = fetchGroup(context, {
    groupId,
    memberId: null,
    memberEpoch: -1,
    topics: topics ?? null,
    requireStable,
  });
  return { errorCode: fetched.errorCode, topics: fetched.topics.map(toTopic), groups: [] };
}

function fetchGroup(context: RequestContext, wanted: OffsetsWanted): FetchedOffsets {
  if (!context.allowed('Describe', 'Group', wanted.groupId)) {
    return groupError(context, wanted, ErrorCode.GROUP_AUTHORIZATION_FAILED);
  }
  if (context.apiVersion < IN_KAFKA_SINCE) return groupError(context, wanted, ErrorCode.UNSUPPORTED_VERSION);
  const named = asLookedUp(context, wanted);
  const refused = named.topics?.flatMap((topic) => refusalOf(context, topic)) ?? [];
  const topics = named.topics?.filter((topic) => refusalOf(context, topic).length === 0) ?? null;
  const fetched = context.services.groups.coordinate<FetchedOffsets>(
    context,
    wanted.groupId,
    (error) => groupError(context, wanted, error),
    (shard) => answer(fetchOffsets(shard, { ...named, topics })),
  );
  if (fetched.errorCode !== ErrorCode.NONE) return groupError(context, wanted, fetched.errorCode);
  tellOffsets(context, fetched.topics);
  if (topics === null) return { ...fetched, topics: visibleTopics(context, fetched.topics) };
  return { ...fetched, topics: [...fetched.topics, ...refused] };
}

function asLookedUp(context: RequestContext, wanted: OffsetsWanted): OffsetsWanted {
  if (context.apiVersion >= TOPIC_IDS_SINCE) return withNames(context, wanted);
  return context.services.release.isAtLeast('4.0') ? wanted : topicsOnce(wanted);
}

/** Before 4.0 a topic without partitions is not told of, and one that is named twice is told of once. */
function topicsOnce({ topics, ...wanted }: OffsetsWanted): OffsetsWanted {
  const partitions = topics?.map(({ partitionIndexes, ...topic }) => {
    return partitionIndexes.map((partitionIndex) => ({ ...topic, partitionIndex }));
  });
  const once = eachOnce(
    partitions ?? [],
    ({ topicName }) => topicName,
    ({ partitionIndex }) => partitionIndex,
  );
  const merged = once.map((items) => ({
    topicName: items[0]?.topicName ?? '',
    topicId: ZERO_UUID,
    partitionIndexes: items.map(({ partitionIndex }) => partitionIndex),
  }));
  return { ...wanted, topics: topics === null ? null : merged };
}

/** Names for ids; "" for an unknown one. */
function withNames({ services }: RequestContext, wanted: OffsetsWanted): OffsetsWanted {
  const topics = wanted.topics?.map((topic) => ({
    ...topic,
    topicName: services.metadata.topicById(topic.topicId)?.name ?? '',
  }));
  return { ...wanted, topics: topics ?? null };
}

/** The answer for a topic that the coordinator is not asked about; none for others. */
function refusalOf(context: RequestContext, topic: TopicWanted): FetchedTopic[] {
  const isUnknownId = context.apiVersion >= TOPIC_IDS_SINCE && topic.topicName === '';
  if (isUnknownId) return [refuse(topic, ErrorCode.UNKNOWN_TOPIC_ID)];
  if (!context.allowed('Describe', 'Topic', topic.topicName))
    return [refuse(topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED)];
  return [];
}

/** All topics of a group: without those that the client may not see and, where ids are needed, those that are gone. */
function visibleTopics(context: RequestContext, topics: readonly FetchedTopic[]): FetchedTopic[] {
  const { apiVersion, services } = context;
  return topics
    .filter(({ topicName }) => context.allowed('Describe', 'Topic', topicName))
    .map((topic) => ({ ...topic, topicId: services.metadata.topic(topic.topicName)?.topicId ?? ZERO_UUID }))
    .filter(({ topicId }) => apiVersion < TOPIC_IDS_SINCE || topicId !== ZERO_UUID);
}

/** Versions 0 and 1 have no place for it but the partitions. */
function groupError({ apiVersion }: RequestContext, { topics }: OffsetsWanted, error: ErrorCode): FetchedOffsets {
  if (apiVersion >= TOP_LEVEL_ERROR_SINCE) return { errorCode: error, topics: [] };
  return { errorCode: error, topics: topics?.map((topic) => refuse(topic, error)) ?? [] };
}

function refuse({ topicName, topicId, partitionIndexes }: TopicWanted, error: ErrorCode): FetchedTopic {
  return { topicName, topicId, partitions: partitionIndexes.map((partitionIndex) => noOffset(partitionIndex, error)) };
}

function toTopic({ topicName: name, topicId, partitions }: FetchedTopic) {
  return { name, topicId, partitions };
}
