import { ErrorCode } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';
import { ConfigOperation } from '../metadata/configs/config-operation.ts';
import { ConfigResourceType } from '../metadata/records.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

const { BROKER, GROUP, CLIENT_METRICS } = ConfigResourceType;

function set(harness: Harness, name: string, configs: Pairs, resourceType: ConfigResourceType = BROKER): ErrorCode {
  const request = {
    resources: [
      {
        resourceType,
        resourceName: name,
        configs: configs.map(([key, value]) => ({ name: key, value, configOperation: ConfigOperation.SET })),
      },
    ],
    validateOnly: false,
  };
  const { responses } = harness.connect().ask('IncrementalAlterConfigs', 1, request);
  return (responses[0]?.errorCode ?? -1) as ErrorCode;
}

function described(harness: Harness, resourceType: ConfigResourceType, resourceName: string, name: string): unknown {
  const request = {
    resources: [{ resourceType, resourceName, configurationKeys: [name] }],
    includeSynonyms: true,
    includeDocumentation: false,
  };
  const [config] = harness.connect().ask('DescribeConfigs', 4, request).results[0]?.configs ?? [];
  const synonyms = config?.synonyms.map((synonym) => `${synonym.name}=${synonym.value} (${synonym.source})`);
  return config === undefined
    ? undefined
    : [config.value, config.configType, config.isSensitive, config.readOnly, synonyms];
}

// As Kafka 4.4 answered.
describe.each(['1', ''])('of broker "%s"', (broker) => {
  test.each<[Pairs]>([
    [[['max.connections', '0']]],
    [[['max.connection.creation.rate', '0']]],
    [[['listener.name.plaintext.max.connections', '0']]],
    [[['listener.name.plaintext.message.max.bytes', 'x']]],
    [[['listener.name.plaintext.principal.builder.class', 'x']]],
    [[['max.connections.per.ip', '0']]],
    [[['max.connections.per.ip.overrides', 'a:b']]],
    [[['max.connections.per.ip.overrides', '[::1]:500']]],
    [[['log.cleaner.dedupe.buffer.size', '1048576']]],
    [
      [
        ['log.cleaner.dedupe.buffer.size', '2097153'],
        ['log.cleaner.threads', '2'],
      ],
    ],
    [[['leader.replication.throttled.rate', '-1']]],
    [[['log.local.retention.ms', '604800001']]],
    [[['log.local.retention.ms', '-1']]],
    [
      [
        ['log.local.retention.bytes', '20'],
        ['log.retention.bytes', '10'],
      ],
    ],
  ])('%j is refused', (configs) => {
    expect(set(new Harness(), broker, configs)).toBe(ErrorCode.INVALID_REQUEST);
  });

  test.each<[Pairs]>([
    [[['listener.name.plaintext.max.connections', '50']]],
    [[['listener.name.nope.max.connections', '0']]],
    [
      [
        ['max.connections.per.ip', '0'],
        ['max.connections.per.ip.overrides', '127.0.0.1:1000,::1:5,'],
      ],
    ],
    [
      [
        ['log.cleaner.dedupe.buffer.size', '2097154'],
        ['log.cleaner.threads', '2'],
      ],
    ],
    [[['leader.replication.throttled.rate', '0']]],
    [[['log.local.retention.ms', '604800000']]],
    [
      [
        ['log.local.retention.ms', '-1'],
        ['log.retention.ms', '-7'],
      ],
    ],
    [[['log.local.retention.bytes', '-1']]],
  ])('%j is taken', (configs) => {
    expect(set(new Harness(), broker, configs)).toBe(ErrorCode.NONE);
  });
});

test.each([
  ['listeners', 'PLAINTEXT://:1', ErrorCode.INVALID_REQUEST],
  ['listeners', 'x', ErrorCode.INVALID_REQUEST],
  ['listeners', 'PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2', ErrorCode.NONE],
  ['listener.security.protocol.map', 'X:PLAINTEXT', ErrorCode.INVALID_REQUEST],
  ['listener.security.protocol.map', 'PLAINTEXT:PLAINTEXT', ErrorCode.INVALID_REQUEST],
  ['listener.security.protocol.map', 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,X:nope', ErrorCode.INVALID_REQUEST],
  ['listener.security.protocol.map', 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT', ErrorCode.NONE],
  ['principal.builder.class', 'x', ErrorCode.INVALID_REQUEST],
])('%s=%s of one broker: %i', (name, value, errorCode) => {
  expect(set(new Harness(), '1', [[name, value]])).toBe(errorCode);
});

test('what is set for "01" is not looked at by broker 1, and checked as if it had nothing else', () => {
  const harness = new Harness();
  expect(set(harness, '01', [['message.max.bytes', '5000']])).toBe(ErrorCode.NONE);
  expect(harness.cluster.view.configs.broker.number('message.max.bytes', 1)).toBe(1_048_588);
  expect(set(harness, '1', [['log.cleaner.threads', '2']])).toBe(ErrorCode.NONE);
  expect(set(harness, '', [['log.cleaner.threads', '50']])).toBe(ErrorCode.NONE);
  expect(set(harness, '01', [['message.max.bytes', '99']])).toBe(ErrorCode.INVALID_REQUEST);
});

test.each([
  ['follower.replication.throttled.rate', '100', ['100', 5, false, false]],
  ['listener.name.plaintext.max.connections', '50', ['50', 3, false, true]],
  ['made.up', 'x', [null, 0, true, true]],
])('%s is shown with what is set for all brokers', (name, value, shown) => {
  const harness = new Harness();
  for (const broker of ['1', '']) set(harness, broker, [[name, value]]);
  const [text] = shown;
  const ofBase = name.startsWith('listener') ? ['max.connections=2147483647 (5)'] : [];
  expect(described(harness, BROKER, '1', name)).toEqual([
    ...shown,
    [`${name}=${text} (2)`, `${name}=${text} (3)`, ...ofBase],
  ]);
});

test.each([
  ['share.auto.offset.reset', 'none'],
  ['share.record.lock.duration.ms', '14999'],
  ['share.delivery.count.limit', '11'],
  ['share.partition.max.record.locks', '4001'],
  ['streams.num.standby.replicas', '3'],
  ['streams.assignor.name', 'nope'],
  ['streams.rack.aware.assignment.tags', 'a,a'],
  ['errors.deadletterqueue.topic.name', '__x'],
])('%s=%s of a group is refused', (name, value) => {
  expect(set(new Harness(), 'g', [[name, value]], GROUP)).toBe(ErrorCode.INVALID_CONFIG);
});

test('a subscription matches by regular expressions, and says what is set for it', () => {
  const harness = new Harness();
  expect(set(harness, 'm', [['match', 'client_id=[a-z']], CLIENT_METRICS)).toBe(ErrorCode.INVALID_CONFIG);
  expect(set(harness, 'm', [['interval.ms', '100']], CLIENT_METRICS)).toBe(ErrorCode.NONE);
  expect(described(harness, CLIENT_METRICS, 'm', 'interval.ms')).toEqual([
    '100',
    3,
    false,
    false,
    ['interval.ms=100 (7)'],
  ]);
});

test('a number that is set for all brokers is shown as it was written', () => {
  const harness = new Harness();
  set(harness, '', [['log.cleaner.io.max.bytes.per.second', '1e7']]);
  const name = 'log.cleaner.io.max.bytes.per.second';
  expect(described(harness, BROKER, '', name)).toEqual(['1e7', 6, false, false, [`${name}=1e7 (3)`]]);
});
