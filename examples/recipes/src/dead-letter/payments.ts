import type { KafkaMessage } from 'kafkajs';

import { connect, joinGroup } from '../kafka.ts';

/** Books payments. What it cannot read goes to the dead letters, with the reason, and holds up nothing. */
export async function startPayments(book: (amount: number) => void) {
  const kafka = connect('payments');
  const producer = kafka.producer({ idempotent: true });
  const consumer = joinGroup(kafka, 'payments');
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topic: 'payments', fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      try {
        book(readAmount(message));
      } catch (error) {
        const headers = {
          ...message.headers,
          reason: String(error),
          origin: `payments[${partition}]@${message.offset}`,
        };
        await producer.send({ topic: 'payments.dlq', messages: [{ key: message.key, value: message.value, headers }] });
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

function readAmount({ value }: KafkaMessage): number {
  const { amount } = JSON.parse(String(value));
  if (typeof amount !== 'number') throw new Error('there is no amount');
  return amount;
}
