import type { RecordInput } from '@testka/protocol';
import { checkNames, isPlainObject } from '../check.ts';
import { BrokerError, type BrokerErrorCode } from '../errors.ts';
import { formatValue } from '../format.ts';
import type { Codec, HeaderInput, ProduceMessage } from '../types/message.ts';
import { encodeWith, isBytes } from './codecs.ts';

/** How a topic's keys and values are written. */
export interface TopicCodecs {
  readonly key: Codec;
  readonly value: Codec;
}

/** A message ready to be put into a batch. */
export interface EncodedMessage extends RecordInput {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Undefined: to be chosen. */
  readonly partition: number | undefined;
}

const FIELD_NAMES: readonly (keyof ProduceMessage)[] = ['key', 'value', 'headers', 'partition', 'timestamp'];

/**
 * Checks and encodes a message.
 * @param where how reports call it: `orders: message 2`
 * @throws BrokerError ERR_INVALID_MESSAGE, ERR_INVALID_PARTITION, ERR_SCHEMA_MISMATCH
 */
export function encodeMessage(message: unknown, codecs: TopicCodecs, where: string, now: number): EncodedMessage {
  if (!isPlainObject(message))
    throw invalid(where, `must be an object such as { key, value }, not ${formatValue(message)}`);
  checkNames(Object.keys(message), FIELD_NAMES, where, 'ERR_INVALID_MESSAGE');
  const { key, value, headers, partition, timestamp } = message;
  return {
    key: key === undefined ? null : encoded(`${where}: key`, codecs.key, key),
    value: encoded(`${where}: value`, codecs.value, value),
    headers: headers === undefined ? [] : encodeHeaders(headers, where),
    partition: partition === undefined ? undefined : checkPartition(partition, where),
    timestamp: timestamp === undefined ? now : checkTimestamp(timestamp, where),
  };
}

function encoded(where: string, codec: Codec, value: unknown): Uint8Array | null {
  try {
    return encodeWith(codec, value);
  } catch (error) {
    throw at(where, error);
  }
}

/** The same error, saying what it is about; what a user's codec throws stays as it is. */
function at(where: string, error: unknown): unknown {
  if (!(error instanceof BrokerError)) return error;
  const text = error.message.slice(error.code.length + 2);
  return new BrokerError(error.code, `${where} ${text}`, { cause: error.cause });
}

function encodeHeaders(headers: unknown, where: string): { key: string; value: Uint8Array }[] {
  if (!isPlainObject(headers))
    throw invalid(where, `headers must be an object of strings or Buffers, not ${formatValue(headers)}`);
  return Object.entries(headers).flatMap(([key, given]) => {
    const values = Array.isArray(given) ? (given as unknown[]) : [given];
    return values.map((value) => ({ key, value: encodeHeader(key, value as HeaderInput, where) }));
  });
}

function encodeHeader(key: string, value: unknown, where: string): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (isBytes(value)) return value;
  throw invalid(where, `header ${key} must be a string, a Buffer or an array of them, not ${formatValue(value)}`);
}

function checkPartition(partition: unknown, where: string): number {
  if (typeof partition === 'number' && Number.isInteger(partition) && partition >= 0) return partition;
  throw new BrokerError(
    'ERR_INVALID_PARTITION',
    `${where}: partition must be an integer of at least 0, not ${formatValue(partition)}`,
  );
}

function checkTimestamp(timestamp: unknown, where: string): number {
  const isDate = Object.prototype.toString.call(timestamp) === '[object Date]';
  const ms = isDate ? (timestamp as Date).getTime() : timestamp;
  if (typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0) return ms;
  throw invalid(where, `timestamp must be a Date or ms since 1970, not before, not ${formatValue(timestamp)}`);
}

function invalid(where: string, problem: string, code: BrokerErrorCode = 'ERR_INVALID_MESSAGE'): BrokerError {
  return new BrokerError(code, `${where}: ${problem}`);
}
