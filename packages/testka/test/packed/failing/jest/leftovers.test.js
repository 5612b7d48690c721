const { expect, test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: ['orders'] });

test('a fault that is misspelt', () => {
  broker.inject({ api: 'Produce', topic: 'order', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
});

test('a matcher without await', () => {
  void expect(broker.topic('orders')).toHaveMessage({ key: 'a' });
});

test('a wait without await', () => {
  void broker.topic('orders').waitForMessage({ key: 'b' });
});

test('what comes after them is not blamed', async () => {
  await broker.topic('orders').produce({ key: 'c', value: 1 });
});
