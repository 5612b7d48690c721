import { buildRecordBatch, type CompressionType, RecordBatchPosition, stampCrc } from '@testka/protocol';
import type { Play, Script } from '../play.ts';
import { batch, fetchBody, patched, produceBody, TIME } from './shapes.ts';

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** Of the first record, when nothing is compressed: behind the header and a length of one byte. */
const RECORD_ATTRIBUTES = RecordBatchPosition.RECORDS + 1;

/** The bytes with some overwritten, and a CRC that is right. */
function restamped(bytes: Buffer, position: number, ...values: number[]): Buffer {
  const copy = patched(bytes, position, ...values);
  stampCrc(copy);
  return copy;
}

/** Two records whose offsets are not those that follow from their places; how far they reach is right. */
function atOffsets(
  deltas: readonly number[],
  compression: CompressionType = 'none',
  options: Partial<Parameters<typeof buildRecordBatch>[0]> = {},
): Buffer {
  const records = deltas.map((offsetDelta) => ({ key: 'k', value: 'v', timestamp: TIME, offsetDelta }));
  return buildRecordBatch({ records, compression, lastOffsetDelta: deltas.length - 1, ...options });
}

/** Batches that are accepted as they are, or of which something is put right, or that are refused. */
function shapes(): Readonly<Record<string, Buffer>> {
  const records = [
    { key: 'k', value: 'v', timestamp: TIME + 5, headers: [{ key: 'a', value: 'b' }] },
    { key: null, value: null, timestamp: TIME + 3, headers: [{ key: '', value: null }] },
    { key: '', value: '', timestamp: TIME + 9 },
  ];
  const producer = { producerId: 4001, producerEpoch: 2, baseSequence: 0 };
  const good = batch(['a', 'b']);
  return {
    ...Object.fromEntries(CODECS.map((compression) => [compression, buildRecordBatch({ records, compression })])),
    'a max timestamp too small': batch(['a', 'b'], { maxTimestamp: TIME - 7 }),
    'a max timestamp too large': batch(['a', 'b'], { maxTimestamp: TIME + 7 }),
    'no max timestamp': batch(['a', 'b'], { maxTimestamp: -1 }),
    'compressed, a max timestamp too large': batch(['a', 'b'], { compression: 'gzip', maxTimestamp: TIME + 7 }),
    'no timestamps': buildRecordBatch({ records: [{ key: 'k', value: 'v', timestamp: -1 }] }),
    "the broker's time": batch(['a', 'b'], { timestampType: 'LogAppendTime' }),
    "compressed, the broker's time": batch(['a', 'b'], { compression: 'gzip', timestampType: 'LogAppendTime' }),
    'a base offset': batch(['a', 'b'], { baseOffset: 7 }),
    'compressed, a base offset': batch(['a', 'b'], { compression: 'gzip', baseOffset: 7 }),
    'a leader epoch': batch(['a', 'b'], { partitionLeaderEpoch: 9 }),
    'a delete horizon': batch(['a', 'b'], { deleteHorizonMs: TIME }),
    'compressed, a delete horizon': batch(['a', 'b'], { compression: 'gzip', deleteHorizonMs: TIME }),
    'unused attributes': restamped(good, RecordBatchPosition.ATTRIBUTES, 0x40, 0x80),
    'unused attributes, another max timestamp': restamped(
      batch(['a', 'b'], { maxTimestamp: TIME + 7 }),
      RecordBatchPosition.ATTRIBUTES,
      0x40,
      0x80,
    ),
    'attributes of a record': restamped(good, RECORD_ATTRIBUTES, 3),
    'of a producer': batch(['a', 'b'], producer),
    'of a producer, compressed': batch(['a', 'b'], { ...producer, baseSequence: 2, compression: 'lz4' }),
    'offsets with holes': buildRecordBatch({
      records: [
        { key: 'k', value: 'v', timestamp: TIME, offsetDelta: 0 },
        { key: 'k', value: 'v', timestamp: TIME, offsetDelta: 2 },
      ],
    }),
    'an offset twice': atOffsets([0, 0]),
    'compressed, an offset twice': atOffsets([0, 0], 'gzip'),
    'compressed, offsets in another order': atOffsets([1, 0], 'zstd'),
    'compressed, an offset beyond the last': atOffsets([0, 5], 'lz4'),
    'compressed, an offset beyond the last, of a producer': atOffsets([0, 5], 'lz4', { ...producer, baseSequence: 4 }),
    'compressed, an offset twice and a base offset': atOffsets([0, 0], 'gzip', { baseOffset: 7 }),
    'compressed, an offset twice and a leader epoch': atOffsets([0, 0], 'gzip', { partitionLeaderEpoch: 9 }),
    "compressed, an offset twice, the broker's time": atOffsets([0, 0], 'gzip', { timestampType: 'LogAppendTime' }),
    'compressed, an offset twice and a delete horizon': atOffsets([0, 0], 'gzip', { deleteHorizonMs: TIME }),
    large: batch(['x'.repeat(3000)], { compression: 'zstd' }),
  };
}

async function storedIn(play: Play, base: string, configs: Record<string, string>): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, base, 1, configs);
  let end = 0;
  for (const [label, bytes] of Object.entries(shapes())) {
    await play.ask(`${base}: ${label}`, client, 'Produce', 9, produceBody(topic, bytes));
    const body = fetchBody(topic, { fetchOffset: end });
    const fetched = await play.ask(`${base}: ${label}, as stored`, client, 'Fetch', 11, body);
    end = fetched?.responses[0]?.partitions[0]?.highWatermark ?? end;
  }
  for (const timestamp of [-3, TIME, TIME + 4, TIME + 8]) {
    const topics = [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp }] }];
    const body = { replicaId: -1, isolationLevel: 0, timeoutMs: 0, topics };
    await play.ask(`${base}: the offset for ${timestamp}`, client, 'ListOffsets', 8, body);
  }
}

/** What becomes of batches on their way into the log. */
export const STORED_BATCH_SCRIPTS: readonly Script[] = [
  {
    name: 'stored-batches',
    async run(play) {
      await storedIn(play, 'plain', {});
      await storedIn(play, 'append-time', { 'message.timestamp.type': 'LogAppendTime' });
      await storedIn(play, 'compact', { 'cleanup.policy': 'compact' });
      for (const type of ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd']) {
        await storedIn(play, type, { 'compression.type': type });
      }
      await storedIn(play, 'both', { 'compression.type': 'gzip', 'message.timestamp.type': 'LogAppendTime' });
    },
  },
];
