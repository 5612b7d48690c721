import { type Broker, createBroker, type Message } from 'testka';
import { useBroker as useBrokerInJest } from 'testka/jest';
import { useBroker as useBrokerInNode } from 'testka/node-test';
import { expect, type HookOptions, test, useBroker } from 'testka/vitest';

interface Order {
  id: number;
}

const orderCodec = { decode: (bytes: Buffer): Order => JSON.parse(bytes.toString()) as Order };
const options: HookOptions = { isolation: 'fresh', env: ['KAFKA_BROKERS'] };
const broker = useBroker({
  topics: { orders: { partitions: 3, value: orderCodec }, audit: { value: 'string' } },
  ...options,
});
useBrokerInJest({ topics: ['orders'], isolation: 'none' });
useBrokerInNode({ topics: ['orders'], env: { KAFKA_BROKERS: 'ORDERS_KAFKA' } });

test('the types hold', async () => {
  await using other: Broker = await createBroker({ topics: ['orders'] });
  const brokers: string[] = [...broker.connection.kafkajs.brokers, ...other.connection.kafkajs.brokers];

  const message = await broker.topic('orders').waitForMessage({ value: { id: 42 } });
  const id: number | undefined = message.value?.id;
  const text: string | null = (await broker.topic('audit').waitForMessage()).value;
  expect({ brokers, id, text }).toBeDefined();
  // @ts-expect-error: an order has no total
  void message.value?.total;
  // @ts-expect-error: an order has an id
  await broker.topic('orders').produce({ value: {} });

  // What nobody declared is read without a cast.
  const untyped: Message = await other.topic('orders').waitForMessage((candidate) => candidate.key === '42');
  const anything: number = untyped.value.id;
  expect(anything).toBe(42);

  // @ts-expect-error: the options know their names
  useBroker({ topic: 'orders' });
  // @ts-expect-error: there is no such isolation
  useBroker({ isolation: 'resets' });
});
