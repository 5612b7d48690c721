import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientProgram } from './client-programs.ts';
import type { Sabotage } from './clients.ts';
import { CACHE_DIRECTORY } from './process.ts';

export const TOPIC = 'moves';
export const GROUP = 'followers';

const SETTLE_MS = 30_000;
/** For the client to come to its end when nothing moves any more. */
const END_LIMIT_MS = 60_000;

/** What a client program says of its run: numbers from 0 to `sent` - 1 were sent, as decimal text. */
export interface ClientReport {
  readonly client: string;
  readonly sent: number;
  readonly unacknowledged: readonly number[];
  /** Acknowledged, and not consumed. */
  readonly missing: readonly number[];
  /** What the client could not get over. */
  readonly errors: readonly string[];
  /** How often the application had to begin to consume anew, where that is the way of the library. */
  readonly reopened?: number;
}

/** A client program that produces numbers and consumes them in a group. */
export interface MovedClient {
  /** Where its standard error goes. */
  readonly logFile: string;
  /** Rejects when the program ends before it is told to. */
  readonly ended: Promise<never>;
  /** Tells it to send no more, and resolves with what it has to say. */
  stop(): Promise<ClientReport>;
  kill(): void;
}

export interface MovedClientOptions {
  readonly bootstrapServers: string;
  readonly sabotage: Sabotage | undefined;
  /** Of the scenario; part of the log's name. */
  readonly scenario: string;
  /** How long it waits, at its end, for what it has not consumed yet. Default: 30 s. */
  readonly settleMs?: number;
  /** The consumer's rack. Default: none. */
  readonly rack?: string;
}

export async function startMovedClient(program: ClientProgram, options: MovedClientOptions): Promise<MovedClient> {
  await mkdir(join(CACHE_DIRECTORY, 'logs'), { recursive: true });
  const logFile = join(CACHE_DIRECTORY, 'logs', `${program.name}-${options.scenario}.log`);
  const [command, ...args] = program.command;
  const child = spawn(command, [...args, 'moves', GROUP, TOPIC], {
    cwd: program.directory,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      BOOTSTRAP_SERVERS: options.bootstrapServers,
      BREAK: options.sabotage ?? '',
      CLIENT_RACK: options.rack ?? '',
      SCENARIO: options.scenario,
      SETTLE_MS: String(options.settleMs ?? SETTLE_MS),
    },
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
    logFile,
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
