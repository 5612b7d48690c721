import { ZERO_UUID, type Uuid } from './uuid.ts';

/**
 * The declaration language for Kafka's messages. One declaration gives the codec of every version, the TypeScript type
 * and the documentation; its key order is the order on the wire. One object shape serves all versions: a field that a
 * version lacks is decoded as its default and not encoded.
 */
type Kind =
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'bigint64'
  | 'float64'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'records'
  | 'recordChunks'
  | 'uuid'
  | 'array'
  | 'struct';

declare const types: unique symbol;

/** One field. `Out` is what decoding gives, `In` what encoding takes, `Optional` whether encoding may leave it out. */
export interface Field<Out = unknown, In = Out, Optional extends boolean = boolean> {
  readonly kind: Kind;
  /** First and last message version that carries the field. */
  readonly since: number;
  readonly until: number;
  /** First version in which null is allowed; Infinity: never. */
  readonly nullableSince: number;
  /** A tagged field of flexible versions (KIP-482); undefined: a plain field. */
  readonly tag: number | undefined;
  readonly defaultValue: unknown;
  /** Whether the declaration gives the default, so that encoding may leave the field out. */
  readonly hasDefault: boolean;
  /** Of a string: its length is an int16 in flexible versions too. */
  readonly isPlain: boolean;
  /** Of an array. */
  readonly element: Field | undefined;
  /** Of a struct. */
  readonly fields: Fields | undefined;
  readonly [types]?: { out: Out; in: In; optional: Optional };
}

export interface Fields {
  readonly [name: string]: Field;
}

interface Options {
  readonly since?: number;
  readonly until?: number;
  readonly tag?: number;
  readonly isPlain?: boolean;
}
interface WithDefault<T> extends Options {
  readonly default: T;
}
interface Nullable extends Options {
  readonly nullable: number;
}
interface NullableWithDefault<T> extends Nullable {
  readonly default: T | null;
}
interface AnyOptions extends Options {
  readonly nullable?: number;
  readonly default?: unknown;
}

/** A declared field of type T: nullable, left out when encoding, both or neither, as its options say. */
interface Constructor<T> {
  (options: NullableWithDefault<T>): Field<T | null, T | null, true>;
  (options: Nullable): Field<T | null, T | null, false>;
  (options: WithDefault<T>): Field<T, T, true>;
  (options?: Options): Field<T, T, false>;
}

function field(kind: Kind, zero: unknown, options: AnyOptions, element?: Field, fields?: Fields): Field {
  return {
    kind,
    since: options.since ?? 0,
    until: options.until ?? Infinity,
    nullableSince: options.nullable ?? Infinity,
    tag: options.tag,
    defaultValue: options.default === undefined ? zero : options.default,
    hasDefault: options.default !== undefined,
    isPlain: options.isPlain ?? false,
    element,
    fields,
  };
}

function scalar<T>(kind: Kind, zero: T): Constructor<T> {
  return ((options: AnyOptions = {}) => field(kind, zero, options)) as Constructor<T>;
}

export const int8: Constructor<number> = scalar('int8', 0);
export const int16: Constructor<number> = scalar('int16', 0);
export const uint16: Constructor<number> = scalar('uint16', 0);
export const int32: Constructor<number> = scalar('int32', 0);
export const uint32: Constructor<number> = scalar('uint32', 0);
/** A number, exact up to 2^53; beyond that the nearest double (see docs/decisions/int64.md). */
export const int64: Constructor<number> = scalar('int64', 0);
/** An int64 of which every bit counts: a hash. */
export const bigint64: Constructor<bigint> = scalar('bigint64', 0n);
export const float64: Constructor<number> = scalar('float64', 0);
export const bool: Constructor<boolean> = scalar('bool', false);
export const string: Constructor<string> = scalar('string', '');
export const uuid: Constructor<Uuid> = scalar('uuid', ZERO_UUID);

const NO_BYTES = Buffer.alloc(0);
/** Decoded as a slice of the frame; copy what is to outlive it. */
export const bytes: Constructor<Buffer> = scalar<Buffer>('bytes', NO_BYTES);
/** Record batches as they came, a slice of the frame. */
export const records: Constructor<Buffer> = scalar<Buffer>('records', NO_BYTES);
/** Record batches to send, block by block and without copying. Decoded as one block. */
export const recordChunks: Constructor<readonly Buffer[]> = scalar<readonly Buffer[]>('recordChunks', []);

interface StructConstructor {
  <F extends Fields>(fields: F, options: NullableWithDefault<'zero'>): Field<Out<F> | null, In<F> | null, true>;
  <F extends Fields>(fields: F, options: Nullable): Field<Out<F> | null, In<F> | null, false>;
  <F extends Fields>(fields: F, options: WithDefault<'zero'>): Field<Out<F>, In<F>, true>;
  <F extends Fields>(fields: F, options?: Options): Field<Out<F>, In<F>, false>;
}
/** A nested structure. `default: 'zero'` stands for all its fields at their defaults. */
export const struct: StructConstructor = ((fields: Fields, options: AnyOptions = {}) => {
  let zero: unknown;
  return {
    ...field('struct', undefined, options, undefined, fields),
    // Made when it is asked for: all declarations are made at import, and few structures are ever absent.
    get defaultValue(): unknown {
      return options.default === null ? null : (zero ??= zeroOf(fields));
    },
  };
}) as StructConstructor;

interface ArrayConstructor {
  <E extends Element>(element: E, options: NullableWithDefault<readonly never[]>): ArrayField<E, null, true>;
  <E extends Element>(element: E, options: Nullable): ArrayField<E, null, false>;
  <E extends Element>(element: E, options: WithDefault<readonly never[]>): ArrayField<E, never, true>;
  <E extends Element>(element: E, options?: Options): ArrayField<E, never, false>;
}
type Element = Field | Fields;
type ArrayField<E extends Element, N, O extends boolean> =
  E extends Field<infer T, infer I>
    ? Field<readonly T[] | N, readonly I[] | N, O>
    : E extends Fields
      ? Field<readonly Out<E>[] | N, readonly In<E>[] | N, O>
      : never;
/** An array of scalars or of structures. */
export const array: ArrayConstructor = ((element: Element, options: AnyOptions = {}) =>
  field('array', EMPTY, options, isField(element) ? element : struct(element))) as ArrayConstructor;

const EMPTY: readonly never[] = Object.freeze([]);

function isField(element: Element): element is Field {
  return typeof element['kind'] === 'string';
}

function zeroOf(fields: Fields): Readonly<Record<string, unknown>> {
  return Object.freeze(
    Object.fromEntries(Object.entries(fields).map(([name, { defaultValue }]) => [name, defaultValue])),
  );
}

type Out<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T, unknown> ? T : never };
type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, unknown, true> ? never : K;
}[keyof F];
type In<F extends Fields> = {
  readonly [K in RequiredKeys<F>]: F[K] extends Field<unknown, infer I> ? I : never;
} & {
  readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: F[K] extends Field<unknown, infer I> ? I : never;
};

/** A message: its versions, where they become flexible (KIP-482), and its fields. */
export interface Message<F extends Fields = Fields> {
  readonly type: 'request' | 'response' | 'data';
  /** Of a record the number by which its log tells it from others; -1 for other embedded data. */
  readonly apiKey: number;
  /** First and last version that the codec speaks. */
  readonly versions: readonly [number, number];
  /** First flexible version; Infinity: none. */
  readonly flexible: number;
  readonly fields: F;
}

interface MessageOptions {
  readonly versions: readonly [number, number];
  readonly flexible?: number;
}

/**
 * Declares a message. Its fields come from a function, called when they are needed first: a broker that is just made needs
 * few of all these declarations, and making them all would cost it milliseconds.
 */
function message<F extends Fields>(
  type: Message['type'],
  apiKey: number,
  { versions, flexible = Infinity }: MessageOptions,
  declareFields: () => F,
): Message<F> {
  let fields: F | undefined;
  return {
    type,
    apiKey,
    versions,
    flexible,
    get fields(): F {
      return (fields ??= declareFields());
    },
  };
}

export function request<F extends Fields>(apiKey: number, options: MessageOptions, fields: () => F): Message<F> {
  return message('request', apiKey, options, fields);
}

export function response<F extends Fields>(apiKey: number, options: MessageOptions, fields: () => F): Message<F> {
  return message('response', apiKey, options, fields);
}

/** A structure embedded in others' bytes: subscriptions, assignments, markers. */
export function data<F extends Fields>(options: MessageOptions, fields: () => F): Message<F> {
  return message('data', -1, options, fields);
}

/** A record, or its key, of one of Kafka's own logs, which number their kinds as requests are numbered. */
export function record<F extends Fields>(apiKey: number, options: MessageOptions, fields: () => F): Message<F> {
  return message('data', apiKey, options, fields);
}

/** What decoding a message gives. */
export type Infer<M extends Message> = Out<M['fields']>;
/** What encoding a message takes: fields with a declared default may be left out. */
export type InferInput<M extends Message> = In<M['fields']>;
