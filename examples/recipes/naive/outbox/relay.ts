import { setTimeout as pause } from 'node:timers/promises';

import { connect } from '../../src/kafka.ts';
import { openOrders } from '../../src/outbox/orders.ts';

/** Takes out of the outbox what it is going to publish, so that nothing is published twice. */
const orders = openOrders(process.env.ORDERS_FILE ?? 'orders.sqlite');
const producer = connect('relay').producer({ idempotent: true });
await producer.connect();
for (;;) {
  for (const { event, value } of orders.unsent()) {
    orders.markSent(event);
    await producer.send({ topic: 'orders', messages: [{ value, headers: { event: String(event) } }] });
  }
  await pause(20);
}
