import { ELIGIBLE_LEADER_REPLICAS } from '../../releases/features.ts';
import { defined } from '../../assert.ts';
import type { BrokerId } from '../../command.ts';
import type { Features } from '../features.ts';
import { NEWEST_RELEASE, type ReleaseName } from '../../releases/release-name.ts';
import { ConfigResourceType, type MetadataRecord } from '../records.ts';
import { BrokerConfigs } from './broker-configs.ts';
import { topicConfigKey } from './known-configs.ts';
import { type ConfigValues, Overrides } from './overrides.ts';
import { resolveTopicConfig, type TopicConfig } from './topic-config.ts';

export type { TopicConfig } from './topic-config.ts';

type ConfigRecord = Extract<MetadataRecord, { type: 'Config' }>;

const NOTHING: ConfigValues = new Map();

/**
 * All configs of the cluster. A topic's value is the first of: set for the topic, set at run time for the broker that has the
 * replica, set at run time for all brokers, given at the start, Kafka's default.
 */
export class Configs {
  readonly broker: BrokerConfigs;
  /** Whose configs they are. */
  readonly release: ReleaseName;
  readonly #overrides: ReadonlyMap<ConfigResourceType, Overrides>;
  readonly #topics: Overrides = new Overrides();
  readonly #resolved = new Map<string, TopicConfig>();
  /** By broker, of those that have configs of their own. */
  readonly #resolvedAt = new Map<BrokerId, Map<string, TopicConfig>>();
  #resolvedDefaults: TopicConfig | undefined;

  /**
   * @param staticBrokerConfigs checked by `parseBrokerConfigs`.
   * @param features of the cluster
   * @param release whose configs they are
   */
  constructor(
    staticBrokerConfigs: ReadonlyMap<string, string>,
    features: Features,
    release: ReleaseName = NEWEST_RELEASE,
  ) {
    this.release = release;
    const brokers = new Overrides();
    this.broker = new BrokerConfigs(
      staticBrokerConfigs,
      brokers,
      () => features.level(ELIGIBLE_LEADER_REPLICAS) > 0,
      release,
    );
    this.#overrides = new Map([
      [ConfigResourceType.TOPIC, this.#topics],
      [ConfigResourceType.BROKER, brokers],
      [ConfigResourceType.GROUP, new Overrides()],
      [ConfigResourceType.CLIENT_METRICS, new Overrides()],
    ]);
  }

  /**
   * What counts for a topic now. The object is replaced when something changes: ask again rather than keep it.
   * @param broker which has the replica; without it, what counts where nothing is set for one broker only
   */
  topic(name: string, broker?: BrokerId): TopicConfig {
    if (broker !== undefined && this.broker.hasOwn(broker)) return this.#topicAt(name, broker);
    if (!this.#topics.has(name))
      return (this.#resolvedDefaults ??= resolveTopicConfig((each) => this.topicValue(each)));
    let config = this.#resolved.get(name);
    if (config === undefined) {
      config = resolveTopicConfig((each) => this.topicValue(each, this.#topics.of(name)));
      this.#resolved.set(name, config);
    }
    return config;
  }

  /** The text that counts for a topic config, given what is set for the topic; undefined: none. */
  topicValue(name: string, overrides: ConfigValues = NOTHING, broker?: BrokerId): string | undefined {
    const own = overrides.get(name);
    if (own !== undefined) return own;
    const key = topicConfigKey(name, this.release);
    if (key === undefined) return undefined;
    const inherited = key.brokerName === undefined ? undefined : this.broker.effective(key.brokerName, broker);
    return inherited ?? key.defaultValue ?? undefined;
  }

  /** What is set for a resource itself; the name of a broker is its id, or "" for all brokers. */
  overridesOf(type: ConfigResourceType, name: string): ConfigValues {
    return this.#ofType(type).of(name);
  }

  /** The resources of a type for which something is set. */
  namesOf(type: ConfigResourceType): string[] {
    return [...this.#ofType(type).resourceNames];
  }

  /** What is set for a topic itself. */
  topicOverrides(name: string): ConfigValues {
    return this.#topics.of(name);
  }

  removeTopic(name: string): void {
    this.#topics.remove(name);
    this.#forget(name);
  }

  replay({ resourceType, resourceName, name, value }: ConfigRecord): void {
    if (resourceType === ConfigResourceType.BROKER) {
      this.broker.replay(resourceName, name, value);
      this.#resolved.clear();
      this.#resolvedAt.clear();
      this.#resolvedDefaults = undefined;
      return;
    }
    this.#ofType(resourceType).set(resourceName, name, value);
    if (resourceType === ConfigResourceType.TOPIC) this.#forget(resourceName);
  }

  /** Everything that is set at run time, as the records that would set it. */
  *entries(): IterableIterator<ConfigRecord> {
    for (const [resourceType, overrides] of this.#overrides) {
      for (const [resourceName, values] of overrides.entries()) {
        for (const [name, value] of values) yield { type: 'Config', resourceType, resourceName, name, value };
      }
    }
  }

  #topicAt(name: string, broker: BrokerId): TopicConfig {
    const known = this.#resolvedAt.get(broker) ?? new Map<string, TopicConfig>();
    this.#resolvedAt.set(broker, known);
    let config = known.get(name);
    if (config === undefined) {
      config = resolveTopicConfig((each) => this.topicValue(each, this.#topics.of(name), broker));
      known.set(name, config);
    }
    return config;
  }

  #forget(topic: string): void {
    this.#resolved.delete(topic);
    for (const resolved of this.#resolvedAt.values()) resolved.delete(topic);
  }

  #ofType(type: ConfigResourceType): Overrides {
    return defined(this.#overrides.get(type), `configs of resource type ${type}`);
  }
}
