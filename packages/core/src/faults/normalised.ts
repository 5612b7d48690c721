import { codecOf, type Field, type Fields, type Message, Reader, Writer } from '@testka/protocol';
import { nearestName } from '../metadata/configs/nearest-name.ts';

/** A message that somebody has made up, as it would be after its way over the wire; or what is wrong with it, in words. */
export type Normalised = { readonly value: unknown } | { readonly problem: string };

/** @returns as it is on the wire: handlers may leave notes of their own in what they answer. */
export function asSent(message: Message, version: number, value: unknown): unknown {
  const codec = codecOf(message, version);
  const writer = new Writer();
  codec.encode(writer, value as never);
  return codec.decode(new Reader(Buffer.concat(writer.finish())));
}

/** Fields that the version lacks get their default, so that whoever reads it finds all of them. */
export function normalised(message: Message, version: number, value: unknown): Normalised {
  const problem = problemOf(message.fields, version, value, '');
  if (problem !== undefined) return { problem };
  try {
    return { value: asSent(message, version, value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What no codec would complain of: fields that do not exist, that are missing or of another type. Undefined: nothing. */
function problemOf(fields: Fields, version: number, value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${path === '' ? 'it' : path} is no object`;
  const names = Object.keys(fields);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, names);
    return `${nameIn(path, unknown)} does not exist${nearest === undefined ? '' : `, did you mean ${nearest}?`}`;
  }
  for (const [name, field] of Object.entries(fields)) {
    if (version < field.since || version > field.until) continue;
    const problem = problemOfField(field, version, (value as Record<string, unknown>)[name], nameIn(path, name));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfField(field: Field, version: number, value: unknown, path: string): string | undefined {
  const { kind, element, fields, hasDefault, nullableSince } = field;
  if (value === null && version >= nullableSince) return undefined;
  if (kind !== 'array' && kind !== 'struct') return problemOfScalar(field, value, path);
  if (kind === 'array') {
    if (value === undefined && hasDefault) return undefined;
    if (!Array.isArray(value)) return value === undefined ? `${path} is missing` : `${path} is no array`;
    const parts = element?.fields;
    if (parts === undefined) return undefined;
    for (const [index, each] of value.entries()) {
      const problem = problemOf(parts, version, each, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
  }
  if (kind === 'struct' && fields !== undefined && value !== undefined) return problemOf(fields, version, value, path);
  return undefined;
}

/** Codecs would make a number of anything, and fit it into the bytes that there are. */
function problemOfScalar({ kind, hasDefault }: Field, value: unknown, path: string): string | undefined {
  if (value === undefined) return hasDefault ? undefined : `${path} is missing`;
  const range = RANGES.get(kind);
  if (range !== undefined) {
    const isNumber = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    const [least, most] = range;
    return isNumber && value >= least && value <= most ? undefined : `${path} is no integer from ${least} to ${most}`;
  }
  const type = TYPES.get(kind);
  return type === undefined || typeof value === type ? undefined : `${path} is no ${type}`;
}

const RANGES: ReadonlyMap<Field['kind'], readonly [least: bigint, most: bigint]> = new Map([
  ['int8', [-(2n ** 7n), 2n ** 7n - 1n]],
  ['int16', [-(2n ** 15n), 2n ** 15n - 1n]],
  ['uint16', [0n, 2n ** 16n - 1n]],
  ['int32', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['uint32', [0n, 2n ** 32n - 1n]],
  ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['bigint64', [-(2n ** 63n), 2n ** 63n - 1n]],
]);
const TYPES: ReadonlyMap<Field['kind'], string> = new Map([
  ['float64', 'number'],
  ['bool', 'boolean'],
  ['string', 'string'],
  ['uuid', 'string'],
]);

function nameIn(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
