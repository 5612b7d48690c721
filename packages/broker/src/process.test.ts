import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a broker that nobody closes keeps no process alive, but a wait or a call does until it ends', async () => {
  const script = fileURLToPath(new URL('../test/leave-open.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    timeout: 10_000,
  });
  expect(stdout).toBe('ERR_WAIT_TIMEOUT\nERR_PRODUCE_FAILED\nend\n');
}, 15_000);
