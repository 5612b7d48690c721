import { codecOf, type Message, Reader, Writer } from '@testka/protocol';
import { expect, test } from 'vitest';
import { DECLARATIONS } from './declarations.ts';
import { readVectors, type Vector } from './vectors.ts';

const vectors = new Map<string, Vector[]>();
for (const vector of readVectors()) {
  const pair = `${vector.name} v${vector.version}`;
  vectors.set(pair, [...(vectors.get(pair) ?? []), vector]);
}

const pairs = [...DECLARATIONS].flatMap(([name, message]) => {
  const [first, last] = message.versions;
  return Array.from({ length: last - first + 1 }, (_, index) => ({ name, message, version: first + index }));
});

test('every version of every declaration has vectors, and no other has', () => {
  expect([...vectors.keys()].sort()).toEqual(pairs.map(({ name, version }) => `${name} v${version}`).sort());
});

test.each(pairs)("$name v$version: what Kafka's classes write is read to its end and written the same", (pair) => {
  const { name, message, version } = pair;
  for (const { bytes, withUnknownTags } of vectors.get(`${name} v${version}`) ?? []) {
    const value = read(message, version, bytes);
    expect(written(message, version, value).toString('hex')).toBe(bytes.toString('hex'));
    // Tagged fields that nobody knows change nothing; every structure of a flexible version has some.
    expect(withUnknownTags === undefined).toBe(version < message.flexible);
    if (withUnknownTags !== undefined) expect(read(message, version, withUnknownTags)).toEqual(value);
  }
});

function read(message: Message, version: number, bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const value = codecOf(message, version).decode(reader);
  expect(reader.remaining).toBe(0);
  return value;
}

function written(message: Message, version: number, value: unknown): Buffer {
  const writer = new Writer();
  codecOf(message, version).encode(writer, value as never);
  return Buffer.concat(writer.finish());
}
