import { test, useBroker } from 'testka/vitest';

const broker = useBroker({ topics: ['orders'] });

test('a wait that would last longer than its test', { timeout: 2000 }, async () => {
  await broker.topic('orders').waitForMessage();
});
