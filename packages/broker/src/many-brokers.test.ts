import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('200 brokers at once, and many one after the other, leave no port, timer, socket or memory behind', async () => {
  const script = fileURLToPath(new URL('../test/many/run-many.ts', import.meta.url));
  // `npm run test:many` makes 10,000.
  const args = ['--disable-warning=ExperimentalWarning', script, '--cycles', '1000', '--at-once', '200'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toContain('2 passed, 0 failed');
}, 120_000);
