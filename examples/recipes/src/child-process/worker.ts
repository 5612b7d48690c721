import { connect, joinGroup } from '../kafka.ts';

/** A process that writes an invoice for every order. On SIGTERM it finishes the order in hand and leaves the group. */
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

process.once('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  await consumer.disconnect();
  await producer.disconnect();
}
