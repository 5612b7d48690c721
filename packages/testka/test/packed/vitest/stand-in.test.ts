import { inspect } from 'node:util';

import { expect, test, useBroker } from 'testka/vitest';

const broker = useBroker({ topics: ['orders'] });
let early: unknown;
try {
  broker.topic('orders');
} catch (error) {
  early = error;
}
const printedEarly = inspect(broker);
const awaitedEarly = await Promise.resolve(broker);

test('a broker used before it is started says where to use it', () => {
  expect(early).toMatchObject({
    code: 'ERR_BROKER_NOT_STARTED',
    message:
      'ERR_BROKER_NOT_STARTED: the broker is not started yet: use it inside tests and hooks, and call useBroker() outside of them; it starts the broker in beforeAll',
  });
  expect(printedEarly).toBe('a broker that is not started');
  expect(awaitedEarly).toBe(broker);
});

test('once started it is like the broker', () => {
  const { bootstrapServers, topic } = broker;
  expect(topic('orders').exists).toBe(true);
  expect('reset' in broker).toBe(true);
  expect(broker).toMatchObject({ bootstrapServers, connection: { kafkajs: { brokers: [bootstrapServers] } } });
  expect(inspect(broker)).toContain(bootstrapServers);
});
