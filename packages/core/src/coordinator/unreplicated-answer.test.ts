import { ErrorCode } from '@testka/protocol';
import { expect, test } from 'vitest';
import { ThreeBrokers } from '../../test/cluster.ts';

/** A cluster in which the first broker coordinates "g", and the third follows no longer. */
function cluster(): ThreeBrokers {
  const harness = new ThreeBrokers({ 'offsets.topic.num.partitions': '1' });
  harness.createOn('t', [[1]]);
  harness.connect().ask('FindCoordinator', 2, { key: 'g', keyType: 0, coordinatorKeys: [] });
  harness.admin({ type: 'move-leader', topic: '__consumer_offsets', partition: 0, broker: 1 });
  harness.admin({ type: 'hold-follower', broker: 3 });
  return harness;
}

function commit(harness: ThreeBrokers) {
  const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: '' }];
  const sent = harness.connect('c', 1).send('OffsetCommit', 8, {
    groupId: 'g',
    generationIdOrMemberEpoch: -1,
    memberId: '',
    topics: [{ name: 't', topicId: '', partitions }],
  });
  return () => sent.response?.topics[0]?.partitions[0]?.errorCode;
}

test('a commit is answered when the followers in sync have it', () => {
  const harness = cluster();
  const errorOf = commit(harness);
  expect(errorOf()).toBeUndefined();
  harness.admin({ type: 'release-follower', broker: 3 });
  expect(errorOf()).toBe(0);
});

test('a commit that nobody replicates has failed after offsets.commit.timeout.ms', () => {
  const harness = cluster();
  const errorOf = commit(harness);
  harness.advance(4999);
  expect(errorOf()).toBeUndefined();
  harness.advance(1);
  expect(errorOf()).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
});

test('a commit that the next coordinator lacks has failed', () => {
  const harness = cluster();
  const errorOf = commit(harness);
  harness.admin({ type: 'move-leader', topic: '__consumer_offsets', partition: 0, broker: 3 });
  expect(errorOf()).toBe(ErrorCode.NOT_COORDINATOR);
  const body = { groupId: 'g', topics: null, groups: [], requireStable: false };
  expect(harness.connect('c', 3).ask('OffsetFetch', 7, body).topics).toEqual([]);
});
