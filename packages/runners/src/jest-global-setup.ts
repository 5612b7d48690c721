import { createBroker } from '@testka/broker';

import { Environment, variablesOf } from './environment.ts';
import type { SetupOptions } from './file-broker.ts';
import { validateEnv } from './hook-options.ts';

/** What is used of the project that Jest gives to a global set-up. */
export interface JestProject {
  readonly testEnvironmentOptions?: { readonly testka?: SetupOptions };
}

/** How the set-up tells the tear-down, of which Jest loads each by itself. */
const KEY = Symbol.for('testka.global-brokers');

type Realm = Record<symbol, (() => Promise<void>)[] | undefined>;

/**
 * One broker for the whole run, with the options of `testEnvironmentOptions: { testka: { … } }`: for an app that is started once. Its
 * address is in the environment of the workers.
 */
export async function setUpGlobalBroker(_config: unknown, project: JestProject = {}): Promise<void> {
  const { env, ...options } = project.testEnvironmentOptions?.testka ?? {};
  validateEnv(env);
  const broker = await createBroker(options);
  const environment = new Environment();
  environment.set(variablesOf(broker, env));
  const realm = globalThis as unknown as Realm;
  const close = async (): Promise<void> => {
    environment.restore();
    await broker.close();
  };
  realm[KEY] = [...(realm[KEY] ?? []), close];
}

/** Closes what `setUpGlobalBroker()` has started, of whichever projects. */
export async function tearDownGlobalBroker(): Promise<void> {
  const realm = globalThis as unknown as Realm;
  const all = realm[KEY] ?? [];
  delete realm[KEY];
  await Promise.all(all.map((close) => close()));
}
