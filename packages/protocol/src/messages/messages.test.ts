import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecOf } from '../compile.ts';
import * as embedded from '../embedded/index.ts';
import { MalformedFrameError, Reader } from '../reader.ts';
import type { Field, Fields, Message } from '../schema.ts';
import { Writer } from '../writer.ts';
import * as messages from './index.ts';

const all = Object.entries({ ...messages, ...embedded }) as [string, Message][];
const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };

function encode(message: Message, version: number, value: unknown): Buffer {
  const writer = new Writer(16);
  codecOf(message, version).encode(writer, value as never);
  return Buffer.concat(writer.finish());
}

/** Random values of the shape that a version carries; fields that it lacks are at their defaults. */
function valuesOf(fields: Fields, version: number): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        isIn(field, version) ? valueOf(field, version) : fc.constant(field.defaultValue),
      ]),
    ),
  );
}

function isIn(field: Field, version: number): boolean {
  return version >= field.since && version <= field.until;
}

function valueOf(field: Field, version: number): fc.Arbitrary<unknown> {
  const value = plainValueOf(field, version);
  return version >= field.nullableSince ? fc.option(value) : value;
}

function plainValueOf(field: Field, version: number): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int8':
      return fc.integer({ min: -128, max: 127 });
    case 'int16':
      return fc.integer({ min: -32768, max: 32767 });
    case 'uint16':
      return fc.integer({ min: 0, max: 65535 });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'int64':
      return fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 63, -(2 ** 63), -1, 0));
    case 'bigint64':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'float64':
      return fc.double({ noNaN: true });
    case 'bool':
      return fc.boolean();
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: 200 });
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    case 'bytes':
    case 'records':
      return fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    case 'recordChunks':
      return fc.uint8Array({ maxLength: 300 }).map((bytes) => [Buffer.from(bytes)]);
    case 'struct':
      return valuesOf(field.fields ?? {}, version);
    case 'array':
      return fc.array(valueOf(field.element as Field, version), { maxLength: 4 });
  }
}

function versionsOf({ versions: [min, max] }: Message): number[] {
  return Array.from({ length: max - min + 1 }, (_, index) => min + index);
}

describe.each(all)('%s', (_name, message) => {
  test.each(versionsOf(message))('v%i: what is encoded is decoded again', (version) => {
    fc.assert(
      fc.property(valuesOf(message.fields, version), (value) => {
        const reader = new Reader(encode(message, version, value));
        expect(codecOf(message, version).decode(reader)).toEqual(value);
        expect(reader.remaining).toBe(0);
      }),
      { numRuns: 10, ...seed },
    );
  });

  test('a frame cut anywhere is refused, not misread', () => {
    const version = message.versions[1];
    fc.assert(
      fc.property(valuesOf(message.fields, version), fc.nat(), (value, at) => {
        const bytes = encode(message, version, value);
        if (bytes.length === 0) return;
        const cut = bytes.subarray(0, at % bytes.length);
        expect(() => codecOf(message, version).decode(new Reader(cut))).toThrow(MalformedFrameError);
      }),
      { numRuns: 20, ...seed },
    );
  });
});
