import { expect, test } from 'vitest';
import type { Message } from '../types/message.ts';
import { closestTo, diffLines } from './closest.ts';

function messages(...values: unknown[]) {
  return values.map((value, offset) => ({ message: { offset, value } as Message, appendedAtMs: 0, peer: undefined }));
}

test.each([
  {
    name: 'fewest fields differ',
    values: [
      { id: 1, a: 1, b: 2 },
      { id: 2, a: 1, b: 1 },
      { id: 3, a: 3, b: 3 },
    ],
    offset: 0,
  },
  {
    name: 'of those alike the latest',
    values: [
      { id: 1, a: 1, b: 2 },
      { id: 2, a: 1, b: 2 },
    ],
    offset: 1,
  },
  {
    name: 'fields of other values before something of another kind',
    values: [{ id: 1, a: 2, b: 1 }, 'text'],
    offset: 0,
  },
])('the closest is that of which $name', ({ values, offset }) => {
  expect(closestTo({ value: { a: 1, b: 2, id: 9 } }, messages(...values))?.message.offset).toBe(offset);
});

test('of nothing there is no closest', () => {
  expect(closestTo({ value: 1 }, [])).toBeUndefined();
});

test('only what differs is shown, with the way to it', () => {
  const expected = {
    key: 'a',
    value: { id: 42, customer: { name: 'Ann' }, items: [{ sku: 1 }, { sku: 2 }], note: 'x', at: expect.any(Number) },
  };
  const actual = { key: 'a', value: { id: 41, customer: { name: 'Ann' }, items: [{ sku: 1 }, { sku: 3 }], at: 'now' } };
  expect(diffLines(expected, actual)).toEqual([
    '  value:',
    '-   id: 42',
    '+   id: 41',
    '    items:',
    '      1:',
    '-       sku: 2',
    '+       sku: 3',
    "-   note: 'x'",
    '+   note: (absent)',
    '-   at: Any<Number>',
    "+   at: 'now'",
  ]);
});
