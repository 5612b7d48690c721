import type { AcceptanceCase } from './case.ts';
import { CLUSTER_CASES } from './cluster.ts';
import { CONNECTION_CASES } from './connection.ts';
import { FETCH_CASES } from './fetch.ts';
import { OFFSET_CASES } from './offsets.ts';
import { PRODUCE_CASES } from './produce.ts';
import { THROTTLING_CASES } from './throttling.ts';
import { TOPIC_CASES } from './topics.ts';

/**
 * kafka-semantics.md §6, "Behaviours that fakes get wrong", for connections, topics, produce, fetch and offsets. They are run against
 * Testka by `npm test` and against Apache Kafka by `npm run test:kafka`.
 */
export const ACCEPTANCE_CASES: readonly AcceptanceCase[] = [
  ...CONNECTION_CASES,
  ...THROTTLING_CASES,
  ...TOPIC_CASES,
  ...PRODUCE_CASES,
  ...FETCH_CASES,
  ...OFFSET_CASES,
  ...CLUSTER_CASES,
];

/** Those of §6, by number; 5, 10, 15 and so on are not given out there. */
export const NUMBERS: readonly string[] = [
  ...['T01', 'T02', 'T03', 'T04', 'T06', 'T07', 'T08', 'T09', 'T11', 'T12', 'T13', 'T14', 'T16', 'T17', 'T18', 'T19'],
  ...['T21', 'T22', 'T23', 'T24', 'T26', 'T27', 'T28', 'T29', 'T31', 'T32', 'T33', 'T34', 'T43'],
];

/** What of them is not shown, and why. Published in docs/compatibility.md. */
export const NOT_SHOWN: readonly { readonly numbers: readonly string[]; readonly what: string }[] = [
  {
    numbers: ['T09'],
    what: 'metadata of a new topic that reaches some brokers later than others: on Kafka nobody can say for how long. On Testka a fault does, in `packages/broker/src/nodes/new-topic.test.ts`.',
  },
  { numbers: ['T11'], what: "the end of share groups' state with its topic: comes with share groups." },
  { numbers: ['T14'], what: 'members of KIP-848 groups that pick up new partitions: comes with those groups.' },
  { numbers: ['T31', 'T32'], what: 'open transactions and control batches in ListOffsets: comes with transactions.' },
];
