import { expect, test, useBroker } from 'testka/vitest';
import { afterAll, describe } from 'vitest';

process.env.KAFKA_BROKERS = 'before:9092';
delete process.env.KAFKA_BOOTSTRAP_SERVERS;
delete process.env.ORDERS_KAFKA;

describe('by default', () => {
  const broker = useBroker();
  test('two variables hold the address', () => {
    expect(process.env.KAFKA_BROKERS).toBe(broker.bootstrapServers);
    expect(process.env.KAFKA_BOOTSTRAP_SERVERS).toBe(broker.bootstrapServers);
  });
});

describe('given names', () => {
  const broker = useBroker({ env: ['ORDERS_KAFKA'] });
  test('these and no others', () => {
    expect(process.env.ORDERS_KAFKA).toBe(broker.bootstrapServers);
    expect(process.env.KAFKA_BROKERS).toBe('before:9092');
    expect(process.env.KAFKA_BOOTSTRAP_SERVERS).toBeUndefined();
  });
});

describe('given a record', () => {
  const broker = useBroker({ env: { KAFKA_BROKERS: 'ORDERS_KAFKA' } });
  test('it renames', () => {
    expect(process.env.ORDERS_KAFKA).toBe(broker.bootstrapServers);
    expect(process.env.KAFKA_BROKERS).toBe('before:9092');
    expect(process.env.KAFKA_BOOTSTRAP_SERVERS).toBe(broker.bootstrapServers);
  });
});

describe('given an empty list', () => {
  useBroker({ env: [] });
  test('none', () => expect(process.env.KAFKA_BROKERS).toBe('before:9092'));
});

describe('two brokers', () => {
  const first = useBroker();
  const second = useBroker({ env: ['SECOND_KAFKA'] });
  const third = useBroker();
  test('have their variables; of two for one, the last', () => {
    expect(process.env.KAFKA_BROKERS).toBe(third.bootstrapServers);
    expect(process.env.SECOND_KAFKA).toBe(second.bootstrapServers);
    expect(new Set([first.bootstrapServers, second.bootstrapServers, third.bootstrapServers]).size).toBe(3);
  });
});

describe('afterwards', () => {
  test('everything is as before', () => {
    expect(process.env.KAFKA_BROKERS).toBe('before:9092');
    expect('KAFKA_BOOTSTRAP_SERVERS' in process.env).toBe(false);
    expect('ORDERS_KAFKA' in process.env).toBe(false);
  });
});

afterAll(() => {
  delete process.env.KAFKA_BROKERS;
});
