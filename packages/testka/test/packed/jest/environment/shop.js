const { Kafka, logLevel } = require('kafkajs');

/** An app that reads its address as it is imported. */
const address = process.env.KAFKA_BROKERS;
const producer = new Kafka({ clientId: 'shop', brokers: address.split(','), logLevel: logLevel.ERROR }).producer();
const connected = producer.connect();

module.exports = {
  address,
  connected,
  placeOrder: (id) => producer.send({ topic: 'orders', messages: [{ value: JSON.stringify({ id }) }] }),
  stop: () => producer.disconnect(),
};
