/** Values whose type nobody has declared: tests read `message.value.id` without a cast. */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would ask for a cast in every assertion
export type Untyped = any;

/** What a codec may look at besides the bytes. */
export interface DecodeContext {
  readonly topic: string;
  readonly isKey: boolean;
  readonly headers: MessageHeaders;
}

/** A validator in the common form of zod, valibot, arktype and others (standardschema.dev). Must answer synchronously. */
export interface StandardSchema<V> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: V } | undefined;
  };
}

/**
 * How keys or values become what tests read, and back.
 * - 'auto': text that starts with `{` or `[` and parses is JSON; other valid UTF-8 is a string; the rest a Buffer.
 * - 'json', 'string', 'bytes': that and nothing else; what does not fit is an error when read.
 * - a schema: as 'auto', then validated; messages that do not fit are an error when read or produced.
 * - `{ decode, encode }`: your own.
 *
 * When writing, a Buffer is always written as it is.
 */
export type Codec<V = unknown> =
  | 'auto'
  | 'json'
  | 'string'
  | 'bytes'
  | StandardSchema<V>
  | { decode(bytes: Buffer, context: DecodeContext): V; encode?(value: V): Uint8Array };

/** Header values by key, as text; a key that occurs more than once has all its values, in order. */
export type MessageHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A record as the broker holds it. */
export interface Message<V = Untyped, K = Untyped> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The producer's, or the broker's when the topic says `message.timestamp.type=LogAppendTime`. */
  readonly timestamp: Date;
  readonly key: K | null;
  /** Null: a tombstone. */
  readonly value: V | null;
  readonly headers: MessageHeaders;
  /** As they are in the log, decompressed. */
  readonly bytes: {
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
  };
  readonly producer: {
    /** Null for messages of the test itself. */
    readonly clientId: string | null;
    /** -1: not idempotent. */
    readonly producerId: number;
    readonly epoch: number;
    /** -1: none. */
    readonly sequence: number;
  };
  /** How the batch came. */
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
}

/** What a header may be given as; an array is the same key several times. */
export type HeaderInput = string | Uint8Array | readonly (string | Uint8Array)[];

/** A message to produce. */
export interface ProduceMessage<V = Untyped> {
  /** Text and Buffers are written as they are, everything else as JSON. Absent or null: no key. */
  key?: unknown;
  /** Text and Buffers are written as they are, everything else as JSON, unless the topic has a codec. Null: a tombstone. */
  value: V | Uint8Array | string | null;
  headers?: Readonly<Record<string, HeaderInput>>;
  /** Default: by the key as Kafka's own clients do (murmur2); without a key round robin. */
  partition?: number;
  /** Default: the broker's time. */
  timestamp?: Date | number;
}

/** Which messages of a topic. */
export interface MessageQuery<V = Untyped> {
  partition?: number;
  /** Compared as `match: { key }` is. */
  key?: unknown;
  match?: MessageMatch<V>;
  /** Whether records of open and aborted transactions are left out. Default 'read_committed'. */
  isolation?: 'read_committed' | 'read_uncommitted';
  /** The first offset, in each partition. */
  from?: number;
  /** The most messages. */
  limit?: number;
}

/** Parts of an object, at any depth; asymmetric matchers of Jest and Vitest (`expect.any(Number)`) may stand anywhere. */
export type DeepPartial<T> = T extends (...given: never[]) => unknown
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> } | AsymmetricMatcher
    : T | AsymmetricMatcher;

/** What `expect.objectContaining()` and its like return. */
export interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean;
}

/** A predicate, or what a message must have at least. */
export type MessageMatch<V = Untyped> =
  | ((message: Message<V>) => boolean)
  | AsymmetricMatcher
  | DeepPartial<Pick<Message<V>, 'key' | 'value' | 'headers' | 'partition' | 'offset'>>;

/** How long to wait. */
export interface WaitOptions {
  /** Ms; default: the broker's `waitTimeout`. */
  timeout?: number;
  /** Ends the wait early, with the signal's reason. */
  signal?: AbortSignal;
}
