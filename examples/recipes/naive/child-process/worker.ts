import { connect, joinGroup } from '../../src/kafka.ts';

/** A process that writes an invoice for every order, and has no idea of signals. */
const kafka = connect('worker');
const producer = kafka.producer({ idempotent: true });
const consumer = joinGroup(kafka, 'billing');
await producer.connect();
await consumer.connect();
await consumer.subscribe({ topic: 'orders', fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message: { key, value } }) => {
    await producer.send({ topic: 'invoices', messages: [{ key, value }] });
  },
});
