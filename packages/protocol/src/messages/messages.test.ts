import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecOf } from '../compile.ts';
import * as embedded from '../embedded/consumer-protocol.ts';
import * as groupRecords from '../embedded/group-records.ts';
import { MalformedFrameError, Reader } from '../reader.ts';
import type { Field, Fields, Message } from '../schema.ts';
import { Writer } from '../writer.ts';
import * as messages from './index.ts';

const all = Object.entries({ ...messages, ...embedded, ...groupRecords }) as [string, Message][];
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

/** One field as Kafka's definition files give it. */
interface KafkaField {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean;
  readonly fields?: readonly KafkaField[];
}
interface KafkaMessage {
  readonly name: string;
  readonly apiKey?: number;
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly fields: readonly KafkaField[];
  readonly commonStructs?: readonly KafkaField[];
  readonly latestVersionUnstable?: boolean;
}

const definitions = definitionFiles();

/** Kafka's definitions, when they lie beside the checkout; facts only, see the README there. */
function definitionFiles(): Map<string, KafkaMessage> {
  const found = new Map<string, KafkaMessage>();
  for (const folder of ['4.4', 'internal-records-4.4']) {
    const url = new URL(`../../../../../shared/kafka-messages/${folder}/`, import.meta.url);
    try {
      for (const file of readdirSync(fileURLToPath(url))) {
        const definition = JSON.parse(readFileSync(new URL(file, url), 'utf8')) as KafkaMessage;
        found.set(definition.name, definition);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return found;
}

function range(text: string | undefined): [number, number] | undefined {
  const match = /^(\d+)(\+|-(\d+))?$/.exec(text ?? '');
  if (match === null) return undefined;
  const first = Number(match[1]);
  return [first, match[2] === '+' ? Infinity : Number(match[3] ?? first)];
}

/** What a declaration says of a version, in words that can be compared. */
function wordsOfOurs(fields: Fields, version: number, indent = ''): string[] {
  return Object.entries(fields)
    .filter(([, field]) => isIn(field, version))
    .flatMap(([name, field]) => {
      const inner = field.kind === 'array' ? (field.element as Field) : field;
      const kind = `${field.kind === 'array' ? '[]' : ''}${inner.kind === 'recordChunks' ? 'records' : inner.kind}`;
      const nullable = version >= field.nullableSince ? '?' : '';
      const tag = field.tag === undefined ? '' : ` tag ${field.tag}`;
      const zero =
        inner.kind === 'struct' || field.kind === 'array'
          ? field.defaultValue === null
            ? ' = null'
            : ''
          : ` = ${words(field.defaultValue)}`;
      return [
        `${indent}${name}: ${kind}${nullable}${tag}${zero}`,
        ...wordsOfOurs(inner.fields ?? {}, version, `${indent}  `),
      ];
    });
}

function words(value: unknown): string {
  return Buffer.isBuffer(value) || Array.isArray(value)
    ? ''
    : value === 'AAAAAAAAAAAAAAAAAAAAAA'
      ? 'zero'
      : String(value);
}

const ZEROS: Readonly<Record<string, string>> = { string: '', bytes: '', records: '', bool: 'false', uuid: 'zero' };

function wordsOfKafka(
  fields: readonly KafkaField[],
  common: ReadonlyMap<string, readonly KafkaField[]>,
  version: number,
  indent = '',
): string[] {
  return fields
    .filter(({ versions }) => contains(versions, version))
    .flatMap((field) => {
      const isArray = field.type.startsWith('[]');
      const type = isArray ? field.type.slice(2) : field.type;
      const nested = field.fields ?? common.get(type);
      const nullable = contains(field.nullableVersions, version) ? '?' : '';
      const tag = contains(field.taggedVersions, version) ? ` tag ${field.tag}` : '';
      const given = field.default === undefined ? (ZEROS[type] ?? '0') : numeric(String(field.default), type);
      const zero = nested !== undefined || isArray ? (given === 'null' ? ' = null' : '') : ` = ${given}`;
      const name = `${field.name.charAt(0).toLowerCase()}${field.name.slice(1)}`;
      const kind = `${isArray ? '[]' : ''}${nested === undefined ? type : 'struct'}`;
      return [
        `${indent}${name}: ${kind}${nullable}${tag}${zero}`,
        ...wordsOfKafka(nested ?? [], common, version, `${indent}  `),
      ];
    });
}

function numeric(text: string, type: string): string {
  return type.startsWith('int') || type.startsWith('uint') || type === 'float64'
    ? text === 'null'
      ? text
      : String(Number(text))
    : text;
}

function contains(versions: string | undefined, version: number): boolean {
  const found = range(versions);
  return found !== undefined && version >= found[0] && version <= found[1];
}

describe.runIf(definitions.size > 0).each(all)('%s is declared as Kafka 4.4 declares it', (name, message) => {
  const definition = definitions.get(name) as KafkaMessage;
  const common = new Map((definition?.commonStructs ?? []).map((struct) => [struct.name, struct.fields ?? []]));

  test('versions', () => {
    expect(definition).toBeDefined();
    const [min, max] = range(definition.validVersions) ?? [-1, -1];
    const flexible = range(definition.flexibleVersions)?.[0] ?? Infinity;
    const stableMax = definition.latestVersionUnstable === true ? max - 1 : max;
    expect({ versions: message.versions, flexible: message.flexible }).toEqual({
      versions: [min, stableMax],
      flexible,
    });
  });

  test.each(versionsOf(message))('v%i', (version) => {
    expect(wordsOfOurs(message.fields, version)).toEqual(wordsOfKafka(definition.fields, common, version));
  });
});
