import { BrokerError, type LeftoversOption } from '@testka/broker';

/** What `useBroker()` takes beside the options of `createBroker()`. */
export interface HookOptions {
  /**
   * What the next test finds of the one before it. Default: `reset`.
   * - `reset`: one broker for the file. Each test starts as after `createBroker()`; clients may stay connected.
   * - `fresh`: a broker of its own for each test, on a port of its own; there is none in beforeAll.
   * - `window`: one broker for the file, and everything stays but faults; a test sees only the messages and requests that come
   *   after it began (`broker.fromNow()`). For consumers of the application that live as long as the file and go on reading.
   * - `none`: one broker for the file, and everything stays.
   */
  isolation?: Isolation | undefined;
  /**
   * Environment variables that hold the address while the tests run; they get their old values back afterwards.
   * A list names variables that get the bootstrap servers. A record renames: `{ KAFKA_BROKERS: 'ORDERS_KAFKA' }` sets what
   * `broker.connection.env({ KAFKA_BROKERS: 'ORDERS_KAFKA' })` returns. Default: that without a name changed, which is
   * KAFKA_BROKERS and KAFKA_BOOTSTRAP_SERVERS. An empty list sets none.
   */
  env?: EnvOption | undefined;
  /**
   * What is done when a test leaves something behind: clients that are connected, faults that nothing has met. It is looked at
   * after the test's own after-hooks; clients that were there before the test may stay. Default: 'error' for faults that were
   * not used and waits that were not awaited, and 'warn' for the rest.
   */
  leftovers?: LeftoversOption | undefined;
}

type Isolation = 'reset' | 'fresh' | 'window' | 'none';
export type EnvOption = readonly string[] | Readonly<Record<string, string>>;

const ISOLATIONS: readonly string[] = ['reset', 'fresh', 'window', 'none'] satisfies Isolation[];

const LEFTOVERS: readonly string[] = ['ignore', 'warn', 'error'] satisfies LeftoversOption[];

/** What a record may rename. */
const ADDRESS_VARIABLES: readonly string[] = ['KAFKA_BROKERS', 'KAFKA_BOOTSTRAP_SERVERS'];

/** Checked options, apart from those that `createBroker()` checks itself. */
export interface SplitOptions<Rest> {
  isolation: Isolation;
  env: EnvOption | undefined;
  leftovers: LeftoversOption | undefined;
  brokerOptions: Rest;
}

/**
 * Takes the options of hooks out of those of the broker.
 * @throws BrokerError for a value that there is not
 */
export function splitOptions<Rest extends object>(options: HookOptions & Rest): SplitOptions<Rest> {
  validateShape(options);
  const { isolation = 'reset', env, leftovers, ...brokerOptions } = options;
  validateIsolation(isolation);
  validateEnv(env);
  validateLeftovers(leftovers);
  return { isolation, env, leftovers, brokerOptions: brokerOptions as unknown as Rest };
}

const OWN_NAMES: readonly string[] = ['isolation', 'env', 'leftovers'] satisfies (keyof HookOptions)[];

/**
 * What `createBroker()` says of its options, as said by what was given them: for an option that is unknown with those that this
 * knows beside.
 * @param giver `useBroker()`
 */
export function toldOf(message: string, giver: string, ownNames: readonly string[] = OWN_NAMES): string {
  const [unknown, known] = ['ERR_UNKNOWN_OPTION: createBroker() has no ', '; known are '];
  if (!message.startsWith(unknown)) return message.replace('the options of createBroker()', `the options of ${giver}`);
  return message.replace('createBroker()', giver).replace(known, `${known}${ownNames.join(', ')}, `);
}

/** The same of an error that is thrown. */
export function throwToldOf(error: unknown, giver: string, ownNames: readonly string[]): never {
  if (error instanceof BrokerError) {
    const { message, stack = '' } = error;
    error.message = toldOf(message, giver, ownNames);
    error.stack = stack.replace(message, () => error.message);
  }
  throw error;
}

/**
 * The options of a set-up, which come out of a config, checked for their shape.
 * @throws BrokerError ERR_INVALID_OPTION
 */
export function splitSetup<Options extends { env?: EnvOption | undefined }>(options: Options, giver: string): Options {
  validateShape(options, giver);
  validateEnv(options.env);
  return options;
}

function validateShape(options: unknown, giver = 'useBroker()'): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  const given = JSON.stringify(options) ?? String(options);
  const wayOut = `such as { topics: ['orders'] }`;
  throw new BrokerError('ERR_INVALID_OPTION', `the options of ${giver} must be an object, not ${given}; ${wayOut}`);
}

function validateIsolation(isolation: string): void {
  if (ISOLATIONS.includes(isolation)) return;
  const known = ISOLATIONS.map((name) => `'${name}'`).join(', ');
  throw new BrokerError('ERR_INVALID_OPTION', `isolation: ${JSON.stringify(isolation)} is none of ${known}`);
}

function validateLeftovers(leftovers: string | undefined): void {
  if (leftovers === undefined || LEFTOVERS.includes(leftovers)) return;
  const known = LEFTOVERS.map((name) => `'${name}'`).join(', ');
  throw new BrokerError('ERR_INVALID_OPTION', `leftovers: ${JSON.stringify(leftovers)} is none of ${known}`);
}

/** @throws BrokerError ERR_INVALID_OPTION */
export function validateEnv(env: unknown): void {
  if (env === undefined) return;
  const problem = findEnvProblem(env);
  if (problem === undefined) return;
  const wayOut = `give a list of names, ['KAFKA_BROKERS'], or a record of new names, { KAFKA_BROKERS: 'ORDERS_KAFKA' }`;
  throw new BrokerError('ERR_INVALID_OPTION', `env: ${JSON.stringify(env)} ${problem}; ${wayOut}`);
}

function findEnvProblem(env: unknown): string | undefined {
  if (typeof env !== 'object' || env === null) return 'is not names of variables';
  const isName = (name: unknown): boolean => typeof name === 'string' && name !== '';
  if (!Object.values(env).every(isName)) return 'is not names of variables';
  const isRenaming = Array.isArray(env) || Object.keys(env).every((name) => ADDRESS_VARIABLES.includes(name));
  return isRenaming ? undefined : `renames what is neither of ${ADDRESS_VARIABLES.join(', ')}`;
}
