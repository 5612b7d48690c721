import { expect, test } from 'vitest';
import { ConfigResourceType } from '../records.ts';
import { acts, inertConfigWarning } from './acted-upon.ts';
import { brokerConfigDef, topicConfigKey } from './known-configs.ts';

const { TOPIC, BROKER, GROUP, CLIENT_METRICS } = ConfigResourceType;

test.each([
  {
    type: TOPIC,
    resource: 'orders',
    name: 'retention.ms',
    value: '1000',
    says: 'topic "orders": retention.ms=1000 is stored and shown, but Testka does not delete old records yet',
  },
  { type: TOPIC, resource: 'orders', name: 'retention.ms', value: ' 604800000', says: undefined },
  { type: TOPIC, resource: 'orders', name: 'max.message.bytes', value: '1', says: undefined },
  {
    type: TOPIC,
    resource: 'orders',
    name: 'cleanup.policy',
    value: 'compact',
    says: 'topic "orders": cleanup.policy=compact is stored and shown and records without a key are refused, but Testka does not compact yet',
  },
  { type: TOPIC, resource: 'orders', name: 'cleanup.policy', value: '', says: undefined },
  { type: TOPIC, resource: 'orders', name: 'internal.segment.bytes', value: '100', says: undefined },
  {
    type: TOPIC,
    resource: 'orders',
    name: 'max.compaction.lag.ms',
    value: '1',
    says: 'topic "orders": max.compaction.lag.ms=1 is stored and shown, but Testka does not compact yet',
  },
  {
    type: TOPIC,
    resource: 'orders',
    name: 'local.retention.ms',
    value: '1',
    says: 'topic "orders": local.retention.ms=1 is stored and shown, but Testka has no tiered storage',
  },
  {
    type: BROKER,
    resource: '1',
    name: 'num.io.threads',
    value: '4',
    says: 'broker 1: num.io.threads=4 is stored and shown, but it has no effect in Testka yet',
  },
  { type: BROKER, resource: '', name: 'message.max.bytes', value: '4', says: undefined },
  {
    type: BROKER,
    resource: '1',
    name: 'ssl.key.password',
    value: 'secret',
    says: 'broker 1: ssl.key.password is stored and shown, but it has no effect in Testka yet',
  },
  {
    type: BROKER,
    resource: '1',
    name: 'made.up',
    value: '4',
    says: 'broker 1: made.up is stored, but it is no config that Kafka knows',
  },
  {
    type: GROUP,
    resource: 'billing',
    name: 'consumer.session.timeout.ms',
    value: '50000',
    says: 'group "billing": consumer.session.timeout.ms=50000 is stored and shown, but Testka speaks only the classic group protocol yet',
  },
  {
    type: CLIENT_METRICS,
    resource: 'all',
    name: 'interval.ms',
    value: '1000',
    says: 'client metrics "all": interval.ms=1000 is stored and shown, but it has no effect in Testka yet',
  },
])('$name=$value: $says', ({ type, resource, name, value, says }) => {
  expect(inertConfigWarning({ type, name: resource }, name, value)).toBe(says);
});

test('what acts is known to Kafka', () => {
  const acting = [...brokerConfigDef().names()].filter((name) => acts(BROKER, name));
  expect(acting).toHaveLength(55);
  expect(acts(BROKER, 'num.partitions')).toBe(true);
  expect(acts(TOPIC, 'num.partitions')).toBe(false);
  expect(topicConfigKey('cleanup.policy')).toBeDefined();
});

test.each([
  {
    release: '3.9',
    name: 'offsets.commit.required.acks',
    value: '1',
    says: 'all brokers: offsets.commit.required.acks=1 is stored and shown, but it has no effect in Testka yet',
  },
  {
    release: '3.9',
    name: 'leader.imbalance.per.broker.percentage',
    value: '20',
    says: 'all brokers: leader.imbalance.per.broker.percentage=20 is stored and shown, but Kafka does not look at it in KRaft mode either',
  },
  {
    release: '4.0',
    name: 'offsets.commit.required.acks',
    value: '1',
    says: 'all brokers: offsets.commit.required.acks is stored, but it is no config that Kafka knows',
  },
  { release: '4.0', name: 'num.recovery.threads.per.data.dir', value: '2', says: undefined },
  {
    release: '3.9',
    name: 'num.recovery.threads.per.data.dir',
    value: '2',
    says: 'all brokers: num.recovery.threads.per.data.dir=2 is stored and shown, but it has no effect in Testka yet',
  },
] as const)('$name=$value under $release', ({ release, name, value, says }) => {
  expect(inertConfigWarning({ type: BROKER, name: '' }, name, value, release)).toBe(says);
});
