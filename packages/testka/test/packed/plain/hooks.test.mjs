// oxlint-disable typescript/no-floating-promises -- node:test waits for what test() and describe() return
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe } from 'node:test';

import { test, useBroker } from 'testka/node-test';

const log = [];
let closedBroker;

describe('a suite with a broker', () => {
  const broker = (closedBroker = useBroker({ topics: ['orders'] }));
  const count = () => broker.topic('orders').messages().length;
  const note = (hook) => () => void log.push(`${hook} sees ${count()}`);

  before(async () => {
    note('before')();
    await broker.topic('orders').produce({ value: 'of before' });
  });
  beforeEach(note('beforeEach'));
  afterEach(note('afterEach'));
  after(async () => {
    note('after')();
    await broker.topic('orders').produce({ value: 'of after' });
  });

  test('the first test', async () => {
    await broker.topic('orders').produce({ value: 1 }, { value: 2 });
  });

  describe('inside', () => {
    beforeEach(note('inner beforeEach'));
    afterEach(note('inner afterEach'));
    test('the second test', async () => {
      await broker.topic('orders').produce({ value: 3 });
    });
  });

  test('a subtest finds what its test has done', async (context) => {
    await broker.topic('orders').produce({ value: 4 });
    await context.test('sub', () => assert.equal(count(), 1));
    await context.test('sub 2', () => assert.equal(count(), 1));
  });
});

describe('afterwards', () => {
  test('hooks saw what their test had left, and tests nothing of each other', () => {
    const subtest = ['beforeEach sees 1', 'afterEach sees 1'];
    assert.deepEqual(log, [
      'before sees 0',
      'beforeEach sees 0',
      'afterEach sees 2',
      'beforeEach sees 0',
      'inner beforeEach sees 0',
      'inner afterEach sees 1',
      'afterEach sees 1',
      ...['beforeEach sees 0', ...subtest, ...subtest, 'afterEach sees 1'],
      'after sees 1',
    ]);
  });

  test('the broker is closed', () =>
    assert.rejects(closedBroker.topic('orders').produce({ value: 5 }), { code: 'ERR_BROKER_CLOSED' }));
});
