/** @jest-environment ./keeps-reports.js */
const { expect, test, useBroker } = require('testka/jest');

describe('a broker from before the file', () => {
  const broker = useBroker({ topics: ['orders'] });
  test('does what it should', () => broker.topic('orders').produce({ value: 1 }, { value: 2 }));
  test('does what it should not', async () => {
    await broker.topic('orders').produce({ value: 1 });
    expect(broker.topic('orders').messages()).toEqual([]);
  });
});

describe('options that come too late', () => {
  useBroker({ nodes: 3 });
  test('never runs', () => {});
});
