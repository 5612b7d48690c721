const { Kafka, logLevel } = require('kafkajs');

const { makeDeadLetter } = require('./dead-letter.js');
const { makeInvoice } = require('./invoice.js');
const { MalformedOrderError, parseOrder } = require('./order.js');
const { GaveUpError, retry } = require('./retry.js');

/**
 * Reads orders and writes invoices; what cannot be billed goes to the dead letters.
 * At least once: an order is committed after its invoice is written, and an invoice's id tells of a second one.
 */
function createBilling(config, taxes) {
  const kafka = new Kafka({ clientId: config.clientId, brokers: config.brokers, logLevel: logLevel.ERROR });
  const producer = kafka.producer({ idempotent: true });
  const consumer = kafka.consumer({ groupId: config.groupId, heartbeatInterval: config.heartbeatIntervalMs });

  async function handle({ topic, partition, message, heartbeat }) {
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
          onFailure: () => heartbeat(),
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
    /** Finishes the order in hand, commits, and leaves the group. */
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

module.exports = { createBilling };
