import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Broker } from '@testka/broker';
import type { ClientProgram } from './client-programs.ts';
import type { Sabotage, ScenarioResult } from './clients.ts';
import { GROUP, type Move, MOVES, TOPIC } from './moves-list.ts';
import { CACHE_DIRECTORY, tail } from './process.ts';
import { MOVES_SCENARIO } from './scenarios.ts';

/** After each move so many messages must be stored, and some of them committed by the group, before the next one. */
const PROGRESS = 50;
const PROGRESS_LIMIT_MS = 30_000;
/** For the client to come to its end when nothing moves any more. */
const END_LIMIT_MS = 60_000;

interface Options {
  readonly config: Readonly<Record<string, string>>;
  readonly sabotage: Sabotage | undefined;
}

/** What a client program says of its run: numbers from 0 to `sent` - 1 were sent, as decimal text. */
interface ClientReport {
  readonly client: string;
  readonly sent: number;
  readonly unacknowledged: readonly number[];
  /** Acknowledged, and not consumed. */
  readonly missing: readonly number[];
  /** What the client could not get over. */
  readonly errors: readonly string[];
}

/**
 * Moves the brokers of a cluster under a client that produces numbers and consumes them in a group. Nothing that was
 * acknowledged may be lost, or be stored twice.
 */
export async function runMoves(program: ClientProgram, { config, sabotage }: Options): Promise<ScenarioResult> {
  await program.build();
  const startedAt = performance.now();
  const broker = await startCluster({ ...program.config, ...config });
  const logFile = join(CACHE_DIRECTORY, 'logs', `${program.name}-moves.log`);
  const client = await startClient(program, broker, sabotage, logFile);
  const result = async (): Promise<Pick<ScenarioResult, 'status' | 'detail'>> => {
    try {
      await broker.group(GROUP).waitUntilReady({ topics: [TOPIC], timeout: PROGRESS_LIMIT_MS });
      for (const move of MOVES) await perform(move, broker, client.ended);
      const report = await client.stop();
      const problems = problemsOf(report, broker);
      if (sabotage === 'check') problems.push('made to fail');
      const acknowledged = report.sent - report.unacknowledged.length;
      const detail = `${acknowledged} acknowledged, 0 lost, ${MOVES.length} moves`;
      return problems.length === 0 ? { status: 'ok', detail } : { status: 'failed', detail: problems.join('; ') };
    } catch (error) {
      return { status: 'failed', detail: `${String(error)}\n${await tail(logFile, 8)}` };
    }
  };
  try {
    return { scenario: MOVES_SCENARIO, ...(await result()), ms: Math.round(performance.now() - startedAt) };
  } finally {
    client.kill();
    await broker.close();
  }
}

async function startCluster(config: Readonly<Record<string, string>>): Promise<Broker> {
  const { createBroker } = await import('@testka/broker');
  return createBroker({
    nodes: 3,
    topics: { [TOPIC]: { partitions: 6, replicationFactor: 3, config: { 'min.insync.replicas': 2 } } },
    config: { 'broker.session.timeout.ms': 1000, 'replica.lag.time.max.ms': 500, ...config },
    maxFetchWait: 30_000,
    logger: { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error },
  });
}

interface RunningClient {
  /** Rejects when the program ends before it is told to. */
  readonly ended: Promise<never>;
  /** Tells it to send no more, and resolves with what it has to say. */
  stop(): Promise<ClientReport>;
  kill(): void;
}

async function startClient(
  program: ClientProgram,
  broker: Broker,
  sabotage: Sabotage | undefined,
  logFile: string,
): Promise<RunningClient> {
  await mkdir(join(CACHE_DIRECTORY, 'logs'), { recursive: true });
  const [command, ...args] = program.command;
  const child = spawn(command, [...args, 'moves', GROUP, TOPIC], {
    cwd: program.directory,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, BOOTSTRAP_SERVERS: broker.bootstrapServers, BREAK: sabotage ?? '' },
  });
  child.stderr.pipe(createWriteStream(logFile));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const closed = once(child, 'close');
  const ended = closed.then(([code]): never => {
    throw new Error(`the client ended by itself with ${code}`);
  });
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      child.stdin.end();
      const limit = new AbortController();
      const isLate = await Promise.race([closed.then(() => false), delay(END_LIMIT_MS, true, limit)]);
      limit.abort();
      if (isLate) throw new Error(`the client has not ended ${END_LIMIT_MS} ms after it was told to`);
      return JSON.parse(output) as ClientReport;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Makes a move and waits until the client has gone on: messages are stored, and the group has committed some of them. */
async function perform(move: Move, broker: Broker, ended: Promise<never>): Promise<void> {
  const before = { stored: stored(broker), committed: committed(broker) };
  const isDone = (): boolean => stored(broker) >= before.stored + PROGRESS && committed(broker) > before.committed;
  await move.run(broker);
  const deadline = performance.now() + PROGRESS_LIMIT_MS;
  while (!isDone()) {
    await Promise.race([delay(10), ended]);
    if (performance.now() < deadline) continue;
    const progress = `${stored(broker) - before.stored} stored, ${committed(broker) - before.committed} committed`;
    throw new Error(
      `the client did not get over "${move.name}": ${progress} in ${PROGRESS_LIMIT_MS} ms\n${broker.explain()}`,
    );
  }
}

function stored(broker: Broker): number {
  return broker.topic(TOPIC).partitions.reduce((sum, { highWatermark }) => sum + highWatermark, 0);
}

function committed(broker: Broker): number {
  return broker.group(GROUP).offsets.reduce((sum, { offset }) => sum + offset, 0);
}

function problemsOf({ sent, unacknowledged, missing, errors }: ClientReport, broker: Broker): string[] {
  const copies = new Map<number, number>();
  for (const { value } of broker.topic(TOPIC).messages()) {
    const number = Number(value);
    copies.set(number, (copies.get(number) ?? 0) + 1);
  }
  const all = Array.from({ length: sent }, (_, number) => number);
  const lost = all.filter((number) => !copies.has(number) && !unacknowledged.includes(number));
  const repeated = [...copies].filter(([, count]) => count > 1).map(([number]) => number);
  const lag = broker.group(GROUP).lag();
  return [
    ...named('acknowledged and not stored', lost),
    ...named('stored more than once', repeated),
    ...named('acknowledged and not consumed', missing),
    ...named('not acknowledged', unacknowledged),
    ...(lag === 0 ? [] : [`the group has not committed the last ${lag}`]),
    ...errors,
  ];
}

function named(problem: string, numbers: readonly number[]): string[] {
  if (numbers.length === 0) return [];
  return [`${numbers.length} ${problem}: ${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ', …' : ''}`];
}
