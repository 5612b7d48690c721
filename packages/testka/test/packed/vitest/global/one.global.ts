import { expect, globalBroker, test, useBroker } from 'testka/vitest';

import { countMessages } from './client.ts';

const address = process.env.KAFKA_BROKERS;

test('the address of the one broker is in the environment before any import', async () => {
  expect(globalBroker().bootstrapServers).toBe(address);
  expect(await countMessages('started')).toBe(1);
  expect(await countMessages('orders')).toBe(1);
});

const broker = useBroker({ from: globalBroker().snapshot });

test.each([1, 2])('a broker of the file begins with what that one held (%i)', async () => {
  expect(broker.bootstrapServers).not.toBe(address);
  expect(broker.topic('orders').messages()).toMatchObject([{ key: 'seed', value: { id: 0 } }]);
  await broker.topic('orders').produce({ value: { id: 1 } });
  expect(await countMessages('orders')).toBe(1);
});
