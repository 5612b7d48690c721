import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, useBroker } from 'testka/vitest';
import { onTestFinished } from 'vitest';

import { openOrders } from '../src/outbox/orders.ts';
import { start } from './start.ts';

const broker = useBroker({ topics: ['orders'] });

test('a relay that is killed before Kafka has the order publishes it when it is back', async () => {
  const { orders, startRelay } = shop();
  const fault = broker.inject({ api: 'Produce', clientId: 'relay', drop: true, times: 1 });
  const relay = startRelay();
  orders.place(1);
  await fault.waitForHit();
  await kill(relay);
  startRelay();
  await expect(broker.topic('orders')).toHaveMessage({ value: { id: 1 } });
});

test('one that is killed between publishing and marking publishes again, under the same number', async () => {
  const { orders, startRelay } = shop();
  const fault = broker.inject({ api: 'Produce', clientId: 'relay', drop: true, apply: true, times: 1 });
  const relay = startRelay();
  orders.place(1);
  await fault.waitForHit(); // Kafka has it, and the relay will never know
  await kill(relay);
  startRelay();
  const [first, second] = await broker.topic('orders').waitForMessages(2);
  expect(second).toMatchObject({ value: { id: 1 }, headers: first?.headers });
  await expect.poll(orders.unsent).toEqual([]);
});

function shop() {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  const file = join(folder, 'orders.sqlite');
  const orders = openOrders(file);
  onTestFinished(() => {
    orders.close();
    rmSync(folder, { recursive: true });
  });
  const startRelay = () => start('outbox/relay.ts', { ...broker.connection.env(), ORDERS_FILE: file });
  return { orders, startRelay };
}

async function kill(child: ReturnType<typeof start>): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}
