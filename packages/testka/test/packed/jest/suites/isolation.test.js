const { once } = require('node:events');
const { connect } = require('node:net');

const { expect, test, useBroker } = require('testka/jest');

describe("isolation: 'none'", () => {
  const broker = useBroker({ topics: ['orders'], isolation: 'none' });
  beforeAll(() => broker.topic('orders').produce({ value: 1 }));
  test('a test adds', () => broker.topic('orders').produce({ value: 2 }));
  test('and the next finds it all', () => expect(broker.topic('orders').messages()).toHaveLength(2));
});

describe("isolation: 'fresh'", () => {
  const broker = useBroker({ topics: ['orders'], isolation: 'fresh' });
  /** Settles when the broker that a test connected to is gone. */
  let gone;
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

describe('two brokers', () => {
  const first = useBroker();
  const second = useBroker();
  test('are two; of one variable, the last has it', () => {
    expect(first.bootstrapServers).not.toBe(second.bootstrapServers);
    expect(process.env.KAFKA_BROKERS).toBe(second.bootstrapServers);
  });
});

test('afterwards the environment is as before', () => {
  expect('KAFKA_BROKERS' in process.env).toBe(false);
});
