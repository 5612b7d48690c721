import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import { RawClient, requestFrame } from '../test/raw-client.ts';
import { FetchRequest, ZERO_UUID } from '@testka/protocol';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2020-01-01') });
});

afterEach(() => {
  vi.useRealTimers();
});

test('the broker works and keeps real time while timers are faked', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await broker.topic('orders').produce({ value: 'x' });
  expect((await broker.topic('orders').waitForMessage()).timestamp.getTime()).toBeGreaterThan(Date.UTC(2024, 0));
});

test('waits end', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  expect(await failureOf(() => broker.topic('orders').waitForMessage(undefined, { timeout: 20 }))).toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  });
});

test('a parked fetch is answered', async () => {
  const broker = await testBroker({ topics: ['orders'], maxFetchWait: 20 });
  const client = await RawClient.connect(broker.bootstrapServers);
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];
  const body = {
    replicaId: -1,
    maxWaitMs: 1000,
    minBytes: 1,
    topics: [{ topic: 'orders', topicId: ZERO_UUID, partitions }],
    forgottenTopicsData: [],
  };
  client.write(requestFrame('Fetch', FetchRequest, 11, body));
  expect(await client.correlationId()).toBe(1);
});
