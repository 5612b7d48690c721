import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { resolveTools } from '../kafka.ts';
import { runTool } from '../process.ts';

/** What Kafka calls the first segment of a log. */
const SEGMENT = `${'0'.repeat(20)}.log`;

/**
 * What Kafka's own dump-log tool reads in batches of `__consumer_offsets`: a line a record, `key: … payload: …`.
 * @param batches as they lie in a segment
 * @throws what the tool printed, if it fails
 */
export async function dumpOffsetsLog(batches: Buffer): Promise<string[]> {
  const libraries = await resolveTools();
  const classPath = (await readdir(libraries)).map((name) => join(libraries, name)).join(delimiter);
  const folder = await mkdtemp(join(tmpdir(), 'testka-dump-'));
  try {
    const log = join(folder, '__consumer_offsets-0');
    await mkdir(log);
    await writeFile(join(log, SEGMENT), batches);
    const printed = join(folder, 'printed.txt');
    const tool = ['org.apache.kafka.tools.DumpLogSegments', '--offsets-decoder', '--files', join(log, SEGMENT)];
    await runTool('java', ['-cp', classPath, ...tool], { logFile: printed });
    return (await readFile(printed, 'utf8')).split('\n').filter((line) => line.includes(' key: '));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
