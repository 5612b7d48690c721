import { expect, test } from 'vitest';
import { TimeAxis } from './time-axis.ts';

test('times are drawn evenly, in whatever order they come', () => {
  const axis = new TimeAxis([1300, 1000, 1100, 1000]);
  expect([axis.start, axis.length, axis.gaps]).toEqual([1000, 300, []]);
  expect([900, 1000, 1050, 1300, 1400].map((time) => axis.place(time))).toEqual([-100, 0, 50, 300, 400]);
});

test('a week in which nothing happened is short, and what is before and behind it is not', () => {
  const week = 7 * 86_400_000;
  const axis = new TimeAxis([0, 100, 100 + week, 300 + week]);
  expect(axis.gaps).toEqual([{ from: 100, to: 500, ms: week }]);
  expect(axis.length).toBe(700);
  expect([50, 100 + week / 2, 200 + week].map((time) => axis.place(time))).toEqual([50, 300, 600]);
});

test('a place leads back to its time', () => {
  const axis = new TimeAxis([5, 20, 90_000, 90_010]);
  for (const time of [0, 5, 12, 20, 40_000, 90_000, 90_005, 90_020])
    expect(axis.time(axis.place(time))).toBeCloseTo(time);
});

test('nothing at all is a page too', () => {
  const axis = new TimeAxis([]);
  expect([axis.start, axis.length, axis.place(5)]).toEqual([0, 0, 5]);
});
