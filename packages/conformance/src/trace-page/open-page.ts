import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

/** A page of a trace in a browser, without a network. */
export interface OpenPage {
  readonly page: Page;
  /** What the browser has complained of, and what it has asked for besides the file. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function openPage(browser: Browser, path: string, { width = 1280 } = {}): Promise<OpenPage> {
  const context = await browser.newContext({ offline: true, viewport: { width, height: 860 } });
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  await page.getByRole('table', { name: 'Requests' }).waitFor();
  return { page, complaints, close: () => context.close() };
}

/** The lanes from top to bottom. */
export function laneNames(page: Page): Promise<(string | undefined)[]> {
  return page
    .locator('.lane-name')
    .evaluateAll((lanes) => lanes.map((lane) => lane.firstChild?.textContent ?? undefined));
}

/**
 * Moves the pointer over a lane from left to right until the tip says what is looked for, as somebody would who looks for it.
 * @returns where that was
 */
export async function findInLane(page: Page, lane: string, text: string): Promise<{ x: number; y: number }> {
  const [name, canvas] = await Promise.all([
    boxOf(page.locator(`.lane-name[title="${lane}"]`)),
    boxOf(page.locator('canvas')),
  ]);
  for (let y = name.y + 6; y < name.y + name.height; y += 6) {
    for (let x = canvas.x + 1; x < canvas.x + canvas.width; x += 3) {
      await page.mouse.move(x, y);
      const tip = page.getByRole('tooltip');
      if ((await tip.isVisible()) && (await tip.textContent())?.includes(text) === true) return { x, y };
    }
  }
  throw new Error(`nothing in the lane ${lane} says "${text}"`);
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not in sight');
  return box;
}
