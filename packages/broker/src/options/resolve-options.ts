import { NEWEST_RELEASE, RELEASE_NAMES, type ReleaseName } from '@testka/core';
import {
  checkBoolean,
  checkInteger,
  checkNames,
  checkObject,
  checkText,
  checkToldText,
  type Given,
  wrong,
} from '../check.ts';
import { BrokerError } from '../errors.ts';
import { resolvePreset } from '../preset.ts';
import type { BrokerOptions, Logger, Unsupported } from '../types/options.ts';
import type { BrokerState } from '../state/broker-state.ts';
import { checkFit, stateOf } from '../state/snapshot-handle.ts';
import { resolveChaos, type ResolvedChaos } from './resolve-chaos.ts';
import { resolveConfigs } from './resolve-configs.ts';
import { MAX_PORT, type NodeSpec, resolveNodes } from './resolve-nodes.ts';
import { checkTrace, DEFAULT_TRACE, type TraceSettings } from './resolve-trace.ts';
import { resolveTopics, type TopicSpec } from './resolve-topics.ts';

/** What createBroker() goes by: everything checked, nothing left out. */
export interface ResolvedOptions {
  readonly topics: readonly TopicSpec[];
  /** At least one. */
  readonly nodes: readonly NodeSpec[];
  readonly release: ReleaseName;
  readonly host: string;
  /** Undefined: the address listened on. */
  readonly advertisedHost: string | undefined;
  readonly clusterId: string | undefined;
  readonly configs: ReadonlyMap<string, string>;
  readonly users: 'none' | 'any' | ReadonlyMap<string, string>;
  /** What the broker holds at first; undefined: nothing. */
  readonly from: BrokerState | undefined;
  /** Whether broker time moves by itself. */
  readonly clock: 'real' | 'manual';
  readonly maxFetchWaitMs: number;
  readonly waitTimeoutMs: number;
  readonly trace: TraceSettings;
  readonly seed: number;
  /** Undefined: none. */
  readonly chaos: ResolvedChaos | undefined;
  readonly onUnsupported: 'warn' | 'error' | ((what: Unsupported) => void);
  readonly logger: Logger;
  /** Configs given that have no effect. */
  readonly unsupported: readonly Unsupported[];
}

type OptionName = keyof BrokerOptions;
const OPTION_NAMES: readonly OptionName[] = [
  'topics',
  'kafkaVersion',
  'host',
  'port',
  'advertisedHost',
  'advertisedPort',
  'nodes',
  'nodeId',
  'rack',
  'clusterId',
  'preset',
  'autoCreateTopics',
  'defaultPartitions',
  'config',
  'security',
  'clock',
  'from',
  'maxFetchWait',
  'waitTimeout',
  'trace',
  'seed',
  'chaos',
  'onUnsupported',
  'logger',
];

/** Options that will come, and the values that already are what they will mean. */
const LATER: Readonly<Record<string, { readonly harmless: readonly unknown[]; readonly instead: string }>> = {
  schemaRegistry: { harmless: [false], instead: 'run a registry of your own, or use its mock' },
  tls: { harmless: [false], instead: 'connect in plaintext' },
};
const LATER_IN_SECURITY: typeof LATER = {
  tls: { harmless: [false], instead: 'connect in plaintext' },
  acls: { harmless: [], instead: 'every user may do everything' },
};

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Checks the options of createBroker(); `undefined` is as good as absent.
 * @throws BrokerError ERR_UNKNOWN_OPTION, ERR_INVALID_OPTION, ERR_NOT_AVAILABLE, ERR_OPTION_CONFLICT, ERR_INVALID_CONFIG,
 * ERR_UNSUPPORTED_CONFIG, ERR_INVALID_TOPIC_NAME, ERR_INVALID_SNAPSHOT, ERR_SNAPSHOT_MISMATCH
 */
export function resolveOptions(given: unknown): ResolvedOptions {
  const options = presentOptions(given);
  const read = <T>(name: OptionName, check: (given: Given) => T, fallback: T): T => {
    return name in options ? check(optionOf(name, options[name])) : fallback;
  };
  const preset = resolvePreset('preset' in options ? optionOf('preset', options['preset']) : undefined);
  const nodes = resolveNodes({
    count: preset.nodeCount,
    nodes: read<Given | undefined>('nodes', (each) => each, undefined),
    nodeId: read<number | undefined>('nodeId', (each) => checkInteger(each, 0), undefined),
    rack: read<string | undefined>('rack', checkToldText, undefined),
    port: read('port', (each) => checkInteger(each, 0, MAX_PORT), 0),
    advertisedPort: read<number | undefined>('advertisedPort', (each) => checkInteger(each, 1, MAX_PORT), undefined),
  });
  const onUnsupported = read<ResolvedOptions['onUnsupported']>('onUnsupported', checkOnUnsupported, 'warn');
  const release = read('kafkaVersion', checkRelease, NEWEST_RELEASE);
  const { configs, unsupported } = resolveConfigs({
    release,
    config: read('config', checkObject, {}),
    autoCreateTopics: read<boolean | undefined>('autoCreateTopics', checkBoolean, undefined),
    defaultPartitions: read<number | undefined>('defaultPartitions', (each) => checkInteger(each, 1), undefined),
    isStrict: onUnsupported === 'error',
    preset: preset.configs(nodes.length),
  });
  const users = read('security', checkSecurity, 'none' as const);
  const from = read('from', ({ name, value }): BrokerState | undefined => stateOf(value, name), undefined);
  if (from !== undefined) checkFit(from, { release, nodes });
  return {
    topics: read('topics', ({ value }) => resolveTopics(value, 'topics'), []),
    nodes,
    release,
    host: read('host', checkToldText, '127.0.0.1'),
    advertisedHost: read<string | undefined>('advertisedHost', checkToldText, undefined),
    clusterId: read<string | undefined>('clusterId', checkToldText, undefined),
    configs: users === 'none' ? configs : new Map([...configs, ['sasl.enabled.mechanisms', 'PLAIN']]),
    users,
    from,
    clock: read('clock', checkClock, 'real'),
    maxFetchWaitMs: read('maxFetchWait', (each) => checkInteger(each, 1), preset.maxFetchWaitMs),
    waitTimeoutMs: read('waitTimeout', (each) => checkInteger(each, 1), preset.waitTimeoutMs),
    trace: read('trace', checkTrace, DEFAULT_TRACE),
    seed: read('seed', (each) => checkInteger(each, 0, Number.MAX_SAFE_INTEGER), 1),
    chaos: resolveChaos('chaos' in options ? optionOf('chaos', options['chaos']) : undefined, nodes.length),
    onUnsupported,
    logger: read('logger', checkLogger, SILENT),
    unsupported,
  };
}

function presentOptions(given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  const options = checkObject({ name: 'the options of createBroker()', value: given, code: 'ERR_INVALID_OPTION' });
  const present = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  refuseLater(present, LATER, '');
  const names = Object.keys(present).filter((name) => !(name in LATER));
  checkNames(names, OPTION_NAMES, 'createBroker()', 'ERR_UNKNOWN_OPTION');
  return present;
}

function refuseLater(options: Readonly<Record<string, unknown>>, later: typeof LATER, prefix: string): void {
  for (const [name, value] of Object.entries(options)) {
    const known = Object.hasOwn(later, name) ? later[name] : undefined;
    if (known === undefined || known.harmless.includes(value)) continue;
    throw new BrokerError('ERR_NOT_AVAILABLE', `the option ${prefix}${name} is not yet available; ${known.instead}`);
  }
}

function optionOf(name: string, value: unknown): Given {
  return { name: `the option ${name}`, value, code: 'ERR_INVALID_OPTION' };
}

function checkOnUnsupported(given: Given): ResolvedOptions['onUnsupported'] {
  const { value } = given;
  if (value === 'warn' || value === 'error') return value;
  if (typeof value === 'function') return value as (what: Unsupported) => void;
  throw wrong(given, "'warn', 'error' or a function");
}

function checkClock(given: Given): ResolvedOptions['clock'] {
  if (given.value === 'real' || given.value === 'manual') return given.value;
  throw wrong(given, "'real' or 'manual'");
}

function checkRelease(given: Given): ReleaseName {
  const release = RELEASE_NAMES.find((name) => name === given.value);
  if (release !== undefined) return release;
  const known = `one of ${RELEASE_NAMES.map((name) => `'${name}'`).join(', ')}`;
  const patched = RELEASE_NAMES.find((name) => typeof given.value === 'string' && given.value.startsWith(`${name}.`));
  throw wrong(given, patched === undefined ? known : `${known}; '${patched}' stands for its last patch release`);
}

function checkLogger(given: Given): Logger {
  const { value } = given;
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  const isLogger =
    typeof value === 'object' &&
    value !== null &&
    levels.every((level) => level in value && typeof (value as Logger)[level] === 'function');
  if (!isLogger) throw wrong(given, 'an object with the functions debug, info, warn and error, such as console');
  return value as Logger;
}

function checkSecurity(given: Given): ResolvedOptions['users'] {
  const security = checkObject(given);
  refuseLater(security, LATER_IN_SECURITY, 'security.');
  const names = Object.keys(security).filter((name) => !(name in LATER_IN_SECURITY));
  checkNames(names, ['users'], 'the option security', 'ERR_UNKNOWN_OPTION');
  const { users } = security;
  if (users === undefined && Object.keys(security).length === 0)
    throw wrong(given, "an object such as { users: { alice: 'secret' } }; without users leave it out");
  if (users === undefined) return 'none';
  if (users === 'any') return 'any';
  const option = optionOf('security.users', users);
  if (!isNonEmptyRecord(users))
    throw wrong(option, "'any' or an object of passwords by user name, such as { alice: 'secret' }");
  for (const user of Object.keys(users)) {
    if (user !== '' && !user.includes('\0')) continue;
    const problem = `security.users has ${JSON.stringify(user)}, which SASL PLAIN cannot carry`;
    throw new BrokerError('ERR_INVALID_OPTION', `${problem}; user names are not empty and have no NUL`);
  }
  return new Map(
    Object.entries(users).map(([user, password]) => [user, checkText(optionOf(`security.users.${user}`, password))]),
  );
}

function isNonEmptyRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
