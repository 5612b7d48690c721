import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

const TOPIC = 2;
const CLIENT_METRICS = 16;
const REFUSED = {
  errorCode: ErrorCode.POLICY_VIOLATION,
  errorMessage: 'Unable to perform excessively large batch operation.',
};

const topic = (name: string, numPartitions: number, configs: Record<string, string> = {}) => ({
  name,
  numPartitions,
  replicationFactor: 1,
  assignments: [],
  configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
});
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

// Kafka 4.4: no request makes its controller write more than 10,000 records, and who only asks is told so too.
test.each([
  { name: 'a topic of 9,999 partitions', topics: [topic('a', 9999)], errorCode: 0 },
  { name: 'a topic of 10,000 partitions', topics: [topic('a', 10_000)], errorCode: ErrorCode.POLICY_VIOLATION },
  {
    name: 'a topic of 9,998 partitions with a config',
    topics: [topic('a', 9998, { 'retention.ms': '1' })],
    errorCode: 0,
  },
  {
    name: 'a topic of 9,998 partitions with two configs',
    topics: [topic('a', 9998, { 'retention.ms': '1', 'segment.ms': '1' })],
    errorCode: ErrorCode.POLICY_VIOLATION,
  },
  {
    name: 'two topics of 5,000 partitions',
    topics: [topic('a', 5000), topic('b', 5000)],
    errorCode: ErrorCode.POLICY_VIOLATION,
  },
  { name: '5,001 topics', topics: many(5001, (index) => topic(`t${index}`, 1)), errorCode: ErrorCode.POLICY_VIOLATION },
])('what is asked of $name is $errorCode for each', ({ topics, errorCode }) => {
  const client = new Harness().connect();
  const answer = client.ask('CreateTopics', 7, { topics, timeoutMs: 1000, validateOnly: true });
  expect(answer.topics.map((each) => each.errorCode)).toEqual(topics.map(() => errorCode));
});

test('of topics that are too many together none is created, and names that are wrong are told the same', () => {
  const harness = new Harness();
  const topics = [topic('a', 4999), topic('b', 5000), topic('not a name', 1), topic('twice', 1), topic('twice', 1)];
  const answer = harness.connect().ask('CreateTopics', 7, { topics, timeoutMs: 1000, validateOnly: false });
  expect(answer.topics).toMatchObject(topics.map(({ name }) => ({ name, ...REFUSED })));
  expect([...harness.cluster.view.metadata.topics]).toEqual([]);
});

test('of configs that are too many together none is set; what the broker refuses itself keeps its own error', () => {
  const harness = new Harness();
  const resource = (resourceType: number, resourceName: string, value: string | null) => ({
    resourceType,
    resourceName,
    configs: [{ name: 'interval.ms', configOperation: 0, value }],
  });
  const change = (count: number) => {
    const metrics = many(count, (index) => resource(CLIENT_METRICS, `m${index}`, '1000'));
    const resources = [resource(TOPIC, 'missing', '1'), resource(CLIENT_METRICS, 'null', null), ...metrics];
    return harness.connect().ask('IncrementalAlterConfigs', 1, { resources, validateOnly: false }).responses;
  };
  const refused = { errorCode: ErrorCode.INVALID_REQUEST, errorMessage: 'Null value not supported for : interval.ms' };
  expect(change(10_001)).toMatchObject([REFUSED, refused, ...many(10_001, () => REFUSED)]);
  const set = () =>
    harness.connect().ask('ListConfigResources', 1, { resourceTypes: [CLIENT_METRICS] }).configResources;
  expect(set()).toEqual([]);
  expect(change(10_000).slice(1)).toMatchObject([refused, ...many(10_000, () => ({ errorCode: 0 }))]);
  expect(set()).toHaveLength(10_000);
});

test('AlterConfigs has the same limit', () => {
  const resources = many(10_001, (index) => ({
    resourceType: CLIENT_METRICS,
    resourceName: `m${index}`,
    configs: [{ name: 'interval.ms', value: '1000' }],
  }));
  const { responses } = new Harness().connect().ask('AlterConfigs', 2, { resources, validateOnly: true });
  expect(responses).toMatchObject(resources.map(() => REFUSED));
});

test.each([
  { count: 10_000, validateOnly: false, expected: { errorCode: 0 }, set: 10_000 },
  { count: 10_001, validateOnly: false, expected: REFUSED, set: 0 },
  { count: 10_001, validateOnly: true, expected: REFUSED, set: 0 },
])('of $count quotas (validateOnly: $validateOnly) $set are set', ({ count, validateOnly, expected, set }) => {
  const client = new Harness().connect();
  const entities = many(count, (index) => [{ entityType: 'client-id', entityName: `c${index}` }]);
  const ops = [{ key: 'producer_byte_rate', value: 1, remove: false }];
  const entries = entities.map((entity) => ({ entity, ops }));
  expect(client.ask('AlterClientQuotas', 1, { entries, validateOnly }).entries).toMatchObject(
    entities.map((entity) => ({ ...expected, entity })),
  );
  const all = client.ask('DescribeClientQuotas', 1, { components: [], strict: false }).entries ?? [];
  expect(all).toHaveLength(set);
});

test.each([
  { count: 5000, created: 5000 },
  { count: 5001, created: 0 },
])('of $count topics that are asked for and not there $created are created', ({ count, created }) => {
  const harness = new Harness();
  const topics = many(count, (index) => ({ name: `t${index}`, topicId: ZERO_UUID }));
  const operations = { includeClusterAuthorizedOperations: false, includeTopicAuthorizedOperations: false };
  const answer = harness.connect().ask('Metadata', 8, { topics, allowAutoTopicCreation: true, ...operations });
  expect(new Set(answer.topics.map(({ errorCode }) => errorCode))).toEqual(
    new Set([ErrorCode.UNKNOWN_TOPIC_OR_PARTITION]),
  );
  expect([...harness.cluster.view.metadata.topics]).toHaveLength(created);
});
