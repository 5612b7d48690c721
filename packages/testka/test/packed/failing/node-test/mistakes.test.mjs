// oxlint-disable typescript/no-floating-promises -- node:test waits for what test() and describe() return
import assert from 'node:assert/strict';
import { describe } from 'node:test';

import { test, useBroker } from 'testka/node-test';

describe('a wrong option', () => {
  const broker = useBroker({
    topics: ['orders'],
    defaultPartitions: 0,
  });
  test('never runs', () => broker.topic('orders').produce({ value: 1 }));
});

describe('an isolation that does not exist', () => {
  useBroker({ isolation: 'resets' });
  test('never runs', () => {});
});

describe('tests at the same time', { concurrency: true }, () => {
  const broker = useBroker();
  test('one of two', () => broker.topic('orders').produce({ value: 1 }));
  test('two of two', () => broker.topic('orders').produce({ value: 1 }));
});

describe('under chaos', () => {
  const broker = useBroker({ topics: ['orders'], chaos: { seed: 42 } });
  test('something else than chaos is wrong', () => assert.equal(broker.topics.length, 2));
  test('all is well', () => assert.equal(broker.topics.length, 1));
});

describe('no await', () => {
  const broker = useBroker({ topics: ['orders'] });
  test('a wait without await', () => void broker.topic('orders').waitForMessage({ key: 'b' }));
  test('is told of once the test is through', () => broker.topic('orders').produce({ key: 'c', value: 1 }));
});
