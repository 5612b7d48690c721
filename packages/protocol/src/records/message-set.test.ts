import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompressionType } from '../compression/compression-type.ts';
import { codecOf } from '../compression/index.ts';
import { seeded } from '../compression/seeded.ts';
import { encodeLegacyRecord, type LegacyMagic, LegacyRecord, legacyRecordsIn } from './legacy-record.ts';
import fixtures from './message-set-fixtures.json' with { type: 'json' };
import { buildMessageSet, readLegacyRecord } from './message-set.ts';

type LegacyCodec = Exclude<CompressionType, 'zstd'>;
const CODECS: readonly LegacyCodec[] = ['none', 'gzip', 'snappy', 'lz4'];
const MAGICS: readonly LegacyMagic[] = [0, 1];
const BASE_OFFSET = 7;
const APPENDED_AT = 1_700_000_000_999;

/** What Java was told to write. */
const WRITTEN: readonly [timestamp: number, key: string | null, value: string | null][] = [
  [1_700_000_000_000, 'key-0', 'value-0'],
  [1_700_000_000_005, null, 'value-1'],
  [1_699_999_999_990, 'key-2', null],
  [1_700_000_000_010, '', ''],
  [1_700_000_000_020, 'key-4', `value-4${' '.repeat(60)}`],
];

function recordsOf(magic: LegacyMagic, timestampType: 'create' | 'append') {
  return WRITTEN.map(([timestamp, key, value], index) => ({
    offset: BASE_OFFSET + index,
    timestamp: magic === 0 ? -1 : timestampType === 'append' ? APPENDED_AT : timestamp,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
  }));
}

function javaSet(magic: LegacyMagic, codec: string, timestampType: string): Buffer {
  const name = `magic${magic}-${codec}-${timestampType}` as Exclude<keyof typeof fixtures, 'madeBy'>;
  return Buffer.from(fixtures[name], 'base64');
}

function readAll(bytes: Buffer) {
  return [...legacyRecordsIn(bytes)].flatMap((entry) => {
    expect(entry.isCrcValid()).toBe(true);
    return readLegacyRecord(entry);
  });
}

const JAVA_SETS = MAGICS.flatMap((magic) =>
  CODECS.flatMap((codec) =>
    (magic === 0 ? (['create'] as const) : (['create', 'append'] as const)).map((type) => ({ magic, codec, type })),
  ),
);

describe('what Java 3.9.1 wrote', () => {
  test.each(JAVA_SETS)('is read: magic $magic, $codec, $type', ({ magic, codec, type }) => {
    const bytes = javaSet(magic, codec, type);
    expect(readAll(bytes)).toEqual(recordsOf(magic, type).map((record) => ({ ...record, isCrcValid: true })));
  });

  test.each(JAVA_SETS.filter(({ codec }) => codec === 'none'))(
    'is written byte for byte: magic $magic, $type',
    ({ magic, type }) => {
      const timestampType = type === 'append' ? 'LogAppendTime' : 'CreateTime';
      const set = buildMessageSet({ magic, records: recordsOf(magic, type), timestampType });
      expect(set.toString('hex')).toBe(javaSet(magic, 'none', type).toString('hex'));
    },
  );

  test.each(JAVA_SETS.filter(({ codec, type }) => codec !== 'none' && type === 'create'))(
    'is wrapped alike, whatever the codec made of it: magic $magic, $codec',
    ({ magic, codec }) => {
      const built = buildMessageSet({ magic, records: recordsOf(magic, 'create'), compression: codec });
      const [ours, java] = [new LegacyRecord(built), new LegacyRecord(javaSet(magic, codec, 'create'))];
      const fields = ({ offset, timestamp, timestampType, compressionId, key }: LegacyRecord) => {
        return { offset, timestamp, timestampType, compressionId, key };
      };
      expect(fields(ours)).toEqual(fields(java));
      expect(readLegacyRecord(ours)).toEqual(readLegacyRecord(java));
    },
  );
});

const bytes = fc.option(
  fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value)),
  { nil: null },
);
const records = fc
  .array(fc.record({ gap: fc.nat(3), timestamp: fc.nat(2 ** 40), key: bytes, value: bytes }), { minLength: 1 })
  .map((inputs) => {
    let offset = 0;
    return inputs.map(({ gap, ...rest }) => ({ ...rest, offset: (offset += 1 + gap) }));
  });

test('a set reads back as what was put in, whatever that was', () => {
  fc.assert(
    fc.property(records, fc.constantFrom(...MAGICS), fc.constantFrom(...CODECS), (given, magic, compression) => {
      const written = given.map((record) => ({ ...record, timestamp: magic === 0 ? -1 : record.timestamp }));
      const read = readAll(buildMessageSet({ magic, records: written, compression }));
      expect(read).toEqual(written.map((record) => ({ ...record, isCrcValid: true })));
    }),
    seeded(),
  );
});

describe('lz4 in magic 0 (KAFKA-3160)', () => {
  const set = (magic: LegacyMagic): Buffer =>
    new LegacyRecord(buildMessageSet({ magic, records: recordsOf(magic, 'create'), compression: 'lz4' }))
      .value as Buffer;

  test('has the checksum of before, which the codec of today refuses', () => {
    expect(() => codecOf('lz4').decompress(set(0), 1000)).toThrow('wrong header checksum');
    expect(codecOf('lz4').decompress(set(1), 1000).length).toBeGreaterThan(100);
  });

  test('has the same checksum as Java writes', () => {
    const java = new LegacyRecord(javaSet(0, 'lz4', 'create')).value as Buffer;
    expect(set(0).subarray(0, 7)).toEqual(java.subarray(0, 7));
  });
});

describe('what is no message set', () => {
  const set = buildMessageSet({ magic: 1, records: recordsOf(1, 'create') });
  const wrapper = (value: Buffer | null, compressionId = 1): LegacyRecord =>
    new LegacyRecord(
      encodeLegacyRecord(1, { offset: 0, timestamp: 1, key: null, value, compressionId, timestampType: 'CreateTime' }),
    );
  const gzip = (bytes: Buffer): Buffer => codecOf('gzip').compress(bytes);

  test('an entry that is cut off ends the set without a word', () => {
    for (let length = 0; length < 50; length++) {
      expect([...legacyRecordsIn(set.subarray(0, length))]).toHaveLength(length < 46 ? 0 : 1);
    }
  });

  test('a size that no record has', () => {
    const bytes = Buffer.from(set);
    bytes.writeInt32BE(13, 8);
    expect(() => [...legacyRecordsIn(bytes)]).toThrow('the record at byte 0 has 13 bytes');
  });

  test('another magic', () => {
    const bytes = Buffer.from(set);
    bytes.writeInt8(2, 16);
    expect(() => [...legacyRecordsIn(bytes)]).toThrow('magic 2 at byte 0');
  });

  test('a bit that fell over', () => {
    const bytes = Buffer.from(set);
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    expect([...legacyRecordsIn(bytes)].map((entry) => entry.isCrcValid())).toEqual([false, true, true, true, true]);
  });

  test('a key that is longer than its record', () => {
    const bytes = Buffer.from(set);
    bytes.writeInt32BE(100, 26);
    const [entry] = legacyRecordsIn(bytes);
    expect(() => entry?.key).toThrow('a field at byte 26 is longer than its record');
  });

  test.each([
    { name: 'without value', entry: wrapper(null), message: 'a wrapper has no value' },
    { name: 'without records', entry: wrapper(gzip(Buffer.alloc(0))), message: 'a wrapper holds no records' },
    { name: 'within a wrapper', entry: wrapper(gzip(wrapper(gzip(set)).bytes)), message: 'a wrapper holds a wrapper' },
    { name: 'of a codec that is none', entry: wrapper(set, 7), message: 'no codec has id 7' },
    {
      name: 'around records of another magic',
      entry: wrapper(gzip(buildMessageSet({ magic: 0, records: recordsOf(0, 'create') }))),
      message: 'a record of magic 0 in a wrapper of 1',
    },
  ])('a wrapper $name', ({ entry, message }) => expect(() => readLegacyRecord(entry)).toThrow(message));
});
