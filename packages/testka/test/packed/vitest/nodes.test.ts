import { Kafka, logLevel } from 'kafkajs';
import { expect, test, useBroker } from 'testka/vitest';

const broker = useBroker({ nodes: 3, topics: { orders: { partitions: 3, replicationFactor: 3 } } });

test.each(['the first', 'the next'])('%s test finds three nodes, whatever was done to them', async () => {
  expect(process.env.KAFKA_BROKERS?.split(',')).toEqual(broker.nodes.map(({ host, port }) => `${host}:${port}`));
  expect(broker.nodes.map(({ up }) => up)).toEqual([true, true, true]);
  const retry = { initialRetryTime: 50 };
  const kafka = new Kafka({ clientId: 'app', ...broker.connection.kafkajs, retry, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  for (const { id } of broker.nodes) {
    await broker.node(id).stop();
    await producer.send({ topic: 'orders', acks: -1, messages: [{ key: String(id), value: String(id) }] });
    await broker.node(id).start();
  }
  await producer.disconnect();
  expect(
    broker
      .topic('orders')
      .messages()
      .map(({ key }) => key),
  ).toEqual(['1', '2', '3']);
  await broker.node(1).stop();
  broker.node(2).pause();
  broker.node(3).holdReplication();
});
