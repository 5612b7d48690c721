import { expect, test } from 'vitest';
import type { RequestData } from '../src/data.ts';
import { filterOf } from './filter.ts';

const REQUEST: RequestData = {
  atMs: 0,
  durationMs: 0,
  api: 'Produce',
  version: 7,
  client: 0,
  node: 1,
  groups: ['billing'],
  subject: 'orders[0] 1 record',
  outcome: 'NOT_ENOUGH_REPLICAS',
  errors: ['NOT_ENOUGH_REPLICAS'],
  faults: ['Produce → NOT_ENOUGH_REPLICAS'],
  isAnswered: true,
};

test.each([
  { text: '', isShown: true },
  { text: '  ', isShown: true },
  { text: 'produce', isShown: true },
  { text: 'PRODUCE v7 orders', isShown: true },
  { text: 'fetch', isShown: false },
  { text: 'produce fetch', isShown: false },
  { text: 'worker', isShown: true },
  { text: 'api:produce', isShown: true },
  { text: 'api:worker', isShown: false },
  { text: 'client:worker', isShown: true },
  { text: 'topic:orders', isShown: true },
  { text: 'topic:billing', isShown: false },
  { text: 'group:bill', isShown: true },
  { text: 'error:', isShown: true },
  { text: 'error:not_enough', isShown: true },
  { text: '-error:', isShown: false },
  { text: '-api:fetch', isShown: true },
  { text: 'fault:', isShown: true },
  { text: 'node:1', isShown: true },
  { text: 'node:2', isShown: false },
  { text: 'constructor:', isShown: false },
  { text: '-', isShown: true },
])('the filter "$text" shows it: $isShown', ({ text, isShown }) => {
  expect(filterOf(text)(REQUEST, 'worker-1')).toBe(isShown);
});

test('a request without errors is none of error:', () => {
  expect(filterOf('error:')({ ...REQUEST, errors: [] }, 'api')).toBe(false);
});
