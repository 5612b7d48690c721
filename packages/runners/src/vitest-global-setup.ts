import { createBroker } from '@testka/broker';

import { Environment, variablesOf } from './environment.ts';
import type { SetupOptions } from './file-broker.ts';
import { splitSetup, throwToldOf } from './hook-options.ts';
import type { GlobalBroker } from './vitest-global-broker.ts';

/** Who makes it, for messages. */
const MADE_BY = 'testka/vitest/global-setup';

/** What is used of the project that Vitest gives to a global set-up, 4 or 5. */
export interface VitestProject {
  getProvidedContext(): object;
  provide(key: never, value: never): void;
  onTestsRerun(callback: () => Promise<void>): void;
}

/**
 * One broker for the whole run, with the options of `provide: { testka: { … } }`: for an app that is started once. Its address is in
 * the environment of the workers, and `globalBroker()` gives it to tests. When watch mode runs tests again it is reset before.
 * @returns what Vitest calls in the end
 */
export async function setUpGlobalBroker(project: VitestProject): Promise<() => Promise<void>> {
  const { testka = {} } = project.getProvidedContext() as { testka?: SetupOptions };
  const { env, ...options } = splitSetup(testka, MADE_BY);
  const broker = await createBroker(options).catch((error) => throwToldOf(error, MADE_BY, ['env']));
  const environment = new Environment();
  environment.set(variablesOf(broker, env));
  const provided: GlobalBroker = { bootstrapServers: broker.bootstrapServers, snapshot: broker.snapshot() };
  project.provide('testkaBroker' as never, provided as never);
  project.onTestsRerun(() => broker.reset());
  return async () => {
    environment.restore();
    await broker.close();
  };
}
