import { expect, test } from 'vitest';
import type { MessageData, ShownValue } from '../src/data.ts';
import { expectLine, produceLine } from './test-lines.ts';

function shown($: ShownValue['$'], value: string, isCut = false): ShownValue {
  return { $, size: value.length, value, isCut };
}

function message(rest: Partial<MessageData>): MessageData {
  const place = { partition: 1, offset: 7, timestampMs: 0, clientId: null, producerId: -1, openedBy: null };
  return { ...place, key: null, value: null, headers: [], ...rest };
}

test.each([
  { name: 'a tombstone', given: {}, expected: '{ key: null, value: null }' },
  {
    name: 'JSON is code',
    given: { key: shown('text', '42'), value: shown('json', '{"id":42,"a-b":[true,null,-0.5],"s":"it\'s \\"x\\""}') },
    expected: String.raw`{ key: '42', value: { id: 42, 'a-b': [true, null, -0.5], s: 'it\'s "x"' } }`,
  },
  {
    name: 'what would set a prototype is a field',
    given: { value: shown('json', '{"__proto__":{"a":1}}') },
    expected: "{ key: null, value: { ['__proto__']: { a: 1 } } }",
  },
  {
    name: 'bytes are a Buffer',
    given: { value: shown('hex', '0001ff') },
    expected: "{ key: null, value: Buffer.from('0001ff', 'hex') }",
  },
  {
    name: 'lines, quotes and backslashes',
    given: { value: shown('text', 'a\n\\"\'\u2028') },
    expected: String.raw`{ key: null, value: 'a\n\\"\'\u2028' }`,
  },
  {
    name: 'headers are text, and a name may come twice',
    given: {
      headers: [
        { key: 'a', value: shown('json', '{"x":1}') },
        { key: 'b-c', value: shown('text', '1') },
        { key: 'b-c', value: null },
      ],
    },
    expected: `{ key: null, value: null, headers: { a: '{"x":1}', 'b-c': ['1', ''] } }`,
  },
  {
    name: 'what was cut is told by its place',
    given: { key: shown('text', 'k'), value: shown('text', 'x', true) },
    expected: "{ key: 'k', partition: 1, offset: 7 }",
  },
  {
    name: 'what was left out, too',
    given: { key: '(left out: 2 bytes)', value: '(left out: 9 bytes)' },
    expected: '{ partition: 1, offset: 7 }',
  },
])('toHaveMessage: $name', ({ given, expected }) => {
  expect(expectLine('orders', message(given))).toBe(`await expect(broker.topic('orders')).toHaveMessage(${expected});`);
});

test('what is long goes over several lines', () => {
  const value = shown('json', JSON.stringify({ id: 42, note: 'x'.repeat(90), lines: [{ sku: 'a' }] }));
  expect(produceLine("o'rders", message({ value }))).toBe(
    [
      String.raw`await broker.topic('o\'rders').produce({`,
      '  value: {',
      '    id: 42,',
      `    note: '${'x'.repeat(90)}',`,
      "    lines: [{ sku: 'a' }],",
      '  },',
      '});',
    ].join('\n'),
  );
});

test.each([
  { name: 'a value that was cut', given: { value: shown('text', 'x', true) } },
  { name: 'a key that was left out', given: { key: '(left out: 2 bytes)' } },
  { name: 'a header that was left out', given: { headers: [{ key: 'a', value: '(left out: 2 bytes)' }] } },
])('no produce() stands for $name', ({ given }) => {
  expect(produceLine('orders', message(given))).toBeUndefined();
});

test('a header of bytes is produced as bytes, and not looked for: it is read as text', () => {
  const given = message({ headers: [{ key: 'a', value: shown('hex', 'ff') }] });
  expect(produceLine('orders', given)).toBe(
    "await broker.topic('orders').produce({ value: null, headers: { a: Buffer.from('ff', 'hex') } });",
  );
  expect(expectLine('orders', given)).not.toContain('headers');
});
