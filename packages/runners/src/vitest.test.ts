import { describe } from 'vitest';

import { expect, test, useBroker } from './vitest.ts';

const broker = useBroker({ topics: { orders: { partitions: 2 } } });

test.each([1, 2])('each test finds the broker as it was made (%i)', async (id) => {
  expect(broker.topics.map(({ name }) => name)).toEqual(['orders']);
  expect(broker.topic('orders').messages()).toEqual([]);
  await broker.createTopics(['extra']);
  await broker.topic('orders').produce({ key: 'ana', value: { id } });
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: 'ana', value: { id } });
});

test('soft assertions know topics too', async () => {
  await broker.topic('orders').produce({ value: 1 });
  await expect.soft(broker.topic('orders')).toHaveMessages(1);
});

test('the environment holds the address', () => {
  expect(process.env['KAFKA_BROKERS']).toBe(broker.bootstrapServers);
  expect(process.env['KAFKA_BOOTSTRAP_SERVERS']).toBe(broker.bootstrapServers);
});

describe('a block with a broker of its own', () => {
  const inner = useBroker({ topics: ['invoices'], env: [] });
  test('has both', async () => {
    await inner.topic('invoices').produce({ value: 1 });
    expect(inner.bootstrapServers).not.toBe(broker.bootstrapServers);
    expect(process.env['KAFKA_BROKERS']).toBe(broker.bootstrapServers);
    expect(broker.topic('invoices').exists).toBe(false);
  });
});
