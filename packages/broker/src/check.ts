import { nearestName, validateTopicName } from '@testka/core';
import { MAX_STRING_LENGTH } from '@testka/protocol';
import { BrokerError, type BrokerErrorCode } from './errors.ts';
import { formatValue } from './format.ts';

/** The most names that a message lists. */
const MAX_LISTED = 40;

/** Kafka's int32. */
const MAX_INT32 = 0x7fff_ffff;

/** Where a value came from and how to complain about it. */
export interface Given {
  /** The option or argument, as the user wrote it: `topics.orders.partitions`. */
  readonly name: string;
  readonly value: unknown;
  readonly code: BrokerErrorCode;
}

/** A value of the wrong kind: `port must be an integer from 0 to 65535, not '9092'`. */
export function wrong({ name, value, code }: Given, expected: string): BrokerError {
  return new BrokerError(code, `${name} must be ${expected}, not ${formatValue(value)}`);
}

export function checkInteger(given: Given, min: number, max: number = MAX_INT32): number {
  const { value } = given;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw wrong(given, max === Infinity ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`);
}

export function checkBoolean(given: Given): boolean {
  if (typeof given.value === 'boolean') return given.value;
  throw wrong(given, 'true or false');
}

export function checkText(given: Given): string {
  if (typeof given.value === 'string' && given.value !== '') return given.value;
  throw wrong(given, 'a string that is not empty');
}

/** A text that goes into answers, which carry no longer ones. */
export function checkToldText(given: Given): string {
  const text = checkText(given);
  const byteLength = Buffer.byteLength(text);
  if (byteLength <= MAX_STRING_LENGTH) return text;
  const expected = `a string of at most ${MAX_STRING_LENGTH} bytes`;
  throw new BrokerError(
    given.code,
    `${given.name} must be ${expected}, as Kafka's protocol has no longer ones, not ${byteLength}`,
  );
}

/** An object that is no array, date, buffer or the like. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.prototype.toString.call(value) === '[object Object]';
}

export function checkObject(given: Given): Readonly<Record<string, unknown>> {
  if (isPlainObject(given.value)) return given.value;
  throw wrong(given, 'an object');
}

/** @throws BrokerError of `code` for a name that is none of `known`, with the one that was probably meant */
export function checkNames(
  names: Iterable<string>,
  known: readonly string[],
  what: string,
  code: BrokerErrorCode,
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearestName(name, known);
    const wayOut = meant === undefined ? `known are ${listed(known)}` : `did you mean ${meant}?`;
    throw new BrokerError(code, `${what} has no ${formatValue(name)}; ${wayOut}`);
  }
}

function listed(names: readonly string[]): string {
  const more = names.length > MAX_LISTED ? `, … ${names.length - MAX_LISTED} more` : '';
  return `${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

/** Options of a wait: those that all have, and `others`. @throws BrokerError ERR_INVALID_ARGUMENT */
export function checkWaitOptions(options: unknown, others: readonly string[] = []): void {
  const given: Given = { name: 'the options of a wait', value: options, code: 'ERR_INVALID_ARGUMENT' };
  const { timeout, signal, ...rest } = checkObject(given);
  checkNames(Object.keys(rest), [...others, 'timeout', 'signal'], 'the wait', 'ERR_INVALID_ARGUMENT');
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    throw wrong({ ...given, name: 'timeout', value: timeout }, 'a number of ms');
  }
  const isSignal = typeof signal === 'object' && signal !== null && 'throwIfAborted' in signal;
  if (signal !== undefined && !isSignal) throw wrong({ ...given, name: 'signal', value: signal }, 'an AbortSignal');
}

/** @throws BrokerError ERR_INVALID_TOPIC_NAME */
export function checkTopicName(name: unknown): string {
  if (typeof name !== 'string')
    throw wrong({ name: 'the topic name', value: name, code: 'ERR_INVALID_TOPIC_NAME' }, 'a string');
  const problem = validateTopicName(name);
  if (problem === undefined) return name;
  const wayOut = "use 1 to 249 letters, digits, '.', '_' or '-'";
  throw new BrokerError('ERR_INVALID_TOPIC_NAME', `${problem.replace(/^Topic name/, 'topic name')}; ${wayOut}`);
}
