import { expect, test } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';

function framed(...bodies: string[]): Buffer {
  return Buffer.concat(
    bodies.map((body) => {
      const length = Buffer.alloc(4);
      length.writeInt32BE(Buffer.byteLength(body));
      return Buffer.concat([length, Buffer.from(body)]);
    }),
  );
}

function decodeAll(decoder: FrameDecoder, chunks: readonly Buffer[]): string[] {
  return chunks.flatMap((chunk) => [...decoder.push(chunk)].map(String));
}

test('frames come out however the stream is cut', () => {
  const bytes = framed('one', '', 'three', 'x'.repeat(300));
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(decodeAll(new FrameDecoder(() => 1000), chunks)).toEqual(['one', '', 'three', 'x'.repeat(300)]);
  }
});

test('a frame inside one chunk is a view of it', () => {
  const chunk = framed('one', 'two');
  const [first] = new FrameDecoder(() => 1000).push(chunk);
  expect(first?.buffer).toBe(chunk.buffer);
});

test('a length alone allocates nothing', () => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(0x7fff_fff0);
  const before = process.memoryUsage().arrayBuffers;
  const decoder = new FrameDecoder(() => 0x7fff_ffff);
  expect([decodeAll(decoder, [length, Buffer.alloc(10)]), decoder.refusal]).toEqual([[], undefined]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
});

test.each([
  {
    name: 'a negative length',
    bytes: Buffer.from([0xff, 0xff, 0xff, 0xff]),
    refusal: 'a frame of -1 bytes (at most 100)',
  },
  { name: 'a length beyond the limit', bytes: framed('x'.repeat(101)), refusal: 'a frame of 101 bytes (at most 100)' },
  {
    name: 'a TLS handshake',
    bytes: Buffer.from('16030100c8', 'hex'),
    refusal: 'a TLS handshake, but this listener is plaintext',
  },
  { name: 'an HTTP request', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'), refusal: 'an HTTP request' },
])('$name is refused, and nothing comes after it', ({ bytes, refusal }) => {
  const decoder = new FrameDecoder(() => 100);
  expect(decodeAll(decoder, [Buffer.concat([framed('before'), bytes]), framed('after')])).toEqual(['before']);
  expect(decoder.refusal).toBe(refusal);
});

test('the limit is asked for each frame', () => {
  let limit = 3;
  const decoder = new FrameDecoder(() => limit);
  const got: string[] = [];
  for (const frame of decoder.push(framed('one', 'longer'))) {
    got.push(String(frame));
    limit = 10;
  }
  expect(got).toEqual(['one', 'longer']);
});
