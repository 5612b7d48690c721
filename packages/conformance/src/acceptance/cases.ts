import type { AcceptanceCase } from './case.ts';
import { CLUSTER_CASES } from './cluster.ts';
import { CONNECTION_CASES } from './connection.ts';
import { FETCH_CASES } from './fetch.ts';
import { OFFSET_CASES } from './offsets.ts';
import { PRODUCE_CASES } from './produce.ts';
import { TOPIC_CASES } from './topics.ts';

/**
 * kafka-semantics.md §6, "Behaviours that fakes get wrong", for connections, topics, produce, fetch and offsets. They are run against
 * Testka by `npm test` and against Apache Kafka by `npm run test:kafka`. Not here yet: T07 (quotas that mute) and T09 (metadata that
 * arrives late at some brokers, which takes a fault to show).
 */
export const ACCEPTANCE_CASES: readonly AcceptanceCase[] = [
  ...CONNECTION_CASES,
  ...TOPIC_CASES,
  ...PRODUCE_CASES,
  ...FETCH_CASES,
  ...OFFSET_CASES,
  ...CLUSTER_CASES,
];
