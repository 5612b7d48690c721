import { connect, joinGroup } from '../kafka.ts';

/** Takes orders, and writes an invoice for each of them. */
export async function openShop() {
  const kafka = connect('shop');
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
  return {
    placeOrder: async (id: number): Promise<void> => {
      await producer.send({ topic: 'orders', messages: [{ key: String(id), value: JSON.stringify({ id }) }] });
    },
    close: async () => {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
