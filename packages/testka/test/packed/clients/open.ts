import { KafkaClient } from 'kafka-node';
import { Kafka, logLevel } from 'kafkajs';
import type { Broker } from 'testka';

/** Types take lines, which are gone when this is run: the lines that are told are those of the source. */
export interface Opened {
  /** What is said of it, before its line. */
  readonly said: RegExp;
  close(): Promise<unknown>;
}

/** By the comment at the line that is to be told. */
export type Openers = Readonly<Record<string, (broker: Broker) => Promise<Opened>>>;

function kafkajs({ connection }: Broker): Kafka {
  return new Kafka({ clientId: 'app', ...connection.kafkajs, logLevel: logLevel.NOTHING });
}

const KAFKAJS = /^client "app", kafkajs is still connected$/;

export const openers: Openers = {
  'kafkajs producer': async (broker) => {
    const producer = kafkajs(broker).producer();
    await producer.connect(); // kafkajs producer
    return { said: KAFKAJS, close: () => producer.disconnect() };
  },

  'kafkajs admin client': async (broker) => {
    const admin = kafkajs(broker).admin();
    await admin.connect(); // kafkajs admin client
    return { said: KAFKAJS, close: () => admin.disconnect() };
  },

  'kafkajs consumer': async (broker) => {
    const consumer = kafkajs(broker).consumer({ groupId: 'billing' });
    await consumer.connect(); // kafkajs consumer
    await consumer.subscribe({ topic: 'orders' });
    await consumer.run({ eachMessage: async () => {} });
    await broker.group('billing').waitUntilReady();
    const said = /^consumer group "billing": member "app-[-\w]+" \(client "app", kafkajs\) is still connected$/;
    return { said, close: () => consumer.disconnect() };
  },

  'kafka-node': async (broker) => {
    const client = new KafkaClient({ kafkaHost: broker.bootstrapServers, clientId: 'app' }); // kafka-node
    await new Promise((resolve, reject) => client.once('ready', resolve).once('error', reject));
    const close = (): Promise<unknown> => new Promise((resolve) => client.close(resolve));
    return { said: /^client "app", kafka-node is still connected$/, close };
  },
};
