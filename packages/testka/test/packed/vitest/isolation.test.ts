import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test, useBroker } from 'testka/vitest';
import { beforeAll, describe } from 'vitest';

describe("isolation: 'none'", () => {
  const broker = useBroker({ topics: ['orders'], isolation: 'none' });
  beforeAll(() => broker.topic('orders').produce({ value: 1 }));
  test('a test adds', () => broker.topic('orders').produce({ value: 2 }));
  test.concurrent('and the next finds it all', ({ expect: concurrentExpect }) => {
    concurrentExpect(broker.topic('orders').messages()).toHaveLength(2);
  });
});

describe("isolation: 'fresh'", () => {
  const broker = useBroker({ topics: ['orders'], isolation: 'fresh' });
  /** Settles when the broker that a test connected to is gone. */
  let gone: Promise<unknown> | undefined;
  beforeAll(() => {
    expect(() => broker.topics).toThrow(
      /^ERR_BROKER_NOT_STARTED: the broker is not started yet: use it inside tests and/,
    );
  });
  test.each([1, 2])('each test has its own (%i)', async () => {
    expect(process.env.KAFKA_BROKERS).toBe(broker.bootstrapServers);
    expect(broker.topic('orders').messages()).toEqual([]);
    await broker.topic('orders').produce({ value: 1 });
    // The one of the test before is closed, whatever is still connected to it.
    await gone;
    const socket = connect(Number(broker.bootstrapServers.split(':')[1]), '127.0.0.1');
    await once(socket, 'connect');
    gone = once(socket, 'close');
  });
});

describe("isolation: 'reset'", () => {
  const broker = useBroker({ topics: { orders: { messages: [{ key: 'seed', value: 0 }] } } });
  test.each([1, 2])('seeds are there in every test, and what tests made is not (%i)', async () => {
    expect(broker.topics.map(({ name }) => name)).toEqual(['orders']);
    expect(broker.topic('orders').messages()).toMatchObject([{ key: 'seed' }]);
    await broker.createTopics(['extra']);
    await broker.topic('orders').produce({ value: 1 });
  });
});

describe("isolation: 'window'", () => {
  const broker = useBroker({ topics: ['orders'], isolation: 'window' });
  test.each([0, 1])('a test sees what it has made itself, behind what is there (%i)', async (offset) => {
    expect([broker.topic('orders').messages(), broker.trace.requests()]).toEqual([[], []]);
    await broker.topic('orders').produce({ value: offset });
    expect(broker.topic('orders').messages()).toMatchObject([{ offset, value: String(offset) }]);
  });
});
