import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { KAFKA_VERSION, KAFKA_VERSIONS, resolveLibraries } from '../kafka.ts';
import { CACHE_DIRECTORY, PACKAGE_DIRECTORY, runTool } from '../process.ts';
import { declarationsWanted, type Definitions, differencesOf } from './compare.ts';
import { DECLARATIONS } from './declarations.ts';
import { filesOf } from './definition-files.ts';
import { parseDefinitions } from './kafka-definition.ts';
import { vectorFile } from './vectors.ts';

/** The last release that speaks what KIP-896 removed. */
const OLD_VERSION = KAFKA_VERSIONS['3.9'] ?? '3.9.1';

/** Where Kafka's jars keep their definitions. */
const FOLDERS = [join('common', 'message'), join('common', 'metadata'), 'message'];

/** Compares every declaration with the definitions in Kafka's jars, and the vectors with what Kafka's classes write now. */
export async function checkDeclarations(): Promise<{ passed: number; failed: number }> {
  const definitions: Definitions = {
    newest: parseDefinitions(await definitionsInJars(KAFKA_VERSION, 'kafka-')),
    old: parseDefinitions(await definitionsInJars(OLD_VERSION, 'kafka-clients-')),
  };
  const wanted = declarationsWanted(definitions);
  const problems = [
    ...[...wanted].filter((name) => !DECLARATIONS.has(name)).map((name) => `${name}: not declared`),
    ...[...DECLARATIONS].flatMap(([name, message]) => differencesOf(name, message, definitions)),
  ];
  report(`${wanted.size} messages as the jars of Kafka ${KAFKA_VERSION} and ${OLD_VERSION} define them`, problems);
  const vectors = await makeVectors();
  const changed: string[] = [];
  for (const [version, made] of vectors) {
    if (made !== (await readFile(vectorFile(version), 'utf8'))) changed.push(`those of ${version} are others now`);
  }
  report(`what the classes of Kafka ${KAFKA_VERSION} and ${OLD_VERSION} write is as recorded`, changed);
  const failed = [problems, changed].filter(({ length }) => length > 0).length;
  return { passed: 2 - failed, failed };
}

/** Has Kafka's classes write the vectors anew. */
export async function recordVectors(): Promise<void> {
  for (const [version, made] of await makeVectors()) {
    await writeFile(vectorFile(version), made);
    console.log(`${styleText('yellow', '●')} Kafka ${version}: ${made.split('\n').length - 1} vectors recorded`);
  }
}

function report(what: string, problems: readonly string[]): void {
  console.log(`${problems.length === 0 ? styleText('green', '✓') : styleText('red', '✗')} ${what}`);
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`);
}

/** The texts of all definition files in the jars of a release whose names begin so. Needs the JDK's `jar`. */
async function definitionsInJars(version: string, prefix: string): Promise<string[]> {
  const libraries = await resolveLibraries(version);
  const folder = await mkdtemp(join(tmpdir(), 'testka-definitions-'));
  try {
    for (const jar of (await readdir(libraries)).filter((name) => name.startsWith(prefix))) {
      const logFile = join(CACHE_DIRECTORY, 'logs', 'definitions.log');
      await runTool('jar', ['xf', join(libraries, jar), 'common', 'message'], { cwd: folder, logFile });
    }
    return FOLDERS.map((each) => join(folder, each))
      .filter((each) => existsSync(each))
      .flatMap(filesOf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By release: all versions of the newest, and of the old one those that the newest does not speak. */
async function makeVectors(): Promise<Map<string, string>> {
  const newest = await runVectorProgram(KAFKA_VERSION, 'kafka-', []);
  const spoken = newest.split('\n').map((line) => line.split(' ', 2).join(' '));
  return new Map([
    [KAFKA_VERSION, newest],
    [OLD_VERSION, await runVectorProgram(OLD_VERSION, 'kafka-clients-', spoken)],
  ]);
}

async function runVectorProgram(version: string, prefix: string, leftOut: readonly string[]): Promise<string> {
  const libraries = await resolveLibraries(version);
  // By name: the program looks for classes in the jars of its class path.
  const jars = (await readdir(libraries)).filter((name) => name.endsWith('.jar')).map((name) => join(libraries, name));
  const program = join(PACKAGE_DIRECTORY, 'vectors', 'MessageVectors.java');
  // Java 17 goes by the locale, also where it reads the program.
  const options = ['-Dfile.encoding=UTF-8', '-cp', jars.join(delimiter)];
  const java = spawn('java', [...options, program, prefix], { stdio: ['pipe', 'pipe', 'inherit'] });
  java.stdin.end(leftOut.join('\n'));
  const [written, exitCode] = await Promise.all([
    text(java.stdout),
    new Promise<number | null>((resolve, reject) => java.once('error', reject).once('close', resolve)),
  ]);
  if (exitCode !== 0) throw new Error(`MessageVectors exited with ${exitCode} on Kafka ${version}`);
  return written;
}
