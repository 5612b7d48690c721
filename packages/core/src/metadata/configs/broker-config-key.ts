import { type ConfigKey, ConfigType } from './config-def.ts';
import { brokerConfigDef } from './known-configs.ts';
import type { ReleaseName } from '../../releases/release-name.ts';

const OF_LISTENER = /^listener\.name\.[^.]*\.(.+)$/;

/** Configs of one SASL mechanism of a listener, `listener.name.internal.plain.sasl.jaas.config`: its name comes first. */
const OF_MECHANISM = /\.(sasl\.jaas\.config|sasl\.login\.class|sasl\.(?:login|server)\.callback\.handler\.class)$/;

/** Rates that Kafka takes only while it runs, and shows only where they are set (KIP-73, KIP-113). */
const RATES: ReadonlySet<string> = new Set([
  'follower.replication.throttled.rate',
  'leader.replication.throttled.rate',
  'replica.alter.log.dirs.io.max.bytes.per.second',
]);

/** The config that one of a listener (`listener.name.internal.max.connections`) is about; undefined: it is of no listener. */
export function listenerConfigBase(name: string): string | undefined {
  const base = OF_LISTENER.exec(name)?.[1];
  return base === undefined ? undefined : (OF_MECHANISM.exec(base)?.[1] ?? base);
}

/** A broker config by its name: also those of one listener and those that can only be set while the broker runs. */
export function brokerConfigKey(name: string, release?: ReleaseName): ConfigKey | undefined {
  const known = brokerConfigDef(release);
  const base = listenerConfigBase(name);
  const key = known.get(base ?? name);
  // Kafka calls the configs of listeners read-only, and lets them be set all the same.
  if (base !== undefined) return key === undefined ? undefined : { ...key, name, defaultValue: null, isReadOnly: true };
  return key ?? (RATES.has(name) ? rate(name) : undefined);
}

function rate(name: string): ConfigKey {
  return {
    name,
    type: ConfigType.LONG,
    defaultValue: null,
    isReadOnly: false,
    min: 0,
    max: undefined,
    besides: undefined,
    validValues: undefined,
    brokerName: undefined,
  };
}
