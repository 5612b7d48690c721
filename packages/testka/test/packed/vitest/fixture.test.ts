import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from 'testka/vitest';
import { afterAll, describe } from 'vitest';

interface Client {
  disconnect(): Promise<void>;
}

const addresses = new Set<string>();
/** None, or that of a set-up. */
const outside = process.env.KAFKA_BROKERS;

/** A fixture of the user's that is built on the broker. */
const it = test.extend<{ producer: Client & { send(value: string): Promise<unknown> } }>({
  producer: async ({ broker }, use) => {
    const producer = new Kafka({ logLevel: logLevel.NOTHING, ...broker.connection.kafkajs }).producer();
    await producer.connect();
    await use({
      send: (value) => producer.send({ topic: 'orders', messages: [{ value }] }),
      disconnect: () => producer.disconnect(),
    });
    await producer.disconnect();
  },
});

it.for([1, 2])('a test that names the broker has one of its own (%i)', async (_, { broker, producer }) => {
  expect(process.env.KAFKA_BROKERS).toBe(broker.bootstrapServers);
  await producer.send('a');
  await expect(broker.topic('orders')).toHaveMessages(1);
  addresses.add(broker.bootstrapServers);
});

describe.concurrent('tests at the same time', () => {
  test.for([1, 2, 3])('do not see each other (%i)', async (value, { broker, expect: own }) => {
    await broker.topic('orders').produce({ value });
    addresses.add(broker.bootstrapServers);
    own(await broker.topic('orders').fetchMessages()).toMatchObject([{ value: String(value) }]);
  });
});

describe('with options', () => {
  test.override('brokerOptions', { nodes: 3, topics: ['orders'] });
  test('they are those of the block', ({ broker }) => {
    expect(broker.nodes).toHaveLength(3);
    expect(broker.topic('orders').exists).toBe(true);
  });
});

test('a test that does not name it has none', () => {
  expect(process.env.KAFKA_BROKERS).toBe(outside);
});

afterAll(() => expect(addresses.size).toBe(5));
