import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HINT_CODES, HINT_RULES } from './hints.ts';

const SECTION = /^## `([a-z-]+)`$/gm;
const page = readFileSync(new URL('../../../../docs/hints.md', import.meta.url), 'utf8');

test('docs/hints.md has a section for each code, and for no other', () => {
  const documented = [...page.matchAll(SECTION)].map(([, code]) => code);
  expect(documented).toEqual(HINT_CODES.toSorted());
});

test('each section says what is done about it, and shows the hint', () => {
  const sections = page.split(/^## /m).slice(1);
  const incomplete = sections.filter((text) => {
    const code = text.slice(1, text.indexOf('`', 1));
    return !text.includes('What to do:') || !text.includes(`[${code}]`);
  });
  expect(incomplete.map((text) => text.split('\n')[0])).toEqual([]);
});

test('each code has its rule and its place in the order, once', () => {
  const codes = HINT_RULES.map(({ code }) => code);
  expect(codes.toSorted()).toEqual(HINT_CODES.toSorted());
  expect(new Set(codes).size).toBe(codes.length);
});
