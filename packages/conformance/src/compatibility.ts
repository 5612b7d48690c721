import { ApiKey } from '@testka/protocol';
import { KNOWN_DIFFERENCES } from './differential/differences.ts';
import type { Step } from './differential/play.ts';

/** One row of ApiVersions. */
export interface Offer {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/** Why Kafka's other APIs are not offered yet; every one of them must be here. */
const NOT_OFFERED: readonly { readonly keys: readonly number[]; readonly what: string; readonly why: string }[] = [
  {
    keys: [24, 25, 26, 27, 28, 61, 65, 66],
    what: 'Transactions: AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, WriteTxnMarkers, TxnOffsetCommit, DescribeProducers, DescribeTransactions, ListTransactions',
    why: 'They come with the transaction coordinator. InitProducerId serves idempotent producers; with a transactional id it answers COORDINATOR_NOT_AVAILABLE.',
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
  { keys: [48, 49], what: 'Client quotas', why: 'Nothing is throttled yet.' },
  { keys: [34, 35], what: 'Log directories', why: 'Logs are kept in memory.' },
  {
    keys: [43, 45, 46, 55, 57, 64, 74, 80, 81, 94],
    what: 'Cluster administration: ElectLeaders, partition reassignments, DescribeQuorum, UpdateFeatures, UnregisterBroker, ListConfigResources, raft voters',
    why: 'There is one broker yet.',
  },
];

/** The page docs/compatibility.md: what is offered, what was compared with Kafka, and what is not done and why. */
export function compatibilityPage(
  kafka: readonly Offer[],
  testka: readonly Offer[],
  scripts: ReadonlyMap<string, readonly Step[]>,
): string {
  const compared = comparedByApi(scripts);
  const total = [...scripts.values()].reduce((sum, steps) => sum + steps.length, 0);
  const ours = new Map(testka.map((offer) => [offer.apiKey, offer]));
  const rows = kafka
    .filter(({ apiKey }) => ours.has(apiKey))
    .map((offer) => row(offer, ours.get(offer.apiKey), compared));
  return [
    '# Compatibility',
    '',
    '<!-- Made by packages/conformance/src/compatibility.test.ts; renew it with `npx vitest run compatibility -u`. -->',
    '',
    `Testka is held against Apache Kafka 4.4.0. ${total.toLocaleString('en')} answers of the real broker, to requests spoken byte by byte, are`,
    'recorded in the repository; the test suite plays the same requests and compares field by field. What is random or of the moment',
    '(ids, ports, times, the wording of messages, the order of entries in a map) is named, not compared.',
    '',
    '## APIs',
    '',
    '| API | key | Kafka 4.4 | Testka | answers compared |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## Not offered, and why',
    '',
    'What is not implemented is not advertised: clients see a broker that lacks it, and a request for it closes the connection.',
    '',
    ...NOT_OFFERED.map(({ what, why }) => `- **${what}.** ${why}`),
    '',
    '## Where Testka answers otherwise than Kafka',
    '',
    ...KNOWN_DIFFERENCES.map(({ title, reason }) => `- **${title}.** ${reason}`),
    '',
    '## The default preset',
    '',
    'Configs that a real cluster could have, chosen so that tests do not wait: see [the guide](guide.md). Set them back with',
    "`config: { 'group.initial.rebalance.delay.ms': 3000 }` and so on.",
    '',
  ].join('\n');
}

/** APIs of Kafka's that are neither offered nor explained. */
export function unexplained(kafka: readonly Offer[], testka: readonly Offer[]): number[] {
  const known = new Set([...testka.map(({ apiKey }) => apiKey), ...NOT_OFFERED.flatMap(({ keys }) => keys)]);
  return kafka.map(({ apiKey }) => apiKey).filter((key) => !known.has(key));
}

function row(kafka: Offer, testka: Offer | undefined, compared: ReadonlyMap<string, number>): string {
  const name = Object.entries(ApiKey).find(([, key]) => key === kafka.apiKey)?.[0] ?? `API ${kafka.apiKey}`;
  const range = (offer: Offer | undefined): string =>
    offer === undefined ? '–' : `${offer.minVersion}–${offer.maxVersion}`;
  return `| ${name} | ${kafka.apiKey} | ${range(kafka)} | ${range(testka)} | ${compared.get(name) ?? 0} |`;
}

/** Steps are labelled `… (Metadata v9)`. */
function comparedByApi(scripts: ReadonlyMap<string, readonly Step[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of [...scripts.values()].flat()) {
    const name = /\((\w+) v\d+\)$/.exec(label)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
