import { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';

import type { Config } from './config.ts';
import { makeDeadLetter } from './dead-letter.ts';
import { makeInvoice } from './invoice.ts';
import { MalformedOrderError, parseOrder } from './order.ts';
import { GaveUpError, retry } from './retry.ts';
import type { Taxes } from './taxes.ts';

/** Reads orders and writes invoices; what cannot be billed goes to the dead letters. */
export interface Billing {
  start(): Promise<void>;
  /** Finishes the order in hand, commits, and leaves the group. */
  stop(): Promise<void>;
}

/** At least once: an order is committed after its invoice is written, and an invoice's id tells of a second one. */
export function createBilling(config: Config, taxes: Taxes): Billing {
  const kafka = new Kafka({ clientId: config.clientId, brokers: config.brokers, logLevel: logLevel.ERROR });
  const producer = kafka.producer({ idempotent: true });
  const consumer = kafka.consumer({ groupId: config.groupId, heartbeatInterval: config.heartbeatIntervalMs });

  async function handle(payload: EachMessagePayload): Promise<void> {
    const { topic, partition, message } = payload;
    try {
      const invoice = await retry(
        async () => {
          const order = parseOrder(message.value);
          return makeInvoice(order, await taxes.rateIn(order.country));
        },
        {
          attempts: config.attempts,
          backoffMs: config.backoffMs,
          isFinal: (error) => error instanceof MalformedOrderError,
          onFailure: () => payload.heartbeat(),
        },
      );
      const value = JSON.stringify(invoice);
      await producer.send({ topic: 'invoices', messages: [{ key: invoice.customer, value }] });
    } catch (error) {
      if (!(error instanceof GaveUpError)) throw error;
      const letter = makeDeadLetter({ topic, partition }, message, error);
      await producer.send({ topic: 'orders.dlq', messages: [letter] });
    }
    await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
  }

  return {
    async start() {
      await producer.connect();
      await consumer.connect();
      await consumer.subscribe({ topic: 'orders', fromBeginning: true });
      await consumer.run({ autoCommit: false, eachMessage: handle });
    },
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
