import { brokerConfigKey } from './broker-config-key.ts';
import { canonicalValue, splitList } from './config-value.ts';
import { type ConfigKey, ConfigType } from './config-def.ts';
import { configDefOf, topicConfigKey } from './known-configs.ts';
import { RACK_AWARE_SELECTOR } from '../../partition/closest-replica.ts';
import type { ReleaseName } from '../../releases/release-name.ts';
import { ConfigResourceType } from '../records.ts';

/** Topic configs that change what Testka does. All others are stored and shown only. */
const TOPIC_CONFIGS: ReadonlySet<string> = new Set([
  'cleanup.policy', // log/validator.ts refuses records without a key; 21-delete-records.ts; see `partlyActedUpon`
  'compression.type', // partition/partition.ts, log/recompress.ts
  'internal.segment.bytes', // log/log.ts
  'max.decompressed.message.bytes', // log/validator.ts
  'max.message.bytes', // log/validator.ts
  'message.timestamp.after.max.ms', // log/validator.ts
  'message.timestamp.before.max.ms', // log/validator.ts
  'message.timestamp.type', // log/log.ts
  'min.insync.replicas', // partition/partition.ts
  'segment.bytes', // log/log.ts
  'segment.ms', // log/log.ts
  'unclean.leader.election.enable', // metadata/elections.ts
]);

/** Broker configs that change what Testka does. */
const BROKER_CONFIGS: ReadonlySet<string> = new Set([
  'auto.create.topics.enable', // apis/03-metadata.ts
  'default.replication.factor', // metadata/topic-creation.ts
  'cordoned.log.dirs', // metadata/topic-creation.ts
  'delete.topic.enable', // apis/20-delete-topics.ts
  'num.partitions', // metadata/topic-creation.ts
  'max.request.partition.size.limit', // apis/75-describe-topic-partitions.ts

  'compression.type', // defaults of topic configs, see above
  'log.cleanup.policy',
  'log.message.timestamp.after.max.ms',
  'log.message.timestamp.before.max.ms',
  'log.message.timestamp.type',
  'log.retention.check.interval.ms', // partition/retention-check.ts
  'log.roll.hours',
  'log.roll.ms',
  'log.segment.bytes',
  'message.max.bytes',
  'min.insync.replicas',
  'unclean.leader.election.enable',

  'auto.leader.rebalance.enable', // metadata/leader-balance.ts
  'leader.imbalance.check.interval.seconds', // metadata/leader-balance.ts
  'broker.session.timeout.ms', // metadata/broker-lifecycle.ts
  'replica.lag.time.max.ms', // partition/replication.ts
  'replica.selector.class', // partition/closest-replica.ts; see `partlyActedUpon`

  'fetch.max.bytes', // apis/01-fetch.ts
  'max.incremental.fetch.session.cache.slots', // partition/fetch-sessions.ts
  'producer.id.expiration.ms', // log/producer-state.ts

  'group.initial.rebalance.delay.ms', // coordinator/group/classic
  'group.max.session.timeout.ms', // coordinator/group/classic
  'group.max.size', // coordinator/group/classic
  'group.min.session.timeout.ms', // coordinator/group/classic
  'offset.metadata.max.bytes', // coordinator/group
  'offsets.commit.timeout.ms', // coordinator/unreplicated-answer.ts
  'offsets.retention.check.interval.ms', // coordinator/group
  'offsets.retention.minutes', // coordinator/group
  'offsets.topic.num.partitions', // metadata, internal topics
  'offsets.topic.replication.factor', // metadata, internal topics
  'offsets.topic.segment.bytes', // metadata, internal topics
  'share.coordinator.state.topic.num.partitions', // metadata, internal topics
  'share.coordinator.state.topic.replication.factor', // metadata, internal topics
  'share.coordinator.state.topic.segment.bytes', // metadata, internal topics
  'transaction.state.log.num.partitions', // metadata, internal topics
  'transaction.state.log.replication.factor', // metadata, internal topics
  'transaction.state.log.segment.bytes', // metadata, internal topics

  'controller.quota.window.num', // throttling
  'controller.quota.window.size.seconds', // throttling
  'quota.window.num', // throttling
  'quota.window.size.seconds', // throttling

  'connection.failed.authentication.delay.ms', // the broker package's connections
  'connections.max.idle.ms', // the broker package's connections
  'max.connection.creation.rate', // the broker package's listeners
  'max.connections', // the broker package's listeners
  'max.connections.per.ip', // the broker package's listeners
  'max.connections.per.ip.overrides', // the broker package's listeners
  'sasl.server.max.receive.size', // the broker package's framing
  'socket.request.max.bytes', // the broker package's framing
]);

/** Kafka's own: one that selects, and one that always takes the leader. */
const SELECTORS: ReadonlySet<string> = new Set([RACK_AWARE_SELECTOR, 'org.apache.kafka.common.replica.LeaderSelector']);

/** Why a config has no effect, for those of which more can be said than that; the first that fits. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/remote|\blocal\./, 'Testka has no tiered storage'],
  [/compaction|cleaner|cleanable|^delete\.retention/, 'Testka does not compact yet'],
  [/^(?:log\.)?retention\./, 'Testka does not delete old records yet'],
  [/flush|preallocate|file\.delete/, 'Testka keeps logs in memory'],
  [/^(?:group\.)?(?:consumer|share|streams)\./, 'Testka speaks only the classic group protocol yet'],
  [/^transaction/, 'Testka has no transactions yet'],
  [/quota|throttled/, 'Testka does not throttle replication'],
  [/^leader\.imbalance\.per/, 'Kafka does not look at it in KRaft mode either'],
];

/** The resource that a config is set for, as warnings name it. */
export interface ConfigTarget {
  readonly type: ConfigResourceType;
  /** A topic, group or subscription; a broker's id, or "" for all brokers. */
  readonly name: string;
}

/**
 * What a user should know who sets this config: that it does nothing here. Undefined when it acts, or when the value is
 * Kafka's default, so that nothing differs.
 * @param release whose configs and defaults count; default: the newest
 */
export function inertConfigWarning(
  target: ConfigTarget,
  name: string,
  value: string,
  release?: ReleaseName,
): string | undefined {
  const key = keyOf(target.type, name, release);
  const where = describeTarget(target);
  if (key === undefined) return `${where}: ${name} is stored, but it is no config that Kafka knows`;
  if (key.defaultValue !== null && canonicalValue(key, value) === canonicalValue(key, key.defaultValue))
    return undefined;
  const shown = key.type === ConfigType.PASSWORD ? name : `${name}=${value}`;
  const partly = partlyActedUpon(name, value);
  if (partly !== undefined) return `${where}: ${shown} is stored and shown${partly}`;
  if (acts(target.type, name)) return undefined;
  return `${where}: ${shown} is stored and shown, but ${reasonFor(name)}`;
}

/** Whether setting this config changes what Testka does. */
export function acts(type: ConfigResourceType, name: string): boolean {
  if (type === ConfigResourceType.TOPIC) return TOPIC_CONFIGS.has(name);
  return type === ConfigResourceType.BROKER && BROKER_CONFIGS.has(name);
}

function partlyActedUpon(name: string, value: string): string | undefined {
  if (name === 'replica.selector.class' && !SELECTORS.has(value.trim())) {
    return ', but Testka knows only the selectors that Kafka brings';
  }
  if (!name.endsWith('cleanup.policy')) return undefined;
  const policies = splitList(value);
  if (policies.includes('compact')) return ' and records without a key are refused, but Testka does not compact yet';
  return undefined;
}

function reasonFor(name: string): string {
  return REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? 'it has no effect in Testka yet';
}

function keyOf(type: ConfigResourceType, name: string, release: ReleaseName | undefined): ConfigKey | undefined {
  if (type === ConfigResourceType.TOPIC) return topicConfigKey(name, release);
  if (type === ConfigResourceType.BROKER) return brokerConfigKey(name, release);
  return configDefOf(type, release)?.get(name);
}

function describeTarget({ type, name }: ConfigTarget): string {
  switch (type) {
    case ConfigResourceType.TOPIC:
      return `topic "${name}"`;
    case ConfigResourceType.BROKER:
    case ConfigResourceType.BROKER_LOGGER:
      return name === '' ? 'all brokers' : `broker ${name}`;
    case ConfigResourceType.GROUP:
      return `group "${name}"`;
    case ConfigResourceType.CLIENT_METRICS:
      return `client metrics "${name}"`;
  }
}
