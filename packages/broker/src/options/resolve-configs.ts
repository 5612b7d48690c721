import { ConfigResourceType, inertConfigWarning, parseBrokerConfigs, type ReleaseName } from '@testka/core';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import type { Unsupported } from '../types/options.ts';

interface GivenConfigs {
  /** The option `config`, as it was given. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly release: ReleaseName;
  readonly autoCreateTopics: boolean | undefined;
  readonly defaultPartitions: number | undefined;
  /** Whether configs without effect are refused. */
  readonly isStrict: boolean;
  /** What holds where `config` does not say. */
  readonly preset: Readonly<Record<string, string>>;
}

/** Configs that are options of createBroker() here. */
const OPTION_INSTEAD: Readonly<Record<string, string>> = {
  'node.id': 'nodeId or nodes',
  'broker.id': 'nodeId or nodes',
  'broker.rack': 'rack or nodes',
  listeners: 'host and port',
  'advertised.listeners': 'advertisedHost and advertisedPort',
};

/** The broker's static configs: the preset, then what the user gave. @throws BrokerError */
export function resolveConfigs(given: GivenConfigs): {
  configs: ReadonlyMap<string, string>;
  unsupported: Unsupported[];
} {
  const config = withOptions(given);
  for (const name of Object.keys(config)) {
    const option = Object.hasOwn(OPTION_INSTEAD, name) ? OPTION_INSTEAD[name] : undefined;
    if (option === undefined) continue;
    throw new BrokerError(
      'ERR_INVALID_CONFIG',
      `the config ${name} cannot be set; use the option ${option} of createBroker()`,
    );
  }
  const { configs, problems } = parseBrokerConfigs(config as Record<string, string | number | boolean>, given.release);
  const [problem] = problems;
  if (problem !== undefined) {
    const wayOut = problem.suggestion === undefined ? '' : `; did you mean ${problem.suggestion}?`;
    throw new BrokerError(
      'ERR_INVALID_CONFIG',
      `config ${formatValue({ [problem.name]: problem.value })}: ${problem.problem}${wayOut}`,
    );
  }
  const unsupported = [...configs].flatMap(([name, value]) => inert(name, value, given.release));
  const [first] = unsupported;
  if (given.isStrict && first !== undefined) {
    const wayOut = "leave it out, or say onUnsupported: 'warn'";
    throw new BrokerError('ERR_UNSUPPORTED_CONFIG', `${first.warning}; ${wayOut}`);
  }
  return { configs: new Map([...Object.entries(given.preset), ...configs]), unsupported };
}

function inert(name: string, value: string, release: ReleaseName): Unsupported[] {
  const warning = inertConfigWarning({ type: ConfigResourceType.BROKER, name: '' }, name, value, release);
  return warning === undefined ? [] : [{ kind: 'config', name, warning }];
}

/** The options that stand for a config, as configs. */
function withOptions({ config, autoCreateTopics, defaultPartitions }: GivenConfigs): Record<string, unknown> {
  const merged = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const set = (option: string, name: string, value: unknown): void => {
    if (value === undefined) return;
    if (Object.hasOwn(merged, name)) {
      throw new BrokerError(
        'ERR_OPTION_CONFLICT',
        `the option ${option} and the config ${name} say the same; give one of them`,
      );
    }
    merged[name] = value;
  };
  set('autoCreateTopics', 'auto.create.topics.enable', autoCreateTopics);
  set('defaultPartitions', 'num.partitions', defaultPartitions);
  return merged;
}
