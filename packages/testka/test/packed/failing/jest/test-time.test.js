const { test, useBroker } = require('testka/jest');

const broker = useBroker({ topics: ['orders'] });

test('a wait that would last longer than its test', async () => {
  await broker.topic('orders').waitForMessage();
}, 2000);

test('a wait in a test whose file says how long it may take', async () => {
  await broker.group('billing').waitUntilReady();
});

jest.setTimeout(2000);
