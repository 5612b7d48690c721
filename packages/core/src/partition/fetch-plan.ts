import { ErrorCode, type FetchRequest, ZERO_UUID } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import type { Metadata } from '../metadata/metadata.ts';
import {
  type FetchSession,
  FINAL_EPOCH,
  INITIAL_EPOCH,
  nextSessionEpoch,
  type SessionPartition,
} from './fetch-sessions.ts';

/** What clients send who do not say which epoch they know of. */
const NO_EPOCH = -1;

/** The first version that names topics by id (KIP-516). */
const FIRST_VERSION_WITH_TOPIC_IDS = 13;

/** Which partitions a fetch is about, in the order in which they are read, and within which session. */
export interface FetchPlan {
  readonly usesTopicIds: boolean;
  readonly partitions: Map<string, SessionPartition>;
  /** `incremental`: only what changed is answered (KIP-227). */
  readonly kind: 'sessionless' | 'new-session' | 'incremental';
  readonly session: FetchSession | undefined;
}

/** Resolves a request against its session, or says with which error the whole fetch is refused. */
export function planFetch(context: RequestContext, request: FetchRequest): FetchPlan | ErrorCode {
  const { fetchSessions: sessions, metadata } = context.services;
  const { broker } = context;
  const usesTopicIds = context.apiVersion >= FIRST_VERSION_WITH_TOPIC_IDS;
  const { sessionId, sessionEpoch } = request;
  if (sessionEpoch === FINAL_EPOCH || sessionEpoch === INITIAL_EPOCH) {
    if (sessions.get(sessionId, broker) !== undefined) sessions.remove(sessionId);
    const partitions = new Map<string, SessionPartition>();
    addPartitions(partitions, request, usesTopicIds, metadata);
    return {
      usesTopicIds,
      partitions,
      kind: sessionEpoch === FINAL_EPOCH ? 'sessionless' : 'new-session',
      session: undefined,
    };
  }
  const session = sessions.get(sessionId, broker);
  if (session === undefined) return ErrorCode.FETCH_SESSION_ID_NOT_FOUND;
  if (session.epoch !== sessionEpoch) return ErrorCode.INVALID_FETCH_SESSION_EPOCH;
  if (session.usesTopicIds !== usesTopicIds) return ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
  return continueSession(session, request, context);
}

function continueSession(
  session: FetchSession,
  request: FetchRequest,
  { connection, services: { fetchSessions: sessions, metadata }, now }: RequestContext,
): FetchPlan {
  const { usesTopicIds, partitions } = session;
  addPartitions(partitions, request, usesTopicIds, metadata);
  for (const { topic, topicId, partitions: forgotten } of request.forgottenTopicsData) {
    for (const index of forgotten) partitions.delete(keyOf(usesTopicIds, topic, topicId, index));
  }
  if (partitions.size === 0) {
    sessions.remove(session.id);
    // The session is over; what the request names is answered all the same, also what it forgets in the same breath.
    const named = new Map<string, SessionPartition>();
    addPartitions(named, request, usesTopicIds, metadata);
    return { usesTopicIds, partitions: named, kind: 'sessionless', session: undefined };
  }
  session.epoch = nextSessionEpoch(session.epoch);
  session.lastUsedMs = now;
  session.lastUsedBy = connection?.id;
  return { usesTopicIds, partitions, kind: 'incremental', session };
}

function addPartitions(
  partitions: Map<string, SessionPartition>,
  request: FetchRequest,
  usesTopicIds: boolean,
  metadata: Metadata,
): void {
  for (const { topic, topicId, partitions: asked } of request.topics) {
    const topicName = usesTopicIds ? (metadata.topicById(topicId)?.name ?? '') : topic;
    for (const {
      partition: partitionIndex,
      fetchOffset,
      currentLeaderEpoch,
      lastFetchedEpoch,
      partitionMaxBytes,
    } of asked) {
      const key = keyOf(usesTopicIds, topic, topicId, partitionIndex);
      const known = partitions.get(key);
      // In Fetch, other than in ListOffsets, whatever is below 0 says nothing.
      const epochs = { currentLeaderEpoch: Math.max(currentLeaderEpoch, NO_EPOCH), lastFetchedEpoch };
      const wanted = { fetchOffset, ...epochs, partitionMaxBytes };
      if (known !== undefined) Object.assign(known, wanted);
      else {
        partitions.set(key, {
          ...wanted,
          partitionIndex,
          topicName,
          // By name it is whichever topic has the name when it is read, also one created in place of another.
          topicId: usesTopicIds ? topicId : ZERO_UUID,
          toldHighWatermark: -1,
          toldLogStartOffset: -1,
        });
      }
    }
  }
}

function keyOf(usesTopicIds: boolean, topic: string, topicId: string, partitionIndex: number): string {
  return `${usesTopicIds ? topicId : topic}:${partitionIndex}`;
}
