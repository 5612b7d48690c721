import { expect, test, useBroker } from 'testka/vitest';
import { afterAll } from 'vitest';

import { expectPreviousIsGone } from './previous.ts';
import { address, shop } from './shop.ts';

const broker = useBroker({ topics: { orders: { partitions: 2 } } });

afterAll(async () => {
  // Nothing is closed yet, in whatever order after-hooks run.
  await shop.placeOrder(3);
  await shop.stop();
});

test.each([1, 2])('an app that connects as it is imported is on the broker of the file (%i)', async (id) => {
  expect(address).toBe(broker.bootstrapServers);
  expect(broker.topic('orders').partitions).toHaveLength(2);
  await shop.placeOrder(id);
  await expect(broker.topic('orders')).toHaveMessages([{ value: { id } }], { exact: true });
  expect(broker.topic('rates').messages()).toMatchObject([{ key: 'PT' }]);
  expect(broker).not.toHaveNoLeftovers();
});

test('the broker of the file before, in this worker, is gone', () => expectPreviousIsGone(broker.bootstrapServers));
