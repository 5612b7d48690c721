import type { ReleaseName } from '../../releases/release-name.ts';
import { ConfigResourceType } from '../records.ts';
import { inertConfigWarning } from './acted-upon.ts';
import { ConfigType } from './config-def.ts';
import { canonicalValue, validateConfigValue } from './config-value.ts';
import { brokerConfigDef, topicConfigDef } from './known-configs.ts';
import { nearestName } from './nearest-name.ts';

/** A broker config that cannot be taken as it was given. */
export interface ConfigProblem {
  readonly name: string;
  readonly value: unknown;
  /** A sentence without its end: what is wrong and, where there is one, the way out. */
  readonly problem: string;
  /** The config that was probably meant. */
  readonly suggestion: string | undefined;
}

export interface ParsedBrokerConfigs {
  /** Those without a problem, as text. */
  readonly configs: ReadonlyMap<string, string>;
  readonly problems: readonly ConfigProblem[];
  /** Those known to Kafka that do nothing here, in words. */
  readonly warnings: readonly string[];
}

/** Configs that have an option of createBroker() instead, or that nothing here could follow. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^advertised\.listeners$/, 'use the options `advertisedHost` and `advertisedPort` of createBroker()'],
  [/^listeners$/, 'use the options `host` and `port` of createBroker()'],
  [/^(?:node|broker)\.id$/, 'use the option `nodeId` of createBroker()'],
  [/^broker\.rack$/, 'use the option `rack` of createBroker()'],
  [/^process\.roles$/, 'every node is both broker and controller'],
  [/^(?:metadata\.)?log\.dirs?$/, 'Testka keeps logs in memory'],
  [/^controller\.(?:listener|quorum)\./, 'the controller is inside and has no listener'],
  [
    /^(?:listener\.|ssl\.|sasl\.(?!server\.max)|inter\.broker\.listener|security\.|authorizer\.|early\.start)/,
    'use the option `security` of createBroker()',
  ],
];

/**
 * The configs of createBroker({ config }): checked as Kafka checks server.properties, but unknown names are problems too.
 * @param userGiven names and values as the user wrote them
 * @param release whose configs they are to be; default: the newest
 */
export function parseBrokerConfigs(
  userGiven: Readonly<Record<string, string | number | boolean>>,
  release?: ReleaseName,
): ParsedBrokerConfigs {
  const configs = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(userGiven)) {
    const { problem, suggestion } = problemOf(name, value, release);
    if (problem !== undefined) {
      problems.push({ name, value, problem, suggestion });
      continue;
    }
    const text = String(value);
    configs.set(name, text);
    const warning = inertConfigWarning({ type: ConfigResourceType.BROKER, name: '' }, name, text, release);
    if (warning !== undefined) warnings.push(warning);
  }
  const conflict = conflictOf(configs, release);
  if (conflict !== undefined) problems.push(conflict);
  return { configs, problems, warnings };
}

function problemOf(
  name: string,
  value: unknown,
  release: ReleaseName | undefined,
): { problem: string | undefined; suggestion: string | undefined } {
  const refusal = REFUSED.find(([pattern]) => pattern.test(name))?.[1];
  if (refusal !== undefined) return { problem: `${name} cannot be set here: ${refusal}`, suggestion: undefined };
  const key = brokerConfigDef(release).get(name);
  if (key === undefined)
    return { problem: `${name} is no broker config of Kafka`, suggestion: suggestionFor(name, release) };
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return { problem: `${name} must be a string, a number or a boolean`, suggestion: undefined };
  }
  const text = String(value);
  const problem = validateConfigValue(key, text);
  if (problem !== undefined) return { problem, suggestion: undefined };
  const isDefault = key.defaultValue !== null && canonicalValue(key, text) === key.defaultValue;
  if (key.type === ConfigType.CLASS && !isDefault) {
    return { problem: `${name} cannot be set here: there is no JVM to load ${text}`, suggestion: undefined };
  }
  return { problem: undefined, suggestion: undefined };
}

/** A topic's config has its counterpart; else the name that is spelled most like it. */
function suggestionFor(name: string, release: ReleaseName | undefined): string | undefined {
  return topicConfigDef(release).get(name)?.brokerName ?? nearestName(name, brokerConfigDef(release).names());
}

function conflictOf(configs: ReadonlyMap<string, string>, release: ReleaseName | undefined): ConfigProblem | undefined {
  const [minName, maxName] = ['group.min.session.timeout.ms', 'group.max.session.timeout.ms'] as const;
  const valueOf = (name: string): number =>
    Number(configs.get(name) ?? brokerConfigDef(release).get(name)?.defaultValue);
  const [min, max] = [valueOf(minName), valueOf(maxName)];
  if (min <= max) return undefined;
  const name = configs.has(minName) ? minName : maxName;
  const problem = `${minName} (${min}) must not be more than ${maxName} (${max})`;
  return { name, value: configs.get(name), problem, suggestion: undefined };
}
