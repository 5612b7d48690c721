import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageName } from './page-name.ts';

const file = join('test', 'orders.test.ts');

test.each([
  { name: 'places an order', expected: /^orders-places-an-order-[0-9a-f]{6}\.html$/ },
  {
    name: 'API > "places" <an> order: 50 % / a\\b?*|',
    expected: /^orders-api-places-an-order-50-a-b-[0-9a-f]{6}\.html$/,
  },
  { name: 'größer 注文', expected: /^orders-größer-注文-[0-9a-f]{6}\.html$/ },
  { name: '../../etc/passwd', expected: /^orders-etc-passwd-[0-9a-f]{6}\.html$/ },
  { name: '', expected: /^orders-[0-9a-f]{6}\.html$/ },
])('the page of "$name"', ({ name, expected }) => {
  expect(pageName({ name, file })).toMatch(expected);
});

test.each(['con', 'NUL', 'lpt1', '???', ''])('"%s" would be no name of a file on Windows', (name) => {
  expect(pageName({ name, file: undefined })).toMatch(/^trace-[0-9a-f]{6}\.html$/);
});

test('a long name is cut to what file systems take, between characters', () => {
  const name = pageName({ name: '😀注'.repeat(300), file });
  expect(Buffer.byteLength(name)).toBeLessThan(200);
  expect(name).toMatch(/注-[0-9a-f]{6}\.html$/);
});

test('tests of one name are told apart by file and broker, and a test is called the same again', () => {
  const names = [
    { name: 'a', file },
    { name: 'A', file },
    { name: 'a', file: join('other', 'orders.test.ts') },
    { name: 'a', file, broker: '3:1' },
  ].map(pageName);
  expect(new Set(names).size).toBe(4);
  expect(pageName({ name: 'a', file })).toBe(names[0]);
});
