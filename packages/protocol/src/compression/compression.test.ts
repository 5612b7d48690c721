import fc from 'fast-check';
import { lz4Compress, lz4Decompress, snappyCompress, snappyDecompress } from '@platformatic/wasm-utils/bundled';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import fixtures from './fixtures.json' with { type: 'json' };
import {
  type CompressionType,
  type CodecError,
  codecFor,
  codecOf,
  compressionIdOf,
  compressionTypeOf,
} from './index.ts';
import { seeded } from './seeded.ts';
import { decompressWithoutNode } from './zstd-fallback.ts';

const MIB = 1024 * 1024;
const COMPRESSING = ['gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Bytes as records have them: runs, repeats from far and near, noise. */
const recordLikeBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.tuple(fc.nat(255), fc.nat(2000)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
      fc.tuple(fc.string({ minLength: 1 }), fc.nat(50)).map(([text, count]) => Buffer.from(text.repeat(count))),
    ),
    { maxLength: 20 },
  )
  .map((parts) => Buffer.concat([...parts, ...parts]));

const verdictOf = (action: () => Buffer) => {
  try {
    const bytes = action();
    return { length: bytes.length, crc32: crc32(bytes) };
  } catch (error) {
    return (error as CodecError).reason;
  }
};

test('names and ids are those of the attribute bits', () => {
  const types: CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
  expect(types.map(compressionIdOf)).toEqual([0, 1, 2, 3, 4]);
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(compressionTypeOf)).toEqual([...types, undefined, undefined, undefined]);
  expect(types.map((type, id) => codecFor(id)?.name === type && codecOf(type).id === id)).toEqual(
    types.map(() => true),
  );
  expect(codecFor(5)).toBeUndefined();
});

describe.each(['none', ...COMPRESSING] as const)('%s', (name) => {
  const codec = codecOf(name);

  test('any bytes come back', () => {
    fc.assert(
      fc.property(recordLikeBytes, (bytes) => {
        expect(codec.decompress(codec.compress(bytes), bytes.length).equals(bytes)).toBe(true);
      }),
      seeded(),
    );
  });

  test.each([0, 1, 11, 12, 13, 16, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 200_000])(
    '%d bytes come back, whether of one kind, in a pattern or noise',
    (length) => {
      let state = 7;
      const fills = [() => 0, (index: number) => index % 251, () => (state = (state * 48271) % 0x7fffffff) & 255];
      for (const fill of fills) {
        const bytes = Buffer.from(Uint8Array.from({ length }, (_, index) => fill(index)));
        expect(codec.decompress(codec.compress(bytes), length).equals(bytes)).toBe(true);
      }
    },
  );

  test('one byte more than allowed is too large', () => {
    const bytes = Buffer.alloc(100_000, 'a');
    const compressed = codec.compress(bytes);
    expect(verdictOf(() => codec.decompress(compressed, 99_999))).toBe('too-large');
    expect(verdictOf(() => codec.decompress(compressed, 0))).toBe('too-large');
  });
});

describe.each(COMPRESSING)('%s', (name) => {
  const codec = codecOf(name);

  test('whatever bit flips or byte is missing, the answer is bytes or a CodecError', () => {
    const compressed = codec.compress(Buffer.from('the quick brown fox jumps over the lazy dog, '.repeat(20)));
    const expectAnAnswer = (bytes: Buffer) => {
      try {
        expect(codec.decompress(bytes, MIB).length).toBeLessThanOrEqual(MIB);
      } catch (error) {
        expect(error).toMatchObject({ name: 'CodecError', code: 'ERR_CODEC', codecName: name });
      }
    };
    for (let length = 0; length < compressed.length; length++) expectAnAnswer(compressed.subarray(0, length));
    for (let bit = 0; bit < 8 * compressed.length; bit++) {
      const flipped = Buffer.from(compressed);
      flipped.writeUInt8(flipped.readUInt8(bit >>> 3) ^ (1 << (bit & 7)), bit >>> 3);
      expectAnAnswer(flipped);
    }
  });

  test('noise is bytes or a CodecError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        const verdict = verdictOf(() => codec.decompress(Buffer.concat([codec.compress(Buffer.alloc(0)), noise]), MIB));
        expect(verdict).toBeDefined();
      }),
      seeded(),
    );
  });
});

describe('what other encoders wrote, whole and broken, against the verdict of kafka-clients 4.4.0', () => {
  /** Where we differ, and why, is said at each codec. */
  const differs: { [name: string]: ReturnType<typeof verdictOf> } = {
    'lz4 offset zero': 'corrupt',
    'gzip trailing': 'corrupt',
  };

  test.each(fixtures.cases)('$codec: $name', ({ codec, name, bytes, kafka }) => {
    const verdict = verdictOf(() => codecOf(codec as CompressionType).decompress(Buffer.from(bytes, 'base64'), MIB));
    expect(verdict).toEqual(differs[`${codec} ${name}`] ?? kafka ?? 'corrupt');
  });
});

describe('the twins', () => {
  /** snappy and LZ4 in Rust; one block each, as it breaks on more than its first xerial block. */
  const twins = {
    snappy: { compress: snappyCompress, decompress: (bytes: Buffer) => snappyDecompress(bytes.subarray(20)) },
    lz4: { compress: lz4Compress, decompress: lz4Decompress },
  };
  const nonEmpty = recordLikeBytes.filter(({ length }) => length > 0 && length <= 32_768);

  test.each(['snappy', 'lz4'] as const)('%s: each reads what the other wrote', (name) => {
    fc.assert(
      fc.property(nonEmpty, (bytes) => {
        expect(twins[name].decompress(codecOf(name).compress(bytes)).equals(bytes)).toBe(true);
        expect(codecOf(name).decompress(twins[name].compress(bytes), bytes.length).equals(bytes)).toBe(true);
      }),
      seeded(100),
    );
  });

  test('zstd: the decoder for older Node reads what this Node wrote', () => {
    fc.assert(
      fc.property(recordLikeBytes, (bytes) => {
        expect(decompressWithoutNode(codecOf('zstd').compress(bytes), bytes.length).equals(bytes)).toBe(true);
      }),
      seeded(100),
    );
  });

  test('zstd: the decoder for older Node reads content of many blocks', () => {
    let state = 7;
    const noise = Buffer.from(Uint8Array.from({ length: 300_000 }, () => (state = (state * 48271) % 0x7fffffff) & 15));
    const content = Buffer.concat([noise, Buffer.alloc(400_000, 'ab'), noise]);
    const read = decompressWithoutNode(codecOf('zstd').compress(content), content.length);
    expect(read.equals(content)).toBe(true);
  });

  test('zstd: the decoder for older Node stops at the limit and at corruption', () => {
    const compressed = codecOf('zstd').compress(Buffer.alloc(100_000, 'a'));
    expect(verdictOf(() => decompressWithoutNode(compressed, 99_999))).toBe('too-large');
    expect(verdictOf(() => decompressWithoutNode(compressed.subarray(0, 10), 100_000))).toBe('corrupt');
  });
});

describe('bombs', () => {
  const bomb = Buffer.alloc(64 * MIB);

  test.each(COMPRESSING)('%s: 64 MiB out of little are refused without making room for them', (name) => {
    const compressed = codecOf(name).compress(bomb);
    const before = process.memoryUsage().arrayBuffers;
    expect(verdictOf(() => codecOf(name).decompress(compressed, MIB))).toBe('too-large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB);
  });

  test('snappy: a size that so few bytes cannot become is refused at once', () => {
    const claimsFourGib = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 65]);
    expect(verdictOf(() => codecOf('snappy').decompress(claimsFourGib, Number.MAX_SAFE_INTEGER))).toBe('corrupt');
  });
});
