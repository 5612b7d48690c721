import { type ConfigKey, ConfigType } from './config-def.ts';
import { withAsciiDigits } from './java-digits.ts';

/** Kafka stores no longer config value in its metadata log (Short.MAX_VALUE). */
export const MAX_VALUE_LENGTH = 32_767;

const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?|Infinity|NaN)$/;
const INTEGER_BITS: Readonly<Partial<Record<ConfigType, bigint>>> = {
  [ConfigType.SHORT]: 16n,
  [ConfigType.INT]: 32n,
  [ConfigType.LONG]: 64n,
};
const TYPE_NAMES = new Map(Object.entries(ConfigType).map(([name, type]) => [type, name]));

/**
 * What is wrong with a value, in Kafka's words, or undefined.
 * @see ConfigDef.parseType and its validators
 */
export function validateConfigValue(key: ConfigKey, value: string): string | undefined {
  const text = value.trim();
  switch (key.type) {
    case ConfigType.BOOLEAN:
      return /^(?:true|false)$/i.test(text)
        ? undefined
        : invalid(key, value, 'Expected value to be either true or false');
    case ConfigType.SHORT:
    case ConfigType.INT:
    case ConfigType.LONG:
    case ConfigType.DOUBLE:
      return isNumber(key.type, text)
        ? outOfRange(key, text)
        : invalid(key, value, `Not a number of type ${TYPE_NAMES.get(key.type)}`);
    case ConfigType.LIST:
      return validateList(key, splitList(text));
    case ConfigType.STRING:
      return notOneOf(key, text);
    case ConfigType.CLASS:
    case ConfigType.PASSWORD:
    case ConfigType.UNKNOWN:
      return undefined;
  }
}

function isNumber(type: ConfigType, text: string): boolean {
  const bits = INTEGER_BITS[type];
  if (bits === undefined) return DOUBLE.test(text);
  if (!INTEGER.test(withAsciiDigits(text))) return false;
  const value = parseInteger(text);
  return BigInt.asIntN(Number(bits), value) === value;
}

function parseInteger(text: string): bigint {
  const digits = withAsciiDigits(text);
  return BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
}

function outOfRange(key: ConfigKey, text: string): string | undefined {
  const value = parseNumber(text);
  if (value === key.besides) return undefined;
  const { min, max, besides } = key;
  const isBelow = min !== undefined && value < min;
  const isAbove = max !== undefined && value > max;
  if (!isBelow && !isAbove) return undefined;
  if (besides !== undefined)
    return invalid(key, text, `Value must be between ${min} and ${max} or equal to ${besides}`);
  return invalid(key, text, isBelow ? `Value must be at least ${min}` : `Value must be no more than ${max}`);
}

function validateList(key: ConfigKey, elements: readonly string[]): string | undefined {
  if (key.validValues === undefined) return undefined;
  // Of topics' configs Kafka takes what is there twice as if it were there once.
  const isUnique = key.brokerName !== undefined || new Set(elements).size === elements.length;
  if (!isUnique) return `Configuration '${key.name}' values must not be duplicated.`;
  if (elements.includes('')) return `Configuration '${key.name}' values must not be empty.`;
  for (const element of elements) {
    const problem = notOneOf(key, element);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function notOneOf(key: ConfigKey, text: string): string | undefined {
  if (key.validValues === undefined || key.validValues.includes(text)) return undefined;
  return invalid(key, text, `String must be one of: ${key.validValues.join(', ')}`);
}

function invalid(key: ConfigKey, value: string, reason: string): string {
  return `Invalid value ${value} for configuration ${key.name}: ${reason}`;
}

/** The value as Kafka shows it once it has parsed it: trimmed, booleans in lower case, doubles with a point. */
export function canonicalValue(key: ConfigKey, value: string): string {
  const text = value.trim();
  switch (key.type) {
    case ConfigType.BOOLEAN:
      return text.toLowerCase();
    case ConfigType.SHORT:
    case ConfigType.INT:
    case ConfigType.LONG:
      return parseInteger(text).toString();
    case ConfigType.DOUBLE:
      return doubleToString(parseNumber(text));
    case ConfigType.LIST:
      return [...new Set(splitList(text))].join(',');
    default:
      return text;
  }
}

/** As Java writes it: always with a point, and with an exponent below a thousandth and from ten millions on. */
function doubleToString(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const isPlain = size >= 1e-3 && size < 1e7;
  const [digits = '', exponent = '0'] = (isPlain ? String(value) : value.toExponential()).split('e');
  const mantissa = digits.includes('.') ? digits : `${digits}.0`;
  return isPlain ? mantissa : `${mantissa}E${Number(exponent)}`;
}

/** The elements of a LIST; none of an empty one. */
export function splitList(value: string): string[] {
  const text = value.trim();
  return text === '' ? [] : text.split(/\s*,\s*/);
}

/** A number; beyond 2^53 the nearest double, which is enough for limits and times. */
export function parseNumber(value: string): number {
  return Number(withAsciiDigits(value.trim()).replace(/[dDfF]$/, ''));
}

/** @returns true for "true" in any case. */
export function parseBoolean(value: string): boolean {
  return value.trim().toLowerCase() === 'true';
}
