import { checkNames, isPlainObject } from '../check.ts';
import { BrokerError } from '../errors.ts';
import { formatValue } from '../format.ts';
import type { AsymmetricMatcher, Message, MessageMatch } from '../types/message.ts';

/** Whether a message is meant. */
export type Matcher = (message: Message) => boolean;

const FIELD_NAMES: readonly (keyof Message)[] = [
  'key',
  'value',
  'headers',
  'partition',
  'offset',
  'timestamp',
  'topic',
  'bytes',
  'producer',
  'compression',
];

/** @throws BrokerError ERR_INVALID_MATCH */
export function matcherOf(match: MessageMatch | undefined): Matcher {
  if (match === undefined) return () => true;
  if (typeof match === 'function') return (message) => isTrue(match(message));
  if (isAsymmetric(match)) return (message) => match.asymmetricMatch(message);
  if (!isPlainObject(match)) {
    throw new BrokerError(
      'ERR_INVALID_MATCH',
      `a match must be a function or an object such as { key: '42' }, not ${formatValue(match)}`,
    );
  }
  checkNames(Object.keys(match), FIELD_NAMES, 'a message', 'ERR_INVALID_MATCH');
  return (message) => isMatch(match, message);
}

/** A promise is true whatever it resolves with: a match that is awaited would match everything. */
function isTrue(verdict: unknown): boolean {
  if (typeof verdict === 'object' && verdict !== null && 'then' in verdict) {
    throw new BrokerError('ERR_INVALID_MATCH', 'a match must answer at once, not with a promise; take `async` away');
  }
  return Boolean(verdict);
}

/**
 * Whether `actual` has at least what `expected` says. Objects may have more; arrays must be as long; undefined stands for
 * a field that is absent.
 */
export function isMatch(expected: unknown, actual: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  if (Object.is(expected, actual) || expected === actual) return true;
  if (typeof expected !== 'object' || typeof actual !== 'object' || expected === null || actual === null) return false;
  if (ArrayBuffer.isView(expected)) return ArrayBuffer.isView(actual) && bytesOf(expected).equals(bytesOf(actual));
  if (isDate(expected)) return isDate(actual) && expected.getTime() === actual.getTime();
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((each, index) => isMatch(each, actual[index]))
    );
  }
  if (Array.isArray(actual)) return false;
  return Object.entries(expected).every(([key, each]) => isMatch(each, (actual as Record<string, unknown>)[key]));
}

export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
