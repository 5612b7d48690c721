import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { CACHE_DIRECTORY } from '../process.ts';
import { launchBrowser } from './browser.ts';
import { type Check, CHECKS } from './checks.ts';
import { runTracedSession } from './session.ts';
import { copyChecks, RESET_CHECKS, STATE_CHECKS } from './state-checks.ts';
import { runStateSession } from './state-session.ts';

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
  const session = await runStateSession();
  const browser = await launchBrowser();
  const verdicts: boolean[] = [];
  try {
    for (const check of CHECKS) verdicts.push(await passes(browser, path, check));
    const state = await session.broker.trace.save(join(folder, 'state.html'));
    for (const check of [...STATE_CHECKS, ...copyChecks(session.broker)])
      verdicts.push(await passes(browser, state, check));
    await session.reset();
    const later = await session.broker.trace.save(join(folder, 'state-after-reset.html'));
    for (const check of RESET_CHECKS) verdicts.push(await passes(browser, later, check));
  } finally {
    await browser.close();
    await session.end();
  }
  const passed = verdicts.filter((hasPassed) => hasPassed).length;
  console.log(`trace page: ${passed} passed, ${verdicts.length - passed} failed`);
  return passed === verdicts.length;
}

async function passes(browser: Browser, path: string, check: Check): Promise<boolean> {
  try {
    await check.run(browser, path);
    console.log(`  ok    ${check.name}`);
    return true;
  } catch (error) {
    console.log(`  FAIL  ${check.name}`);
    console.log(error);
    return false;
  }
}
