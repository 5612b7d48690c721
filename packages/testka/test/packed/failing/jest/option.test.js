const { test, useBroker } = require('testka/jest');

const broker = useBroker({
  topics: ['orders'],
  defaultPartitions: 0,
});

test('never runs', () => broker.topic('orders').produce({ value: 1 }));
