/** @jest-environment-options {"testka": {"nodes": 3}} */
const { expect, test, useBroker } = require('testka/jest');

const ofFile = process.env.KAFKA_BROKERS;

describe('one block', () => {
  const broker = useBroker({ topics: { orders: { replicationFactor: 3 } }, nodes: 3 });
  test('has the broker of the file, with the options of its docblock', () => {
    expect(broker.bootstrapServers).toBe(ofFile);
    expect(broker.nodes).toHaveLength(3);
    expect(broker.topics.map(({ name }) => name)).toEqual(['orders']);
  });
});

describe('the next block', () => {
  const broker = useBroker();
  test('has it as it began', () => {
    expect(broker.bootstrapServers).toBe(ofFile);
    expect(broker.topics).toEqual([]);
  });
});

test('its options are no globals', () => expect('testka' in globalThis).toBe(false));
