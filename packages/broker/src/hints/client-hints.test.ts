import { ProduceRequest, ZERO_UUID } from '@testka/protocol';
import { Kafka, logLevel } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import { RawClient, requestFrame } from '../../test/raw-client.ts';
import type { Broker } from '../index.ts';
import type { HintCode } from '../types/hint.ts';

const NO_RETRIES = { retries: 0 };

function hintsOfMessageWait(broker: Broker, code: HintCode): Promise<string[]> {
  return hintsOf(code, () => broker.topic('orders').waitForMessage());
}

test('no-client: nobody has connected', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  expect(await hintsOfMessageWait(broker, 'no-client')).toEqual([
    'No client has connected to this broker. Is the application started, and does it use broker.bootstrapServers?',
  ]);
  (await RawClient.connect(broker.bootstrapServers)).destroy();
  await expect.poll(() => hintsOfMessageWait(broker, 'no-client')).toEqual([]);
});

const TLS_ADVICE =
  "but the broker speaks plaintext. Take TLS out of the client's options (ssl, security.protocol), or take all of them from broker.connection.";

test.each([
  {
    code: 'tls-client',
    bytes: Buffer.from('16030100c8010000c40303', 'hex'),
    text: `A connection began with a TLS handshake, ${TLS_ADVICE}`,
  },
  {
    code: 'http-client',
    bytes: Buffer.from('GET /subjects HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    text: 'A connection began with an HTTP request. Does a health check or a schema registry client use this address?',
  },
  {
    code: 'connection-closed',
    bytes: Buffer.from('7fffffff00', 'hex'),
    text: 'The broker closed a connection: a frame of 2147483647 bytes (at most 104857600).',
  },
  {
    code: 'connection-closed',
    bytes: Buffer.from('0000000a03e7000000000001ffff', 'hex'),
    text: 'The broker closed a connection: API key 999 is not offered.',
  },
] as const)('$code: by the first bytes, $text', async ({ code, bytes, text }) => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const client = await RawClient.connect(broker.bootstrapServers);
  client.write(bytes);
  await client.closed;
  expect(await hintsOfMessageWait(broker, code)).toEqual([text]);
});

test('authentication-failed: a client logs in where nobody has to', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const sasl = { mechanism: 'plain', username: 'alice', password: 'secret' } as const;
  const connection = { ...broker.connection, kafkajs: { ...broker.connection.kafkajs, sasl } };
  await failureOf(() => kafkaOf({ connection }, 'api', NO_RETRIES).admin().connect());
  expect(await hintsOfMessageWait(broker, 'authentication-failed')).toEqual([
    'Client "api" logs in with SASL, which this broker does not offer. ' +
      "Take SASL out of the client's options (sasl, security.protocol), or say security: { users: 'any' } to createBroker() or useBroker().",
  ]);
});

test('tls-client: kafkajs with ssl', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const connection = { ...broker.connection, kafkajs: { ...broker.connection.kafkajs, ssl: true } };
  await failureOf(() => kafkaOf({ connection }, 'api', NO_RETRIES).admin().connect());
  expect(await hintsOfMessageWait(broker, 'tls-client')).toEqual([
    expect.stringMatching(/^A connection began with a TLS handshake/),
  ]);
});

test('authentication-failed: a wrong password', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10, security: { users: { alice: 'secret' } } });
  const { kafkajs } = broker.connectionAs('alice');
  const sasl = { mechanism: 'plain', username: 'alice', password: 'wrong' } as const;
  const connection = { ...broker.connection, kafkajs: { ...kafkajs, sasl } };
  await failureOf(() => kafkaOf({ connection }, 'api', NO_RETRIES).admin().connect());
  expect(await hintsOfMessageWait(broker, 'authentication-failed')).toEqual([
    'Client "api" failed to authenticate: its username or password is wrong. Connect with broker.connectionAs(username).',
  ]);
  expect(await hintsOfMessageWait(broker, 'connection-closed')).toEqual([]);
});

test('authentication-failed: another mechanism, or none', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10, security: { users: { alice: 'secret' } } });
  const { kafkajs } = broker.connectionAs('alice');
  const sasl = { mechanism: 'scram-sha-256', username: 'alice', password: 'secret' } as const;
  const scram = new Kafka({ ...kafkajs, clientId: 'scram', sasl, retry: NO_RETRIES, logLevel: logLevel.NOTHING });
  await failureOf(() => scram.admin().connect());
  const admin = kafkaOf(broker, 'nobody', NO_RETRIES).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  await failureOf(() => admin.listTopics());
  expect(await hintsOfMessageWait(broker, 'authentication-failed')).toEqual([
    'Client "scram" asked for a SASL mechanism other than PLAIN. Connect with broker.connectionAs(username).',
    'A client asked for Metadata without logging in, which this broker demands. Connect with broker.connectionAs(username).',
  ]);
});

test('produce-failed: which error, how often, and that of the topic awaited first', async () => {
  const config = { 'max.message.bytes': 100 };
  const broker = await testBroker({ topics: { audit: { config }, orders: { config } }, waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  for (const topic of ['audit', 'orders', 'orders'])
    await failureOf(() => producer.send({ topic, messages: [{ value: 'x'.repeat(500) }] }));
  expect(await hintsOfMessageWait(broker, 'produce-failed')).toEqual([
    '2 batches of client "api" for topic "orders" failed with MESSAGE_TOO_LARGE.',
    '1 batch of client "api" for topic "audit" failed with MESSAGE_TOO_LARGE.',
  ]);
});

test('produce-failed: why a record was refused', async () => {
  const config = { 'cleanup.policy': 'compact' };
  const broker = await testBroker({ topics: { orders: { config } }, waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'no key' }] }));
  expect(await hintsOfMessageWait(broker, 'produce-failed')).toEqual([
    '1 batch of client "api" for topic "orders" failed with INVALID_RECORD (Compacted topic cannot accept message without key).',
  ]);
});

test('produce-failed: a fault made the error', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  broker.inject({ api: 'Produce', topic: 'orders', error: 'NOT_ENOUGH_REPLICAS' });
  const producer = await connectedProducer(kafkaOf(broker, 'api', NO_RETRIES));
  await failureOf(() => producer.send({ topic: 'orders', messages: [{ value: 'x' }] }));
  expect(await hintsOfMessageWait(broker, 'produce-failed')).toEqual([
    '1 batch of client "api" for topic "orders" failed with NOT_ENOUGH_REPLICAS, made by the fault Produce of orders → NOT_ENOUGH_REPLICAS.',
  ]);
});

test('produce-unacknowledged: what is sent with acks=0 may have been refused', async () => {
  const broker = await testBroker({ topics: ['orders'], waitTimeout: 10 });
  const client = await RawClient.connect(broker.bootstrapServers);
  const partitionData = [{ index: 7, records: null }];
  const topicData = [{ name: 'orders', topicId: ZERO_UUID, partitionData }];
  client.write(
    requestFrame('Produce', ProduceRequest, 9, { transactionalId: null, acks: 0, timeoutMs: 1000, topicData }),
  );
  await client.closed;
  expect(await hintsOfMessageWait(broker, 'produce-unacknowledged')).toEqual([
    'Client "raw" produces to topic "orders" with acks=0: nobody tells it when a batch is refused. Use acks=-1 to see the error.',
  ]);
  expect(await hintsOf('produce-unacknowledged', () => broker.topic('audit').waitForMessage())).toEqual([]);
});
