import { describe, expect, test } from 'vitest';
import { candidateProtocols, isSameOffer, selectProtocol, supportsAnyProtocol } from './protocol-selection.ts';

const offer = (...names: string[]) => names.map((name) => ({ name, metadata: Buffer.from(name) }));

describe('the protocol of a generation', () => {
  test.each([
    { name: 'a member alone gets its first', offers: [offer('sticky', 'range')], expected: 'sticky' },
    { name: 'only what all list can win', offers: [offer('sticky', 'range'), offer('range')], expected: 'range' },
    {
      name: 'most first choices win',
      offers: [offer('range', 'sticky'), offer('sticky', 'range'), offer('sticky', 'range')],
      expected: 'sticky',
    },
    {
      name: 'a choice that others lack is passed over, not lost',
      offers: [offer('own', 'sticky', 'range'), offer('range', 'sticky'), offer('sticky', 'range')],
      expected: 'sticky',
    },
    // As Apache Kafka 4.4.0 answered; so do its hash codes say.
    ...[
      ['sticky', 'range'],
      ['range', 'roundrobin'],
      ['sticky', 'roundrobin'],
      ['sticky', 'cooperative-sticky'],
      ['roundrobin', 'cooperative-sticky'],
    ].map(([winner = '', loser = '']) => ({
      name: `a tie of ${winner} and ${loser} goes to ${winner}, whoever voted first`,
      offers: [offer(loser, winner), offer(winner, loser)],
      expected: winner,
    })),
    { name: 'nothing in common', offers: [offer('a'), offer('b')], expected: undefined },
    { name: 'nobody', offers: [], expected: undefined },
  ])('$name', ({ offers, expected }) => expect(selectProtocol(offers)).toBe(expected));

  test('candidates are what every member lists', () => {
    expect(candidateProtocols([offer('a', 'b', 'c'), offer('c', 'a')])).toEqual(['a', 'c']);
  });
});

describe('whether somebody can join', () => {
  test.each([
    {
      name: 'with one protocol that all list',
      offers: [offer('a', 'b'), offer('b')],
      joining: offer('c', 'b'),
      expected: true,
    },
    {
      name: 'not with one that only some list',
      offers: [offer('a', 'b'), offer('b')],
      joining: offer('a'),
      expected: false,
    },
    { name: 'not with none', offers: [], joining: [], expected: false },
  ])('$name', ({ offers, joining, expected }) => expect(supportsAnyProtocol(offers, joining)).toBe(expected));
});

describe('whether a member says the same as before', () => {
  test.each([
    { name: 'the same', other: offer('a', 'b'), expected: true },
    { name: 'another order is another preference', other: offer('b', 'a'), expected: false },
    { name: 'other metadata', other: [...offer('a'), { name: 'b', metadata: Buffer.from('other') }], expected: false },
    { name: 'fewer', other: offer('a'), expected: false },
    { name: 'more', other: offer('a', 'b', 'c'), expected: false },
  ])('$name', ({ other, expected }) => expect(isSameOffer(offer('a', 'b'), other)).toBe(expected));
});
