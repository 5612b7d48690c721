import { expect, globalBroker, test } from 'testka/vitest';

import { countMessages } from './client.ts';

const address = process.env.KAFKA_BROKERS;

test('the address of the one broker is in the environment before any import', async () => {
  expect(globalBroker().bootstrapServers).toBe(address);
  expect(await countMessages('started')).toBe(1);
  expect(await countMessages('orders')).toBe(1);
});
