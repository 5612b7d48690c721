import { expect, test, useBroker } from 'testka/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, onTestFailed, onTestFinished } from 'vitest';

const log: string[] = [];

describe('a file with a broker', () => {
  const broker = useBroker({ topics: ['orders'] });
  const count = (): number => broker.topic('orders').messages().length;
  const note = (hook: string) => () => void log.push(`${hook} sees ${count()}`);

  beforeAll(async () => {
    note('beforeAll')();
    await broker.topic('orders').produce({ value: 'of beforeAll' });
  });
  beforeEach(note('beforeEach'));
  afterEach(note('afterEach'));
  afterAll(async () => {
    note('afterAll')();
    await broker.topic('orders').produce({ value: 'of afterAll' });
  });

  test('the first test', async () => {
    onTestFailed(() => {});
    onTestFinished(note('onTestFinished'));
    await broker.topic('orders').produce({ value: 1 }, { value: 2 });
  });

  describe('inside', () => {
    beforeEach(note('inner beforeEach'));
    afterEach(note('inner afterEach'));
    test('the second test', async () => {
      await broker.topic('orders').produce({ value: 3 });
    });
  });
});

describe('afterwards', () => {
  test('hooks saw what their test had left, and tests nothing of each other', () => {
    expect(log).toEqual([
      'beforeAll sees 0',
      'beforeEach sees 0',
      'afterEach sees 2',
      'onTestFinished sees 2',
      'beforeEach sees 0',
      'inner beforeEach sees 0',
      'inner afterEach sees 1',
      'afterEach sees 1',
      'afterAll sees 1',
    ]);
  });
});
