import { connect, joinGroup } from '../kafka.ts';

/** Writes an invoice for every order, batch by batch. */
export async function startBilling() {
  const kafka = connect('billing');
  const producer = kafka.producer({ idempotent: true });
  const consumer = joinGroup(kafka, 'billing');
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    eachBatch: async (work) => {
      for (const { key, value, offset } of work.batch.messages) {
        await producer.send({ topic: 'invoices', messages: [{ key, value }] });
        work.resolveOffset(offset);
        // Throws when the group rebalances: the batch ends here, and what is resolved is committed.
        await work.heartbeat();
      }
    },
  });
  return {
    close: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
