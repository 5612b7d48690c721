import { assert, defined } from '../../assert.ts';
import { NEWEST_RELEASE, RELEASE_NAMES, type ReleaseName } from '../../releases/release-name.ts';

/** Types of config values (ConfigDef.Type), by their number in DescribeConfigs. */
export const ConfigType = {
  UNKNOWN: 0,
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
  CLASS: 8,
  PASSWORD: 9,
} as const;
export type ConfigType = (typeof ConfigType)[keyof typeof ConfigType];

/** What Kafka knows of one config. */
export interface ConfigKey {
  readonly name: string;
  readonly type: ConfigType;
  /** As DescribeConfigs shows it; null: none. */
  readonly defaultValue: string | null;
  /** Of a broker config: it cannot be changed while the broker runs. */
  readonly isReadOnly: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** One value outside the range that is allowed none the less. */
  readonly besides: number | undefined;
  /** The values allowed; of a LIST, those its elements may have. */
  readonly validValues: readonly string[] | undefined;
  /** Of a topic or group config: the broker config that it takes its value from. */
  readonly brokerName: string | undefined;
}

const TYPES: Readonly<Record<string, ConfigType>> = {
  b: ConfigType.BOOLEAN,
  s: ConfigType.STRING,
  i: ConfigType.INT,
  h: ConfigType.SHORT,
  j: ConfigType.LONG,
  d: ConfigType.DOUBLE,
  l: ConfigType.LIST,
  c: ConfigType.CLASS,
  p: ConfigType.PASSWORD,
};

/**
 * The configs of one kind of resource, in the order of their names. It is read from a table with a line for each: name,
 * letter of the type, default, rules. A capital letter means that the config is read-only. Rules: `>=1`, `<=9` bound a
 * number, `or=-1` allows one more, `{a,b}` lists the values, `=other.name` names the broker config behind it, `=` alone one
 * of the same name. `""` is the empty default.
 */
export class ConfigDef {
  /** Lines are searched and taken apart when they are asked for: a test broker asks for a dozen of its 350 configs. */
  readonly #table: string;
  readonly #keys = new Map<string, ConfigKey>();

  /** @param table starts and ends with the end of a line, as each name is searched between one and a space */
  constructor(table: string) {
    this.#table = table;
  }

  get(name: string): ConfigKey | undefined {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const line = this.#lineOf(name);
    if (line === undefined) return undefined;
    const key = parseLine(name, line);
    this.#keys.set(name, key);
    return key;
  }

  has(name: string): boolean {
    return this.#lineOf(name) !== undefined;
  }

  names(): IterableIterator<string> {
    return linesByName(this.#table).keys();
  }

  keys(): ConfigKey[] {
    return Array.from(this.names(), (name) => defined(this.get(name), name));
  }

  /** What the line of a config says behind its name. */
  #lineOf(name: string): string | undefined {
    // A client may ask for anything, also for what begins like a whole line.
    const start = name.includes(' ') ? -1 : this.#table.indexOf(`\n${name} `);
    if (start < 0) return undefined;
    const from = start + name.length + 2;
    return this.#table.slice(from, this.#table.indexOf('\n', from));
  }
}

/**
 * The table as it was in a release: back from change to change, the latest first, what a release brought is taken away, what it
 * changed or dropped put back. See tables/history.ts.
 */
export function tableOf(release: ReleaseName, table: string, history: string): string {
  if (release === NEWEST_RELEASE) return table;
  const lines = linesByName(table);
  const changes = history.split('\n').map((line) => line.split(' '));
  for (const later of RELEASE_NAMES.slice(RELEASE_NAMES.indexOf(release) + 1).toReversed()) {
    for (const [kind, since, ...rest] of changes) {
      if (since !== later) continue;
      if (kind === 'since') for (const name of rest) lines.delete(name);
      else lines.set(rest[0] ?? '', rest.slice(1).join(' '));
    }
  }
  const sorted = [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ['', ...sorted.map(([name, line]) => `${name} ${line}`), ''].join('\n');
}

/** Each config's name with what its line says behind it. */
function linesByName(table: string): Map<string, string> {
  const lines = new Map<string, string>();
  for (const line of table.split('\n')) {
    const endOfName = line.indexOf(' ');
    if (endOfName > 0) lines.set(line.slice(0, endOfName), line.slice(endOfName + 1));
  }
  return lines;
}

function parseLine(name: string, line: string): ConfigKey {
  const [letter = '', defaultValue, ...rules] = line.split(' ');
  const type = TYPES[letter.toLowerCase()];
  assert(type !== undefined, `${name} has a type`);
  const brokerName = ruleOf(rules, '=');
  return {
    name,
    type,
    defaultValue: defaultValue === undefined ? null : defaultValue === '""' ? '' : defaultValue,
    isReadOnly: letter !== letter.toLowerCase(),
    min: numberOf(ruleOf(rules, '>=')),
    max: numberOf(ruleOf(rules, '<=')),
    besides: numberOf(ruleOf(rules, 'or=')),
    validValues: ruleOf(rules, '{')?.slice(0, -1).split(','),
    brokerName: brokerName === '' ? name : brokerName,
  };
}

function ruleOf(rules: readonly string[], mark: string): string | undefined {
  return rules.find((rule) => rule.startsWith(mark))?.slice(mark.length);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
