import { onTestFinished } from 'vitest';
import { type Broker, type BrokerOptions, createBroker, type TopicsOption, type TopicValues } from '../src/index.ts';

/** A broker that is closed when the test ends. */
export async function testBroker<const T extends TopicsOption>(
  options: BrokerOptions<T> = {},
): Promise<Broker<TopicValues<T>>> {
  const broker = await createBroker(options);
  onTestFinished(() => broker.close());
  return broker;
}

/** The error that a call ends with. @throws when it does not */
export async function failureOf(call: () => unknown): Promise<Error & { code?: string }> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing failed');
}
