import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_DIRECTORY } from '../process.ts';
import { launchBrowser } from './browser.ts';
import { CHECKS } from './checks.ts';
import { runTracedSession } from './session.ts';

/**
 * Opens the page of a trace of real clients in a real browser, and looks whether it does what it is for.
 * @returns whether all of it does; not when there is no browser
 */
export async function runTracePage(): Promise<boolean> {
  console.log('\nthe page of a trace, in Chromium');
  const folder = join(CACHE_DIRECTORY, 'trace-page');
  await mkdir(folder, { recursive: true });
  const broker = await runTracedSession();
  const path = await broker.trace.save(join(folder, 'session.html'));
  await broker.close();
  let failed = 0;
  const browser = await launchBrowser();
  try {
    for (const check of CHECKS) {
      const error = await check.run(browser, path).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined) failed += 1;
      console.log(`  ${error === undefined ? 'ok  ' : 'FAIL'}  ${check.name}`);
      if (error !== undefined) console.log(error);
    }
  } finally {
    await browser.close();
  }
  console.log(`trace page: ${CHECKS.length - failed} passed, ${failed} failed`);
  return failed === 0;
}
