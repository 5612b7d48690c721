import { connect, joinGroup } from '../../src/kafka.ts';

/** Writes an invoice for every order, and commits the batch before its work is done, "so that nothing is billed twice". */
export async function startBilling() {
  const kafka = connect('billing');
  const producer = kafka.producer({ idempotent: true });
  const consumer = joinGroup(kafka, 'billing');
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders', fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async (work) => {
      const { topic, partition } = work.batch;
      await consumer.commitOffsets([{ topic, partition, offset: String(Number(work.batch.lastOffset()) + 1) }]);
      for (const { key, value } of work.batch.messages) {
        await producer.send({ topic: 'invoices', messages: [{ key, value }] });
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
