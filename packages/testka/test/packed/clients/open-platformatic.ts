import { Admin, Consumer, Producer, stringSerializers } from '@platformatic/kafka';

import type { Openers } from './open.ts';

const PLATFORMATIC = /^client "app", platformatic-kafka [\d.]+ is still connected$/;

/** It connects with its first request. */
export const openers: Openers = {
  'platformatic producer': async ({ connection }) => {
    const producer = new Producer({ clientId: 'app', ...connection.platformatic, serializers: stringSerializers });
    await producer.send({ messages: [{ topic: 'orders', value: 'x' }], acks: -1 }); // platformatic producer
    return { said: PLATFORMATIC, close: () => producer.close() };
  },

  'platformatic admin client': async ({ connection }) => {
    const admin = new Admin({ clientId: 'app', ...connection.platformatic });
    await admin.listTopics(); // platformatic admin client
    return { said: PLATFORMATIC, close: () => admin.close() };
  },

  'platformatic consumer': async (broker) => {
    const consumer = new Consumer({ clientId: 'app', groupId: 'billing', ...broker.connection.platformatic });
    const stream = await consumer.consume({ topics: ['orders'], autocommit: false }); // platformatic consumer
    stream.on('data', () => {});
    await broker.group('billing').waitUntilReady();
    const close = async (): Promise<void> => {
      await stream.close();
      await consumer.close(true);
    };
    const client = String.raw`\(client "app", platformatic-kafka [\d.]+\)`;
    const said = new RegExp(String.raw`^consumer group "billing": member "app-[-\w]+" ${client} is still connected$`);
    return { said, close };
  },
};
