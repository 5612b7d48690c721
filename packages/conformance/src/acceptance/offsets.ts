import { deepEqual, equal } from 'node:assert/strict';
import type { CompressionType } from '@testka/protocol';
import type { CreatedTopic } from '../differential/play.ts';
import type { RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, TIME, UNKNOWN_ID, versions } from '../differential/scripts/shapes.ts';
import { append, ask, bytesOf, fetchFrom, offsetOf, only, produceTo } from './asking.ts';
import type { AcceptanceCase } from './case.ts';
import { commit } from './groups.ts';

/** Appends one batch whose records have these times, in ms after TIME. */
async function appendAt(
  client: RawClient,
  topic: CreatedTopic,
  times: readonly number[],
  compression: CompressionType = 'none',
): Promise<void> {
  const records = times.map((ms) => ({ key: 'k', value: 'x', timestamp: TIME + ms }));
  equal((await produceTo(client, topic, batch([], { records, compression }))).errorCode, 0);
}

const NOTHING = { errorCode: 0, timestamp: -1, offset: -1, leaderEpoch: -1 };

export const OFFSET_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T31: a time beyond the last record has no offset, and that is no error',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await appendAt(client, topic, [10, 30]);
      deepEqual(await offsetOf(client, topic, TIME + 31), NOTHING);
      deepEqual(await offsetOf(client, topic, TIME + 30), {
        errorCode: 0,
        timestamp: TIME + 30,
        offset: 1,
        leaderEpoch: 0,
      });
    },
  },
  {
    name: 'T31: a time between two records leads to the later one',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const ms of [10, 30, 50]) await appendAt(client, topic, [ms]);
      for (const [asked, offset, ms] of [
        [0, 0, 10],
        [10, 0, 10],
        [11, 1, 30],
        [49, 2, 50],
      ] as const)
        deepEqual(await offsetOf(client, topic, TIME + asked), {
          errorCode: 0,
          timestamp: TIME + ms,
          offset,
          leaderEpoch: 0,
        });
    },
  },
  {
    name: 'T31: in an empty topic the earliest and the latest offset are 0, and no time leads anywhere',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const start = { errorCode: 0, timestamp: -1, offset: 0, leaderEpoch: 0 };
      for (const isolationLevel of [0, 1]) {
        deepEqual(await offsetOf(client, topic, -1, { isolationLevel }), start);
        deepEqual(await offsetOf(client, topic, -2, { isolationLevel }), start);
        deepEqual(await offsetOf(client, topic, -3, { isolationLevel }), NOTHING);
        deepEqual(await offsetOf(client, topic, TIME, { isolationLevel }), NOTHING);
      }
    },
  },
  {
    name: 'T32: a time inside a batch, compressed or not, leads to its record',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 5);
      for (const [partitionIndex, compression] of (['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const).entries()) {
        const records = [10, 20, 30].map((ms) => ({ key: 'k', value: 'x', timestamp: TIME + ms }));
        await produceTo(client, topic, batch([], { records, compression }), { index: partitionIndex });
        const found = await offsetOf(client, topic, TIME + 15, { partitionIndex });
        deepEqual(found, { errorCode: 0, timestamp: TIME + 20, offset: 1, leaderEpoch: 0 });
      }
    },
  },
  {
    name: 'T32: among times that go back and forth the first record that is late enough counts, by offset',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await appendAt(client, topic, [40, 10, 30], 'gzip');
      await appendAt(client, topic, [20, 60, 50]);
      for (const [asked, offset, ms] of [
        [5, 0, 40],
        [40, 0, 40],
        [41, 4, 60],
        [60, 4, 60],
      ] as const)
        deepEqual(await offsetOf(client, topic, TIME + asked), {
          errorCode: 0,
          timestamp: TIME + ms,
          offset,
          leaderEpoch: 0,
        });
      // The largest time of all, wherever it is.
      deepEqual((await offsetOf(client, topic, -3)).offset, 4);
    },
  },
  {
    name: 'T32: under LogAppendTime the time of the append leads to the first record of its batch',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 1, { 'message.timestamp.type': 'LogAppendTime' });
      await appendAt(client, topic, [10, 20]);
      const { logAppendTimeMs } = await produceTo(client, topic, batch(['a', 'b']));
      // Both batches may have come within the same millisecond.
      const { offset: first } = await offsetOf(client, topic, 0);
      equal(first, 0);
      const { offset, timestamp } = await offsetOf(client, topic, logAppendTimeMs);
      equal(timestamp, logAppendTimeMs);
      equal(offset % 2, 0);
      deepEqual(await offsetOf(client, topic, logAppendTimeMs + 1), NOTHING);
    },
  },
  {
    // Needs a log that was truncated, so the whole of it waits for several brokers; this is what one broker shows.
    name: 'T34: a last fetched epoch that ended earlier is told where it diverges, without records and at once',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await append(client, topic, 'a', 'b');
      const shape = { lastFetchedEpoch: 0, fetchOffset: 10, maxWaitMs: 60_000, version: 12 };
      const { errorCode, divergingEpoch, records } = await fetchFrom(client, topic, shape);
      deepEqual([errorCode, divergingEpoch, bytesOf(records).length], [0, { epoch: 0, endOffset: 2 }, 0]);
      const body = fetchBody(topic, { lastFetchedEpoch: 0, fetchOffset: 1 });
      const fine = only((await ask(client, 'Fetch', 12, body)).responses.flatMap(({ partitions }) => partitions));
      deepEqual(fine.divergingEpoch, { epoch: -1, endOffset: -1 });
    },
  },
  {
    name: 'T34: OffsetForLeaderEpoch of an epoch that never was is -1, and no error',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await append(client, topic, 'a', 'b');
      for (const version of [2, 3, 4]) {
        for (const [leaderEpoch, expected] of [
          [0, { errorCode: 0, partition: 0, leaderEpoch: 0, endOffset: 2 }],
          [5, { errorCode: 0, partition: 0, leaderEpoch: -1, endOffset: -1 }],
          [-1, { errorCode: 0, partition: 0, leaderEpoch: -1, endOffset: -1 }],
        ] as const) {
          const topics = [{ topic: topic.name, partitions: [{ partition: 0, leaderEpoch }] }];
          const answer = await ask(client, 'OffsetForLeaderEpoch', version, { topics });
          deepEqual(only(only(answer.topics).partitions), expected);
        }
      }
    },
  },
  {
    name: 'T43: OffsetFetch of a group that never existed has no error: every partition asked for is -1, in order',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      await play.group(client, 'another');
      const groupId = play.name('never');
      const partitionIndexes = [2, 0, 1, 9];
      const none = { committedOffset: -1, metadata: '', errorCode: 0 };
      for (const version of versions(1, 7)) {
        const topics = [{ name: topic.name, partitionIndexes }];
        const answer = await ask(client, 'OffsetFetch', version, { groupId, topics, groups: [] });
        equal(answer.errorCode, 0);
        deepEqual(
          only(answer.topics).partitions,
          partitionIndexes.map((partitionIndex) => ({ partitionIndex, committedLeaderEpoch: -1, ...none })),
        );
      }
      for (const version of versions(8, 10)) {
        const topics = [{ ...topic, partitionIndexes }];
        const group = { groupId, memberId: null, memberEpoch: -1, topics };
        const answer = only(
          (await ask(client, 'OffsetFetch', version, { groupId, topics: [], groups: [group] })).groups,
        );
        deepEqual([answer.groupId, answer.errorCode], [groupId, 0]);
        deepEqual(
          only(answer.topics).partitions,
          partitionIndexes.map((partitionIndex) => ({ partitionIndex, committedLeaderEpoch: -1, ...none })),
        );
      }
    },
  },
  {
    name: 'T43: OffsetFetch of everything that a group without offsets has committed is an empty list',
    async run(play) {
      const client = await play.connect();
      await play.group(client, 'another');
      const groupId = play.name('never');
      for (const version of versions(2, 7)) {
        const { errorCode, topics } = await ask(client, 'OffsetFetch', version, { groupId, topics: null, groups: [] });
        deepEqual([errorCode, topics], [0, []]);
      }
      for (const version of versions(8, 10)) {
        const group = { groupId, memberId: null, memberEpoch: -1, topics: null };
        const { groups } = await ask(client, 'OffsetFetch', version, { groupId, topics: [], groups: [group] });
        deepEqual(groups, [{ groupId, errorCode: 0, topics: [] }]);
      }
    },
  },
  {
    name: 'T43: OffsetFetch of an unknown topic is -1 by name and 100 by id',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'group');
      equal(await commit(client, groupId, topic, 5), 0);
      const unknown = { name: play.name('nope'), topicId: UNKNOWN_ID, partitionIndexes: [0] };
      for (const version of versions(8, 10)) {
        const topics = [unknown, { ...topic, partitionIndexes: [0] }];
        const group = { groupId, memberId: null, memberEpoch: -1, topics };
        const { errorCode, topics: told } = only(
          (await ask(client, 'OffsetFetch', version, { groupId, topics: [], groups: [group] })).groups,
        );
        const found = (isKnown: boolean) =>
          told
            .filter(({ name, topicId }) => (version < 10 ? name === topic.name : topicId === topic.topicId) === isKnown)
            .flatMap(({ partitions }) => partitions.map((each) => [each.committedOffset, each.errorCode]));
        deepEqual([errorCode, found(true), found(false)], [0, [[5, 0]], [[-1, version < 10 ? 0 : 100]]]);
      }
    },
  },
  {
    name: 'T43: a commit to an unknown partition is 3 for it alone',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const groupId = await play.group(client, 'group');
      const partition = (partitionIndex: number) => ({
        partitionIndex,
        committedOffset: 5,
        committedLeaderEpoch: -1,
        committedMetadata: null,
      });
      for (const version of versions(2, 10)) {
        const topics = [{ ...topic, partitions: [partition(7), partition(0)] }];
        const answer = await ask(client, 'OffsetCommit', version, { groupId, memberId: '', topics });
        const codes = only(answer.topics).partitions.map((each) => [each.partitionIndex, each.errorCode]);
        deepEqual(
          codes.toSorted(([a = 0], [b = 0]) => a - b),
          [
            [0, 0],
            [7, 3],
          ],
        );
      }
      equal((await fetchFrom(client, topic)).errorCode, 0);
    },
  },
  {
    name: 'X7: DescribeGroups of a group that never existed is Dead and no error up to v5, and 69 from v6 on',
    async run(play) {
      const client = await play.connect();
      const groupId = await play.group(client, 'never');
      for (const version of versions(0, 6)) {
        const body = { groups: [groupId], includeAuthorizedOperations: false };
        const { errorCode, groupState, members } = only((await ask(client, 'DescribeGroups', version, body)).groups);
        deepEqual([errorCode, groupState, members], [version < 6 ? 0 : 69, 'Dead', []], `v${version}`);
      }
    },
  },
];
