import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Names of Chromium, and of what is made of it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Starts the browser of this machine. @throws when there is none: a page that no browser has opened is not tested */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  if (executablePath === undefined)
    throw new Error(
      `there is no browser; one of ${NAMES.join(', ')} must be in the PATH (Debian: apt-get install chromium)`,
    );
  // In containers it runs as root, where its own sandbox does not work; it opens nothing but our page.
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

async function findBrowser(): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
