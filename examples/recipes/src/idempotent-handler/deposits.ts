import { connect, joinGroup } from '../kafka.ts';

/** Hands each deposit to `book`, and commits it afterwards: at least once. */
export async function startDeposits(book: (id: number, amount: number) => void) {
  const consumer = joinGroup(connect('deposits'), 'deposits');
  await consumer.connect();
  await consumer.subscribe({ topic: 'deposits', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const { id, amount } = JSON.parse(String(message.value));
      book(id, amount);
    },
  });
  return { close: () => consumer.disconnect() };
}
