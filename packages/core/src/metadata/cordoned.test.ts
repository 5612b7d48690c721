import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

const CORDONED = 'cordoned.log.dirs';

/** Of three brokers these are to get no new replicas. */
function clusterWithout(...cordoned: readonly number[]): Harness {
  const harness = new Harness({ brokers: [1, 2, 3].map((id) => ({ id, rack: null })) });
  for (const id of cordoned) {
    const configs = [{ name: CORDONED, configOperation: 0, value: '*' }];
    const resources = [{ resourceType: 4, resourceName: String(id), configs }];
    harness.connect('test', id).ask('IncrementalAlterConfigs', 1, { resources, validateOnly: false });
  }
  return harness;
}

function coordinatorError(harness: Harness): number {
  return harness.connect().ask('FindCoordinator', 2, { key: 'g', keyType: 0, coordinatorKeys: [] }).errorCode;
}

test('the offsets topic lies where replicas may be placed', () => {
  const harness = clusterWithout(1, 3);
  expect(coordinatorError(harness)).toBe(ErrorCode.NONE);
  const { topics } = harness.connect().ask('DescribeTopicPartitions', 0, {
    topics: [{ name: '__consumer_offsets' }],
    responsePartitionLimit: 100,
    cursor: null,
  });
  expect(
    new Set(topics.flatMap(({ partitions }) => partitions.map(({ replicaNodes }) => replicaNodes.join()))),
  ).toEqual(new Set(['2']));
});

test('there is no coordinator while its topic cannot be placed anywhere', () => {
  expect(coordinatorError(clusterWithout(1, 2, 3))).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
});
