import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CLIENT_PROGRAMS, type ClientProgram } from './client-programs.ts';
import { CACHE_DIRECTORY, tail } from './process.ts';
import { SCENARIOS } from './scenarios.ts';

const TIME_LIMIT_MS = 30_000;

/**
 * How a client sabotages itself to prove that its scenarios can fail: `check` fails every expectation, `drop` does not
 * send the last record of each production, `duplicate` sends it twice.
 */
export type Sabotage = 'check' | 'drop' | 'duplicate';

export interface RunOptions {
  readonly bootstrapServers: string;
  /** Prefix of every topic and group; a new one for every run against the same broker. */
  readonly runId: string;
  /** Names of scenarios; all when left out. */
  readonly only?: readonly string[] | undefined;
  /** How long one scenario may take. Default 30 s. */
  readonly timeLimitMs?: number | undefined;
  readonly sabotage?: Sabotage | undefined;
  /** Called for every scenario as soon as the client reports it. */
  readonly onResult?: (result: ScenarioResult) => void;
}

export interface ScenarioResult {
  readonly scenario: string;
  /** `missing`: the program ended without reporting it, which is a failure. `lacks`: the library cannot do it. */
  readonly status: 'ok' | 'failed' | 'missing' | 'lacks';
  /** A short fact, or why it failed. */
  readonly detail: string;
  readonly ms: number;
}

export interface ClientRun {
  readonly name: string;
  /** Library and version as the client itself reports them. */
  readonly client: string;
  /** In the order of `SCENARIOS`. */
  readonly results: readonly ScenarioResult[];
  readonly ms: number;
  /** Where the client's standard error went. */
  readonly logFile: string;
}

interface ReportedLine {
  readonly scenario: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly client: string;
  readonly ms: number;
}

/** The program of that name. @throws with the names there are. */
export function clientProgram(name: string): ClientProgram {
  const program = CLIENT_PROGRAMS.find((each) => each.name === name);
  if (program !== undefined) return program;
  throw new Error(`no client "${name}"; there are ${CLIENT_PROGRAMS.map((each) => each.name).join(', ')}`);
}

/** True when a run has nothing to complain about. */
export function succeeded(run: ClientRun): boolean {
  return run.results.every((result) => result.status === 'ok' || result.status === 'lacks');
}

/**
 * Builds a client program if need be and runs its scenarios against the broker.
 * Every scenario asked for appears in the results, whatever the program does.
 * @throws when the program cannot be built, or prints what is not a result.
 */
export async function runClient(program: ClientProgram, options: RunOptions): Promise<ClientRun> {
  const ofOneBroker = SCENARIOS.filter(({ needsCluster }) => needsCluster !== true).map(({ name }) => name);
  const ofProgram = ofOneBroker.filter((name) => program.scenarios?.includes(name) ?? true);
  const wanted = ofProgram.filter((name) => options.only?.includes(name) ?? true);
  const toRun = wanted.filter((name) => program.lacks[name] === undefined);
  await program.build();
  const logFile = join(CACHE_DIRECTORY, 'logs', `${program.name}.log`);
  const startedAt = performance.now();
  const lines = toRun.length === 0 ? [] : await runProgram(program, toRun, options, logFile);
  const ms = Math.round(performance.now() - startedAt);
  const results = await Promise.all(wanted.map((name) => resultOf(name, program, lines, logFile)));
  return { name: program.name, client: lines[0]?.client ?? program.title, results, ms, logFile };
}

async function resultOf(
  scenario: string,
  program: ClientProgram,
  lines: readonly ReportedLine[],
  logFile: string,
): Promise<ScenarioResult> {
  const reason = program.lacks[scenario];
  if (reason !== undefined) return { scenario, status: 'lacks', detail: reason, ms: 0 };
  const reported = lines.filter((line) => line.scenario === scenario);
  const line = reported[0];
  if (line === undefined || reported.length > 1) {
    const detail = `reported ${reported.length} times; the program's last words:\n${await tail(logFile)}`;
    return { scenario, status: 'missing', detail, ms: 0 };
  }
  return toResult(line);
}

function toResult(line: ReportedLine): ScenarioResult {
  return { scenario: line.scenario, status: line.ok ? 'ok' : 'failed', detail: line.detail, ms: line.ms };
}

/** Runs the program to its end, or to the end of all time limits together. */
async function runProgram(
  program: ClientProgram,
  scenarios: readonly string[],
  options: RunOptions,
  logFile: string,
): Promise<ReportedLine[]> {
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;
  await mkdir(join(CACHE_DIRECTORY, 'logs'), { recursive: true });
  const [command, ...args] = program.command;
  const child = spawn(command, args, {
    cwd: program.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      BOOTSTRAP_SERVERS: options.bootstrapServers,
      RUN_ID: options.runId,
      ONLY: scenarios.join(','),
      TIME_LIMIT_MS: String(timeLimitMs),
      BREAK: options.sabotage ?? '',
    },
  });
  child.stderr.pipe(createWriteStream(logFile));
  const closed = once(child, 'close');
  // Every scenario has its own limit and some time to clean up; this one is for a program that hangs as a whole.
  const killer = setTimeout(() => child.kill('SIGKILL'), scenarios.length * (timeLimitMs + 10_000));
  const lines: ReportedLine[] = [];
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = parseLine(program, text);
      lines.push(line);
      options.onResult?.(toResult(line));
    }
    const [exitCode] = await closed;
    const failed = lines.some((line) => !line.ok);
    if (exitCode === 0 && failed) throw new Error(`${program.name} exited with 0 although a scenario failed`);
    if (exitCode !== 0 && !failed && lines.length === scenarios.length) {
      throw new Error(`${program.name} exited with ${exitCode} although nothing failed:\n${await tail(logFile)}`);
    }
  } finally {
    clearTimeout(killer);
    child.kill('SIGKILL');
  }
  return lines;
}

/** Standard output is for results only: anything else is a defect of the program and must not go unseen. */
function parseLine(program: ClientProgram, text: string): ReportedLine {
  try {
    const { scenario, ok, detail, client, ms } = JSON.parse(text) as Partial<ReportedLine>;
    if (typeof scenario === 'string' && typeof ok === 'boolean' && typeof detail === 'string') {
      return { scenario, ok, detail, client: client ?? program.title, ms: ms ?? 0 };
    }
  } catch {
    // Told below, with the text.
  }
  throw new Error(`${program.name} printed something else than a result: ${text}`);
}
