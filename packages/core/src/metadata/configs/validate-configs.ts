import type { Configs } from './configs.ts';
import type { ConfigKey } from './config-def.ts';
import { MAX_VALUE_LENGTH, parseBoolean, parseNumber, splitList, validateConfigValue } from './config-value.ts';
import { isJavaPattern } from './java-pattern.ts';
import { clientMetricsConfigDef, groupConfigDef, topicConfigKey } from './known-configs.ts';
import { isShareOffsetReset } from './share-offset-reset.ts';

type Values = ReadonlyMap<string, string>;

/**
 * What is wrong with everything that is set for a topic, in Kafka's words, or undefined (INVALID_CONFIG).
 * @param previous what was set before, of a topic that exists
 * @see LogConfig.validate
 */
export function validateTopicConfigs(
  configs: Configs,
  values: Values,
  previous: Values = new Map(),
): string | undefined {
  const keyOf = (name: string): ConfigKey | undefined => topicConfigKey(name, configs.release);
  for (const name of values.keys()) if (keyOf(name) === undefined) return `Unknown topic config name: ${name}`;
  const problem = validateEach(values, keyOf);
  if (problem !== undefined) return problem;
  const value = (name: string): string => configs.topicValue(name, values) ?? '';
  const [minLag, maxLag] = ['min.compaction.lag.ms', 'max.compaction.lag.ms'] as const;
  if (parseNumber(value(minLag)) > parseNumber(value(maxLag))) {
    return `conflict topic config setting ${minLag} (${value(minLag)}) > ${maxLag} (${value(maxLag)})`;
  }
  for (const name of ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas']) {
    const replicas = values.get(name);
    if (replicas !== undefined && !isReplicaList(replicas)) {
      const form = '[partitionId]:[brokerId],[partitionId]:[brokerId],...';
      return `Invalid value [${splitList(replicas).join(', ')}] for configuration ${name}: ${name} must be the literal '*' or a list of replicas in the following format: ${form}`;
    }
  }
  if (parseBoolean(value('remote.storage.enable'))) {
    return 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.';
  }
  return validateSizes(values, previous);
}

function isReplicaList(value: string): boolean {
  const elements = splitList(value);
  return elements.join('') === '*' || elements.every((element) => /^(?:\d+:\d+)?$/.test(element));
}

/** Group configs with the broker configs that bound them (GroupConfig.validateValues). */
const GROUP_BOUNDS: readonly { readonly name: string; readonly min?: string; readonly max?: string }[] = [
  ...['consumer', 'share', 'streams'].flatMap((kind) =>
    ['assignment.interval.ms', 'heartbeat.interval.ms', 'session.timeout.ms'].map((of) => bounded(kind, of)),
  ),
  bounded('share', 'delivery.count.limit'),
  bounded('share', 'partition.max.record.locks'),
  bounded('share', 'record.lock.duration.ms'),
  { name: 'streams.num.standby.replicas', max: 'group.streams.max.standby.replicas' },
];

function bounded(kind: string, of: string): { name: string; min: string; max: string } {
  return { name: `${kind}.${of}`, min: `group.${kind}.min.${of}`, max: `group.${kind}.max.${of}` };
}

/** As `validateTopicConfigs`, for a group. */
export function validateGroupConfigs(configs: Configs, values: Values, previous: Values): string | undefined {
  const keyOf = (name: string): ConfigKey | undefined => groupConfigDef(configs.release).get(name);
  for (const name of values.keys()) if (keyOf(name) === undefined) return `Unknown group config name: ${name}`;
  const problem = validateEach(values, keyOf);
  if (problem !== undefined) return problem;
  const outside = checkGroupBounds(configs, values) ?? checkGroupNames(configs, values);
  if (outside !== undefined) return outside;
  for (const kind of ['consumer', 'share', 'streams']) {
    const [session, heartbeat] = [`${kind}.session.timeout.ms`, `${kind}.heartbeat.interval.ms`] as const;
    if (keyOf(session) === undefined) continue;
    const valueOf = (name: string): number => parseNumber(values.get(name) ?? configs.broker.string(`group.${name}`));
    if (valueOf(session) <= valueOf(heartbeat)) return `${session} must be greater than ${heartbeat}`;
  }
  return validateSizes(values, previous);
}

function checkGroupBounds({ broker }: Configs, values: Values): string | undefined {
  for (const { name, min, max } of GROUP_BOUNDS) {
    const value = values.get(name);
    if (value === undefined) continue;
    if (min !== undefined && parseNumber(value) < broker.number(min))
      return `${name} must be greater than or equal to ${min}`;
    if (max !== undefined && parseNumber(value) > broker.number(max))
      return `${name} must be less than or equal to ${max}`;
  }
  return undefined;
}

/** What a group's configs say other than by numbers. */
function checkGroupNames({ broker }: Configs, values: Values): string | undefined {
  const invalid = (name: string): string => `Invalid value ${values.get(name)} for configuration ${name}`;
  const [reset, assignor, tags, letters] = [
    'share.auto.offset.reset',
    'streams.assignor.name',
    'streams.rack.aware.assignment.tags',
    'errors.deadletterqueue.topic.name',
  ] as const;
  if (!isShareOffsetReset(values.get(reset) ?? 'latest')) return invalid(reset);
  const named = values.get(assignor);
  if (named !== undefined && !broker.list('group.streams.assignors').includes(named.trim())) return invalid(assignor);
  const racks = splitList(values.get(tags) ?? '');
  if (new Set(racks).size !== racks.length || racks.includes('')) return invalid(tags);
  return values.get(letters)?.trim().startsWith('__') === true ? invalid(letters) : undefined;
}

const MATCH_PARAMETERS: ReadonlySet<string> = new Set([
  'client_instance_id',
  'client_id',
  'client_software_name',
  'client_software_version',
  'client_source_address',
  'client_source_port',
]);

/**
 * What is wrong with the configs of a client-metrics subscription: `isRequest` tells a request that is wrong
 * (INVALID_REQUEST) from a value that is (INVALID_CONFIG), as Kafka does.
 * @see ClientMetricsConfigs.validate
 */
export function validateClientMetricsConfigs(values: Values): { problem: string; isRequest: boolean } | undefined {
  for (const [name, value] of values) {
    const key = clientMetricsConfigDef().get(name);
    if (key === undefined) return { problem: `Unknown client metrics configuration: ${name}`, isRequest: true };
    const problem = validateConfigValue({ ...key, min: undefined, max: undefined }, value);
    if (problem !== undefined) return { problem, isRequest: false };
    if (validateConfigValue(key, value) !== undefined) {
      const bounds = `${key.min} and ${key.max} (1 hour)`;
      return { problem: `Invalid value ${value} for ${name}, interval must be between ${bounds}`, isRequest: true };
    }
  }
  if (splitList(values.get('metrics') ?? '').includes(''))
    return { problem: "Configuration 'metrics' values must not be empty.", isRequest: false };
  const wrong = splitList(values.get('match') ?? '').find((pattern) => !isMatchPattern(pattern));
  return wrong === undefined ? undefined : { problem: `Illegal client matching pattern: ${wrong}`, isRequest: false };
}

function isMatchPattern(pattern: string): boolean {
  const [parameter = '', expression = '', ...more] = pattern.split('=');
  return (
    MATCH_PARAMETERS.has(parameter.trim()) && expression !== '' && more.length === 0 && isJavaPattern(expression.trim())
  );
}

function validateEach(values: Values, keyOf: (name: string) => ConfigKey | undefined): string | undefined {
  for (const [name, value] of values) {
    const key = keyOf(name);
    const problem = key === undefined ? undefined : validateConfigValue(key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Kafka refuses what its metadata log cannot hold; what is already there stays. */
export function validateSizes(values: Values, previous: Values = new Map()): string | undefined {
  for (const [name, value] of values) {
    if (value.length > MAX_VALUE_LENGTH && previous.get(name) !== value) {
      return `The configuration value cannot be added because it exceeds the maximum value size of ${MAX_VALUE_LENGTH} bytes.`;
    }
  }
  return undefined;
}
