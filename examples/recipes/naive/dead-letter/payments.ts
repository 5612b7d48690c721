import { connect, joinGroup } from '../../src/kafka.ts';

/** Books payments. The first one that it cannot read ends it: kafkajs takes the error for a crash. */
export async function startPayments(book: (amount: number) => void) {
  const consumer = joinGroup(connect('payments'), 'payments');
  await consumer.connect();
  await consumer.subscribe({ topic: 'payments', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => book(JSON.parse(String(message.value)).amount),
  });
  return { close: () => consumer.disconnect() };
}
