import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';
import { batchOf, produceTo } from '../../test/harness.ts';
import { RACK_AWARE_SELECTOR } from './closest-replica.ts';

const RACKS = { 1: 'a', 2: 'b', 3: 'b' } as const;

function cluster(selector = RACK_AWARE_SELECTOR): ThreeBrokers {
  const harness = new ThreeBrokers({ 'replica.selector.class': selector }, RACKS);
  harness.createOn('t', [[1, 2]]);
  produceTo(harness.connect('a', 1), 't', batchOf(['x', 'y']));
  return harness;
}

function fetch(harness: ThreeBrokers, from: number, { rackId = 'b', version = 12, offset = 0, maxWaitMs = 0 } = {}) {
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1000 }];
  const sent = harness.connect('c', from).send('Fetch', version, {
    maxWaitMs,
    minBytes: 1,
    rackId,
    topics: [{ topic: 't', topicId: ZERO_UUID, partitions }],
    forgottenTopicsData: [],
  });
  const data = sent.response?.responses[0]?.partitions[0];
  if (data === undefined) return undefined;
  const { errorCode, highWatermark, preferredReadReplica, records } = data;
  const bytes = Buffer.concat(records ?? []).length;
  return { errorCode, highWatermark, preferredReadReplica, bytes };
}

test('a consumer in the rack of a follower is sent there, and is served there', () => {
  const harness = cluster();
  const referred = { errorCode: 0, highWatermark: 2, preferredReadReplica: 2, bytes: 0 };
  expect(fetch(harness, 1)).toEqual(referred);
  expect(fetch(harness, 1, { offset: 2, maxWaitMs: 1000 })).toEqual(referred);
  expect(fetch(harness, 2)).toMatchObject({ errorCode: 0, preferredReadReplica: -1 });
  expect(fetch(harness, 2)?.bytes).toBeGreaterThan(0);
});

test.each([
  { name: 'in the rack of the leader', with: { rackId: 'a' } },
  { name: 'in a rack without a replica', with: { rackId: 'c' } },
  { name: 'without a rack', with: { rackId: '' } },
  { name: 'too old to know of it', with: { version: 10, rackId: '' } },
])('a consumer $name stays with the leader', ({ with: shape }) => {
  expect(fetch(cluster(), 1, shape)).toMatchObject({ preferredReadReplica: -1 });
  expect(fetch(cluster(), 1, shape)?.bytes).toBeGreaterThan(0);
});

test('nobody is sent anywhere without the selector', () => {
  expect(fetch(cluster('org.apache.kafka.common.replica.LeaderSelector'), 1)).toMatchObject({
    preferredReadReplica: -1,
  });
});

test('nobody is sent to a replica that is not in sync, or lacks what is asked for', () => {
  const harness = cluster();
  harness.admin({ type: 'hold-follower', broker: 2 });
  produceTo(harness.connect('a', 1), 't', batchOf(['z']), { acks: 1 });
  expect(fetch(harness, 1, { offset: 2 })).toMatchObject({ preferredReadReplica: 2 });
  expect(fetch(harness, 1, { offset: 3 })).toMatchObject({ preferredReadReplica: -1 });
  harness.advance(30_000);
  expect(fetch(harness, 1, { offset: 2 })).toMatchObject({ preferredReadReplica: -1, highWatermark: 3 });
  expect(fetch(harness, 2, { offset: 2 })).toEqual({
    errorCode: 0,
    highWatermark: 2,
    preferredReadReplica: -1,
    bytes: 0,
  });
  expect(fetch(harness, 2, { offset: 3 })).toMatchObject({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE });
});
