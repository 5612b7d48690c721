import type { ChaosKind, ChaosOptions } from '@testka/core/chaos';
import { ApiKey, type ApiName } from '@testka/protocol';
import { checkInteger, checkNames, checkObject, type Given, isPlainObject, wrong } from '../check.ts';
import { BrokerError } from '../errors.ts';

/** Chaos that a broker is to have. */
export interface ResolvedChaos extends ChaosOptions {
  /** How the same chaos is had again. */
  readonly replay: string;
}

/** What decides where the option does not. */
const VARIABLE = 'KAFKA_CHAOS';
const DEFAULT_SEED = 1;
const DEFAULT_RATE = 0.04;
const MAX_SEED = 0xffff_ffff;
const KINDS: readonly string[] = Object.keys({
  error: true,
  disconnect: true,
  delay: true,
  rebalance: true,
  'leader-change': true,
} satisfies Record<ChaosKind, true>);

/**
 * What the option says, and where it says nothing the environment.
 * @param option undefined: it was not given
 * @throws BrokerError ERR_INVALID_OPTION, ERR_UNKNOWN_OPTION
 */
export function resolveChaos(option: Given | undefined, nodeCount: number): ResolvedChaos | undefined {
  if (option?.value === false) return undefined;
  const ofEnvironment = seedOfEnvironment();
  if (option === undefined && ofEnvironment === undefined) return undefined;
  const { seed, rate, kinds, apis } = fieldsOf(option);
  const own = seed === undefined ? undefined : checkInteger(within('seed', seed), 1, MAX_SEED);
  const resolved = own ?? ofEnvironment ?? DEFAULT_SEED;
  return {
    seed: resolved,
    rate: rate === undefined ? DEFAULT_RATE : checkRate(within('rate', rate)),
    kinds: possibleKinds(checkList(within('kinds', kinds), KINDS, KINDS.join(', ')) as ChaosKind[], nodeCount),
    apis:
      apis === undefined
        ? '*'
        : new Set(
            checkList(
              within('apis', apis),
              Object.keys(ApiKey),
              'names of APIs, such as Produce and Fetch',
            ) as ApiName[],
          ),
    replay: own === undefined ? `${VARIABLE}=${resolved}` : `chaos: { seed: ${resolved} }`,
  };
}

function fieldsOf(option: Given | undefined): Readonly<Record<string, unknown>> {
  if (option === undefined) return {};
  if (!isPlainObject(option.value)) throw wrong(option, 'an object such as { seed: 42 }, or false');
  const fields = checkObject(option);
  checkNames(Object.keys(fields), ['seed', 'rate', 'kinds', 'apis'], 'the option chaos', 'ERR_UNKNOWN_OPTION');
  return fields;
}

function within(name: string, value: unknown): Given {
  return { name: `the option chaos.${name}`, value, code: 'ERR_INVALID_OPTION' };
}

/** Empty is as good as not set: that is how a shell takes a variable back for one command. */
function seedOfEnvironment(): number | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined || text === '') return undefined;
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (seed >= 1 && seed <= MAX_SEED) return seed;
  const given: Given = { name: `the environment variable ${VARIABLE}`, value: text, code: 'ERR_INVALID_OPTION' };
  throw wrong(given, `a seed for chaos, an integer from 1 to ${MAX_SEED}, or not be set`);
}

function checkRate(given: Given): number {
  const { value } = given;
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw wrong(given, 'a number greater than 0, and 1 at most');
}

/** Undefined: all that are known. */
function checkList(given: Given, known: readonly string[], examples: string): readonly string[] {
  const { name, value, code } = given;
  if (value === undefined) return known;
  if (!Array.isArray(value) || value.length === 0) throw wrong(given, `an array of ${examples}`);
  if (!value.every((each): each is string => typeof each === 'string')) throw wrong(given, 'an array of names');
  checkNames(value, known, name, code);
  return value;
}

/** A single node has nobody to give its leaderships to. */
function possibleKinds(kinds: readonly ChaosKind[], nodeCount: number): ReadonlySet<ChaosKind> {
  const possible = new Set(kinds);
  if (nodeCount === 1) possible.delete('leader-change');
  if (possible.size > 0) return possible;
  const problem = "the option chaos.kinds has 'leader-change' alone, and there is one node that could lead";
  throw new BrokerError('ERR_INVALID_OPTION', `${problem}; give the broker more \`nodes\`, or chaos other kinds`);
}
