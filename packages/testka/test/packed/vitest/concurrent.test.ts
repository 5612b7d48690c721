import { useBroker, test } from 'testka/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';

import { sendOrder } from './send-order.ts';

const broker = useBroker({ topics: { orders: { messages: [{ value: { id: 0 } }] } }, isolation: 'none' });
const addresses = new Set<string>();

beforeAll(() => broker.topic('orders').produce({ value: { id: 1 } }));

describe.concurrent('tests at the same time, each on a fork', () => {
  test.for([2, 3, 4, 5])('%i', async (id, { expect: own }) => {
    await using fork = await broker.fork();
    addresses.add(fork.bootstrapServers);
    await sendOrder(fork.bootstrapServers, id);
    const ids = fork
      .topic('orders')
      .messages()
      .map(({ value }) => (value as { id: number }).id);
    own(ids).toEqual([0, 1, id]);
  });
});

afterAll(() => {
  expect(addresses.size).toBe(4);
  expect(broker.topic('orders').messages()).toHaveLength(2);
});
