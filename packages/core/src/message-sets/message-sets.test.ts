import {
  buildMessageSet,
  buildRecordBatch,
  ErrorCode,
  type LegacyMagic,
  legacyRecordsIn,
  readLegacyRecord,
  readRecords,
  RecordBatch,
} from '@testka/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fetchOf, Harness, produceTo, START } from '../../test/harness.ts';
import { DecompressionBudget } from '../log/decompression-budget.ts';
import { messageSets } from './index.ts';

const LIMITS = { maxMessageBytes: 1_000_000, maxDecompressedMessageBytes: undefined };
const MAGICS: readonly LegacyMagic[] = [0, 1];
const bytes = fc.option(
  fc.uint8Array({ maxLength: 50 }).map((value) => Buffer.from(value)),
  { nil: null },
);
const contents = fc.array(fc.record({ timestamp: fc.nat(2 ** 40), key: bytes, value: bytes }), { minLength: 1 });
const codecs = fc.constantFrom('none', 'gzip', 'snappy', 'lz4');

const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

describe('down to a message set and up again', () => {
  test('leaves keys, values and, in magic 1, timestamps as they were', () => {
    fc.assert(
      fc.property(
        contents,
        fc.constantFrom(...MAGICS),
        codecs,
        fc.nat(9),
        (records, magic, compression, baseOffset) => {
          const batch = buildRecordBatch({ records, compression, baseOffset });
          const set = messageSets.fromBatches([batch], magic, baseOffset);
          if (typeof set === 'number') throw new Error(`error ${set}`);
          const back = messageSets.toBatch(Buffer.concat(set), LIMITS, new DecompressionBudget());
          if (!(back instanceof RecordBatch)) throw new Error(`error ${back}`);
          expect(back.isCrcValid()).toBe(true);
          expect(back.compressionType).toBe(compression);
          expect([...readRecords(back)].map(({ timestamp, key, value }) => ({ timestamp, key, value }))).toEqual(
            records.map((record) => ({ ...record, timestamp: magic === 0 ? -1 : record.timestamp })),
          );
        },
      ),
      seed,
    );
  });

  test('of what comes before a batch of zstd, only the first batch is there', () => {
    const [first, second, zstd] = [0, 1, 2].map((baseOffset) =>
      buildRecordBatch({ records: [{ timestamp: START, value: Buffer.from('v') }], baseOffset }),
    ) as [Buffer, Buffer, Buffer];
    zstd[22] = 4;
    const offsetsOf = (chunks: Buffer[]): number[] => {
      const set = messageSets.fromBatches(chunks, 1, 0);
      if (typeof set === 'number') throw new Error(`error ${set}`);
      return [...legacyRecordsIn(Buffer.concat(set))].map(({ offset }) => offset);
    };
    expect([offsetsOf([first, second]), offsetsOf([first, second, zstd])]).toEqual([[0, 1], [0]]);
  });

  test('an answer is as long as the batches that were read, or as its first set', () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 1, maxLength: 4 }), codecs, (batches, compression) => {
        const chunks = batches.map((records) => buildRecordBatch({ records, compression }));
        const set = messageSets.fromBatches(chunks, 1, 0);
        if (typeof set === 'number') throw new Error(`error ${set}`);
        const [first] = legacyRecordsIn(Buffer.concat(set));
        const read = Buffer.concat(chunks).length;
        const firstSize = compression === 'none' ? 0 : (first?.sizeInBytes ?? 0);
        expect(Buffer.concat(set).length).toBeGreaterThanOrEqual(Math.max(read, firstSize));
      }),
      seed,
    );
  });
});

describe('more records than are converted at once', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, offset) => ({ offset, timestamp: START, key: null, value: null }));

  test.each(['none', 'gzip'] as const)('%s: who reads on gets all of them', (compression) => {
    const batch = buildRecordBatch({ records: many(200_001), compression });
    const lengths: number[] = [];
    let end = 0;
    while (end < 200_001) {
      const set = messageSets.fromBatches([batch], 1, end);
      if (typeof set === 'number') throw new Error(`error ${set}`);
      const records = [...legacyRecordsIn(Buffer.concat(set))].flatMap((entry) => readLegacyRecord(entry));
      expect(records[0]?.offset).toBe(end);
      lengths.push(records.length);
      end += records.length;
    }
    expect(lengths).toEqual([100_000, 100_000, 1]);
  });

  test.each(['none', 'gzip'] as const)('%s: a set of more than a request may bring is refused', (compression) => {
    const limits = { maxMessageBytes: 100_000_000, maxDecompressedMessageBytes: undefined };
    const set = buildMessageSet({ magic: 1, records: many(100_001), compression });
    const budget = new DecompressionBudget();
    const taken = [0, 1].map(() => messageSets.toBatch(set, limits, budget));
    expect(taken.map((each) => (typeof each === 'number' ? each : each?.recordCount))).toEqual([
      100_001,
      ErrorCode.MESSAGE_TOO_LARGE,
    ]);
  });
});

describe('release 3.9', () => {
  const harness = (): Harness => {
    const started = new Harness({ release: '3.9' });
    started.createTopic('orders');
    return started;
  };
  const set = (magic: LegacyMagic, values: readonly string[]): Buffer =>
    buildMessageSet({
      magic,
      records: values.map((value, offset) => ({ offset, timestamp: START, key: null, value: Buffer.from(value) })),
    });

  test.each([
    { version: 0, magic: 0 },
    { version: 1, magic: 1 },
    { version: 2, magic: 1 },
  ] as const)('Produce v$version stores a record batch', ({ version, magic }) => {
    const client = harness().connect();
    expect(produceTo(client, 'orders', set(magic, ['a', 'b']), { version })).toMatchObject({
      errorCode: 0,
      baseOffset: 0,
    });
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0));
    const batch = RecordBatch.at(Buffer.concat(responses[0]?.partitions[0]?.records ?? []));
    expect([...readRecords(batch)].map(({ offset, value }) => `${offset} ${value?.toString()}`)).toEqual([
      '0 a',
      '1 b',
    ]);
  });

  test.each([0, 1, 2, 3])('Fetch v%i gives a message set', (version) => {
    const client = harness().connect();
    produceTo(client, 'orders', buildRecordBatch({ records: [{ key: 'k', value: 'v', timestamp: START }] }));
    const { responses } = client.ask('Fetch', version, fetchOf('orders', 0));
    const entries = [...legacyRecordsIn(Buffer.concat(responses[0]?.partitions[0]?.records ?? []))];
    expect(entries.map(({ magic }) => magic)).toEqual([version < 2 ? 0 : 1]);
    expect(entries.flatMap((entry) => readLegacyRecord(entry)).map(({ value }) => value?.toString())).toEqual(['v']);
  });

  test('a set that decompresses to more than a batch may is refused', () => {
    const records = [{ offset: 0, timestamp: START, key: null, value: Buffer.alloc(33 << 20) }];
    const bytes = buildMessageSet({ magic: 1, records, compression: 'gzip' });
    expect(produceTo(harness().connect(), 'orders', bytes, { version: 2 })).toMatchObject({
      errorCode: ErrorCode.INVALID_RECORD,
    });
  });

  test('a set without a whole record is taken and not stored', () => {
    const client = harness().connect();
    const answer = produceTo(client, 'orders', set(1, ['a']).subarray(0, 30), { version: 2 });
    expect(answer).toMatchObject({ errorCode: ErrorCode.NONE, baseOffset: -1 });
    expect(client.ask('Fetch', 11, fetchOf('orders', 0)).responses[0]?.partitions[0]).toMatchObject({
      highWatermark: 0,
    });
  });

  test('acks=0 with a damaged set closes the connection', () => {
    const client = harness().connect();
    const damaged = set(1, ['a']);
    damaged.writeUInt8(0xff, damaged.length - 1);
    client.send('Produce', 2, {
      acks: 0,
      timeoutMs: 1000,
      topicData: [{ name: 'orders', topicId: '', partitionData: [{ index: 0, records: damaged }] }],
    });
    expect(client.closed).toBe('an error that acks=0 leaves no other way to tell');
  });

  test('needs what converts', () => {
    expect(() => new Harness({ release: '3.9', messageSets: undefined })).toThrow('message sets is missing');
  });
});
