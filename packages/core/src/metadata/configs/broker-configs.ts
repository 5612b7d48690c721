import { defined } from '../../assert.ts';
import type { BrokerId } from '../../command.ts';
import type { ReleaseName } from '../../releases/release-name.ts';
import { listenerConfigBase } from './broker-config-key.ts';
import { ConfigSource, type ConfigSynonym } from './config-source.ts';
import { parseBoolean, parseNumber, splitList } from './config-value.ts';
import { BROKER_FALLBACKS, brokerConfigDef } from './known-configs.ts';
import type { ConfigValues, Overrides } from './overrides.ts';

/** Under this name configs are set for all brokers at once. */
const ALL_BROKERS = '';
const MIN_INSYNC_REPLICAS = 'min.insync.replicas';
const NOTHING: ConfigValues = new Map();

/**
 * The brokers' configs: those given at the start and those set while the brokers run, for one broker or for all.
 * Everywhere, leaving the broker out asks for what holds where nothing is set for one broker only: as the controller sees it.
 */
export class BrokerConfigs {
  /** Given at the start, for all brokers. */
  readonly statics: ConfigValues;
  readonly #overrides: Overrides;
  readonly #hasClusterMinInsyncReplicas: () => boolean;
  readonly #release: ReleaseName;
  readonly #numbers = new Map<string, number>();

  /**
   * @param overrides set at run time, by broker id or ""
   * @param hasClusterMinInsyncReplicas whether min.insync.replicas is always set for all brokers (KIP-966)
   * @param release whose defaults hold
   */
  constructor(
    statics: ConfigValues,
    overrides: Overrides,
    hasClusterMinInsyncReplicas: () => boolean,
    release: ReleaseName,
  ) {
    this.statics = statics;
    this.#release = release;
    this.#overrides = overrides;
    this.#hasClusterMinInsyncReplicas = hasClusterMinInsyncReplicas;
    this.replay(ALL_BROKERS, MIN_INSYNC_REPLICAS, null);
  }

  number(name: string, broker?: BrokerId): number {
    if (broker !== undefined && this.#ofBroker(broker).has(name)) return parseNumber(this.string(name, broker));
    let value = this.#numbers.get(name);
    if (value === undefined) {
      value = parseNumber(this.string(name));
      this.#numbers.set(name, value);
    }
    return value;
  }

  boolean(name: string, broker?: BrokerId): boolean {
    return parseBoolean(this.string(name, broker));
  }

  list(name: string, broker?: BrokerId): string[] {
    return splitList(this.string(name, broker));
  }

  /** The value of a config that has one; for others see `text`. */
  string(name: string, broker?: BrokerId): string {
    return defined(this.text(name, broker), `broker config ${name}`);
  }

  /** Undefined: not set, and without a default. */
  text(name: string, broker?: BrokerId): string | undefined {
    const own = broker === undefined ? undefined : this.#ofBroker(broker).get(name);
    return own ?? this.#overrides.of(ALL_BROKERS).get(name) ?? this.statics.get(name) ?? this.#defaultOf(name);
  }

  /** What `effective` would give if these were the values set at run time for the broker, or with "" for all of them. */
  textAfter(
    name: string,
    broker: BrokerId,
    { resourceName, values }: { resourceName: string; values: ConfigValues },
  ): string | undefined {
    const setFor = (each: string): ConfigValues => (each === resourceName ? values : this.#overrides.of(each));
    const dynamic = setFor(String(broker)).get(name) ?? setFor(ALL_BROKERS).get(name);
    return dynamic ?? this.statics.get(name) ?? this.#defaultOf(name) ?? this.#standIn(name, broker);
  }

  /** As `text`, or what one of the configs that stand in for this one says: `log.roll.ms` by `log.roll.hours`. */
  effective(name: string, broker?: BrokerId): string | undefined {
    const value = this.text(name, broker) ?? this.#standIn(name, broker);
    // Kafka takes every negative retention time as "no limit".
    return name === 'log.retention.ms' && value?.trim().startsWith('-') === true ? '-1' : value;
  }

  /**
   * Every place that gives this config a value, the one that counts first.
   * @param identity what the broker itself is: its id, listeners and rack count as given at the start.
   */
  synonyms(name: string, broker: BrokerId, identity: ConfigValues = NOTHING): ConfigSynonym[] {
    const places = this.#places(name, broker, identity);
    // As Kafka does it, a config that is not set itself shows none of those that stand in for it.
    const first = places.findIndex((synonym) => synonym.name === name);
    return first < 0 ? [] : places.slice(first);
  }

  /** Where the value comes from that counts for this config or stands in for it. */
  source(name: string, broker: BrokerId): ConfigSource {
    return this.#places(name, broker, NOTHING)[0]?.source ?? ConfigSource.DEFAULT;
  }

  /** Whether a broker may have values of its own. */
  hasOwn(broker: BrokerId): boolean {
    return this.#ofBroker(broker).size > 0;
  }

  /** What is set at run time for a broker, or with "" for all of them. */
  overridesOf(resourceName: string): ConfigValues {
    return this.#overrides.of(resourceName);
  }

  /** @param value null removes the config */
  replay(resourceName: string, name: string, value: string | null): void {
    this.#numbers.clear();
    const isKept = resourceName === ALL_BROKERS && name === MIN_INSYNC_REPLICAS && this.#hasClusterMinInsyncReplicas();
    const kept = isKept ? (this.statics.get(name) ?? this.#defaultOf(name)) : undefined;
    this.#overrides.set(resourceName, name, value ?? kept ?? null);
  }

  #places(name: string, broker: BrokerId, identity: ConfigValues): ConfigSynonym[] {
    const base = listenerConfigBase(name);
    const fallbacks = base === undefined ? (BROKER_FALLBACKS.get(name) ?? []) : [{ name: base }];
    const names = [name, ...fallbacks.map((fallback) => fallback.name)];
    const found: ConfigSynonym[] = [];
    const collect = (source: ConfigSource, valueOf: (name: string) => string | undefined): void => {
      for (const each of names) {
        const value = valueOf(each);
        if (value !== undefined) found.push({ name: each, value, source });
      }
    };
    collect(ConfigSource.DYNAMIC_BROKER, (each) => this.#ofBroker(broker).get(each));
    collect(ConfigSource.DYNAMIC_DEFAULT_BROKER, (each) => this.#overrides.of(ALL_BROKERS).get(each));
    collect(ConfigSource.STATIC_BROKER, (each) => identity.get(each) ?? this.statics.get(each));
    collect(ConfigSource.DEFAULT, (each) => this.#defaultOf(each));
    return found;
  }

  #ofBroker(broker: BrokerId): ConfigValues {
    return this.#overrides.of(String(broker));
  }

  #standIn(name: string, broker: BrokerId | undefined): string | undefined {
    for (const fallback of BROKER_FALLBACKS.get(name) ?? []) {
      const value = this.text(fallback.name, broker);
      if (value !== undefined) return fallback.factor === 1 ? value : String(parseNumber(value) * fallback.factor);
    }
    return undefined;
  }

  #defaultOf(name: string): string | undefined {
    return brokerConfigDef(this.#release).get(name)?.defaultValue ?? undefined;
  }
}
