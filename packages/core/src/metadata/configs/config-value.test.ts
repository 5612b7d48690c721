import { describe, expect, test } from 'vitest';
import { canonicalValue, parseBoolean, parseNumber, splitList, validateConfigValue } from './config-value.ts';
import { brokerConfigDef, topicConfigKey } from './known-configs.ts';

function keyOf(name: string) {
  const key = topicConfigKey(name) ?? brokerConfigDef().get(name);
  if (key === undefined) throw new Error(`there is no config ${name}`);
  return key;
}

const INT64_MAX = '9223372036854775807';
const COMPRESSION = 'String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer';

test.each([
  { name: 'retention.ms', value: '-1' },
  { name: 'retention.ms', value: INT64_MAX },
  { name: 'retention.ms', value: ' 1000 ' },
  { name: 'retention.ms', value: '+5' },
  { name: 'segment.bytes', value: '1048576' },
  { name: 'max.message.bytes', value: '0' },
  { name: 'max.message.bytes', value: '2147483647' },
  { name: 'min.insync.replicas', value: '1' },
  { name: 'cleanup.policy', value: 'compact, delete' },
  { name: 'cleanup.policy', value: '' },
  { name: 'compression.type', value: 'zstd' },
  { name: 'compression.gzip.level', value: '-1' },
  { name: 'compression.gzip.level', value: '9' },
  { name: 'message.timestamp.type', value: 'LogAppendTime' },
  { name: 'preallocate', value: 'TRUE' },
  { name: 'min.cleanable.dirty.ratio', value: '1' },
  { name: 'min.cleanable.dirty.ratio', value: '.5e-1' },
  { name: 'offsets.topic.replication.factor', value: '32767' },
  { name: 'internal.segment.bytes', value: '100' },
])('$name=$value is valid', ({ name, value }) => expect(validateConfigValue(keyOf(name), value)).toBeUndefined());

test.each([
  { name: 'retention.ms', value: '-2', reason: 'Value must be at least -1' },
  { name: 'retention.ms', value: '9223372036854775808', reason: 'Not a number of type LONG' },
  { name: 'retention.ms', value: '1.5', reason: 'Not a number of type LONG' },
  { name: 'retention.ms', value: 'abc', reason: 'Not a number of type LONG' },
  { name: 'retention.ms', value: '', reason: 'Not a number of type LONG' },
  { name: 'segment.bytes', value: '1048575', reason: 'Value must be at least 1048576' },
  { name: 'segment.bytes', value: '2147483648', reason: 'Not a number of type INT' },
  { name: 'segment.ms', value: '0', reason: 'Value must be at least 1' },
  { name: 'max.message.bytes', value: '-1', reason: 'Value must be at least 0' },
  { name: 'min.insync.replicas', value: '0', reason: 'Value must be at least 1' },
  { name: 'cleanup.policy', value: 'compat', reason: 'String must be one of: compact, delete' },
  { name: 'cleanup.policy', value: 'Delete', reason: 'String must be one of: compact, delete' },
  { name: 'compression.type', value: 'brotli', reason: COMPRESSION },
  { name: 'compression.lz4.level', value: '18', reason: 'Value must be no more than 17' },
  { name: 'compression.gzip.level', value: '0', reason: 'Value must be between 1 and 9 or equal to -1' },
  { name: 'message.timestamp.type', value: 'createtime', reason: 'String must be one of: CreateTime, LogAppendTime' },
  { name: 'preallocate', value: 'yes', reason: 'Expected value to be either true or false' },
  { name: 'min.cleanable.dirty.ratio', value: '1.1', reason: 'Value must be no more than 1' },
  { name: 'min.cleanable.dirty.ratio', value: '0x1', reason: 'Not a number of type DOUBLE' },
  { name: 'offsets.topic.replication.factor', value: '32768', reason: 'Not a number of type SHORT' },
  { name: 'fetch.max.bytes', value: '1023', reason: 'Value must be at least 1024' },
])('$name=$value is refused: $reason', ({ name, value, reason }) => {
  expect(validateConfigValue(keyOf(name), value)).toBe(`Invalid value ${value} for configuration ${name}: ${reason}`);
});

test.each([
  { name: 'log.cleanup.policy', value: 'compact,compact', problem: 'values must not be duplicated.' },
  { name: 'log.cleanup.policy', value: 'compact,', problem: 'values must not be empty.' },
  { name: 'cleanup.policy', value: 'compact,', problem: 'values must not be empty.' },
])('$name=$value is refused', ({ name, value, problem }) => {
  expect(validateConfigValue(keyOf(name), value)).toBe(`Configuration '${name}' ${problem}`);
});

test.each([
  { name: 'retention.ms', value: ' +0010 ', shown: '10' },
  { name: 'retention.ms', value: INT64_MAX, shown: INT64_MAX },
  { name: 'preallocate', value: ' True', shown: 'true' },
  { name: 'min.cleanable.dirty.ratio', value: '1', shown: '1.0' },
  { name: 'min.cleanable.dirty.ratio', value: '0.25', shown: '0.25' },
  { name: 'min.cleanable.dirty.ratio', value: '0.50', shown: '0.5' },
  { name: 'min.cleanable.dirty.ratio', value: '5e-1', shown: '0.5' },
  { name: 'min.cleanable.dirty.ratio', value: '.5f', shown: '0.5' },
  { name: 'min.cleanable.dirty.ratio', value: '0.0001', shown: '1.0E-4' },
  { name: 'min.cleanable.dirty.ratio', value: '0.001', shown: '0.001' },
  { name: 'min.cleanable.dirty.ratio', value: '-0', shown: '-0.0' },
  { name: 'cleanup.policy', value: ' compact , delete ', shown: 'compact,delete' },
  { name: 'cleanup.policy', value: 'delete,compact,delete', shown: 'delete,compact' },
  { name: 'compression.type', value: ' gzip ', shown: 'gzip' },
])('$name="$value" is shown as $shown', ({ name, value, shown }) => {
  expect(canonicalValue(keyOf(name), value)).toBe(shown);
});

describe('reading values', () => {
  test('a number beyond 2^53 is the nearest double', () => expect(parseNumber(INT64_MAX)).toBe(2 ** 63));
  test('a boolean is true in any case', () =>
    expect([parseBoolean(' TRUE '), parseBoolean('false')]).toEqual([true, false]));
  test('an empty list has no elements', () => expect([splitList(''), splitList('a, b')]).toEqual([[], ['a', 'b']]));
});
