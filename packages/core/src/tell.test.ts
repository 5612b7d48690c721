import { type ApiName, ErrorCode, MAX_STRING_LENGTH } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../test/harness.ts';

/** As long as a string can be. */
const LONG = 'x'.repeat(MAX_STRING_LENGTH);
const FAILED = { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR };
const WORDLESS = { ...FAILED, errorMessage: null };
const IN_WORDS = {
  ...FAILED,
  errorMessage: 'The server experienced an unexpected error when processing the request.',
};
const alter = { timeoutMs: 1000, validateOnly: true };
const retention = (value: string) => ({ name: 'retention.ms', value });
const resource = (...configs: object[]) => [{ resourceType: 2, resourceName: 'orders', configs }];

/** What Kafka 4.4 answers to requests whose errors repeat a string of theirs. */
const TOO_LONG: readonly { api: ApiName; versions: readonly number[]; body: object; expected: object }[] = [
  {
    api: 'CreateTopics',
    versions: [2, 4, 5, 7],
    body: { ...alter, topics: [{ name: LONG, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }] },
    expected: { topics: [{ ...WORDLESS, name: LONG, numPartitions: -1, replicationFactor: -1, configs: [] }] },
  },
  {
    api: 'CreateTopics',
    versions: [2, 7],
    body: {
      ...alter,
      topics: [{ name: 'a', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [retention(LONG)] }],
    },
    expected: { topics: [{ ...WORDLESS, name: 'a', topicConfigErrorCode: 0, configs: [] }] },
  },
  {
    api: 'IncrementalAlterConfigs',
    versions: [0, 1],
    body: { ...alter, resources: resource({ name: LONG, configOperation: 0, value: 'a' }) },
    expected: { responses: [{ ...WORDLESS, resourceType: 2, resourceName: 'orders' }] },
  },
  {
    api: 'AlterConfigs',
    versions: [0, 2],
    body: { ...alter, resources: resource(retention(LONG)) },
    expected: { responses: [{ ...WORDLESS, resourceType: 2, resourceName: 'orders' }] },
  },
  {
    api: 'DescribeConfigs',
    versions: [1, 4],
    body: { resources: [{ resourceType: 2, resourceName: LONG, configurationKeys: null }] },
    expected: { results: [{ ...IN_WORDS, resourceType: 2, resourceName: LONG, configs: [] }] },
  },
  {
    api: 'AlterClientQuotas',
    versions: [0, 1],
    body: { ...alter, entries: [{ entity: [{ entityType: LONG, entityName: 'x' }], ops: [] }] },
    expected: { entries: [{ ...IN_WORDS, entity: [{ entityType: LONG, entityName: 'x' }] }] },
  },
  {
    api: 'ElectLeaders',
    versions: [1, 2],
    body: { electionType: 0, topicPartitions: [{ topic: LONG, partitions: [0] }], timeoutMs: 1000 },
    expected: {
      ...FAILED,
      replicaElectionResults: [{ topic: LONG, partitionResult: [{ partitionId: 0, ...WORDLESS }] }],
    },
  },
  {
    api: 'AlterPartitionReassignments',
    versions: [0],
    body: { timeoutMs: 1000, topics: [{ name: LONG, partitions: [{ partitionIndex: 0, replicas: [1] }] }] },
    expected: { ...WORDLESS, responses: [{ name: LONG, partitions: [{ partitionIndex: 0, ...WORDLESS }] }] },
  },
  {
    api: 'UpdateFeatures',
    versions: [0, 1],
    body: { ...alter, featureUpdates: [{ feature: LONG, maxVersionLevel: 1, upgradeType: 1, allowDowngrade: false }] },
    expected: { ...WORDLESS, results: [] },
  },
];

test.each(TOO_LONG.flatMap(({ versions, ...rest }) => versions.map((version) => ({ ...rest, version }))))(
  'what cannot be said is an error of the server: $api v$version',
  ({ api, version, body, expected }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    expect(harness.connect().ask(api, version, body as never)).toMatchObject(expected);
  },
);

test('what Kafka cannot say at all leaves the connection without an answer, to this request and the next', () => {
  const client = new Harness().connect();
  const body = { components: [{ entityType: LONG, matchType: 0, match: 'x' }], strict: false };
  const { response } = client.send('DescribeClientQuotas', 1, body);
  expect([response, client.closed]).toEqual([undefined, undefined]);
  expect(client.send('ListGroups', 0, { statesFilter: [], typesFilter: [] }).response).toBeUndefined();
});

test('bytes that are no UTF-8 close the connection where their text would be too long to be said', () => {
  const client = new Harness().connect();
  // Metadata v1 of one topic.
  const header = Buffer.from('000300010000000100047465737400000001', 'hex');
  client.sendRaw(Buffer.concat([header, Buffer.from('2aab', 'hex'), Buffer.alloc(0x2aab, 0xff)]));
  expect(client.closed).toBe('the request cannot be read: a string of 10923 bytes is not UTF-8');
});

test('a member whose id would be too long is not taken in', () => {
  const harness = new Harness();
  const client = harness.connect(LONG);
  const join = (groupInstanceId: string | null) =>
    client.ask('JoinGroup', 5, {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId: '',
      groupInstanceId,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.alloc(0) }],
    });
  expect(join(null)).toMatchObject({ ...FAILED, memberId: '' });
  expect(join(LONG)).toMatchObject({ ...FAILED, memberId: '' });
});
