import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  ApiVersionsRequest,
  ApiVersionsResponse,
  codecOf,
  encodeRequestHeader,
  type Message,
  Writer,
} from '@testka/protocol';
import type { Offered } from './offer.ts';
import { BROKER_PORT, pcapOf } from './pcap.ts';
import type { Passed } from './recorder.ts';

/** What Wireshark's Kafka dissector took a frame for, and what it says of it. */
export interface Dissected {
  /** Undefined when it did not take the frame for one of Kafka's. */
  readonly apiKey: number | undefined;
  /** Empty when it read the frame as a whole. */
  readonly complaints: readonly string[];
}

const FIELDS = ['frame.number', 'kafka.request_key', 'kafka.response_key', '_ws.malformed', '_ws.expert.message'];
const LAST_API_KEY = 127;
const HIGHEST_VERSION = 0x7fff;

/** What `tshark --version` calls itself. @throws when it is not installed. */
export async function tsharkVersion(): Promise<string> {
  const output = await runTshark(['--version']);
  return /TShark[^0-9]*([0-9.]+)/.exec(output)?.[1] ?? 'of an unknown version';
}

/** Has tshark read frames. @returns what it says of each of them, in their order. */
export async function dissect(passed: readonly Passed[]): Promise<Dissected[]> {
  const folder = await mkdtemp(join(tmpdir(), 'testka-capture-'));
  try {
    const path = join(folder, 'session.pcap');
    const { file, lastPackets } = pcapOf(passed);
    await writeFile(path, file);
    const fields = FIELDS.flatMap((name) => ['-e', name]);
    const output = await runTshark([
      '-r',
      path,
      '-n',
      '-d',
      `tcp.port==${BROKER_PORT},kafka`,
      '-T',
      'fields',
      ...fields,
    ]);
    const packets = new Map(output.split('\n').map((line) => [Number(line.split('\t', 1)[0]), parseLine(line)]));
    return lastPackets.map((number) => packets.get(number) ?? { apiKey: undefined, complaints: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseLine(line: string): Dissected {
  const [, request = '', response = '', malformed = '', messages = ''] = line.split('\t');
  const key = request === '' ? response : request;
  return {
    apiKey: key === '' ? undefined : Number(key),
    complaints: [messages, malformed].filter((each) => each !== ''),
  };
}

/** What the dissector knows, as it says itself when a broker offers it everything. */
export async function knownVersions(): Promise<Offered> {
  const keys = Array.from({ length: LAST_API_KEY + 1 }, (_, key) => key);
  const answers = (await dissect(keys.flatMap(askedAndAnswered))).filter((_, index) => index % 2 === 1);
  return new Map(
    answers.flatMap(({ complaints }, key) => {
      const last = /Supports v\d+-(\d+)/.exec(complaints.join())?.[1];
      return last === undefined ? [] : [[key, Number(last)] as const];
    }),
  );
}

/**
 * Whether the dissector reads `bytes` of versions that are not flexible, whose length is an int32. 4.0 takes it for an int16 and
 * loses its way in every JoinGroup and SyncGroup of old. Asked with an answer to SyncGroup v0 that any Kafka may give.
 */
export async function readsPlainBytes(): Promise<boolean> {
  const request = Buffer.from('00000018000e00000000000100000001670000000000016d00000000', 'hex');
  const answer = Buffer.from('0000000a00000001000000000000', 'hex');
  const [, read] = await dissect([
    { connection: 0, from: 'client', frame: request },
    { connection: 0, from: 'broker', frame: answer },
  ]);
  return read?.complaints.length === 0;
}

/** A broker that has every version of one API and nothing else. */
function askedAndAnswered(apiKey: number): Passed[] {
  const answer = { errorCode: 0, apiKeys: [{ apiKey, minVersion: 0, maxVersion: HIGHEST_VERSION }] };
  const header = { apiKey: ApiVersionsRequest.apiKey, apiVersion: 0, correlationId: apiKey, clientId: 'all' };
  return [
    {
      connection: apiKey,
      from: 'client',
      frame: frameOf(ApiVersionsRequest, {}, (writer) => encodeRequestHeader(writer, header, false)),
    },
    {
      connection: apiKey,
      from: 'broker',
      frame: frameOf(ApiVersionsResponse, answer, (writer) => writer.int32(apiKey)),
    },
  ];
}

function frameOf(message: Message, body: unknown, header: (writer: Writer) => void): Buffer {
  const writer = new Writer();
  writer.int32(0);
  header(writer);
  codecOf(message, 0).encode(writer, body as never);
  const frame = Buffer.concat(writer.finish());
  frame.writeUInt32BE(frame.length - 4, 0);
  return frame;
}

async function runTshark(args: readonly string[]): Promise<string> {
  const child = spawn('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [output, exitCode] = await Promise.all([text(child.stdout), closed]);
  if (exitCode !== 0) throw new Error(`tshark ${args[0]} exited with ${exitCode}`);
  return output;
}
