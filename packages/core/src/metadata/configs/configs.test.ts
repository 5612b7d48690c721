import { describe, expect, test } from 'vitest';
import { featuresOf } from '../../releases/features.ts';
import { Features } from '../features.ts';
import { ConfigResourceType } from '../records.ts';
import { Configs } from './configs.ts';
import { ConfigSource } from './config-source.ts';

function configsWith(statics: Record<string, string> = {}) {
  return new Configs(new Map(Object.entries(statics)), new Features(featuresOf('4.4')));
}

function set(
  configs: Configs,
  resourceType: ConfigResourceType,
  resourceName: string,
  name: string,
  value: string | null,
) {
  configs.replay({ type: 'Config', resourceType, resourceName, name, value });
}

const { TOPIC, BROKER, GROUP, CLIENT_METRICS } = ConfigResourceType;

describe('a topic', () => {
  test('has the defaults of Kafka 4.4 when nothing is set', () => {
    expect(configsWith().topic('orders')).toEqual({
      cleanupPolicy: new Set(['delete']),
      compressionType: 'producer',
      messageDownconversionEnable: true,
      maxMessageBytes: 1_048_588,
      maxDecompressedMessageBytes: 2_147_483_639,
      segmentBytes: 1_073_741_824,
      segmentMs: 604_800_000,
      segmentIndexBytes: 10_485_760,
      minInsyncReplicas: 1,
      messageTimestampType: 'CreateTime',
      messageTimestampBeforeMaxMs: 2 ** 63,
      messageTimestampAfterMaxMs: 3_600_000,
      retentionMs: 604_800_000,
      retentionBytes: -1,
      uncleanLeaderElectionEnable: false,
    });
  });

  test('takes the first of: its own value, that of the broker that has it, that of all brokers, that given at the start, the default', () => {
    const configs = configsWith({ 'message.max.bytes': '4' });
    const limit = (broker?: number) => configs.topic('orders', broker).maxMessageBytes;
    expect([configsWith().topic('orders').maxMessageBytes, limit()]).toEqual([1_048_588, 4]);
    set(configs, BROKER, '', 'message.max.bytes', '3');
    expect(limit()).toBe(3);
    set(configs, BROKER, '1', 'message.max.bytes', '2');
    expect([limit(), limit(1), limit(2)]).toEqual([3, 2, 3]);
    set(configs, TOPIC, 'orders', 'max.message.bytes', '1');
    expect([limit(), limit(1), configs.topic('other', 1).maxMessageBytes]).toEqual([1, 1, 2]);
    set(configs, BROKER, '1', 'message.max.bytes', null);
    expect([limit(1), configs.topic('other', 1).maxMessageBytes]).toEqual([1, 3]);
  });

  test('goes back level by level as values are removed', () => {
    const configs = configsWith({ 'message.max.bytes': '4' });
    const limit = () => configs.topic('orders').maxMessageBytes;
    set(configs, BROKER, '', 'message.max.bytes', '3');
    set(configs, TOPIC, 'orders', 'max.message.bytes', '1');
    expect(limit()).toBe(1);
    set(configs, TOPIC, 'orders', 'max.message.bytes', null);
    expect(limit()).toBe(3);
    set(configs, BROKER, '', 'message.max.bytes', null);
    expect(limit()).toBe(4);
  });

  test('is resolved once until something changes that concerns it', () => {
    const configs = configsWith();
    set(configs, TOPIC, 'orders', 'retention.ms', '1');
    const before = configs.topic('orders');
    set(configs, TOPIC, 'other', 'retention.ms', '2');
    expect(configs.topic('orders')).toBe(before);
    set(configs, TOPIC, 'orders', 'retention.ms', '3');
    expect(configs.topic('orders').retentionMs).toBe(3);
  });

  test('forgets what was set when it is removed', () => {
    const configs = configsWith();
    set(configs, TOPIC, 'orders', 'retention.ms', '1');
    expect(configs.topic('orders').retentionMs).toBe(1);
    configs.removeTopic('orders');
    expect([configs.topic('orders').retentionMs, configs.topicOverrides('orders').size]).toEqual([604_800_000, 0]);
  });

  test.each([
    { statics: { 'log.roll.hours': '2' }, name: 'segment.ms', value: '7200000' },
    { statics: { 'log.roll.hours': '2', 'log.roll.ms': '5' }, name: 'segment.ms', value: '5' },
    { statics: { 'log.roll.jitter.hours': '1' }, name: 'segment.jitter.ms', value: '3600000' },
    { statics: { 'log.retention.hours': '1' }, name: 'retention.ms', value: '3600000' },
    { statics: { 'log.retention.hours': '1', 'log.retention.minutes': '1' }, name: 'retention.ms', value: '60000' },
    { statics: { 'log.retention.ms': '-7' }, name: 'retention.ms', value: '-1' },
    { statics: {}, name: 'flush.ms', value: '9223372036854775807' },
  ])('$name is $value with $statics', ({ statics, name, value }) => {
    expect(configsWith(statics as Record<string, string>).topicValue(name)).toBe(value);
  });

  test('may have segments of less than a mebibyte, for tests', () => {
    const configs = configsWith();
    set(configs, TOPIC, 'orders', 'internal.segment.bytes', '100');
    expect(configs.topic('orders').segmentBytes).toBe(100);
  });

  test('may be neither deleted from nor compacted', () => {
    const configs = configsWith();
    set(configs, TOPIC, 'orders', 'cleanup.policy', '');
    expect(configs.topic('orders').cleanupPolicy).toEqual(new Set());
  });
});

describe('a broker', () => {
  test('gives its configs as what they are', () => {
    const { broker } = configsWith({ 'auto.create.topics.enable': 'FALSE', 'num.partitions': '3' });
    expect(broker.boolean('auto.create.topics.enable')).toBe(false);
    expect(broker.number('num.partitions')).toBe(3);
    expect(broker.list('group.consumer.assignors')).toEqual(['uniform', 'range']);
    expect(broker.string('compression.type')).toBe('producer');
    expect(broker.text('broker.rack')).toBeUndefined();
  });

  test('gives a new value at once', () => {
    const configs = configsWith();
    expect(configs.broker.number('max.connections')).toBe(2_147_483_647);
    set(configs, BROKER, '', 'max.connections', '5');
    expect(configs.broker.number('max.connections')).toBe(5);
  });

  test('has its own value where it is asked by its id', () => {
    const configs = configsWith();
    set(configs, BROKER, '2', 'max.connections', '5');
    expect([1, 2].map((id) => configs.broker.number('max.connections', id))).toEqual([2_147_483_647, 5]);
  });

  test('does not know a config that Kafka has not', () => {
    expect(() => configsWith().broker.number('num.partition')).toThrow('broker config num.partition is missing');
  });

  test.each<{ statics: Record<string, string>; value: string }>([
    { statics: {}, value: '1' },
    { statics: { 'min.insync.replicas': '2' }, value: '2' },
  ])('has min.insync.replicas=$value for all brokers, even when it is removed (KIP-966)', ({ statics, value }) => {
    const configs = configsWith(statics);
    const overrides = () => [...configs.overridesOf(BROKER, '')];
    expect(overrides()).toEqual([['min.insync.replicas', value]]);
    set(configs, BROKER, '', 'min.insync.replicas', '3');
    set(configs, BROKER, '', 'min.insync.replicas', null);
    expect(overrides()).toEqual([['min.insync.replicas', value]]);
  });

  test('shows every place that gives a value, the one that counts first', () => {
    const configs = configsWith({ 'message.max.bytes': '3' });
    set(configs, BROKER, '', 'message.max.bytes', '2');
    set(configs, BROKER, '1', 'message.max.bytes', '1');
    expect(configs.broker.synonyms('message.max.bytes', 1).map(({ value, source }) => [value, source])).toEqual([
      ['1', ConfigSource.DYNAMIC_BROKER],
      ['2', ConfigSource.DYNAMIC_DEFAULT_BROKER],
      ['3', ConfigSource.STATIC_BROKER],
      ['1048588', ConfigSource.DEFAULT],
    ]);
    expect(configs.broker.synonyms('message.max.bytes', 2)).toHaveLength(3);
  });

  test('shows configs that stand in for another only once that one is set', () => {
    expect(configsWith().broker.synonyms('log.retention.ms', 1)).toEqual([]);
    expect(configsWith({ 'log.retention.ms': '5' }).broker.synonyms('log.retention.ms', 1)).toEqual([
      { name: 'log.retention.ms', value: '5', source: ConfigSource.STATIC_BROKER },
      { name: 'log.retention.hours', value: '168', source: ConfigSource.DEFAULT },
    ]);
  });
});

test('everything set at run time is told as the records that would set it', () => {
  const configs = configsWith();
  set(configs, TOPIC, 'orders', 'retention.ms', '1');
  set(configs, GROUP, 'billing', 'consumer.session.timeout.ms', '50000');
  set(configs, CLIENT_METRICS, 'all', 'interval.ms', '1000');
  set(configs, BROKER, '1', 'max.connections', '5');
  const record = (resourceType: ConfigResourceType, resourceName: string, name: string, value: string) =>
    ({ type: 'Config', resourceType, resourceName, name, value }) as const;
  expect([...configs.entries()]).toEqual([
    record(TOPIC, 'orders', 'retention.ms', '1'),
    record(BROKER, '', 'min.insync.replicas', '1'),
    record(BROKER, '1', 'max.connections', '5'),
    record(GROUP, 'billing', 'consumer.session.timeout.ms', '50000'),
    record(CLIENT_METRICS, 'all', 'interval.ms', '1000'),
  ]);
});
