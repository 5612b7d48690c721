import { type Broker, createBroker } from 'testka';
import { useBroker as useBrokerInJest } from 'testka/jest';
import { test, useBroker as useBrokerInNode } from 'testka/node-test';

useBrokerInJest({ topics: ['orders'] });
const broker = useBrokerInNode({ topics: ['orders'] });

void test('node:test brings its types with it', async () => {
  const messages: readonly unknown[] = broker.topic('orders').messages();
  return void messages;
});

export async function firstOrder(): Promise<unknown> {
  const started: Broker = await createBroker({ topics: ['orders'] });
  const { value } = await started.topic('orders').waitForMessage();
  return value;
}
