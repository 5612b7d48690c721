import { test, useBroker } from 'testka/vitest';

const broker = useBroker({
  topics: ['orders'],
  defaultPartitions: 0,
});

test('never runs', () => broker.topic('orders').produce({ value: 1 }));
