import { expect, test } from 'vitest';
import { collides, countNames, validateTopicName } from './topic-names.ts';

test.each(['orders', 'a', 'A.b_c-9', '...', 'x'.repeat(249)])('"%s" is a valid name', (name) => {
  expect(validateTopicName(name)).toBeUndefined();
});

test.each([
  { name: '', reason: 'the empty string is not allowed' },
  { name: '.', reason: "'.' is not allowed" },
  { name: '..', reason: "'..' is not allowed" },
  { name: 'x'.repeat(250), reason: `the length of '${'x'.repeat(250)}' is longer than the max allowed length 249` },
  { name: 'a/b', reason: "'a/b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" },
  { name: 'a b', reason: "'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" },
  { name: 'ä', reason: "'ä' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" },
  { name: 'a\n', reason: "'a\n' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" },
])('"$name" is invalid', ({ name, reason }) =>
  expect(validateTopicName(name)).toBe(`Topic name is invalid: ${reason}`),
);

test.each([
  { name: 'a.b', existing: ['x', 'a_b'], colliding: 'a_b' },
  { name: 'a_b', existing: ['a.b'], colliding: 'a.b' },
  { name: 'a.b_c', existing: ['a_b.c'], colliding: 'a_b.c' },
  { name: 'a.b', existing: ['a.b'], colliding: 'a.b' },
  { name: 'a.b', existing: ['a-b', 'a.b.c', 'ab'], colliding: undefined },
  { name: 'ab', existing: ['ab'], colliding: undefined },
])('"$name" beside $existing collides with $colliding', ({ name, existing, colliding }) => {
  expect(collides(name, existing)).toBe(colliding);
});

test('names are counted, null as well', () => {
  expect(countNames(['a', null, 'b', 'a', null])).toEqual(
    new Map([
      ['a', 2],
      [null, 2],
      ['b', 1],
    ]),
  );
});
