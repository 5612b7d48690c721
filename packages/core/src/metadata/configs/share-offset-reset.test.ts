import { expect, test } from 'vitest';
import { isShareOffsetReset } from './share-offset-reset.ts';

test.each(['PT1H', 'PT0S', 'pt1h', 'P1D', 'P1DT2H3M4.5S'])('a share group may start %s ago', (duration) =>
  expect(isShareOffsetReset(`by_duration:${duration}`)).toBe(true),
);

test.each(['', 'x', '-PT1H', 'PT-1S', 'P1Y', 'PT', 'P', 'P1DT'])('%j is no duration', (duration) =>
  expect(isShareOffsetReset(`by_duration:${duration}`)).toBe(false),
);

test.each([
  ['earliest', true],
  [' latest ', true],
  ['LATEST', false],
  ['none', false],
  ['', false],
  ['BY_DURATION:PT1H', false],
])('%j: %s', (value, isTaken) => expect(isShareOffsetReset(value)).toBe(isTaken));
