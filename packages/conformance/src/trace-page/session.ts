import { createBroker, type Broker } from '@testka/broker';
import { type Consumer, Kafka, logLevel, Partitioners } from 'kafkajs';

/** A value that would break out of a page which took it for markup. */
export const HOSTILE_VALUE = '</script><img src=x onerror="document.title=\'broken\'">';

/**
 * What a trace has to show, with kafkajs: a refused batch that is sent again, a second consumer whose coming makes the group
 * rebalance, commits, and a value that is no markup. Everything is over when it resolves, and the broker is still open.
 */
export async function runTracedSession(): Promise<Broker> {
  const broker = await createBroker({ topics: { orders: { partitions: 4 } } });
  const kafkaOf = (clientId: string): Kafka =>
    new Kafka({
      clientId,
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 20 },
      ...broker.connection.kafkajs,
    });
  const producer = kafkaOf('api').producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  broker.inject({ api: 'Produce', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  const first = await runConsumer(kafkaOf('worker-1'));
  await broker.group('billing').waitUntilReady({ members: 1 });
  await producer.send({
    topic: 'orders',
    messages: [{ key: '42', value: JSON.stringify({ id: 42, note: HOSTILE_VALUE }) }],
  });
  await broker.topic('orders').produce({ key: '43', value: { id: 43 } });
  const second = await runConsumer(kafkaOf('worker-2'));
  await broker.group('billing').waitUntilReady({ members: 2 });
  await producer.send({
    topic: 'orders',
    messages: [{ value: HOSTILE_VALUE }, { value: Buffer.from([0, 1, 2, 255]) }],
  });
  await broker.group('billing').waitUntilCaughtUp();
  await Promise.all([first.disconnect(), second.disconnect(), producer.disconnect()]);
  return broker;
}

async function runConsumer(kafka: Kafka): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId: 'billing', heartbeatInterval: 50, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({ eachMessage: async () => {} });
  return consumer;
}
