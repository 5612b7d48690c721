import { expect, test } from 'vitest';
import { Warnings } from './warnings.ts';

test('a warning is kept once, in its place', () => {
  const warnings = new Warnings();
  for (const warning of ['a', 'b', 'a']) warnings.add(warning);
  expect([...warnings.all]).toEqual(['a', 'b']);
});

test('whatever clients set, there are no more than a thousand, and the last says so', () => {
  const warnings = new Warnings();
  for (let value = 0; value < 1000; value++) warnings.add(`x=${value}`);
  warnings.add('x=999');
  expect([...warnings.all].at(-1)).toBe('x=999');
  for (let value = 1000; value < 3000; value++) warnings.add(`x=${value}`);
  expect(warnings.all.size).toBe(1001);
  expect([...warnings.all].at(-1)).toBe('There are more than 1000 warnings; the others are not kept.');
});
