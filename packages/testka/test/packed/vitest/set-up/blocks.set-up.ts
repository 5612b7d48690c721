import { createBroker } from 'testka';
import { expect, test, useBroker } from 'testka/vitest';
import { afterAll, describe } from 'vitest';

import { expectPreviousIsGone } from './previous.ts';

const ofFile = process.env.KAFKA_BROKERS;

describe('one block', () => {
  const broker = useBroker({ topics: ['orders'], env: ['ORDERS_KAFKA'] });
  test('has the broker of the file', async () => {
    expect(broker.bootstrapServers).toBe(ofFile);
    expect(process.env.ORDERS_KAFKA).toBe(ofFile);
    await broker.topic('orders').produce({ value: 1 });
  });

  describe('a block in it', () => {
    const inner = useBroker({ topics: ['invoices'] });
    test('has one of its own', () => {
      expect(inner.bootstrapServers).not.toBe(ofFile);
      expect(process.env.KAFKA_BROKERS).toBe(inner.bootstrapServers);
      expect(broker.topic('invoices').exists).toBe(false);
    });
  });
});

describe('the next block', () => {
  const broker = useBroker({ topics: ['payments', 'rates'], isolation: 'none' });
  test('has it as it began', () => {
    expect(broker.bootstrapServers).toBe(ofFile);
    expect(broker.topics.map(({ name }) => name).sort()).toEqual(['payments', 'rates']);
    expect(broker.topic('rates').messages()).toHaveLength(1);
  });
});

describe("isolation: 'fresh'", () => {
  const broker = useBroker({ nodes: 3, isolation: 'fresh' });
  test('is a broker of its own, with options of its own', () => {
    expect(broker.nodes).toHaveLength(3);
    expect(process.env.KAFKA_BROKERS).toBe(broker.bootstrapServers);
  });
});

test('outside of blocks it is there all the same', async () => {
  expect(process.env.KAFKA_BROKERS).toBe(ofFile);
  // The port is taken.
  await expect(createBroker({ port: Number(ofFile?.split(':')[1]) })).rejects.toMatchObject({
    code: 'ERR_PORT_IN_USE',
  });
});

test('the broker of the file before, in this worker, is gone', () => expectPreviousIsGone(ofFile ?? ''));

afterAll(() => expect('ORDERS_KAFKA' in process.env).toBe(false));
