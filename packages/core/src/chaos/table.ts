import { type ApiName, ErrorCode } from '@testka/protocol';
import { type Act, answerLost, cutOff, doneBut, ELECT, REBALANCE, refused, SHORT, SLOW } from './acts.ts';
import type { ChaosOptions } from './options.ts';

const {
  COORDINATOR_LOAD_IN_PROGRESS,
  COORDINATOR_NOT_AVAILABLE,
  FETCH_SESSION_ID_NOT_FOUND,
  LEADER_NOT_AVAILABLE,
  NOT_COORDINATOR,
  NOT_ENOUGH_REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  NOT_LEADER_OR_FOLLOWER,
  OFFSET_NOT_AVAILABLE,
  REBALANCE_IN_PROGRESS,
  REQUEST_TIMED_OUT,
} = ErrorCode;

const acksOf = (request: unknown): unknown => (request as { acks?: number }).acks;
/** Without acknowledgement a lost record is nobody's fault. */
const isAcknowledged = (request: unknown): boolean => acksOf(request) !== 0;
const needsReplicas = (request: unknown): boolean => acksOf(request) === -1;
const isFirstJoin = (request: unknown): boolean => (request as { memberId?: string }).memberId === '';
const isOfSession = (request: unknown): boolean => {
  const { sessionId = 0, sessionEpoch = -1 } = request as { sessionId?: number; sessionEpoch?: number };
  return sessionId !== 0 && sessionEpoch > 0;
};

const CONNECTION_LOST: readonly Act[] = [cutOff(), answerLost()];
/**
 * Of consumers. Where it has several brokers, kafkajs begins to fetch anew without the one that it has lost; if the consumer is
 * disconnected just then, its loop goes on for ever, and the process with it.
 */
const isOnOneBroker: Act['when'] = (_request, { brokers }) => brokers === 1;
const READER_LOST: readonly Act[] = [cutOff({ when: isOnOneBroker }), answerLost({ when: isOnOneBroker })];
const NO_COORDINATOR: readonly Act[] = [refused(NOT_COORDINATOR), refused(COORDINATOR_NOT_AVAILABLE)];
const NOT_LEADER = refused(NOT_LEADER_OR_FOLLOWER, { scope: 'partition' });

/**
 * What a troubled cluster may do to requests, by API: errors that Kafka answers them with and that are over when the client
 * asks again, connections that end, time that passes. Not here: what no client has to survive, such as an answer that never
 * comes; and what is over only when the session of a member ends, which it does after most tests. So members keep their
 * coordinator and its connection, and their first join, once they were given an id: kafkajs begins anew without it where any of
 * that fails, and its group waits for the member that it was.
 */
const TABLE: Partial<Record<ApiName, readonly Act[]>> = {
  Produce: [
    refused(NOT_LEADER_OR_FOLLOWER, { scope: 'partition', when: isAcknowledged }),
    refused(NOT_ENOUGH_REPLICAS, { scope: 'partition', when: needsReplicas }),
    // The leader has it: who sends it again without a sequence number has it twice.
    doneBut(NOT_ENOUGH_REPLICAS_AFTER_APPEND, { scope: 'partition', when: needsReplicas }),
    doneBut(REQUEST_TIMED_OUT, { scope: 'partition', when: needsReplicas }),
    cutOff({ when: isAcknowledged }),
    answerLost({ when: isAcknowledged }),
    { ...ELECT, when: isAcknowledged },
    ...SLOW,
  ],
  Fetch: [
    NOT_LEADER,
    // Its session had to make room for another one (KIP-227).
    refused(FETCH_SESSION_ID_NOT_FOUND, { since: 7, when: isOfSession }),
    ...READER_LOST,
    ELECT,
    SHORT,
    ...SLOW,
  ],
  ListOffsets: [
    NOT_LEADER,
    // A new leader does not know yet how far the others are (KIP-207).
    refused(LEADER_NOT_AVAILABLE, { scope: 'partition', until: 4 }),
    refused(OFFSET_NOT_AVAILABLE, { scope: 'partition', since: 5 }),
    ...READER_LOST,
    ...SLOW,
  ],
  OffsetForLeaderEpoch: [NOT_LEADER, ...CONNECTION_LOST, ...SLOW],
  // Not CONNECTION_LOST, nor of InitProducerId: kafkajs has the application's own calls fail.
  Metadata: [refused(LEADER_NOT_AVAILABLE, { scope: 'partition' }), ...SLOW],
  // Nor here: its consumer stops for good where it asked the only broker it knows.
  FindCoordinator: [refused(COORDINATOR_NOT_AVAILABLE), ...SLOW],
  JoinGroup: [
    refused(COORDINATOR_NOT_AVAILABLE, { when: isFirstJoin }),
    refused(COORDINATOR_LOAD_IN_PROGRESS, { when: isFirstJoin }),
    refused(NOT_COORDINATOR, { when: isFirstJoin }),
    ...SLOW,
  ],
  // A coordinator that has just loaded its groups knows of no rebalance, and has members join again.
  SyncGroup: [refused(REBALANCE_IN_PROGRESS), ...SLOW],
  // While it loads, a coordinator takes every member's word.
  Heartbeat: [...NO_COORDINATOR, REBALANCE, ...SLOW],
  OffsetCommit: [
    ...NO_COORDINATOR,
    refused(COORDINATOR_LOAD_IN_PROGRESS),
    // Its followers have not confirmed it in time, and have it.
    doneBut(COORDINATOR_NOT_AVAILABLE),
    REBALANCE,
    ...SLOW,
  ],
  // Neither COORDINATOR_NOT_AVAILABLE nor NOT_COORDINATOR: librdkafka asks no more, and reads nothing until the next rebalance.
  OffsetFetch: [refused(COORDINATOR_LOAD_IN_PROGRESS), ...SLOW],
  // Its block of ids is used up, and the controller has not given it another one yet.
  InitProducerId: [refused(COORDINATOR_LOAD_IN_PROGRESS), ...SLOW],
};

/** Whether there is any request that such chaos could trouble. */
export function mayAct({ apis, kinds }: Pick<ChaosOptions, 'apis' | 'kinds'>): boolean {
  return apis === '*' || [...apis].some((api) => actsOf(api).some(({ kind }) => kinds.has(kind)));
}

/** What may happen to requests of an API. Of those that are not in the table, among them all of admin clients, slowness alone. */
export function actsOf(api: ApiName): readonly Act[] {
  return TABLE[api] ?? SLOW;
}
