import { expect, test } from 'vitest';
import { BrokerClock } from './clock.ts';

function clockWith({ isWatched }: { isWatched: boolean }) {
  const source = { ms: 10 };
  const clock = new BrokerClock(() => source.ms, 1000);
  clock.isWatched = isWatched;
  return { clock, source };
}

test('it starts at the origin plus what has passed since, in whole ms', () => {
  const { clock, source } = clockWith({ isWatched: false });
  source.ms = 12.9;
  expect(clock.now()).toBe(1012);
});

test.each([
  { name: 'a gap up to 500 ms counts in full', gapMs: 500, isWatched: true, passedMs: 500 },
  { name: 'a standstill counts for 500 ms while something is due', gapMs: 60_000, isWatched: true, passedMs: 500 },
  { name: 'any gap counts in full while nothing is due', gapMs: 60_000, isWatched: false, passedMs: 60_000 },
  { name: 'a source that goes back stops the clock', gapMs: -5, isWatched: true, passedMs: 0 },
])('$name', ({ gapMs, isWatched, passedMs }) => {
  const { clock, source } = clockWith({ isWatched });
  const before = clock.now();
  source.ms += gapMs;
  expect(clock.now() - before).toBe(passedMs);
});

test('it goes on after a standstill', () => {
  const { clock, source } = clockWith({ isWatched: true });
  source.ms += 60_000;
  const before = clock.now();
  source.ms += 100;
  expect(clock.now() - before).toBe(100);
});

test("frozen, the broker's time stands while the steady one goes on; it goes on from where it stood", () => {
  const { clock, source } = clockWith({ isWatched: false });
  const before = clock.now();
  clock.freeze();
  source.ms += 100;
  expect([clock.now() - before, clock.steadyNow() - before, clock.isFrozen]).toEqual([0, 100, true]);
  clock.freeze();
  clock.advance(7);
  clock.resume();
  source.ms += 10;
  expect([clock.now() - before, clock.isFrozen]).toEqual([17, false]);
  clock.resume();
  expect(clock.now() - before).toBe(17);
});

test("advanced, the broker's time is ahead of the steady one", () => {
  const { clock } = clockWith({ isWatched: false });
  const before = clock.now();
  clock.advance(5000);
  expect([clock.now() - before, clock.steadyNow() - before]).toEqual([5000, 0]);
  expect(clock.steadyTimeOf(before + 6000) - before).toBe(1000);
  clock.freeze();
  expect(clock.steadyTimeOf(before + 6000)).toBe(Infinity);
});
