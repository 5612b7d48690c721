import { expect, test } from 'vitest';
import type { Step } from './differential/play.ts';
import { coverageOf, thin } from './coverage.ts';

const none = { shapes: 0, happy: 0, wrong: 0 };

function step(shape: string, outcome: unknown): Step {
  return { label: shape, asked: { api: 'Heartbeat', version: 4, shape }, outcome };
}

function coverage(nodes: 1 | 3, steps: readonly Step[]) {
  return coverageOf([{ script: { name: 's', nodes, run: async () => {} }, steps }]);
}

test('a shape counts once however often it is asked, and for both when it was answered both ways', () => {
  const steps = [
    step('a', { errorCode: 0 }),
    step('a', { errorCode: 27 }),
    step('b', { topics: [{ errorCode: 3 }] }),
    step('c', 'closed'),
    step('d', 'silent'),
    step('frame e', 'closed'),
  ];
  const frames = { shapes: 1, happy: 0, wrong: 1 };
  const counted = { shapes: 4, happy: 2, wrong: 3 };
  expect(coverage(1, steps).get('Heartbeat v4')).toEqual({ one: counted, three: none, frames });
  expect(coverage(3, steps).get('Heartbeat v4')).toEqual({ one: none, three: counted, frames });
});

test.each([
  { name: 'five with both are enough', steps: ['a', 'b', 'c', 'd'], last: 'closed', expected: [] },
  {
    name: 'four are too few',
    steps: ['a', 'b', 'c'],
    last: 'closed',
    expected: ['Heartbeat v4: 4 shapes, 3 happy, 1 wrong'],
  },
  {
    name: 'nothing wrong is too little',
    steps: ['a', 'b', 'c', 'd'],
    last: {},
    expected: ['Heartbeat v4: 5 shapes, 5 happy, 0 wrong'],
  },
  { name: 'nothing at all', steps: [], last: {}, expected: ['Heartbeat v4: 0 shapes, 0 happy, 0 wrong'] },
])('$name', ({ steps, last, expected }) => {
  const asked = steps.length === 0 ? [] : [...steps.map((shape) => step(shape, {})), step('z', last)];
  expect(thin(['Heartbeat v4'], coverage(1, asked))).toEqual(expected);
});
