import { ApiKey } from '@testka/protocol';
import { ACCEPTANCE_CASES, NOT_SHOWN } from './acceptance/cases.ts';
import { type ApiRow, type Evidence, perVersion, shapesPerVersion, usersOf } from './compatibility-by-version.ts';
import { KNOWN_DIFFERENCES } from './differential/differences.ts';
import { SETS } from './differential/sets.ts';

/** One row of ApiVersions. */
export interface Offer {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** Why Kafka's other APIs are not offered yet; every one of them must be here. */
const NOT_OFFERED: readonly { readonly keys: readonly number[]; readonly what: string; readonly why: string }[] = [
  {
    keys: [24, 25, 26, 27, 28, 65, 66],
    what: 'Transactions: AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, WriteTxnMarkers, TxnOffsetCommit, DescribeTransactions, ListTransactions',
    why: 'They come with the transaction coordinator. InitProducerId serves idempotent producers; with a transactional id it answers UNSUPPORTED_VERSION, as FindCoordinator does, so that a transactional producer fails at once; `broker.warnings` says why.',
  },
  {
    keys: [68, 69],
    what: 'Consumer groups of KIP-848: ConsumerGroupHeartbeat, ConsumerGroupDescribe',
    why: 'They come with the next group protocol. Clients fall back to the classic protocol, or must be told to use it.',
  },
  {
    keys: [76, 77, 78, 79, 83, 84, 85, 86, 87, 90, 91, 92],
    what: 'Share groups (KIP-932)',
    why: 'They come with the next group protocol.',
  },
  {
    keys: [88, 89, 93],
    what: 'Streams groups (KIP-1071)',
    why: 'They come with the next group protocol; Kafka Streams with classic groups needs transactions or none.',
  },
  {
    keys: [29, 30, 31],
    what: 'ACLs: DescribeAcls, CreateAcls, DeleteAcls',
    why: 'There is no authorizer yet: everything is allowed.',
  },
  {
    keys: [38, 39, 40, 41, 50, 51],
    what: 'Delegation tokens and SCRAM credentials',
    why: 'SASL PLAIN is the only mechanism yet.',
  },
];

/** Deviations that no script shows, or that cannot be told on the wire; each is marked `Differs:` where it is in the code. */
const DEVIATIONS: readonly (readonly [title: string, what: string])[] = [
  [
    'Long polls',
    'A Fetch waits no longer than the option `maxFetchWait` (200 ms), so that consumers that wait for their open fetch disconnect at once.',
  ],
  [
    'Internal topics',
    '`__consumer_offsets` is there when it is asked for first, with no more replicas than there are brokers; Kafka answers COORDINATOR_NOT_AVAILABLE or COORDINATOR_LOAD_IN_PROGRESS for a moment.',
  ],
  [
    'New topics',
    'A topic can be used once CreateTopics has answered; in Kafka its metadata may lag. Auto-creation answers an error first, as Kafka does.',
  ],
  [
    'Placement',
    "Replicas and leaders follow from the topic's name instead of a random draw; DeleteTopics answers in the order of the request instead of shuffling.",
  ],
  [
    'Quotas',
    '`request_percentage` is stored and shown but throttles nobody, and `broker.warnings` says so: in Kafka it bounds the time that request threads spend on a client, which here is not the same in two runs, and a fixed price for each request would throttle clients that Kafka does not; the other quotas show a client what throttling is. Quotas of host names other than `localhost` are refused, as names are not looked up. What a client used before its first quota was set does not count.',
  ],
  ['Null records in Produce', 'INVALID_RECORD. Kafka 4.4 fails inside and never answers on that connection.'],
  [
    'AlterConfigs that names a resource twice',
    'INVALID_REQUEST for it, as IncrementalAlterConfigs says. Kafka 4.4 fails inside and never answers on that connection, whatever the type of the resource; so it is in no script.',
  ],
  [
    'DescribeConfigs',
    "Documentation is a link to Kafka's, `log.dirs` is null, and each broker has one logger, `root`, whose level is kept and shown. A request may have 100,000 configs described, some 300 brokers or 2800 topics; what it names beyond is INVALID_REQUEST.",
  ],
  [
    'Replication',
    'Followers that are not held back have what their leader has at once, and brokers never disagree about who leads: one that was paused knows at once what happened meanwhile, and one that was killed may start before its session has ended. What an unclean election cut off is gone for good. Replicas that a reassignment takes away are never eligible leaders; in Kafka they are, where it ends with fewer in sync than `min.insync.replicas`. The intervals at which leaders go back to preferred replicas (`auto.leader.rebalance.enable`) are counted from the start of the cluster, in Kafka from the election of its controller; a partition that the test left without a leader stays so. See [the decision](decisions/replication.md).',
  ],
  [
    'Compaction',
    'There is none yet: topics with `cleanup.policy=compact` refuse records without a key, and keep everything else; `broker.warnings` says so.',
  ],
  [
    'Voters',
    'AddRaftVoter with a listener that has no name is INVALID_REQUEST, and once kraft.version is 1 with one that has no host REQUEST_TIMED_OUT. Either ends the process of the active controller of Kafka 4.4, so that it is in no script.',
  ],
  [
    'Log directories',
    'A broker has one, named as in `log.dir`; logs are kept in memory, so that the size of its volume is not known (-1).',
  ],
  [
    'Controllers',
    "Every node is one, and a voter; the first that runs is the active one. Metadata and DescribeCluster name the first broker that runs as the controller, every time and whichever broker answers; Kafka draws one of those that run for each answer. They have no listener: DescribeQuorum shows the brokers'. Once kraft.version is 1, voters still cannot be removed.",
  ],
  [
    'int64',
    'Offsets and timestamps between 2^53 and 2^63 - 1 are rounded in requests and answers; record batches are stored as they came. See [the decision](decisions/int64.md).',
  ],
  [
    'Long messages',
    'An error message of more than 32,767 bytes is cut, as no string may be longer. Kafka fails on such an answer.',
  ],
  [
    'Large requests',
    'A request whose lists have more than 50,000 entries together, or whose strings have more than 10 MiB, closes the connection: it would hold up the test. Kafka takes what `socket.request.max.bytes` lets in. Record batches do not count.',
  ],
  [
    'Large batches',
    "Of a batch that is refused for its records, the first 50,000 wrong ones are named; Kafka names all. Of one request, batches with up to 8 MiB of records are compressed anew for a topic whose `compression.type` is another than theirs; further ones are stored as they came. The message sets of one request (`kafkaVersion: '3.9'`) may hold 200,000 messages, or are MESSAGE_TOO_LARGE, and one answer has at most 100,000 of a partition.",
  ],
  [
    'Decompression',
    'A batch decompresses to at most 32 MiB, and all batches of a request together to 64 MiB, or is INVALID_RECORD. Kafka limits only single records, by `max.decompressed.message.bytes` (2 GiB), as Testka does too; a topic that sets it may have batches, and requests, as large as that. A record of a compressed batch counts as 32 bytes at least; one that the broker has to write anew, as its offset or attributes are wrong and `compression.type` differs, counts as 256 bytes, and each byte of its headers as 64.',
  ],
  [
    'Compression',
    'When a batch is checked, bytes behind a gzip member and an LZ4 match with offset 0 are errors; Java ignores them. A batch that the broker compresses itself (`compression.type`) may be a few bytes longer or shorter.',
  ],
  [
    'CreatePartitions',
    'New partitions must have as many replicas as partition 0. Where a reassignment has left partitions with different numbers, Kafka asks any one of them.',
  ],
  [
    'Long strings',
    'Bytes that are no UTF-8 close the connection where the text that they are read as is longer than 32,767 bytes. A member whose id would be, as it begins with the client id or the group instance id, cannot join (UNKNOWN_SERVER_ERROR).',
  ],
  [
    'DeleteRecords',
    'Segments that lie wholly before the new start are dropped `log.retention.check.interval.ms` after the request; in Kafka within that time, as its check goes by its own clock. Until then ListOffsets by time looks into them. The answer comes at once: it does not wait until in-sync followers that are held or paused have deleted the records too, for which Kafka waits up to `timeoutMs` and then answers REQUEST_TIMED_OUT with the lowest of their low watermarks.',
  ],
  ['Metadata of older releases', 'Partitions are told in their order; 3.9 to 4.2 may tell them in another.'],
  [
    'Conversion for old clients',
    'A batch with times below -1 has no form of before 0.11. Where it comes first, the fetch fails, as in 3.9; behind others the answer ends before it, where 3.9 closes the connection. An old message with a time below -1 is taken; 3.9 answers UNKNOWN_SERVER_ERROR.',
  ],
  [
    'Groups',
    'In 3.9 too, `__consumer_offsets` has a record of a group before its first generation, as since 4.0. The first session of a static member that came back uses its new timeout. An OffsetFetch v8 or v9 that names no group has an empty answer, as since 4.1; 3.9 and 4.0 never answer on that connection.',
  ],
  [
    'After reset()',
    'Consumers that had read a partition are told OFFSET_OUT_OF_RANGE once. See [the decision](decisions/reset.md).',
  ],
  [
    'After restore()',
    'Members of groups whose committed offsets come back are out of their group, as after a session time-out, and fetch nothing until they have joined it again. See [the decision](decisions/snapshots.md).',
  ],
];

/** What follows, whatever was compared. */
const CLOSING: readonly string[] = [
  '## The default preset',
  '',
  'Values that a real broker could have, chosen so that tests do not wait. `config` sets them back, for instance with',
  "`config: { 'group.initial.rebalance.delay.ms': 3000 }`.",
  '',
  '| config | Kafka | here |',
  '|---|---|---|',
  '| `group.initial.rebalance.delay.ms` | 3000 | 0 |',
  '| `offsets.topic.num.partitions` | 50 | 5 |',
  '| `offsets.topic.replication.factor` | 3 | 3, or as many as there are nodes |',
  '| `transaction.state.log.num.partitions` | 50 | 5 |',
  '| `transaction.state.log.replication.factor` | 3 | 3, or as many as there are nodes |',
  '| `transaction.state.log.min.isr` | 2 | 1 with fewer than three nodes |',
  '| `connection.failed.authentication.delay.ms` | 100 | 0 |',
  '',
  '## Clients',
  '',
  '`npm run test:clients` runs the same scenarios with each client, against Testka: every codec, headers, groups of 1, 2 and 20, members',
  'that join, leave and die, static members, commit and resume, admin calls, errors. See `packages/conformance/README.md` for versions and for',
  'what each client lacks.',
  '',
  '- **kafka-python 3.0.12** may stay without an assignment when `poll()` times out between the answers to JoinGroup and SyncGroup. Its first join comes',
  '  before its first metadata where the broker is fast, and the rebalance that follows makes that likely: one run in four of a test with two',
  "  members. Give it time: `config: { 'group.initial.rebalance.delay.ms': 150 }`; Kafka itself waits for 3000.",
  '',
];

/** The page docs/compatibility.md: what is offered, what was compared with Kafka, and what is not done and why. */
export function compatibilityPage(rows: readonly ApiRow[], evidence: Evidence): string {
  return [
    '# Compatibility',
    '',
    '<!-- Made by packages/conformance/src/compatibility.test.ts; renew it with `npx vitest run compatibility -u`. -->',
    '',
    'Testka is held against Apache Kafka 4.4.0. Thousands of answers of the real broker, to requests spoken byte by byte, are recorded in the',
    'repository; the test suite plays the same requests and compares field by field, records included, in the order of the answer. What is',
    'random or of the moment (ids, ports, times, the wording of messages) is named, not compared; [what has no order](#compared-as-sets) is',
    'compared as a set.',
    '',
    '## APIs',
    '',
    'Shapes are requests that differ in more than names and ids, for each version, that a real cluster of one broker or of three and Testka',
    'answered the same. Fuzzed are frames of each version that `npm run test:fuzz` sent, valid, mutated and at random, without',
    'breaking the broker or holding it up. Clients are those of `npm run test:clients`, with the versions that they used.',
    '[Version by version](compatibility-by-version.md) has happy and wrong ones, cut frames and vectors too.',
    '',
    '| API | key | Kafka 4.4 | Testka | shapes, one broker | three brokers | fuzzed | clients |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((each) => row(each, evidence)),
    '',
    '## Not offered, and why',
    '',
    'What is not implemented is not advertised: clients see a broker that lacks it, and a request for it closes the connection.',
    '',
    ...NOT_OFFERED.map(({ what, why }) => `- **${what}.** ${why}`),
    '',
    '## Behaviours that fakes get wrong',
    '',
    `${ACCEPTANCE_CASES.length} cases with names, in \`packages/conformance/src/acceptance\`, are run against Testka by \`npm test\` and against Apache Kafka by`,
    '`npm run test:kafka`. What of them is not shown yet:',
    '',
    ...NOT_SHOWN.map(({ numbers, what }) => `- **${numbers.join(', ')}:** ${what}`),
    '',
    '## Where Testka answers otherwise than Kafka',
    '',
    ...KNOWN_DIFFERENCES.map(({ title, reason }) => `- **${title}.** ${reason}`),
    ...DEVIATIONS.map(([title, what]) => `- **${title}.** ${what}`),
    '',
    '## Compared as sets',
    '',
    'Arrays of answers in which Kafka itself has no order, or one that follows from hash codes:',
    '',
    ...SETS.map(
      ({ api, fields, reason }) => `- ${api}, ${fields.map((field) => `\`${field}\``).join(' and ')}: ${reason}.`,
    ),
    '',
    ...CLOSING,
  ].join('\n');
}

/** Kafka's APIs in the order of their keys, and what of them is here. */
export function apiRows(kafka: readonly Offer[], testka: readonly Offer[]): ApiRow[] {
  const ours = new Map(testka.map((offer) => [offer.apiKey, offer]));
  return kafka.map((offer) => {
    const own = ours.get(offer.apiKey);
    const reason = NOT_OFFERED.find(({ keys }) => keys.includes(offer.apiKey));
    return {
      name: Object.entries(ApiKey).find(([, key]) => key === offer.apiKey)?.[0] ?? `API ${offer.apiKey}`,
      key: offer.apiKey,
      kafka: [offer.minVersion, offer.maxVersion],
      testka: own === undefined ? undefined : [own.minVersion, own.maxVersion],
      missing: own === undefined ? reason?.what.replace(/[:(].*/, '').trim() : undefined,
    };
  });
}

/** APIs of Kafka's that are neither offered nor explained. */
export function unexplained(kafka: readonly Offer[], testka: readonly Offer[]): number[] {
  const known = new Set([...testka.map(({ apiKey }) => apiKey), ...NOT_OFFERED.flatMap(({ keys }) => keys)]);
  return kafka.map(({ apiKey }) => apiKey).filter((key) => !known.has(key));
}

function row(each: ApiRow, { coverage, clients, fuzzed }: Evidence): string {
  const { name, key, kafka, testka, missing = '' } = each;
  const start = `| ${name} | ${key} | ${kafka.join('–')} |`;
  if (testka === undefined) return `${start} – | – | – | – | not served: ${missing} |`;
  const [one, three] = (['one', 'three'] as const).map((side) => shapesPerVersion(each, coverage, side));
  const frames = perVersion(each, (pair) => fuzzed.get(pair) ?? 0);
  return `${start} ${testka.join('–')} | ${one} | ${three} | ${frames} | ${usersOf(name, clients)} |`;
}
