import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runTranscript } from '../../../test/groups/transcript.ts';

const FOLDER = new URL('../../../test/scenarios/groups/', import.meta.url);

/** Commands are read from the file; what they made happen must be what it says. Rewritten with `vitest -u`. */
test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))('%s', async (name) => {
  const file = new URL(name, FOLDER);
  await expect(runTranscript(readFileSync(file, 'utf8'))).toMatchFileSnapshot(file.pathname);
});
