import { ZERO_UUID, buildRecordBatch } from '@testka/protocol';
import type { CoreTarget, TargetOptions } from './core-target.ts';
import { requestFrame } from './frames.ts';
import { sealed } from './record-batches.ts';

/** Nearly as much as a frame may hold by default (`socket.request.max.bytes`). */
const SIZE = 95_000_000;
const START = 1_700_000_000_000;
const HEADER_SIZE = 61;
const LAST_OFFSET_DELTA = 23;
const RECORD_COUNT = 57;

/** Topics whose configs make a broker do something with each record; all of them take what fits into a frame. */
const TOPICS: readonly (readonly [name: string, configs: Readonly<Record<string, string>>])[] = [
  ['plain', {}],
  ['compacted', { 'cleanup.policy': 'compact' }],
  ['strict', { 'message.timestamp.before.max.ms': '1' }],
  ['stamped', { 'message.timestamp.type': 'LogAppendTime' }],
  ...(['gzip', 'snappy', 'lz4', 'zstd'] as const).map((codec) => [codec, { 'compression.type': codec }] as const),
];

const SHAPES: readonly { readonly what: string; readonly make: () => Buffer }[] = [
  { what: 'the smallest records', make: () => batchOf('010100') },
  { what: 'small records with a key', make: () => batchOf('026b0100') },
  { what: 'records of 100 bytes', make: () => batchOf(`0276c801${'61'.repeat(100)}00`) },
  { what: 'one record', make: oneRecord },
  { what: 'one record of headers', make: oneRecordOfHeaders },
];

/** Told of each request. @param tookMs of this thread's own time */
export type Report = (what: string, tookMs: number) => void;

/**
 * Produces as many records as a frame can hold, in every way that costs a broker something, and asks for them again.
 * @throws FuzzFailure as soon as a request takes too long, or breaks something
 */
export function sendLargeRecords(target: CoreTarget, { release }: TargetOptions, report: Report): void {
  for (const { what, make } of SHAPES) {
    const records = make();
    for (const [topic, configs] of TOPICS) {
      target.request(requestFrame('CreateTopics', 5, creationOf(topic, configs)));
      const produced = target.request(requestFrame('Produce', 8, productionOf(topic, records)));
      report(`Produce of ${what} for ${topic}`, produced);
      if (topic === 'plain') askBack(target, topic, { release, what, report });
      target.reset();
    }
  }
}

interface Asking {
  readonly release: string;
  readonly what: string;
  readonly report: Report;
}

function askBack(target: CoreTarget, topic: string, { release, what, report }: Asking): void {
  // Up to v3 records are answered in the formats of old.
  for (const version of release === '3.9' ? [1, 3, 11] : [11]) {
    report(`Fetch v${version} of ${what}`, target.request(requestFrame('Fetch', version, fetchOf(topic))));
  }
  for (const timestamp of [START, -3]) {
    const partitions = [{ partitionIndex: 0, timestamp }];
    const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: topic, partitions }] };
    report(`ListOffsets ${timestamp} of ${what}`, target.request(requestFrame('ListOffsets', 7, request)));
  }
}

function creationOf(name: string, configs: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries({ 'max.message.bytes': '100000000', ...configs });
  const topic = {
    ...{ name, numPartitions: 1, replicationFactor: 1, assignments: [] },
    configs: entries.map(([key, value]) => ({ name: key, value })),
  };
  return { topics: [topic], timeoutMs: 1000, validateOnly: false };
}

function productionOf(name: string, records: Buffer): Record<string, unknown> {
  const topicData = [{ name, topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }];
  return { transactionalId: null, acks: 1, timeoutMs: 1000, topicData };
}

function fetchOf(topic: string): Record<string, unknown> {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: SIZE + 1_000_000 }];
  return {
    ...{ replicaId: -1, maxWaitMs: 0, minBytes: 1, maxBytes: SIZE + 1_000_000, isolationLevel: 0 },
    ...{ sessionId: 0, sessionEpoch: -1, topics: [{ topic, topicId: ZERO_UUID, partitions }] },
  };
}

/** Full of one record, but for its offset. @param body in hexadecimal, from the key's length on */
function batchOf(body: string): Buffer {
  const rest = Buffer.from(body, 'hex');
  const batch = Buffer.alloc(SIZE);
  let position = HEADER_SIZE;
  let count = 0;
  for (; position < SIZE - 2 * rest.length - 20; count++) {
    const delta = varint(count);
    // Attributes and the time's delta are 0.
    for (const byte of [...varint(2 + delta.length + rest.length), 0, 0, ...delta]) batch[position++] = byte;
    position += rest.copy(batch, position);
  }
  return headed(batch.subarray(0, position), count);
}

function oneRecord(): Buffer {
  return buildRecordBatch({ records: [{ value: Buffer.alloc(SIZE - 100, 'abcdefgh1234567'), timestamp: START }] });
}

/** As many headers as fit, each an empty key without a value. */
function oneRecordOfHeaders(): Buffer {
  const count = Math.floor(SIZE / 2) - 100;
  const headers = Buffer.alloc(count * 2, Buffer.from([0, 1]));
  const start = [0, 0, 0, 1, 1, ...varint(count)];
  const record = Buffer.concat([Buffer.from([...varint(start.length + headers.length), ...start]), headers]);
  return headed(Buffer.concat([Buffer.alloc(HEADER_SIZE), record]), 1);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value << 1;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

function headed(batch: Buffer, count: number): Buffer {
  buildRecordBatch({ records: [{ value: 'x', timestamp: START }] }).copy(batch, 0, 0, HEADER_SIZE);
  batch.writeInt32BE(count - 1, LAST_OFFSET_DELTA);
  batch.writeInt32BE(count, RECORD_COUNT);
  return sealed(batch);
}
