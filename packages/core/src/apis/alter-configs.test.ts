import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, Harness, produceTo } from '../../test/harness.ts';
import type { Metadata } from '../metadata/metadata.ts';

const TOPIC = 2;
const BROKER = 4;
const BROKER_LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;

const SET = 0;
const DELETE = 1;
const APPEND = 2;
const SUBTRACT = 3;

type Operation = readonly [name: string, operation: number, value: string | null];
interface Resource {
  readonly type?: number;
  readonly name?: string;
  readonly operations: readonly Operation[];
}

/** IncrementalAlterConfigs (44). */
function change(harness: Harness, resources: readonly Resource[], { validateOnly = false, version = 1 } = {}) {
  const { responses } = harness.connect().ask('IncrementalAlterConfigs', version, {
    resources: resources.map(({ type = TOPIC, name = 'orders', operations }) => ({
      resourceType: type,
      resourceName: name,
      configs: operations.map(([key, configOperation, value]) => ({ name: key, configOperation, value })),
    })),
    validateOnly,
  });
  return responses.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]);
}

/** AlterConfigs (33). */
function replace(
  harness: Harness,
  values: Record<string, string | null>,
  options: { type?: number; name?: string; version?: number; validateOnly?: boolean } = {},
) {
  const { type = TOPIC, name = 'orders', version = 2, validateOnly = false } = options;
  const configs = Object.entries(values).map(([key, value]) => ({ name: key, value }));
  const { responses } = harness
    .connect()
    .ask('AlterConfigs', version, { resources: [{ resourceType: type, resourceName: name, configs }], validateOnly });
  return responses.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]);
}

function withTopic(configs: Record<string, string> = {}) {
  const harness = new Harness();
  harness.createTopic('orders', 1, configs);
  return harness;
}

/** What is set for the resource, by DescribeConfigs. */
function overrides(harness: Harness, type = TOPIC, name = 'orders') {
  const { results } = harness.connect().ask('DescribeConfigs', 4, {
    resources: [{ resourceType: type, resourceName: name, configurationKeys: null }],
    includeSynonyms: false,
    includeDocumentation: false,
  });
  const own = results[0]?.configs.filter(({ configSource }) => [1, 2, 7, 8].includes(configSource)) ?? [];
  return Object.fromEntries(own.map((config) => [config.name, config.value]));
}

const OK = [[0, null]];

describe('IncrementalAlterConfigs', () => {
  test.each([0, 1])('v%i sets and removes single configs', (version) => {
    const harness = withTopic({ 'retention.ms': '5', 'segment.ms': '6' });
    expect(
      change(
        harness,
        [
          {
            operations: [
              ['retention.ms', DELETE, null],
              ['flush.ms', SET, '7'],
            ],
          },
        ],
        { version },
      ),
    ).toEqual(OK);
    expect(overrides(harness)).toEqual({ 'segment.ms': '6', 'flush.ms': '7' });
  });

  test('acts at once', () => {
    const harness = withTopic();
    const client = harness.connect();
    const produce = () => produceTo(client, 'orders', batchOf(['a value of some length']))?.errorCode;
    expect(produce()).toBe(0);
    change(harness, [{ operations: [['max.message.bytes', SET, '10']] }]);
    expect(produce()).toBe(ErrorCode.MESSAGE_TOO_LARGE);
    change(harness, [{ operations: [['max.message.bytes', DELETE, null]] }]);
    expect(produce()).toBe(0);
  });

  test.each<{ name: string; before?: string; operations: Operation[]; after: string }>([
    {
      name: 'APPEND extends the default',
      operations: [['cleanup.policy', APPEND, 'compact']],
      after: 'delete,compact',
    },
    {
      name: 'APPEND extends what is set',
      before: 'compact',
      operations: [['cleanup.policy', APPEND, 'delete']],
      after: 'compact,delete',
    },
    {
      name: 'APPEND does not repeat',
      before: 'compact',
      operations: [['cleanup.policy', APPEND, 'compact']],
      after: 'compact',
    },
    {
      name: 'SUBTRACT shortens what is set',
      before: 'compact,delete',
      operations: [['cleanup.policy', SUBTRACT, 'delete']],
      after: 'compact',
    },
    { name: 'SUBTRACT may leave nothing', operations: [['cleanup.policy', SUBTRACT, 'delete']], after: '' },
  ])('$name', ({ before, operations, after }) => {
    const harness = withTopic(before === undefined ? {} : { 'cleanup.policy': before });
    expect(change(harness, [{ operations }])).toEqual(OK);
    expect(overrides(harness)).toEqual({ 'cleanup.policy': after });
  });

  test('validateOnly changes nothing', () => {
    const harness = withTopic();
    expect(change(harness, [{ operations: [['retention.ms', SET, '5']] }], { validateOnly: true })).toEqual(OK);
    expect([overrides(harness), [...harness.cluster.view.warnings]]).toEqual([{}, []]);
  });

  test('a resource with one error stays as it was; the others are changed', () => {
    const harness = withTopic();
    harness.createTopic('other');
    const answers = change(harness, [
      {
        operations: [
          ['retention.ms', SET, '5'],
          ['segment.ms', SET, '0'],
        ],
      },
      { name: 'other', operations: [['retention.ms', SET, '5']] },
    ]);
    expect(answers.map(([errorCode]) => errorCode)).toEqual([ErrorCode.INVALID_CONFIG, 0]);
    expect([overrides(harness), overrides(harness, TOPIC, 'other')]).toEqual([{}, { 'retention.ms': '5' }]);
  });

  test('a resource named twice is refused both times', () => {
    const harness = withTopic();
    const resource = { operations: [['retention.ms', SET, '5']] as const };
    expect(change(harness, [resource, resource])).toEqual(
      Array.from({ length: 2 }, () => [ErrorCode.INVALID_REQUEST, 'Each resource must appear at most once.']),
    );
    expect(overrides(harness)).toEqual({});
  });
});

const invalidValue = (value: string, name: string, reason: string) =>
  `Invalid value ${value} for configuration ${name}: ${reason}`;

test.each<Resource & { title: string; error: ErrorCode; message: string | null }>([
  {
    title: 'an unknown config',
    operations: [['retention', SET, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Unknown topic config name: retention',
  },
  {
    title: 'a bad value',
    operations: [['retention.ms', SET, 'x']],
    error: ErrorCode.INVALID_CONFIG,
    message: invalidValue('x', 'retention.ms', 'Not a number of type LONG'),
  },
  {
    title: 'two values that contradict',
    operations: [
      ['min.compaction.lag.ms', SET, '5'],
      ['max.compaction.lag.ms', SET, '4'],
    ],
    error: ErrorCode.INVALID_CONFIG,
    message: 'conflict topic config setting min.compaction.lag.ms (5) > max.compaction.lag.ms (4)',
  },
  {
    title: 'replicas that are none',
    operations: [['leader.replication.throttled.replicas', SET, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: invalidValue(
      '[1]',
      'leader.replication.throttled.replicas',
      "leader.replication.throttled.replicas must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...",
    ),
  },
  {
    title: 'APPEND to what is no list',
    operations: [['retention.ms', APPEND, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: "Can't APPEND to key retention.ms because its type is not LIST.",
  },
  {
    title: 'SUBTRACT from what is not known',
    operations: [['retention', SUBTRACT, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: "Can't SUBTRACT to key retention because its type is not LIST.",
  },
  {
    title: 'a config twice',
    operations: [
      ['retention.ms', SET, '1'],
      ['retention.ms', DELETE, null],
    ],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Error due to duplicate config keys',
  },
  {
    title: 'SET without a value',
    operations: [
      ['retention.ms', SET, null],
      ['flush.ms', APPEND, null],
    ],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Null value not supported for : retention.ms, flush.ms',
  },
  {
    title: 'an unknown operation',
    operations: [['retention.ms', 9, '1']],
    error: ErrorCode.UNKNOWN_SERVER_ERROR,
    message: null,
  },
  {
    title: 'an unknown topic',
    name: 'none',
    operations: [['retention.ms', SET, '1']],
    error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    message: "The topic 'none' does not exist.",
  },
  {
    title: 'all topics at once',
    name: '',
    operations: [['retention.ms', SET, '1']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Default topic resources are not allowed.',
  },
  {
    title: 'an impossible topic',
    name: 'a/b',
    operations: [['retention.ms', SET, '1']],
    error: ErrorCode.INVALID_TOPIC_EXCEPTION,
    message:
      "Topic name is invalid: 'a/b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
  },
  {
    title: 'an unknown type',
    type: 77,
    operations: [],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unknown resource type 77',
  },

  {
    title: 'a read-only broker config',
    type: BROKER,
    name: '1',
    operations: [
      ['num.partitions', SET, '2'],
      ['max.connections', SET, '2'],
    ],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Cannot update these configs dynamically: Set(num.partitions)',
  },
  {
    title: 'a keystore without its listener',
    type: BROKER,
    name: '1',
    operations: [['ssl.keystore.location', SET, 'x']],
    error: ErrorCode.INVALID_REQUEST,
    message:
      'These security configs can be dynamically updated only per-listener using the listener prefix: Set(ssl.keystore.location)',
  },
  {
    title: 'a bad broker value',
    type: BROKER,
    name: '1',
    operations: [['max.connections', SET, '-1']],
    error: ErrorCode.INVALID_REQUEST,
    message: invalidValue('-1', 'max.connections', 'Value must be at least 0'),
  },
  {
    title: 'listeners of all brokers',
    type: BROKER,
    name: '',
    operations: [['sasl.jaas.config', SET, 'x']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Cannot update these configs at default cluster level, broker id must be specified: Set(sasl.jaas.config)',
  },
  {
    title: 'APPEND to a broker config that is no list',
    type: BROKER,
    name: '1',
    operations: [['max.connections', APPEND, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Config value append is not allowed for config key: max.connections',
  },
  {
    title: 'an unknown operation on a broker',
    type: BROKER,
    name: '1',
    operations: [['max.connections', 9, '1']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unknown operations type 9',
  },
  {
    title: 'another broker',
    type: BROKER,
    name: '2',
    operations: [['max.connections', SET, '1']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unexpected broker id, expected 1, but received 2',
  },
  {
    title: 'a broker without a number',
    type: BROKER,
    name: 'abc',
    operations: [['max.connections', SET, '1']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Node id must be an integer, but it is: abc',
  },
  {
    title: 'min.insync.replicas of one broker',
    type: BROKER,
    name: '1',
    operations: [['min.insync.replicas', SET, '2']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.',
  },
  {
    title: 'no min.insync.replicas',
    type: BROKER,
    name: '',
    operations: [['min.insync.replicas', DELETE, null]],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
  },
  {
    title: 'a logger',
    type: BROKER_LOGGER,
    name: '1',
    operations: [['kafka', SET, 'DEBUG']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Logger kafka does not exist!',
  },

  {
    title: 'an unknown group config',
    type: GROUP,
    name: 'billing',
    operations: [['session.timeout.ms', SET, '1']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Unknown group config name: session.timeout.ms',
  },
  {
    title: "a group value below the broker's minimum",
    type: GROUP,
    name: 'billing',
    operations: [['consumer.session.timeout.ms', SET, '44999']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms',
  },
  {
    title: "a group value above the broker's maximum",
    type: GROUP,
    name: 'billing',
    operations: [['share.heartbeat.interval.ms', SET, '15001']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'share.heartbeat.interval.ms must be less than or equal to group.share.max.heartbeat.interval.ms',
  },
  {
    title: 'all groups at once',
    type: GROUP,
    name: '',
    operations: [['consumer.session.timeout.ms', SET, '50000']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Default group resources are not allowed.',
  },
  {
    title: 'an unknown client-metrics config',
    type: CLIENT_METRICS,
    name: 'all',
    operations: [['interval', SET, '1000']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Unknown client metrics configuration: interval',
  },
  {
    title: 'an interval below 100 ms',
    type: CLIENT_METRICS,
    name: 'all',
    operations: [['interval.ms', SET, '99']],
    error: ErrorCode.INVALID_REQUEST,
    message: 'Invalid value 99 for interval.ms, interval must be between 100 and 3600000 (1 hour)',
  },
  {
    title: 'an interval without a number',
    type: CLIENT_METRICS,
    name: 'all',
    operations: [['interval.ms', SET, 'x']],
    error: ErrorCode.INVALID_CONFIG,
    message: invalidValue('x', 'interval.ms', 'Not a number of type INT'),
  },
  {
    title: 'a bad match',
    type: CLIENT_METRICS,
    name: 'all',
    operations: [['match', SET, 'client_id=a,name=b']],
    error: ErrorCode.INVALID_CONFIG,
    message: 'Illegal client matching pattern: name=b',
  },
  {
    title: 'no subscription',
    type: CLIENT_METRICS,
    name: '',
    operations: [['interval.ms', SET, '1000']],
    error: ErrorCode.INVALID_REQUEST,
    message: "Subscription name can't be empty",
  },
])('$title is refused', ({ error, message, ...resource }) => {
  const harness = withTopic();
  expect(change(harness, [resource])).toEqual([[error, message]]);
  expect([...harness.cluster.view.warnings]).toEqual([]);
});

describe('a session timeout of a group', () => {
  test('must be longer than its heartbeat interval', () => {
    const configs = {
      'group.consumer.min.session.timeout.ms': '1000',
      'group.consumer.max.heartbeat.interval.ms': '60000',
    };
    const harness = new Harness({ configs });
    const operations: Operation[] = [
      ['consumer.session.timeout.ms', SET, '6000'],
      ['consumer.heartbeat.interval.ms', SET, '6000'],
    ];
    const message = 'consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms';
    expect(change(harness, [{ type: GROUP, name: 'billing', operations }])).toEqual([
      [ErrorCode.INVALID_CONFIG, message],
    ]);
  });
});

describe('brokers', () => {
  test('are configured one by one and all together', () => {
    const harness = new Harness();
    expect(change(harness, [{ type: BROKER, name: '1', operations: [['max.connections', SET, '5']] }])).toEqual(OK);
    expect(
      change(harness, [
        {
          type: BROKER,
          name: '',
          operations: [
            ['max.connections.per.ip', SET, '4'],
            ['min.insync.replicas', SET, '2'],
          ],
        },
      ]),
    ).toEqual(OK);
    expect(overrides(harness, BROKER, '1')).toEqual({ 'max.connections': '5' });
    const { configs } = harness.cluster.view;
    expect([
      configs.broker.number('max.connections', 1),
      configs.broker.number('max.connections.per.ip', 1),
      configs.topic('x', 1).minInsyncReplicas,
    ]).toEqual([5, 4, 2]);
  });

  test('may lose a read-only config that was never set', () => {
    expect(
      change(new Harness(), [{ type: BROKER, name: '1', operations: [['num.partitions', DELETE, null]] }]),
    ).toEqual(OK);
  });

  test('keep what Kafka does not know, with a warning', () => {
    const harness = new Harness();
    expect(change(harness, [{ type: BROKER, name: '1', operations: [['made.up', SET, 'x']] }])).toEqual(OK);
    expect([...harness.cluster.view.warnings]).toEqual([
      'broker 1: made.up is stored, but it is no config that Kafka knows',
    ]);
  });
});

describe('AlterConfigs', () => {
  test.each([0, 1, 2])('v%i sets what is given and removes all else', (version) => {
    const harness = withTopic({ 'retention.ms': '5', 'segment.ms': '6' });
    expect(replace(harness, { 'segment.ms': '7', 'flush.ms': '8' }, { version })).toEqual(OK);
    expect(overrides(harness)).toEqual({ 'segment.ms': '7', 'flush.ms': '8' });
  });

  test('validateOnly changes nothing', () => {
    const harness = withTopic({ 'retention.ms': '5' });
    expect(replace(harness, {}, { validateOnly: true })).toEqual(OK);
    expect(overrides(harness)).toEqual({ 'retention.ms': '5' });
  });

  test.each([
    {
      title: 'an unknown config',
      values: { retention: '1' },
      error: ErrorCode.INVALID_CONFIG,
      message: 'Unknown topic config name: retention',
    },
    {
      title: 'a null value',
      values: { 'retention.ms': null },
      error: ErrorCode.INVALID_REQUEST,
      message: 'Null value not supported for : retention.ms',
    },
    {
      title: 'an unknown topic',
      name: 'none',
      values: {},
      error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      message: "The topic 'none' does not exist.",
    },
    {
      title: 'a logger',
      type: BROKER_LOGGER,
      name: '1',
      values: {},
      error: ErrorCode.INVALID_REQUEST,
      message: 'Unknown resource type 8',
    },
    {
      title: 'a read-only broker config',
      type: BROKER,
      name: '1',
      values: { 'num.partitions': '2' },
      error: ErrorCode.INVALID_REQUEST,
      message: 'Cannot update these configs dynamically: Set(num.partitions)',
    },
    {
      title: 'all brokers without min.insync.replicas',
      type: BROKER,
      name: '',
      values: {},
      error: ErrorCode.INVALID_CONFIG,
      message: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
    },
  ])('$title is refused', ({ values, error, message, ...options }) => {
    const harness = withTopic({ 'segment.ms': '6' });
    expect(replace(harness, values as Record<string, string | null>, options)).toEqual([[error, message]]);
    expect(overrides(harness)).toEqual({ 'segment.ms': '6' });
  });

  test('replaces the configs of a broker', () => {
    const harness = new Harness();
    replace(harness, { 'max.connections': '5' }, { type: BROKER, name: '1' });
    expect(replace(harness, { 'max.connections.per.ip': '4' }, { type: BROKER, name: '1' })).toEqual(OK);
    expect(overrides(harness, BROKER, '1')).toEqual({ 'max.connections.per.ip': '4' });
  });
});

test('a config without effect here is told by name, however it is set', () => {
  const harness = withTopic();
  change(harness, [
    {
      operations: [
        ['retention.bytes', SET, '5'],
        ['max.message.bytes', SET, '5'],
      ],
    },
  ]);
  replace(harness, { 'retention.ms': '5' });
  expect([...harness.cluster.view.warnings]).toEqual([
    'topic "orders": retention.bytes=5 is stored and shown, but Testka does not delete old records yet',
    'topic "orders": retention.ms=5 is stored and shown, but Testka does not delete old records yet',
  ]);
});

test('a value as long as the metadata log takes is taken', () => {
  const value = `${'1:1,'.repeat(8191)}1:1`;
  const operations: Operation[] = [['leader.replication.throttled.replicas', SET, value]];
  expect(change(withTopic(), [{ operations }])).toEqual(OK);
});

test.each(['*', '0:1,1:2', ''])('replicas may be "%s"', (value) => {
  const operations: Operation[] = [['leader.replication.throttled.replicas', SET, value]];
  expect(change(withTopic(), [{ operations }])).toEqual(OK);
});

test.each<{ name: string; type: number; resource: string; operations: Operation[]; records: number }>([
  { name: 'a topic as it is', type: TOPIC, resource: 'orders', operations: [['segment.ms', SET, '6']], records: 0 },
  { name: 'a topic', type: TOPIC, resource: 'orders', operations: [['segment.ms', SET, '7']], records: 1 },
  {
    name: 'a topic without the config',
    type: TOPIC,
    resource: 'orders',
    operations: [['flush.ms', DELETE, null]],
    records: 0,
  },
  {
    name: 'a broker, even as it is',
    type: BROKER,
    resource: '',
    operations: [['message.max.bytes', SET, '1048588']],
    records: 1,
  },
  {
    name: 'who is eligible to lead with it',
    type: BROKER,
    resource: '',
    operations: [['min.insync.replicas', SET, '1']],
    records: 2,
  },
])('changing $name writes $records records', ({ type, resource, operations, records }) => {
  const harness = withTopic({ 'segment.ms': '6' });
  const log = (harness.cluster.view.metadata as Metadata).records;
  const before = log.length;
  expect(change(harness, [{ type, name: resource, operations }])).toEqual(OK);
  expect(log.length - before).toBe(records);
});

test('a value that no string of the protocol can hold closes the connection', () => {
  const client = withTopic().connect();
  const value = Buffer.alloc(32_768, '1');
  // A header, and of one topic one config to set, whose value has a length of 32,768.
  const before = Buffer.from(
    '002c000100000001000474657374000202076f7264657273020d726574656e74696f6e2e6d7300818002',
    'hex',
  );
  const after = Buffer.from('0000000000', 'hex');
  client.sendRaw(Buffer.concat([before, value, after]));
  expect(client.closed).toBe('the request cannot be read: a string is 32768 bytes long');
});

test('a value that grows longer than the metadata log takes is refused', () => {
  const harness = withTopic();
  const replicas = (from: number) => Array.from({ length: 3000 }, (_, index) => `${from + index}:1`).join(',');
  const extend = (from: number) =>
    change(harness, [{ operations: [['leader.replication.throttled.replicas', APPEND, replicas(from)]] }]);
  expect(extend(10_000)).toEqual(OK);
  const message = 'The configuration value cannot be added because it exceeds the maximum value size of 32767 bytes.';
  expect(extend(20_000)).toEqual([[ErrorCode.INVALID_CONFIG, message]]);
});
