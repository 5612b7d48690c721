import { createBroker, type Broker } from '@testka/broker';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { HOSTILE_VALUE } from './session.ts';

/** The session's broker, and its consumer. */
interface StateSession {
  readonly broker: Broker;
  /** The consumer goes on to read, and the broker is reset. */
  reset(): Promise<void>;
  /** The consumer leaves, and the broker is closed. */
  end(): Promise<void>;
}

/**
 * What a broker may hold as a test ends, with kafkajs: a topic that a group has read in part, one that nobody reads, messages of
 * all kinds, a consumer that is still connected, and a fault that nothing has met.
 */
export async function runStateSession(): Promise<StateSession> {
  const broker = await createBroker({ topics: { orders: { partitions: 2 }, audit: {}, empty: {} } });
  const kafkaOf = (clientId: string): Kafka =>
    new Kafka({ clientId, logLevel: logLevel.NOTHING, ...broker.connection.kafkajs });
  const producer = kafkaOf('api').producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({
    topic: 'orders',
    messages: [
      {
        key: '42',
        value: JSON.stringify({ id: 42, lines: [{ sku: 'a-1' }], note: "it's <b>" }),
        headers: { source: 'web' },
      },
      { key: '43', value: JSON.stringify({ id: 43 }) },
      { key: '43', value: null },
    ],
  });
  const consumer = kafkaOf('worker-1').consumer({ groupId: 'billing', heartbeatInterval: 50, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({ eachMessage: async () => {} });
  await broker.group('billing').waitUntilCaughtUp();
  consumer.pause([{ topic: 'orders' }]);
  await broker.topic('audit').produce({ value: HOSTILE_VALUE });
  await producer.send({ topic: 'audit', messages: [{ value: Buffer.from([0, 1, 2, 255]) }] });
  await producer.send({ topic: 'orders', messages: [{ key: '44', value: JSON.stringify({ id: 44 }) }] });
  await producer.disconnect();
  broker.inject({ api: 'Produce', topic: 'empty', error: 'NOT_ENOUGH_REPLICAS', times: 1 });
  return {
    broker,
    reset: async () => {
      consumer.resume([{ topic: 'orders' }]);
      await broker.reset();
    },
    end: async () => {
      await consumer.disconnect();
      await broker.close();
    },
  };
}
