import { buildRecordBatch, type RecordBatchInput } from '@testka/protocol';
import { patched } from '../differential/scripts/shapes.ts';
import type { BatchShape, Flaw } from './action.ts';

/** Record times count from here, ms: long ago, so that no answer can be taken for one of now. */
export const START = 1_000_000_000_000;
const DAY_MS = 86_400_000;

/** The bytes of a batch. */
export function bytesOf(shape: BatchShape, producerId: number): Buffer {
  const { sizes, times, codec = 'none', keyless, headers, producer, flaw } = shape;
  const records = sizes.map((size, index) => ({
    key: keyless ? null : `k${index}`,
    value: size < 0 ? null : 'v'.repeat(size),
    timestamp: timeOf(times?.[index] ?? index),
    ...(headers && { headers: [{ key: 'h', value: 'x' }] }),
  }));
  const input: RecordBatchInput = {
    records,
    compression: codec,
    ...(producer && { producerId, producerEpoch: producer.epoch, baseSequence: producer.sequence }),
  };
  return flaw === undefined ? buildRecordBatch(input) : FLAWED[flaw](input);
}

function timeOf(time: number | 'none'): number {
  return time === 'none' ? -1 : START + time;
}

const MAGIC = 16;
const CRC = 17;
const CODEC = 22;

const FLAWED: Readonly<Record<Flaw, (input: RecordBatchInput) => Buffer>> = {
  crc: (input) => patched(buildRecordBatch(input), CRC, 1, 2, 3, 4),
  truncated: (input) => buildRecordBatch(input).subarray(0, -1),
  empty: () => Buffer.alloc(0),
  twice: (input) => Buffer.concat([buildRecordBatch(input), buildRecordBatch(input)]),
  junk: (input) => Buffer.concat([buildRecordBatch(input), Buffer.from('junk')]),
  'magic-1': (input) => patched(buildRecordBatch(input), MAGIC, 1),
  'magic-3': (input) => patched(buildRecordBatch(input), MAGIC, 3),
  'no-records': (input) => buildRecordBatch({ ...input, records: [] }),
  'last-offset-delta': (input) => buildRecordBatch({ ...input, lastOffsetDelta: 7 }),
  'base-offset': (input) => buildRecordBatch({ ...input, baseOffset: 7 }),
  control: (input) => buildRecordBatch({ ...input, isControl: true }),
  'codec-5': (input) => patched(buildRecordBatch(input), CODEC, 5),
  transactional: (input) =>
    buildRecordBatch({ producerId: 1, producerEpoch: 0, baseSequence: 0, ...input, isTransactional: true }),
  'no-sequence': (input) => buildRecordBatch({ ...input, producerId: 1, producerEpoch: 0, baseSequence: -1 }),
  tomorrow: (input) =>
    buildRecordBatch({ ...input, records: input.records.map((each) => ({ ...each, timestamp: Date.now() + DAY_MS })) }),
};
