import kafkajs from 'kafkajs';
import { expect, test, useBroker } from 'testka/jest';

const broker = useBroker({ topics: ['orders'] });

test('what kafkajs sends arrives', async () => {
  const producer = new kafkajs.Kafka({ ...broker.connection.kafkajs, logLevel: kafkajs.logLevel.ERROR }).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: [{ key: '42', value: JSON.stringify({ id: 42 }) }] });
  await producer.disconnect();
  expect(await broker.topic('orders').waitForMessage()).toMatchObject({ key: '42', value: { id: 42 } });
  await expect(broker.topic('orders')).toHaveMessage({ key: '42', value: { id: expect.any(Number) } });
  await expect(broker).toHaveReceivedRequest({ api: 'Produce', acks: -1, times: 1 });
});
