import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, CACHE_DIRECTORY, runTool } from '../process.ts';
import type { Outcome } from './suites.ts';

/** Tests of a Go module, which come with it from the Go proxy. */
export interface GoModule {
  readonly name: string;
  /** `github.com/IBM/sarama@v1.61.1` */
  readonly module: string;
  /** Of the package that is tested, within the module. */
  readonly path: string;
  readonly tags?: string;
  /** Programs that the tests need, as `go install` takes them. */
  readonly tools?: readonly string[];
}

export interface GoTests {
  /** Compiled tests. */
  readonly program: string;
  /** Where they are run, as `go test` does. */
  readonly directory: string;
  /** Where `tools` are. */
  readonly tools: string;
}

/** Fetches and compiles them, once per version. Needs Go. */
export async function buildGoTests({ name, module, path, tags = '', tools = [] }: GoModule): Promise<GoTests> {
  const directory = join(CACHE_DIRECTORY, 'suites', name);
  const built = { program: join(directory, 'tests'), directory: join(directory, 'module', path), tools: directory };
  await buildOnce(directory, [module, path, tags, ...tools].join(' '), async () => {
    const logFile = join(CACHE_DIRECTORY, 'logs', `suite-${name}-build.log`);
    await runTool('go', ['mod', 'init', 'fetch'], { cwd: directory, logFile });
    await runTool('go', ['mod', 'download', '-json', module], { cwd: directory, logFile });
    const { Dir } = JSON.parse(await readFile(logFile, 'utf8')) as { Dir: string };
    await cp(Dir, join(directory, 'module'), { recursive: true });
    // The module cache is read-only, and so is a copy of it, which could not be removed.
    await runTool('chmod', ['-R', 'u+w', directory], { logFile });
    await runTool('go', ['test', '-c', '-tags', tags, '-o', built.program, '.'], { cwd: built.directory, logFile });
    for (const tool of tools) await runTool('go', ['install', tool], { env: { GOBIN: directory }, logFile });
  });
  return built;
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' };

/** What `-test.v` printed, without subtests. */
export function goOutcomes(output: string): ReadonlyMap<string, Outcome> {
  const results = output.matchAll(/^--- (PASS|FAIL|SKIP): (\S+)/gm);
  return new Map([...results].map(([, word, test]) => [test ?? '', OUTCOMES[word ?? ''] ?? 'failed']));
}
