import type { BrokerId } from '../../command.ts';
import { ConfigResourceType } from '../records.ts';
import { brokerConfigKey } from './broker-config-key.ts';
import { type ConfigKey, ConfigType } from './config-def.ts';
import { ConfigSource } from './config-source.ts';
import { canonicalValue } from './config-value.ts';
import type { Configs } from './configs.ts';
import {
  brokerConfigDef,
  clientMetricsConfigDef,
  groupConfigDef,
  INTERNAL_TOPIC_CONFIGS,
  topicConfigDef,
  topicConfigKey,
} from './known-configs.ts';
import type { ConfigValues } from './overrides.ts';

interface DescribedSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

/** A config as DescribeConfigs shows it; with all its synonyms, which the client may not have asked for. */
export interface DescribedConfig {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: ConfigSource;
  readonly isSensitive: boolean;
  readonly synonyms: readonly DescribedSynonym[];
  readonly configType: ConfigType;
}

/** The configs of a topic, by name. Internal ones only where they are set, as in Kafka. */
export function describeTopicConfigs(configs: Configs, topicName: string, broker: BrokerId): DescribedConfig[] {
  const overrides = configs.topicOverrides(topicName);
  const names = [
    ...topicConfigDef(configs.release).names(),
    ...[...overrides.keys()].filter((name) => INTERNAL_TOPIC_CONFIGS.has(name)),
  ];
  return names.toSorted().flatMap((name) => {
    const key = topicConfigKey(name, configs.release);
    if (key === undefined) return [];
    const value = shown(key, configs.topicValue(name, overrides, broker));
    const inherited = key.brokerName === undefined ? [] : configs.broker.synonyms(key.brokerName, broker);
    const own = overrides.has(name) ? [{ name, value, source: ConfigSource.DYNAMIC_TOPIC }] : [];
    return [describe(key, value, [...own, ...inherited])];
  });
}

/**
 * The configs of a broker, by name: those that Kafka knows and those that were set without being known.
 * @param identity what the broker itself is, as if it had been given in its configs
 */
export function describeBrokerConfigs(configs: Configs, broker: BrokerId, identity: ConfigValues): DescribedConfig[] {
  const { broker: brokerConfigs } = configs;
  const set = [...brokerConfigs.overridesOf(String(broker)).keys(), ...brokerConfigs.overridesOf('').keys()];
  const names = new Set([...brokerConfigDef(configs.release).names(), ...set]);
  return [...names].toSorted().map((name) => {
    const synonyms = brokerConfigs.synonyms(name, broker, identity);
    const key = brokerConfigKey(name, configs.release);
    if (key === undefined) return describeUnknown(name, synonyms);
    return describe(key, shown(key, synonyms[0]?.value), synonyms);
  });
}

/** What is set at run time for all brokers: the answer for the broker named "". */
export function describeClusterWideConfigs(configs: Configs): DescribedConfig[] {
  return [...configs.broker.overridesOf('')].toSorted(byName).map(([name, value]) => {
    const key = brokerConfigKey(name, configs.release);
    const synonyms = [{ name, value, source: ConfigSource.DYNAMIC_DEFAULT_BROKER }];
    // As it was written: nobody has parsed it yet.
    return key === undefined ? describeUnknown(name, synonyms) : describe(key, value, synonyms);
  });
}

/** The configs of a group, whether or not there is such a group. */
export function describeGroupConfigs(configs: Configs, groupId: string, broker: BrokerId): DescribedConfig[] {
  const overrides = configs.overridesOf(ConfigResourceType.GROUP, groupId);
  return groupConfigDef(configs.release)
    .keys()
    .map((key) => {
      const { name, brokerName, defaultValue } = key;
      const inherited =
        brokerName === undefined
          ? [{ name, value: defaultValue, source: ConfigSource.DEFAULT }]
          : configs.broker.synonyms(brokerName, broker);
      const value = shown(key, overrides.get(name) ?? inherited[0]?.value ?? undefined);
      const own = overrides.has(name) ? [{ name, value, source: ConfigSource.GROUP }] : [];
      return describe(key, value, [...own, ...inherited]);
    });
}

/** The configs of a client-metrics subscription, whether or not there is one. */
export function describeClientMetricsConfigs(configs: Configs, subscription: string): DescribedConfig[] {
  const overrides = configs.overridesOf(ConfigResourceType.CLIENT_METRICS, subscription);
  const isShown = new Set([...clientMetricsConfigDef(configs.release).names(), ...overrides.keys()]);
  return clientMetricsConfigDef()
    .keys()
    .filter(({ name }) => isShown.has(name))
    .map((key) => {
      const own = overrides.get(key.name);
      const value = shown(key, own ?? key.defaultValue ?? undefined);
      return describe(
        key,
        value,
        own === undefined ? [] : [{ name: key.name, value, source: ConfigSource.CLIENT_METRICS }],
      );
    });
}

/** A new topic's configs as CreateTopics answers them (KIP-525): without types and synonyms. */
export function describeNewTopicConfigs(
  configs: Configs,
  overrides: ConfigValues,
  broker: BrokerId,
): { name: string; value: string | null; readOnly: boolean; configSource: ConfigSource; isSensitive: boolean }[] {
  return topicConfigDef(configs.release)
    .keys()
    .map((key) => {
      const { name, brokerName } = key;
      const inherited = brokerName === undefined ? ConfigSource.DEFAULT : configs.broker.source(brokerName, broker);
      return {
        name,
        value: configs.topicValue(name, overrides, broker) ?? null,
        readOnly: false,
        configSource: overrides.has(name) ? ConfigSource.DYNAMIC_TOPIC : inherited,
        isSensitive: false,
      };
    });
}

function describe(key: ConfigKey, value: string | null, synonyms: readonly DescribedSynonym[]): DescribedConfig {
  const isSensitive = key.type === ConfigType.PASSWORD;
  return {
    name: key.name,
    value: isSensitive ? null : value,
    readOnly: key.isReadOnly,
    configSource: synonyms[0]?.source ?? ConfigSource.DEFAULT,
    isSensitive,
    synonyms: isSensitive ? withoutValues(synonyms) : synonyms,
    configType: key.type,
  };
}

/** Kafka hides the value of what it does not know: it could be a secret. */
function describeUnknown(name: string, synonyms: readonly DescribedSynonym[]): DescribedConfig {
  return {
    name,
    value: null,
    readOnly: true,
    configSource: synonyms[0]?.source ?? ConfigSource.DEFAULT,
    isSensitive: true,
    synonyms: withoutValues(synonyms),
    configType: ConfigType.UNKNOWN,
  };
}

function withoutValues(synonyms: readonly DescribedSynonym[]): DescribedSynonym[] {
  return synonyms.map((synonym) => ({ ...synonym, value: null }));
}

function shown(key: ConfigKey, value: string | undefined): string | null {
  return value === undefined ? null : canonicalValue(key, value);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
