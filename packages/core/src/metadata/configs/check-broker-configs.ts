import { ErrorCode } from '@testka/protocol';
import type { RequestContext } from '../../context.ts';
import { alterError, type AlterError } from './alter-configs.ts';
import { CORDONED_LOG_DIRS, logDirOf } from '../log-dir.ts';
import { brokerConfigKey, listenerConfigBase } from './broker-config-key.ts';
import { type ConfigKey, ConfigType } from './config-def.ts';
import { parseNumber, splitList, validateConfigValue } from './config-value.ts';
import { brokerConfigDef } from './known-configs.ts';
import type { ConfigValues } from './overrides.ts';
import { checkListeners } from './check-listeners.ts';

/** What is to be set at run time, for this broker or for all. */
interface Alteration {
  readonly context: RequestContext;
  readonly values: ConfigValues;
  readonly isClusterWide: boolean;
}

const JMX_REPORTER = 'org.apache.kafka.common.metrics.JmxReporter';

/** Kafka's cleaner wants more than this for each of its threads. */
const MIN_DEDUPE_BYTES_PER_THREAD = 1_048_576;

/** Configs of one listener that may be set for all brokers. */
const CLUSTER_WIDE_OF_LISTENER: ReadonlySet<string> = new Set([
  'max.connection.creation.rate',
  'max.connections',
  'num.network.threads',
]);

const THREADS = [
  'background.threads',
  'log.cleaner.threads',
  'num.io.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'remote.log.manager.copier.thread.pool.size',
  'remote.log.manager.expiration.thread.pool.size',
  'remote.log.manager.follower.thread.pool.size',
  'remote.log.reader.threads',
];

const REMOTE_LIMITS = [
  'remote.fetch.max.wait.ms',
  'remote.list.offsets.request.timeout.ms',
  'remote.log.index.file.cache.total.size.bytes',
  'remote.log.manager.copy.max.bytes.per.second',
  'remote.log.manager.fetch.max.bytes.per.second',
];

/** Whether a broker's configs may be these while it runs (DynamicBrokerConfig.validateConfigs). */
export function checkBrokerConfigs(
  context: RequestContext,
  values: ConfigValues,
  isClusterWide: boolean,
): AlterError | undefined {
  const alteration = { context, values, isClusterWide };
  const problem =
    checkNames(alteration) ??
    checkValues(alteration) ??
    checkReporters(values) ??
    checkListeners(context, values) ??
    checkThreads(alteration) ??
    checkConnections(alteration) ??
    checkCleaner(alteration) ??
    checkLocalRetention(alteration) ??
    checkRemoteLimits(values) ??
    checkCordonedDirs(alteration) ??
    checkScope(alteration);
  return problem === undefined ? undefined : alterError(ErrorCode.INVALID_REQUEST, problem);
}

function refuse(message: string, refused: readonly string[]): string | undefined {
  return refused.length === 0 ? undefined : `${message}: Set(${refused.join(', ')})`;
}

function checkNames({ context, values }: Alteration): string | undefined {
  const known = brokerConfigDef(context.services.configs.release);
  const names = [...values.keys()];
  const readOnly = names.filter((name) => known.get(name)?.isReadOnly === true);
  const ofListeners = names.filter((name) => /^ssl\.(?:key|trust)/.test(name) && !name.endsWith('algorithm'));
  return (
    refuse('Cannot update these configs dynamically', readOnly) ??
    refuse('These security configs can be dynamically updated only per-listener using the listener prefix', ofListeners)
  );
}

function checkValues({ context, values }: Alteration): string | undefined {
  for (const [name, value] of values) {
    const key = brokerConfigKey(name, context.services.configs.release);
    const problem = key === undefined ? undefined : (validateConfigValue(key, value) ?? checkClass(key, value));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Kafka loads classes at once; here there are none but its own. */
function checkClass(key: ConfigKey, value: string): string | undefined {
  if (key.type !== ConfigType.CLASS || value.trim().startsWith('org.apache.kafka.')) return undefined;
  return `Invalid value ${value} for configuration ${key.name}: Class ${value} could not be found.`;
}

/** Reporters are loaded at once too; there is one that every broker has. */
function checkReporters(values: ConfigValues): string | undefined {
  const unknown = splitList(values.get('metric.reporters') ?? '').find((name) => name !== JMX_REPORTER);
  return unknown === undefined ? undefined : `Could not find class ${unknown}`;
}

/** How many threads there are may at most be doubled or halved at a time (DynamicThreadPool). */
function checkThreads(alteration: Alteration): string | undefined {
  const { services, broker } = alteration.context;
  const known = brokerConfigDef(services.configs.release);
  for (const name of THREADS) {
    // Not every release has all of them, and not all could always be changed.
    if (known.get(name)?.isReadOnly !== false) continue;
    const current = services.configs.broker.number(name, broker);
    const next = numberAfter(alteration, name);
    if (next > current * 2) return `${name}=${next} should not be greater than double the current value ${current}`;
    if (next < Math.max(Math.floor(current / 2), 1))
      return `${name}=${next} should be at least half the current value ${current}`;
  }
  return undefined;
}

/** No connections at all may only come from a broker that some address is allowed to reach. */
function checkConnections(alteration: Alteration): string | undefined {
  const { context, values } = alteration;
  const listener = `listener.name.${context.services.authentication.isRequired ? 'sasl_plaintext' : 'plaintext'}`;
  for (const name of ['max.connections', 'max.connection.creation.rate']) {
    const ofListener = `${listener}.${name}`;
    if (!values.has(name) && !values.has(ofListener)) continue;
    const next = textAfter(alteration, ofListener) ?? textAfter(alteration, name);
    if (parseNumber(next ?? '') <= 0) return `Invalid ${name} ${next}`;
  }
  const [perIp, overrides] = ['max.connections.per.ip', 'max.connections.per.ip.overrides'] as const;
  if (values.has(perIp) && numberAfter(alteration, perIp) === 0 && textAfter(alteration, overrides)?.trim() === '') {
    return `${perIp} can be set to zero only if ${overrides} property is set.`;
  }
  const wrong = elementsOf(values.get(overrides) ?? '').find((element) => !isAddressLimit(element));
  return wrong === undefined ? undefined : `Invalid value ${wrong} for configuration ${overrides}`;
}

/** Kafka does not mind commas behind the last. */
function elementsOf(list: string): string[] {
  return splitList(list.replace(/[\s,]+$/, ''));
}

/** `host:limit`; whether there is such a host Kafka does not ask here. */
function isAddressLimit(element: string): boolean {
  return /^[0-9a-zA-Z\-%._:]*\s*:\s*[+-]?\d+$/.test(element);
}

function checkCleaner(alteration: Alteration): string | undefined {
  const [buffer, threads] = ['log.cleaner.dedupe.buffer.size', 'log.cleaner.threads'] as const;
  if (!alteration.values.has(buffer) && !alteration.values.has(threads)) return undefined;
  const perThread = Math.floor(numberAfter(alteration, buffer) / numberAfter(alteration, threads));
  return perThread > MIN_DEDUPE_BYTES_PER_THREAD ? undefined : `${buffer} must be at least 1MB per cleaner thread.`;
}

/** What is kept on the broker's own disk is part of what is kept at all; -2 stands for all of it. */
function checkLocalRetention(alteration: Alteration): string | undefined {
  for (const unit of ['ms', 'bytes']) {
    const [local, whole] = [`log.local.retention.${unit}`, `log.retention.${unit}`] as const;
    if (!alteration.values.has(local) && !alteration.values.has(whole)) continue;
    const [localLimit, limit] = [numberAfter(alteration, local), numberAfter(alteration, whole)];
    if (limit < 0 || localLimit === -2) continue;
    if (localLimit === -1) return `Value must not be -1 as ${whole} value is set as ${limit}.`;
    if (localLimit > limit) return `Value must not be more than property: ${whole} value.`;
  }
  return undefined;
}

/** While a broker runs nothing of remote storage may be limited to nothing, though it may start so (DynamicRemoteLogConfig). */
function checkRemoteLimits(values: ConfigValues): string | undefined {
  const name = REMOTE_LIMITS.find((each) => parseNumber(values.get(each) ?? '1') < 1);
  return name === undefined ? undefined : `${name} must be at least 1, but it is ${values.get(name)}`;
}

/** A broker may be told to place nothing more in some of its log directories, or in all of them (KIP-1066). */
function checkCordonedDirs({ context, values }: Alteration): string | undefined {
  const cordoned = splitList(values.get(CORDONED_LOG_DIRS) ?? '');
  if (cordoned.join() === '*') return undefined;
  const unknown = cordoned.find((directory) => directory !== logDirOf(context.services));
  return unknown === undefined ? undefined : `${CORDONED_LOG_DIRS} has ${unknown}, which is not in log.dirs`;
}

/** What belongs to the listeners of one broker cannot be said of all. */
function checkScope({ values, isClusterWide }: Alteration): string | undefined {
  if (!isClusterWide) return undefined;
  const perBroker = [...values.keys()].filter(
    (name) =>
      /^(?:ssl\.|sasl\.|listener|principal\.builder|cordoned\.)/.test(name) &&
      !CLUSTER_WIDE_OF_LISTENER.has(listenerConfigBase(name) ?? name),
  );
  return refuse('Cannot update these configs at default cluster level, broker id must be specified', perBroker);
}

function numberAfter(alteration: Alteration, name: string): number {
  return parseNumber(textAfter(alteration, name) ?? '');
}

/** What the config would be. */
function textAfter({ context, values, isClusterWide }: Alteration, name: string): string | undefined {
  const resourceName = isClusterWide ? '' : String(context.broker);
  return context.services.configs.broker.textAfter(name, context.broker, { resourceName, values });
}
