import { type Broker, type BrokerOptions, createBroker, type Snapshot } from '@testka/broker';

import { Environment, variablesOf } from './environment.ts';
import { type HookOptions, splitSetup, throwToldOf } from './hook-options.ts';

/** What a set-up takes: the options of `createBroker()`, and the variables that get the address. */
export type SetupOptions = BrokerOptions & Pick<HookOptions, 'env'>;

/** A broker that was started before a test file's imports, so that an app finds its address there, and lasts until the file's end. */
export interface FileBroker {
  readonly broker: Broker;
  /** What it was made with. */
  readonly options: BrokerOptions;
  /** What it was when it was made. */
  readonly beginning: Snapshot;
  /** Who has made it, for messages: `testka/vitest/setup`. */
  readonly madeBy: string;
  /** Whether a `useBroker()` has it now, or has had it. */
  use: 'never' | 'now' | 'before';
  /** What is done as soon as nobody has it; undefined: the file has not ended. */
  close: (() => Promise<void>) | undefined;
}

/** Where a realm keeps it: in the registry of symbols, which copies of this package share. */
const KEY = Symbol.for('testka.file-broker');

type Realm = Record<symbol, FileBroker | undefined>;

/** The broker of the test file, for one `useBroker()` at a time. Undefined: there is none, or another one has it. */
export function takeFileBroker(): FileBroker | undefined {
  const fileBroker = (globalThis as unknown as Realm)[KEY];
  return fileBroker === undefined || fileBroker.use === 'now' ? undefined : fileBroker;
}

/** `useBroker()` is through with it. */
export async function releaseFileBroker(fileBroker: FileBroker): Promise<void> {
  fileBroker.use = 'before';
  await fileBroker.close?.();
}

/** What a set-up has started. */
export interface StartedFileBroker {
  readonly broker: Broker;
  /** Ends it: at once, or when `useBroker()` has let go of it, as runners differ in who comes first. */
  close(): Promise<void>;
}

/**
 * Starts a broker in the realm of the test file, puts its address in the environment, and offers it to `useBroker()`.
 * @throws BrokerError for whatever is wrong with the options
 */
export async function startFileBroker(options: SetupOptions, madeBy: string): Promise<StartedFileBroker> {
  const { env, ...brokerOptions } = splitSetup(options, madeBy);
  const realm = globalThis as unknown as Realm;
  // Of a file that could not even be loaded, or whose tests were all skipped: its hooks never ran.
  await realm[KEY]?.broker.close();
  const broker = await createBroker(brokerOptions).catch((error) => throwToldOf(error, madeBy, ['env']));
  const environment = new Environment();
  environment.set(variablesOf(broker, env));
  const beginning = broker.snapshot();
  const own: FileBroker = {
    broker,
    options: brokerOptions,
    beginning,
    madeBy,
    use: 'never',
    close: undefined,
  };
  realm[KEY] = own;
  const close = async (): Promise<void> => {
    environment.restore();
    if (realm[KEY] === own) delete realm[KEY];
    await broker.close();
  };
  return {
    broker,
    close: async () => {
      if (own.use === 'now') own.close = close;
      else await close();
    },
  };
}
