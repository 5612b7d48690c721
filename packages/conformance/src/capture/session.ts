import * as protocol from '@testka/protocol';
import { ApiKey, type ApiName, type Fields, type Message } from '@testka/protocol';
import type { ClientProgram } from '../client-programs.ts';
import { runClient, type Sabotage, type ScenarioResult, succeeded } from '../clients.ts';
import { CAPTURE_SCENARIO } from '../scenarios.ts';
import { type Dissected, dissect, knownVersions, readsPlainBytes, tsharkVersion } from './tshark.ts';
import type { Offered } from './offer.ts';
import { freePorts, type Passed, startRecorder } from './recorder.ts';

/** What clients do while they are recorded: records of all kinds, groups, and what administrators ask. */
const RECORDED = [
  'codec-none',
  'codec-gzip',
  'codec-snappy',
  'codec-lz4',
  'codec-zstd',
  'null-and-empty',
  'headers',
  'acks-0',
  'idempotent-producer',
  'group-of-two',
  'commit-and-resume',
  'seek-by-timestamp',
  'admin-create-partitions',
  'admin-delete-records',
  'admin-describe-configs',
  'admin-list-group-offsets',
  'error-topic-exists',
];

interface Options {
  readonly config: Readonly<Record<string, string>>;
  readonly sabotage: Sabotage | undefined;
}

/**
 * Records a client's session with a Testka and has Wireshark's Kafka dissector read it, which must understand every frame. The
 * client is offered versions that the dissector knows; what goes beyond them all the same is named, and nothing else is excused.
 */
export async function runCapture(program: ClientProgram, { config, sabotage }: Options): Promise<ScenarioResult> {
  const startedAt = performance.now();
  const result = (status: 'ok' | 'failed', detail: string): ScenarioResult => ({
    scenario: CAPTURE_SCENARIO,
    status,
    detail,
    ms: Math.round(performance.now() - startedAt),
  });
  try {
    const reader: Reader = {
      known: await knownVersions(),
      readsPlainBytes: await readsPlainBytes(),
    };
    const session = await recordSession(program, config, reader.known);
    const passed = sabotage === 'check' ? session.map(withByteTooMany) : session;
    const frames = framesOf(passed, await dissect(passed));
    const problems = frames.flatMap((frame) => problemOf(frame, reader) ?? []);
    return problems.length === 0
      ? result('ok', `tshark ${await tsharkVersion()}: ${summaryOf(frames, reader)}`)
      : result('failed', `${problems.length} of ${frames.length} frames\n${problems.slice(0, 10).join('\n')}`);
  } catch (error) {
    return result('failed', String(error));
  }
}

async function recordSession(
  program: ClientProgram,
  config: Readonly<Record<string, string>>,
  offered: Offered,
): Promise<readonly Passed[]> {
  const { createBroker } = await import('@testka/broker');
  const [port, advertisedPort] = (await freePorts(2)) as [number, number];
  const broker = await createBroker({
    config: { ...program.config, ...config },
    port,
    advertisedPort,
    maxFetchWait: 30_000,
  });
  const recorder = await startRecorder(advertisedPort, port, offered);
  try {
    const runId = `${program.name}-capture`;
    const run = await runClient(program, { bootstrapServers: broker.bootstrapServers, runId, only: RECORDED });
    const failed = run.results.filter(({ status }) => status === 'failed' || status === 'missing');
    if (!succeeded(run)) throw new Error(failed.map(({ scenario, detail }) => `${scenario}: ${detail}`).join('\n'));
    return recorder.passed;
  } finally {
    await broker.close();
    await recorder.stop();
  }
}

function withByteTooMany(each: Passed): Passed {
  const frame = Buffer.concat([each.frame, Buffer.alloc(1)]);
  frame.writeUInt32BE(frame.length - 4, 0);
  return { ...each, frame };
}

/** What a dissector can do. */
interface Reader {
  readonly known: Offered;
  readonly readsPlainBytes: boolean;
}

/** A frame as we know it, and as the dissector sees it. */
interface Frame {
  readonly from: Passed['from'];
  readonly api: ApiName;
  readonly version: number;
  readonly bytes: Buffer;
  readonly dissected: Dissected;
}

const API_NAMES = new Map(Object.entries(ApiKey).map(([name, key]) => [key as number, name as ApiName]));

/** Answers are of the request with their correlation id. */
function framesOf(passed: readonly Passed[], dissected: readonly Dissected[]): Frame[] {
  const asked = new Map<string, Pick<Frame, 'api' | 'version'>>();
  return passed.map(({ connection, from, frame }, index) => {
    const id = `${connection}/${frame.readInt32BE(from === 'client' ? 8 : 4)}`;
    const name = API_NAMES.get(frame.readInt16BE(4));
    if (from === 'client' && name !== undefined) asked.set(id, { api: name, version: frame.readInt16BE(6) });
    const kind = asked.get(id);
    const of = dissected[index];
    if (kind === undefined || of === undefined) throw new Error(`frame ${index} answers nothing that was asked`);
    return { from, ...kind, bytes: frame, dissected: of };
  });
}

function problemOf(frame: Frame, reader: Reader): string | undefined {
  const { from, api, version, dissected } = frame;
  if (isExcused(frame, reader) || isTooLong(frame)) return undefined;
  const taken = dissected.apiKey === ApiKey[api] ? [] : [`taken for API ${dissected.apiKey ?? '?'}`];
  const said = [...taken, ...dissected.complaints];
  return said.length === 0 ? undefined : `${api} v${version} of the ${from}: ${said.join('; ')}`;
}

/** What the dissector says itself that it does not know, and what it is shown not to read; see `readsPlainBytes`. */
function isExcused({ from, api, version }: Frame, { known, readsPlainBytes: readsBytes }: Reader): boolean {
  if (version > (known.get(ApiKey[api]) ?? -1)) return true;
  const message: Message = protocol[`${api}${from === 'client' ? 'Request' : 'Response'}`];
  return !readsBytes && hasPlainBytes(message, version);
}

/** Where the client id is in a request, behind its length. */
const CLIENT_ID = 14;
/** A Metadata request of v9 for all topics, behind the client id: no tags, no list of topics, three flags, no tags. */
const ALL_TOPICS_LENGTH = 6;

/** librdkafka writes four bytes of zero for no list of topics, where a compact array has one; Kafka reads over the rest. */
function isTooLong({ from, api, version, bytes }: Frame): boolean {
  if (from !== 'client' || api !== 'Metadata' || version !== 9) return false;
  const rest = bytes.subarray(CLIENT_ID + bytes.readInt16BE(CLIENT_ID - 2));
  return rest.length === ALL_TOPICS_LENGTH + 3 && rest.subarray(0, 5).every((byte) => byte === 0);
}

function hasPlainBytes(message: Message, version: number): boolean {
  const isIn = (fields: Fields): boolean =>
    Object.values(fields).some((field) => {
      const element = field.element ?? field;
      if (version < field.since || version > field.until) return false;
      return element.kind === 'bytes' || (element.fields !== undefined && isIn(element.fields));
    });
  return version < message.flexible && isIn(message.fields);
}

function summaryOf(frames: readonly Frame[], reader: Reader): string {
  const read = frames.filter((frame) => !isExcused(frame, reader) && !isTooLong(frame));
  const requests = read.filter(({ from }) => from === 'client');
  const kinds = new Set(requests.map(({ api, version }) => `${api} v${version}`));
  const excused = frames.filter((frame) => isExcused(frame, reader));
  const names = new Set(excused.map(({ api, version }) => `${api} v${version}`));
  const unread = excused.length === 0 ? '' : `; it cannot read ${[...names].join(', ')} (${excused.length} frames)`;
  const tooLong = frames.filter(isTooLong).length;
  const sent = tooLong === 0 ? '' : `; ${tooLong} of Metadata v9 have three bytes too many, as librdkafka sends them`;
  const counted = `${requests.length} requests of ${kinds.size} kinds, ${read.length - requests.length} answers`;
  return `${counted}, 0 malformed${unread}${sent}`;
}
