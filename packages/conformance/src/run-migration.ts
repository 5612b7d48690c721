/**
 * How long a suite takes that was written for @testcontainers/kafka, on its way to Testka. The container is
 * Apache Kafka without Docker; see migration/container.ts. Figures for docs/recipes/from-testcontainers.md.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { PACKAGE_DIRECTORY } from './process.ts';

const ROUNDS = 3;

const runner = join(PACKAGE_DIRECTORY, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
const config = join(PACKAGE_DIRECTORY, 'migration', 'vitest.config.ts');

/** The suite's own time, with the start of its broker, s: the best of some runs. @throws if a test fails */
function measure(suite: 'before' | 'after', env: Readonly<Record<string, string>> = {}): number {
  const runs = Array.from({ length: ROUNDS }, () => {
    const { status, stdout } = spawnSync(process.execPath, [runner, 'run', '--config', config, `${suite}/`], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    const ms = /\(\d+ tests?\) (\d+)ms/.exec(stdout)?.[1];
    if (status !== 0 || ms === undefined) throw new Error(stdout);
    return Number(ms) / 1000;
  });
  return Math.min(...runs);
}

const before = measure('before', { MIGRATION_BROKER: 'kafka' });
const figures = {
  'before, on Apache Kafka': before,
  'before, with the address of Testka': measure('before'),
  after: measure('after'),
};
for (const [name, seconds] of Object.entries(figures)) {
  console.log(`${name.padEnd(36)} ${seconds.toFixed(1).padStart(5)} s   1/${(before / seconds).toFixed(0)}`);
}
