import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { connectedProducer, kafkaOf } from '../test/kafkajs.ts';
import type { Broker } from './index.ts';

function kafkaAs(broker: Broker, username: string, password?: string) {
  const connection = broker.connectionAs(username);
  const { sasl } = connection.kafkajs;
  const kafkajs =
    sasl === undefined
      ? connection.kafkajs
      : { ...connection.kafkajs, sasl: { ...sasl, password: password ?? sasl.password } };
  return kafkaOf({ connection: { ...connection, kafkajs } });
}

test('a user logs in with the password given for him', async () => {
  const broker = await testBroker({ topics: ['orders'], security: { users: { alice: 'secret' } } });
  const producer = await connectedProducer(kafkaAs(broker, 'alice'));
  await producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  expect(broker.topic('orders').messages()).toHaveLength(1);
  expect(broker.connections).toMatchObject([{ user: 'alice' }]);
});

test('another password is refused', async () => {
  const broker = await testBroker({ security: { users: { alice: 'secret' } } });
  const error = await failureOf(() => kafkaAs(broker, 'alice', 'wrong').admin().connect());
  expect(error.message).toBe('SASL PLAIN authentication failed: Authentication failed: Invalid username or password');
});

test('whoever does not log in is not served', async () => {
  const broker = await testBroker({ security: { users: { alice: 'secret' } } });
  const admin = kafkaOf({ connection: broker.connection }).admin({ retry: { retries: 0 } });
  await admin.connect();
  await failureOf(() => admin.listTopics());
  await admin.disconnect();
  expect(broker.explain()).toContain('A client asked for Metadata without logging in, which this broker demands.');
});

test("with 'any' everybody is let in", async () => {
  const broker = await testBroker({ topics: ['orders'], security: { users: 'any' } });
  const producer = await connectedProducer(kafkaAs(broker, 'whoever', 'whatever'));
  await producer.send({ topic: 'orders', messages: [{ value: 'x' }] });
  expect(broker.connections).toMatchObject([{ user: 'whoever' }]);
});
