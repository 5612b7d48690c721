import { writeFile } from 'node:fs/promises';

import { type Broker, createBroker } from 'testka';
import environment, { type EnvironmentConfig, TestkaEnvironment } from 'testka/jest-environment';
import setUpJest from 'testka/jest/global-setup';
import tearDownJest from 'testka/jest/global-teardown';
import { globalBroker, setUpBroker, type SetupOptions, useBroker } from 'testka/vitest';
import setUpVitest, { type VitestProject } from 'testka/vitest/global-setup';

const options: SetupOptions = { topics: ['orders'], nodes: 3, env: ['KAFKA_BROKERS'] };
await setUpBroker(options);
await setUpBroker();
// @ts-expect-error: what a test finds of the one before is a matter of useBroker()
await setUpBroker({ isolation: 'none' });

const address: string = globalBroker().bootstrapServers;
useBroker({ from: globalBroker().snapshot });
await createBroker({ from: globalBroker().snapshot, clusterId: address });

export async function runs(project: VitestProject): Promise<void> {
  const tearDown: () => Promise<void> = await setUpVitest(project);
  await tearDown();
  await setUpJest({}, { testEnvironmentOptions: { testka: options } });
  await tearDownJest();
}

export class Keeping extends TestkaEnvironment {
  protected override async testFailed(name: string, broker: Broker): Promise<void> {
    await writeFile(`${name}.txt`, broker.explain());
  }
}

export function make(config: EnvironmentConfig): TestkaEnvironment {
  return new environment(config, {});
}
export const loaded = (): Promise<object> => import('testka/vitest/setup');
