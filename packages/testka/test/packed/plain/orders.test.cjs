// oxlint-disable typescript/no-floating-promises -- node:test waits for what test() and describe() return
const assert = require('node:assert/strict');

const { test, useBroker } = require('testka/node-test');

const broker = useBroker({ topics: ['orders'] });

test('CommonJS has a broker too', async () => {
  await broker.topic('orders').produce({ key: '42', value: { id: 42 } });
  assert.deepEqual((await broker.topic('orders').waitForMessage()).value, { id: 42 });
});
