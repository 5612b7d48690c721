// Watch mode: Vitest runs test files again and again in one process of its own, with workers that may be the same.
import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';

import { startVitest } from 'vitest/node';

const options = { watch: true, include: ['watch/*.watch.ts'], reporters: [{}], setupFiles: ['testka/vitest/setup'] };
const addresses = new Set();

for (const settings of [
  { pool: 'forks' },
  { pool: 'threads' },
  { pool: 'vmThreads' },
  { pool: 'forks', isolate: false, fileParallelism: false },
  { pool: 'threads', isolate: false, fileParallelism: false },
])
  await watch({ ...options, ...settings, globalSetup: ['testka/vitest/global-setup'] });

async function watch(config) {
  const vitest = await startVitest('test', [], config, { server: { watch: null } });
  for (let round = 1; round <= 3; round++) {
    if (round > 1) await vitest.rerunTestSpecifications(await vitest.globTestSpecifications());
    const modules = vitest.state.getTestModules();
    equal(modules.length, 2);
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      deepEqual(
        tests.map((test) => test.result().errors ?? []).flat(),
        [],
        `${JSON.stringify(config)}, round ${round}`,
      );
      const { address } = tests.find((test) => 'address' in test.meta()).meta();
      equal(addresses.has(address), false, 'an address is not used again while it may be remembered');
      addresses.add(address);
    }
  }
  const before = [...addresses];
  const { KAFKA_BROKERS: global } = process.env;
  notEqual(global, undefined);
  await vitest.close();
  equal(process.env.KAFKA_BROKERS, undefined);
  for (const address of [...before, global]) await expectGone(address);
}

async function expectGone(address) {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  const [error] = await once(socket, 'error');
  equal(error.code, 'ECONNREFUSED');
}
