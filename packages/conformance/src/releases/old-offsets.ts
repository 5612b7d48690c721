import type { Script } from '../differential/play.ts';
import { batch, fetchBody, produceBody, ZERO } from '../differential/scripts/shapes.ts';
import { commitsOf } from './stored.ts';

/** As both sides are started. */
const OFFSETS_PARTITIONS = 5;
const consumer = { replicaId: -1, isolationLevel: 0, timeoutMs: 0 };

/** ListOffsets v0 lists where segments begin. */
const listOffsets: Script = {
  name: 'old-list-offsets',
  async run(play) {
    const client = await play.connect();
    const one = await play.createTopic(client, 'one');
    const many = await play.createTopic(client, 'many', 1, { 'segment.bytes': '150' });
    const empty = await play.createTopic(client, 'empty');
    for (const topic of [one, many]) {
      for (const value of ['a', 'b', 'c', 'd']) {
        await play.settle(client, 'Produce', 8, produceBody({ ...topic, topicId: ZERO }, batch([value, value])));
      }
    }
    const list = async (label: string, name: string, timestamp: number, maxNumOffsets: number, partitionIndex = 0) => {
      const topics = [{ name, partitions: [{ partitionIndex, timestamp, maxNumOffsets }] }];
      await play.ask(`${label}, ${maxNumOffsets} of ${timestamp}`, client, 'ListOffsets', 0, { ...consumer, topics });
    };
    for (const [label, { name }] of [
      ['one segment', one],
      ['many segments', many],
      ['empty', empty],
    ] as const) {
      for (const timestamp of [-1, -2, 0, 4_000_000_000_000]) {
        for (const count of [1, 2, 10]) await list(label, name, timestamp, count);
      }
    }
    await list('none', one.name, -1, 0);
    await list('unknown topic', play.name('no'), -1, 1);
    await list('unknown partition', one.name, -1, 1, 7);
    await list('max timestamp', one.name, -3, 1);
    const partitions = [{ partitionIndex: 0, offset: 3 }];
    await play.settle(client, 'DeleteRecords', 2, { topics: [{ name: many.name, partitions }], timeoutMs: 5000 });
    // Kafka removes segments a while later, and lists them until then.
    await list('after DeleteRecords', many.name, -2, 10);
    const twice = [
      { partitionIndex: 0, timestamp: -1, maxNumOffsets: 1 },
      { partitionIndex: 0, timestamp: -2, maxNumOffsets: 1 },
    ];
    const topics = [{ name: one.name, partitions: twice }];
    await play.ask('a partition twice', client, 'ListOffsets', 0, { ...consumer, topics });
    await play.ask('nothing', client, 'ListOffsets', 0, { ...consumer, topics: [] });
  },
};

/** OffsetCommit v0 and v1, OffsetFetch v0. */
const commits: Script = {
  name: 'old-offset-commit',
  async run(play) {
    const client = await play.connect();
    const { name } = await play.createTopic(client, 'orders', 2);
    const groupId = await play.group(client, 'readers');
    const commit = (offset: number, overrides = {}) => ({
      groupId,
      generationIdOrMemberEpoch: -1,
      memberId: '',
      topics: [
        {
          name,
          topicId: ZERO,
          partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: 'm', ...overrides }],
        },
      ],
    });
    const fetch = (topicName: string, index = 0) => ({
      groupId,
      topics: [{ name: topicName, partitionIndexes: [index] }],
      groups: [],
      requireStable: false,
    });
    for (const version of [0, 1]) {
      await play.ask('a commit', client, 'OffsetCommit', version, commit(3 + version));
      await play.ask('with a timestamp', client, 'OffsetCommit', version, commit(5 + version, { commitTimestamp: 1 }));
      await play.ask('unknown partition', client, 'OffsetCommit', version, commit(1, { partitionIndex: 9 }));
      await play.ask('unknown topic', client, 'OffsetCommit', version, {
        ...commit(1),
        topics: [
          {
            name: play.name('no'),
            topicId: ZERO,
            partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: '' }],
          },
        ],
      });
      const long = commit(1, { committedMetadata: 'x'.repeat(5000) });
      await play.ask('metadata too long', client, 'OffsetCommit', version, long);
      await play.ask('no metadata', client, 'OffsetCommit', version, commit(9, { committedMetadata: null }));
      await play.ask('no group', client, 'OffsetCommit', version, { ...commit(1), groupId: '' });
      await play.ask('a generation', client, 'OffsetCommit', version, { ...commit(1), generationIdOrMemberEpoch: 3 });
      for (const fetchVersion of [0, 1]) {
        await play.ask('committed', client, 'OffsetFetch', fetchVersion, fetch(name));
        await play.ask('not committed', client, 'OffsetFetch', fetchVersion, fetch(name, 1));
        await play.ask('unknown topic', client, 'OffsetFetch', fetchVersion, fetch(play.name('no')));
        await play.ask('unknown partition', client, 'OffsetFetch', fetchVersion, fetch(name, 9));
        await play.ask('no group', client, 'OffsetFetch', fetchVersion, { ...fetch(name), groupId: '' });
      }
    }
  },
};

/** OffsetCommit v1 says when an offset was committed: what is kept of that, read from where it is kept. */
const commitTimes: Script = {
  name: 'old-commit-times',
  async run(play) {
    const client = await play.connect();
    const { name } = await play.createTopic(client, 'orders');
    const groupId = await play.group(client, 'readers');
    const times = [-1, 1, 0, -2, -9_007_199_254_740_991, 4_102_444_800_000];
    for (const [committedOffset, commitTimestamp] of times.entries()) {
      const partitions = [{ partitionIndex: 0, committedOffset, commitTimestamp, committedMetadata: 'm' }];
      await play.ask(`at ${commitTimestamp}`, client, 'OffsetCommit', 1, {
        groupId,
        generationIdOrMemberEpoch: -1,
        memberId: '',
        topics: [{ name, topicId: ZERO, partitions }],
      });
    }
    const partitions = Array.from({ length: OFFSETS_PARTITIONS }, (_, partition) => {
      return { partition, fetchOffset: 0, partitionMaxBytes: 1_000_000 };
    });
    const body = {
      ...fetchBody({ name: '__consumer_offsets', topicId: ZERO }),
      topics: [{ topic: '__consumer_offsets', topicId: ZERO, partitions }],
    };
    await play.ask('what is kept', client, 'Fetch', 11, body, {
      see: ({ responses }) =>
        responses
          .flatMap((topic) => topic.partitions)
          .flatMap(({ records }) => commitsOf(Buffer.concat(records ?? []), groupId)),
    });
  },
};

export const OLD_OFFSET_SCRIPTS: readonly Script[] = [listOffsets, commits, commitTimes];
