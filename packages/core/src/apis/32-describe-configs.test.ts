import { readFileSync } from 'node:fs';
import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

const TOPIC = 2;
const BROKER = 4;
const BROKER_LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;

function ask(
  harness: Harness,
  type: number,
  name: string,
  options: { keys?: string[]; version?: number; synonyms?: boolean; documentation?: boolean; broker?: number } = {},
) {
  const { keys = null, version = 4, synonyms = true, documentation = false, broker = 1 } = options;
  const { results } = harness.connect('test', broker).ask('DescribeConfigs', version, {
    resources: [{ resourceType: type, resourceName: name, configurationKeys: keys }],
    includeSynonyms: synonyms,
    includeDocumentation: documentation,
  });
  const [result] = results;
  if (result === undefined) throw new Error('there is no result');
  return result;
}

function alter(harness: Harness, resourceType: number, resourceName: string, name: string, value: string) {
  const { responses } = harness.connect().ask('IncrementalAlterConfigs', 1, {
    resources: [{ resourceType, resourceName, configs: [{ name, configOperation: 0, value }] }],
    validateOnly: false,
  });
  expect(responses).toMatchObject([{ errorCode: 0 }]);
}

test('a broker that is asked for a thousand times is described until that would take too long', () => {
  const resources = Array.from({ length: 1000 }, () => ({
    resourceType: BROKER,
    resourceName: '1',
    configurationKeys: ['broker.id'],
  }));
  const { results } = new Harness()
    .connect()
    .ask('DescribeConfigs', 4, { resources, includeSynonyms: true, includeDocumentation: false });
  const described = results.filter(({ errorCode }) => errorCode === ErrorCode.NONE);
  expect(described.length).toBeGreaterThan(100);
  expect(new Set(described.map(({ configs }) => configs[0]?.value))).toEqual(new Set(['1']));
  expect(new Set(results.slice(described.length).map(({ errorCode }) => errorCode))).toEqual(
    new Set([ErrorCode.INVALID_REQUEST]),
  );
});

interface RecordedConfig {
  readonly Name: string;
  readonly Value: string | null;
  readonly ReadOnly: boolean;
  readonly ConfigSource: number;
  readonly IsSensitive: boolean;
  readonly Synonyms: readonly { readonly Name: string; readonly Value: string | null; readonly Source: number }[];
  readonly ConfigType: number;
}

/** What Kafka 4.4.0 answered: a line for each config. */
function recorded(kind: string) {
  const file = new URL(`../metadata/configs/fixtures/describe-configs-${kind}.jsonl`, import.meta.url);
  const configs = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedConfig);
  return configs.map(({ Name, Value, ReadOnly, ConfigSource, IsSensitive, Synonyms, ConfigType }) => ({
    name: Name,
    value: Value,
    readOnly: ReadOnly,
    isDefault: false,
    configSource: ConfigSource,
    isSensitive: IsSensitive,
    synonyms: Synonyms.map(({ Name: name, Value: value, Source: source }) => ({ name, value, source })),
    configType: ConfigType,
    documentation: null,
  }));
}

test.each([
  [TOPIC, 'orders', 'retention.ms', 'See https://kafka.apache.org/documentation/#topicconfigs_retention.ms'],
  [BROKER, '1', 'log.dirs', 'See https://kafka.apache.org/documentation/#brokerconfigs_log.dirs'],
  [BROKER, '', 'log.dirs', undefined],
  [
    GROUP,
    'g',
    'share.isolation.level',
    'See https://kafka.apache.org/documentation/#groupconfigs_share.isolation.level',
  ],
  [CLIENT_METRICS, 'm', 'interval.ms', 'See KIP-714'],
  [BROKER_LOGGER, '1', 'root', ''],
])('who wants the documentation is told where it is: %s %s', (type, name, config, expected) => {
  const harness = new Harness();
  harness.createTopic('orders');
  const documentationOf = (options: { version?: number; documentation?: boolean }): unknown =>
    ask(harness, type, name, { keys: [config], ...options }).configs[0]?.documentation;
  expect(documentationOf({ documentation: true })).toBe(expected);
  expect(documentationOf({ documentation: false })).toBe(expected === undefined || expected === '' ? expected : null);
  expect(documentationOf({ documentation: true, version: 2 })).toBe(expected === undefined ? expected : '');
});

const STOCK = { 'group.initial.rebalance.delay.ms': '3000', 'offsets.topic.num.partitions': '50' };

describe('the answer of Kafka 4.4.0', () => {
  test('is ours for a topic as it was created', () => {
    const harness = new Harness({ configs: STOCK });
    harness.createTopic('orders');
    expect(ask(harness, TOPIC, 'orders')).toEqual({
      errorCode: 0,
      errorMessage: '',
      resourceType: TOPIC,
      resourceName: 'orders',
      configs: recorded('topic'),
    });
  });

  test('is ours for a group', () => expect(ask(new Harness(), GROUP, 'some-group').configs).toEqual(recorded('group')));

  test('is ours for a client-metrics subscription', () => {
    expect(ask(new Harness(), CLIENT_METRICS, 'm').configs).toEqual(recorded('client-metrics'));
  });

  test('is ours for a broker with the same server.properties, but for its listeners', () => {
    const statics = recorded('broker').filter(({ configSource }) => configSource === 4);
    const harness = new Harness({ configs: Object.fromEntries(statics.map(({ name, value }) => [name, value ?? ''])) });
    const others = ({ name }: { name: string }) => !['listeners', 'advertised.listeners'].includes(name);
    expect(ask(harness, BROKER, '1').configs.filter(others)).toEqual(recorded('broker').filter(others));
  });
});

test('a broker shows what it is', () => {
  const harness = new Harness({ brokers: [{ id: 7, rack: 'a' }] });
  const keys = ['listeners', 'node.id', 'broker.rack', 'advertised.listeners'];
  const { configs } = ask(harness, BROKER, '7', { keys, broker: 7 });
  expect(configs.map(({ name, value, configSource }) => [name, value, configSource])).toEqual([
    ['advertised.listeners', 'PLAINTEXT://127.0.0.1:9007', 4],
    ['broker.rack', 'a', 4],
    ['listeners', 'PLAINTEXT://127.0.0.1:9007', 4],
    ['node.id', '7', 4],
  ]);
});

test.each([1, 2, 3, 4])('v%i is answered; types from v3 on, synonyms when asked for', (version) => {
  const { configs } = ask(new Harness({ configs: STOCK }), BROKER, '1', {
    version,
    synonyms: false,
    keys: ['num.partitions'],
  });
  expect(configs).toEqual([
    {
      name: 'num.partitions',
      value: '1',
      readOnly: true,
      isDefault: false,
      configSource: 5,
      isSensitive: false,
      synonyms: [],
      configType: version < 3 ? 0 : 3,
      documentation: version < 3 ? '' : null,
    },
  ]);
});

test.each<{ name: string; keys: string[]; count: number }>([
  { name: 'names that are known', keys: ['retention.ms', 'cleanup.policy'], count: 2 },
  { name: 'names that are not are left out', keys: ['retention.ms', 'retention'], count: 1 },
  { name: 'no names are all', keys: [], count: 37 },
])('$name', ({ keys, count }) => {
  const harness = new Harness();
  harness.createTopic('orders');
  expect(ask(harness, TOPIC, 'orders', { keys }).configs).toHaveLength(count);
});

test('a value set for the topic comes first, as Kafka has read it', () => {
  const harness = new Harness({ configs: { 'message.max.bytes': '4' } });
  harness.createTopic('orders', 1, { 'max.message.bytes': ' +3 ' });
  alter(harness, BROKER, '', 'message.max.bytes', '2');
  alter(harness, BROKER, '1', 'message.max.bytes', '1');
  const shown = () => ask(harness, TOPIC, 'orders', { keys: ['max.message.bytes'] }).configs[0];
  expect(shown()).toMatchObject({ value: '3', configSource: 1 });
  expect(shown()?.synonyms).toEqual([
    { name: 'max.message.bytes', value: '3', source: 1 },
    { name: 'message.max.bytes', value: '1', source: 2 },
    { name: 'message.max.bytes', value: '2', source: 3 },
    { name: 'message.max.bytes', value: '4', source: 4 },
    { name: 'message.max.bytes', value: '1048588', source: 5 },
  ]);
});

test('an internal config is shown only where it is set', () => {
  const harness = new Harness();
  harness.createTopic('orders', 1, { 'internal.segment.bytes': '100' });
  const { configs } = ask(harness, TOPIC, 'orders');
  expect(configs).toHaveLength(38);
  expect(configs.find(({ name }) => name === 'internal.segment.bytes')).toMatchObject({
    value: '100',
    configSource: 1,
  });
});

test('the broker named "" has what is set for all brokers', () => {
  const harness = new Harness();
  alter(harness, BROKER, '', 'max.connections', '5');
  alter(harness, BROKER, '1', 'max.connections', '4');
  expect(ask(harness, BROKER, '').configs.map(({ name, value, synonyms }) => ({ name, value, synonyms }))).toEqual([
    { name: 'max.connections', value: '5', synonyms: [{ name: 'max.connections', value: '5', source: 3 }] },
    { name: 'min.insync.replicas', value: '1', synonyms: [{ name: 'min.insync.replicas', value: '1', source: 3 }] },
  ]);
});

test('what Kafka does not know may be a secret', () => {
  const harness = new Harness();
  alter(harness, BROKER, '1', 'made.up', 'x');
  expect(ask(harness, BROKER, '1', { keys: ['made.up'] }).configs).toMatchObject([
    { name: 'made.up', value: null, isSensitive: true, configType: 0, configSource: 2 },
  ]);
});

test.each([
  { type: GROUP, name: 'billing', key: 'consumer.session.timeout.ms', value: '50000', source: 8, synonyms: 2 },
  { type: CLIENT_METRICS, name: 'all', key: 'interval.ms', value: '1000', source: 7, synonyms: 1 },
])('a value of $key comes from source $source', ({ type, name, key, value, source, synonyms }) => {
  const harness = new Harness();
  alter(harness, type, name, key, value);
  const [config] = ask(harness, type, name, { keys: [key] }).configs;
  expect([config?.value, config?.configSource, config?.synonyms.length]).toEqual([value, source, synonyms]);
});

test.each([
  { type: TOPIC, name: 'none', error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: '' },
  {
    type: TOPIC,
    name: 'a/b',
    error: ErrorCode.INVALID_TOPIC_EXCEPTION,
    message:
      "Topic name is invalid: 'a/b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
  },
  {
    type: BROKER,
    name: '2',
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unexpected broker id, expected 1 or empty string, but received 2',
  },
  {
    type: BROKER,
    name: 'abc',
    error: ErrorCode.INVALID_REQUEST,
    message: 'Broker id must be an integer, but it is: abc',
  },
  {
    type: BROKER_LOGGER,
    name: '2',
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unexpected broker id, expected 1 but received 2',
  },
  { type: BROKER_LOGGER, name: '', error: ErrorCode.INVALID_REQUEST, message: 'Broker id must not be empty' },
  { type: GROUP, name: '', error: ErrorCode.INVALID_REQUEST, message: 'Group name must not be empty' },
  {
    type: CLIENT_METRICS,
    name: '',
    error: ErrorCode.INVALID_REQUEST,
    message: 'Client metrics subscription name must not be empty',
  },
  { type: 77, name: 'x', error: ErrorCode.INVALID_REQUEST, message: 'Unexpected resource type UNKNOWN for resource x' },
])('type $type named "$name" is answered with $error', ({ type, name, error, message }) => {
  expect(ask(new Harness(), type, name)).toEqual({
    errorCode: error,
    errorMessage: message,
    resourceType: type,
    resourceName: name,
    configs: [],
  });
});

test('a broker has the root logger, whose level is kept until it ends', () => {
  const harness = new Harness();
  const client = harness.connect();
  const level = () => {
    const { configs } = ask(harness, BROKER_LOGGER, '1') ?? { configs: [] };
    return configs.map(({ name, value, configSource }) => [name, value, configSource]);
  };
  expect(level()).toEqual([['root', 'INFO', 6]]);
  client.ask('IncrementalAlterConfigs', 1, {
    resources: [
      {
        resourceType: BROKER_LOGGER,
        resourceName: '1',
        configs: [{ name: 'root', configOperation: 0, value: 'DEBUG' }],
      },
    ],
    validateOnly: false,
  });
  expect(level()).toEqual([['root', 'DEBUG', 6]]);
  expect([...harness.cluster.view.warnings]).toEqual([
    'broker 1: the level DEBUG of logger root is kept and shown, but Testka has no logs',
  ]);
  harness.apply({ kind: 'admin', command: { type: 'stop-broker', broker: 1, election: true } });
  harness.apply({ kind: 'admin', command: { type: 'start-broker', broker: 1 } });
  expect(level()).toEqual([['root', 'INFO', 6]]);
});
