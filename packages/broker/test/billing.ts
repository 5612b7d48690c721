import { Kafka, logLevel } from 'kafkajs';

/** What may be wrong with a service. */
export interface Mistakes {
  /** Says that it has handled a batch before it has: loses. */
  readonly commitsFirst?: boolean;
  /** Sends again without saying that it is the same: doubles. */
  readonly sendsBlindly?: boolean;
}

/** Writes an invoice for each order. @returns how to stop it */
export async function startBilling(
  brokers: string[],
  { commitsFirst = false, sendsBlindly = false }: Mistakes = {},
): Promise<() => Promise<void>> {
  const kafka = new Kafka({
    clientId: 'billing',
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50 },
  });
  const producer = kafka.producer({ idempotent: !sendsBlindly, maxInFlightRequests: 1 });
  const consumer = kafka.consumer({ groupId: 'billing', heartbeatInterval: 1, maxWaitTimeInMs: 100 });
  const billed = new Set<string>();
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary }) => {
      if (commitsFirst) {
        resolveOffset(batch.lastOffset());
        await commitOffsetsIfNecessary();
      }
      for (const { key, value, offset } of batch.messages) {
        const id = String(key);
        // An order comes again when its commit was refused, or came too late.
        if (!billed.has(id)) await producer.send({ topic: 'invoices', messages: [{ key, value }] });
        billed.add(id);
        if (!commitsFirst) resolveOffset(offset);
        await heartbeat();
      }
    },
  });
  return async () => {
    await consumer.disconnect();
    await producer.disconnect();
  };
}
