import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { buildServices } from '../build.ts';
import { ConfigResourceType } from './records.ts';
import { createTopicRecords, MAX_PARTITIONS_PER_REQUEST } from './topic-creation.ts';

function servicesWith(configs: Record<string, string> = {}) {
  const options = {
    seed: 1,
    brokers: [{ id: 1, rack: null }],
    users: 'none' as const,
    limits: { maxFetchWaitMs: 0 },
    now: 0,
  };
  return buildServices({ ...options, configs: new Map(Object.entries(configs)) }, new Map());
}

const ORDERS = { name: 'orders', numPartitions: -1, replicationFactor: -1, configs: new Map<string, string | null>() };

test('a topic is its record, then its configs, then its partitions; nothing changes before they are written', () => {
  const services = servicesWith();
  const created = createTopicRecords(services, {
    ...ORDERS,
    numPartitions: 2,
    configs: new Map([['retention.ms', '5']]),
  });
  if ('error' in created) throw new Error(String(created.error.errorMessage));
  const { topicId } = created;
  const partition = { type: 'Partition', topicId, replicas: [1], isr: [1], leader: 1, leaderEpoch: 0 };
  expect(created.records).toEqual([
    { type: 'Topic', name: 'orders', topicId },
    {
      type: 'Config',
      resourceType: ConfigResourceType.TOPIC,
      resourceName: 'orders',
      name: 'retention.ms',
      value: '5',
    },
    { ...partition, partitionIndex: 0 },
    { ...partition, partitionIndex: 1 },
  ]);
  expect([services.metadata.topic('orders'), services.configs.topicOverrides('orders').size]).toEqual([undefined, 0]);
});

test('the same seed gives the same ids, another topic another', () => {
  const idOf = (services: ReturnType<typeof servicesWith>) => {
    const created = createTopicRecords(services, ORDERS);
    return 'error' in created ? created.error : created.topicId;
  };
  const [one, two] = [servicesWith(), servicesWith()];
  const [first, second] = [idOf(one), idOf(one)];
  expect(idOf(two)).toBe(first);
  expect(second).not.toBe(first);
});

test.each([
  { count: MAX_PARTITIONS_PER_REQUEST, error: undefined },
  { count: MAX_PARTITIONS_PER_REQUEST + 1, error: ErrorCode.POLICY_VIOLATION },
])('a default of $count partitions gives error $error', ({ count, error }) => {
  const created = createTopicRecords(servicesWith({ 'num.partitions': String(count) }), ORDERS);
  expect('error' in created ? created.error.errorCode : undefined).toBe(error);
});
