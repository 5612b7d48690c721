import { ConfigDef, type ConfigKey, ConfigType, tableOf } from './config-def.ts';
import { ConfigResourceType } from '../records.ts';
import { NEWEST_RELEASE, type ReleaseName } from '../../releases/release-name.ts';
import { BROKER_TABLE_A_TO_K } from './tables/broker-a-k.ts';
import { BROKER_TABLE_L_TO_Z } from './tables/broker-l-z.ts';
import { CLIENT_METRICS_TABLE, GROUP_TABLE } from './tables/group.ts';
import { BROKER_HISTORY, CLIENT_METRICS_HISTORY, GROUP_HISTORY, TOPIC_HISTORY } from './tables/history.ts';
import { TOPIC_TABLE } from './tables/topic.ts';

/** The configs that a release knows; without one, those of the newest. */
type ConfigDefOf = (release?: ReleaseName) => ConfigDef;

/** Tables are read at their first use: most tests never look at all of them. */
function lazily(table: () => string, history: string): ConfigDefOf {
  const defs = new Map<ReleaseName, ConfigDef>();
  return (release = NEWEST_RELEASE) => {
    const def = defs.get(release) ?? new ConfigDef(tableOf(release, table(), history));
    defs.set(release, def);
    return def;
  };
}

export const brokerConfigDef = lazily(() => BROKER_TABLE_A_TO_K + BROKER_TABLE_L_TO_Z, BROKER_HISTORY);
export const topicConfigDef = lazily(() => TOPIC_TABLE, TOPIC_HISTORY);
export const groupConfigDef = lazily(() => GROUP_TABLE, GROUP_HISTORY);
export const clientMetricsConfigDef = lazily(() => CLIENT_METRICS_TABLE, CLIENT_METRICS_HISTORY);

/** The configs that Kafka knows of this type of resource; undefined: it has none. */
export function configDefOf(resourceType: number, release?: ReleaseName): ConfigDef | undefined {
  switch (resourceType) {
    case ConfigResourceType.TOPIC:
      return topicConfigDef(release);
    case ConfigResourceType.BROKER:
      return brokerConfigDef(release);
    case ConfigResourceType.GROUP:
      return groupConfigDef(release);
    case ConfigResourceType.CLIENT_METRICS:
      // All releases know the same; older ones only show less.
      return clientMetricsConfigDef();
    default:
      return undefined;
  }
}

/**
 * Topic configs that Kafka accepts without showing them unless they are set. The one there is allows segments of less than
 * a mebibyte, for tests.
 */
export const INTERNAL_TOPIC_CONFIGS: ReadonlyMap<string, ConfigKey> = new Map<string, ConfigKey>([
  [
    'internal.segment.bytes',
    {
      name: 'internal.segment.bytes',
      type: ConfigType.INT,
      defaultValue: null,
      isReadOnly: false,
      min: undefined,
      max: undefined,
      besides: undefined,
      validValues: undefined,
      brokerName: undefined,
    },
  ],
]);

/** A topic config by its name, the internal one included. */
export function topicConfigKey(name: string, release?: ReleaseName): ConfigKey | undefined {
  return topicConfigDef(release).get(name) ?? INTERNAL_TOPIC_CONFIGS.get(name);
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Broker configs that stand in for another one when that is not set, the first that is set counting
 * (ServerTopicConfigSynonyms).
 */
export const BROKER_FALLBACKS: ReadonlyMap<string, readonly { readonly name: string; readonly factor: number }[]> =
  new Map([
    ['log.roll.ms', [{ name: 'log.roll.hours', factor: HOUR_MS }]],
    ['log.roll.jitter.ms', [{ name: 'log.roll.jitter.hours', factor: HOUR_MS }]],
    ['log.flush.interval.ms', [{ name: 'log.flush.scheduler.interval.ms', factor: 1 }]],
    [
      'log.retention.ms',
      [
        { name: 'log.retention.minutes', factor: MINUTE_MS },
        { name: 'log.retention.hours', factor: HOUR_MS },
      ],
    ],
  ]);
