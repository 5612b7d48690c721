import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'node:vm';

import type { Broker } from '@testka/broker';

import type { SetupOptions, StartedFileBroker, startFileBroker } from './file-broker.ts';
import { fullName } from './full-name.ts';
import type { CircusEvent } from './jest-circus.ts';
import { requireInto } from './sandbox-modules.ts';

/** What Jest makes an environment with, as far as it matters here. */
export interface EnvironmentConfig {
  readonly projectConfig: {
    readonly testEnvironmentOptions: { readonly testka?: SetupOptions; readonly [option: string]: unknown };
  };
}

/** What is used of jest-environment-node, of the version that the user's Jest brings. */
interface NodeEnvironment {
  readonly global: typeof globalThis;
  setup(): Promise<void>;
  teardown(): Promise<void>;
  getVmContext(): Context | null;
}

type NodeEnvironmentClass = new (config: EnvironmentConfig, context: unknown) => NodeEnvironment;

const BaseEnvironment: NodeEnvironmentClass = loadNodeEnvironment();

/**
 * Jest's environment for Node, with a broker that is started before the test file is loaded: `process.env.KAFKA_BROKERS` holds its address
 * when the app is imported. `useBroker()` gets this broker. Its options are in `testEnvironmentOptions: { testka: { … } }`, or in the
 * docblock of a file: `@jest-environment-options {"testka": {"nodes": 3}}`.
 */
export class TestkaEnvironment extends BaseEnvironment {
  readonly #options: SetupOptions;
  #started: StartedFileBroker | undefined;

  constructor(config: EnvironmentConfig, context: unknown) {
    const { testka = {}, ...testEnvironmentOptions } = config.projectConfig.testEnvironmentOptions;
    // Jest makes a global variable of every option.
    super({ ...config, projectConfig: { ...config.projectConfig, testEnvironmentOptions } }, context);
    this.#options = testka;
  }

  override async setup(): Promise<void> {
    await super.setup();
    const context = this.getVmContext();
    if (context === null) throw new Error('testka/jest-environment: there is no sandbox to start a broker in');
    // In the realm of the tests: what the broker returns there is equal to what they make, and its environment is theirs.
    const file = fileURLToPath(new URL('./file-broker.cjs', import.meta.url));
    const inside = requireInto(context, file) as { startFileBroker: typeof startFileBroker };
    this.#started = await inside.startFileBroker(this.#options, 'testka/jest-environment');
  }

  override async teardown(): Promise<void> {
    try {
      await this.#started?.close();
    } finally {
      await super.teardown();
    }
  }

  /** jest-circus tells an environment what happens. */
  async handleTestEvent({ name, test }: CircusEvent): Promise<void> {
    if (name !== 'test_done' || test === undefined || test.errors.length === 0 || this.#started === undefined) return;
    await this.testFailed(fullName(test), this.#started.broker);
  }

  /**
   * Called when a test has failed, its after-hooks are through, and the broker still holds what it has left: to be overridden, by who
   * wants to keep `broker.explain()`, for example.
   * @param _name as Jest prints it
   */
  protected async testFailed(_name: string, _broker: Broker): Promise<void> {}
}

/** It comes with Jest; where package managers hide what a package has not asked for, it is found through Jest. */
function loadNodeEnvironment(): NodeEnvironmentClass {
  const places = [import.meta.url, join(process.cwd(), 'package.json')];
  const chain = ['jest', '@jest/core', 'jest-config'];
  const wanted = 'jest-environment-node';
  for (const place of places) {
    let require = createRequire(place);
    for (const name of [undefined, ...chain]) {
      try {
        if (name !== undefined) require = createRequire(require.resolve(`${name}/package.json`));
        return (require(wanted) as { TestEnvironment: NodeEnvironmentClass }).TestEnvironment;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
  throw new Error(`testka/jest-environment needs ${wanted}; npm install --save-dev ${wanted}`);
}

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}
