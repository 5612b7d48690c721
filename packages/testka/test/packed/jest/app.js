const { Kafka, logLevel } = require('kafkajs');

/** An app as it comes: it reads its address from the environment and knows nothing of tests. */
async function placeOrder(order) {
  const kafka = new Kafka({
    clientId: 'shop',
    brokers: process.env.KAFKA_BROKERS.split(','),
    logLevel: logLevel.ERROR,
  });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ key: String(order.id), value: JSON.stringify(order) }] });
  await producer.disconnect();
}

module.exports = { placeOrder };
