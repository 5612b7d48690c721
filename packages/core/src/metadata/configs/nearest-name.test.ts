import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test.each([
  { name: 'kye', known: ['value', 'key'], nearest: 'key' },
  { name: 'tpoic', known: ['api', 'topic'], nearest: 'topic' },
  { name: 'num.partition', known: ['num.partitions', 'num.io.threads'], nearest: 'num.partitions' },
  { name: 'ab1', known: ['abc'], nearest: 'abc' },
  { name: 'ab12', known: ['abcd'], nearest: undefined },
  { name: 'abcdef', known: ['xbcdef', 'abcdef'], nearest: 'abcdef' },
  { name: 'kitten', known: ['sitting'], nearest: undefined },
  { name: 'kitten', known: ['sitten', 'mitten'], nearest: 'sitten' },
  { name: 'a', known: [], nearest: undefined },
])('of $known, $nearest is nearest to $name', ({ name, known, nearest }) => {
  expect(nearestName(name, known)).toBe(nearest);
});
