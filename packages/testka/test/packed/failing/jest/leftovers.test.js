const { test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: ['orders'] });

test('a fault that is misspelt', () => {
  broker.inject({ api: 'Produce', topic: 'order', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
});
