import { type Broker, createBroker } from 'testka';
import { useBroker as useBrokerInJest } from 'testka/jest';
import { useBroker as useBrokerInNode } from 'testka/node-test';

useBrokerInJest({ topics: ['orders'] });
useBrokerInNode({ topics: ['orders'] });

export async function firstOrder(): Promise<unknown> {
  const broker: Broker = await createBroker({ topics: ['orders'] });
  const { value } = await broker.topic('orders').waitForMessage();
  return value;
}
