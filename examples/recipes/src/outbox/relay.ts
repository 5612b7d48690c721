import { setTimeout as pause } from 'node:timers/promises';

import { connect } from '../kafka.ts';
import { openOrders } from './orders.ts';

/** A process of its own that publishes what is in the outbox, and takes it out only when Kafka has it. */
const orders = openOrders(process.env.ORDERS_FILE ?? 'orders.sqlite');
const producer = connect('relay').producer({ idempotent: true });
await producer.connect();
for (;;) {
  for (const { event, value } of orders.unsent()) {
    await producer.send({ topic: 'orders', messages: [{ value, headers: { event: String(event) } }] });
    orders.markSent(event);
  }
  await pause(20);
}
