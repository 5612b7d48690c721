import { describe, expect, test } from 'vitest';
import { type PlaceableBroker, placeReplicas, stripeOf } from './placement.ts';

const brokers = (count: number): PlaceableBroker[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, rack: null, state: 'running' as const }));
const inRacks = (...racks: string[]): PlaceableBroker[] =>
  racks.map((rack, index) => ({ id: index + 1, rack, state: 'running' as const }));

test('one broker has every replica', () => expect(placeReplicas(brokers(1), 3, 1, 7)).toEqual([[1], [1], [1]]));

test('leaders go round the brokers, followers too, shifted each time round', () => {
  expect(placeReplicas(brokers(3), 6, 2)).toEqual([
    [1, 2],
    [2, 3],
    [3, 1],
    [1, 3],
    [2, 1],
    [3, 2],
  ]);
});

test('partitions added later go on where the others stopped', () => {
  expect([...placeReplicas(brokers(3), 2, 3, 5), ...placeReplicas(brokers(3), 4, 3, 7)]).toEqual(
    placeReplicas(brokers(3), 6, 3, 5),
  );
});

test('the order of registration does not matter', () => {
  expect(placeReplicas(brokers(3).toReversed(), 4, 2)).toEqual(placeReplicas(brokers(3), 4, 2));
});

test.each([1, 2, 3, 5, 8])('with %i brokers every broker leads and follows equally often', (count) => {
  const partitions = count * Math.max(1, count - 1);
  const placed = placeReplicas(brokers(count), partitions, Math.min(3, count), 11);
  const countOf = (ids: (number | undefined)[]) =>
    brokers(count).map(({ id }) => ids.filter((each) => each === id).length);
  expect(new Set(countOf(placed.map(([leader]) => leader))).size).toBe(1);
  expect(new Set(countOf(placed.flat())).size).toBe(1);
  for (const replicas of placed) expect(new Set(replicas).size).toBe(Math.min(3, count));
});

describe('racks', () => {
  test('each rack has a replica before one has two', () => {
    const racks = ['a', 'a', 'a', 'b', 'b', 'c'];
    for (const replicas of placeReplicas(inRacks(...racks), 24, 3)) {
      expect(new Set(replicas.map((id) => racks[id - 1])).size).toBe(3);
    }
  });

  test('more replicas than racks are spread evenly', () => {
    const racks = ['a', 'a', 'b', 'b'];
    for (const replicas of placeReplicas(inRacks(...racks), 8, 4)) {
      const [first = 0, second = 0] = replicas;
      expect(racks[first - 1]).not.toBe(racks[second - 1]);
      expect(new Set(replicas).size).toBe(4);
    }
  });
});

describe('brokers that do not run', () => {
  const withOneDown = brokers(3).map((broker) => (broker.id === 2 ? { ...broker, state: 'stopped' as const } : broker));

  test('never lead', () => expect(placeReplicas(withOneDown, 4, 1)).toEqual([[1], [3], [1], [3]]));
  test('follow only when there are no others', () => {
    expect(placeReplicas(withOneDown, 2, 2)).toEqual([
      [1, 3],
      [3, 1],
    ]);
    expect(placeReplicas(withOneDown, 2, 3)).toEqual([
      [1, 3, 2],
      [3, 1, 2],
    ]);
  });
  test('at least one has to run', () => {
    const down = brokers(2).map((broker) => ({ ...broker, state: 'fenced' as const }));
    expect(() => placeReplicas(down, 1, 1)).toThrow('replicas are placed while a broker runs');
  });
});

test('topics start at places of their own, the same in every run', () => {
  expect(['orders', 'payments', 'users'].map(stripeOf)).toEqual(['orders', 'payments', 'users'].map(stripeOf));
  expect(
    new Set(['orders', 'payments', 'users', 'audit', 'mail'].map((name) => stripeOf(name) % 3)).size,
  ).toBeGreaterThan(1);
});
