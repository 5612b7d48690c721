import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { Harness } from '../../test/harness.ts';

test('a topic of zstd is unreadable before v10, with an empty list of aborted transactions', () => {
  const harness = new Harness();
  harness.createTopic('orders', 1, { 'compression.type': 'zstd' });
  const { responses } = harness.connect().ask('Fetch', 9, {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    sessionId: 0,
    sessionEpoch: -1,
    topics: [
      {
        topic: 'orders',
        topicId: ZERO_UUID,
        partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }],
      },
    ],
    forgottenTopicsData: [],
  });
  const [partition] = responses[0]?.partitions ?? [];
  expect([partition?.errorCode, partition?.abortedTransactions, partition?.records]).toEqual([
    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
    [],
    null,
  ]);
});
