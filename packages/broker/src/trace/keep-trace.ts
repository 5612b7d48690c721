import { join, relative, resolve } from 'node:path';
import type { BrokerContext } from '../context.ts';
import { subjectOf } from '../matching/subject.ts';
import { pageName } from './page-name.ts';

/** A test, as its page is called. */
export interface TestIdentity {
  /** With the blocks that it is in. */
  readonly name: string;
  /** Path of the test file; undefined: the runner does not tell. */
  readonly file: string | undefined;
  /** What tells the brokers of one test apart, such as the line that made them. */
  readonly broker?: string | undefined;
}

const DEFAULT_FOLDER = join('node_modules', '.cache', 'testka');

/** Where a page goes, and how that is told. */
export interface PagePlace {
  readonly path: string;
  /** By the working directory, if it is below. */
  readonly shown: string;
}

/** Where pages go. */
export function pageFolder({ options }: BrokerContext): string {
  return resolve(options.trace.dir ?? DEFAULT_FOLDER);
}

/** A test begins: waits that fail in it name the page that there will be. What was before is not its own. */
export function beginTrace(broker: unknown, test: TestIdentity): void {
  const context = subjectOf(broker)?.context;
  if (context === undefined || !context.recording.isOn) return;
  context.recording.beginTest(placeOf(context, test));
  context.recording.note({ atMs: context.driver.clock.now(), kind: 'mark', text: test.name });
}

/**
 * A test has ended: writes its page, if it is to be kept.
 * @returns where it is, as reports have told it; undefined: nothing was to be written
 * @throws what the file system says
 */
export async function keepTrace(
  broker: unknown,
  test: TestIdentity & { readonly hasFailed: boolean },
): Promise<PagePlace | undefined> {
  const context = subjectOf(broker)?.context;
  if (context === undefined) return undefined;
  const { mode } = context.options.trace;
  if (mode === 'off' || (mode === 'retain-on-failure' && !test.hasFailed)) return undefined;
  const place = placeOf(context, test);
  const { savePage } = await import('./page/save-page.ts');
  await savePage(context, { path: place.path, test });
  return place;
}

function placeOf(context: BrokerContext, test: TestIdentity): PagePlace {
  const path = join(pageFolder(context), pageName(test));
  const fromHere = relative('.', path);
  return { path, shown: fromHere.startsWith('..') ? path : fromHere };
}
