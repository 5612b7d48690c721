import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { batch, fetchBody, produceBody, TIME, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

interface Wanted {
  partition: number;
  fetchOffset: number;
  partitionMaxBytes: number;
  currentLeaderEpoch?: number;
  lastFetchedEpoch?: number;
  logStartOffset?: number;
}

interface Listed {
  partitionIndex: number;
  timestamp: number;
  currentLeaderEpoch: number;
}

const at = (partition: number, fetchOffset = 0, over: Partial<Wanted> = {}): Wanted => ({
  partition,
  fetchOffset,
  partitionMaxBytes: 1_000_000,
  ...over,
});

async function fetches(play: Play, client: RawClient, topic: CreatedTopic, other: CreatedTopic): Promise<void> {
  const nope = { name: play.name('nope'), topicId: UNKNOWN_ID };
  for (const version of versions(4, 18)) {
    const body = (topics: [CreatedTopic, ...Wanted[]][], over: object = {}) => ({
      maxWaitMs: 0,
      minBytes: 1,
      topics: topics.map(([{ name, topicId }, ...partitions]) => ({ topic: name, topicId, partitions })),
      forgottenTopicsData: [],
      ...over,
    });
    const ask = (label: string, topics: [CreatedTopic, ...Wanted[]][], over: object = {}) =>
      play.ask(label, client, 'Fetch', version, body(topics, over));
    await ask('nothing', []);
    await ask('no partitions', [[topic]]);
    await ask('unknown among known', [
      [nope, at(0)],
      [topic, at(0)],
      [nope, at(1)],
    ]);
    await ask('neither name nor id', [[{ name: '', topicId: ZERO }, at(0)]]);
    await ask('a name that is none', [[{ name: 'a/b', topicId: ZERO }, at(0)]]);
    await ask('a partition twice', [[topic, at(0), at(0, 1)]]);
    await ask('a topic twice', [
      [topic, at(0)],
      [other, at(0)],
      [topic, at(1)],
    ]);
    await ask('an older epoch', [[topic, at(0, 0, { currentLeaderEpoch: -2 })]]);
    await ask('a newer epoch among others', [[topic, at(0, 0, { currentLeaderEpoch: 3 }), at(1)]]);
    await ask('last fetched epoch -2', [[topic, at(0, 0, { lastFetchedEpoch: -2 })]]);
    await ask('last fetched epoch at the end', [[topic, at(0, 4, { lastFetchedEpoch: 0 })]]);
    await ask('last fetched epoch beyond', [[topic, at(0, 9, { lastFetchedEpoch: 0 }), at(1)]]);
    await ask('last fetched epoch 7 at the start', [[topic, at(0, 0, { lastFetchedEpoch: 7 })]]);
    await ask('an offset of -2', [[topic, at(0, -2)]]);
    await ask('a log start offset', [[topic, at(0, 0, { logStartOffset: 99 })]]);
    await ask('more bytes than there are', [[topic, at(0, 4)]], { minBytes: 1_000_000, maxWaitMs: 20 });
    await ask('more bytes than there are, and an error', [[topic, at(0, 0), at(9)]], {
      minBytes: 1_000_000,
      maxWaitMs: 20,
    });
    await ask('no bytes are enough', [[topic, at(0, 4)]], { minBytes: 0, maxWaitMs: 20_000 });
    await ask('fewer than no bytes', [[topic, at(0, 4)]], { minBytes: -1, maxWaitMs: 20_000 });
    await ask('a negative time', [[topic, at(0, 4)]], { maxWaitMs: -1 });
    await ask('one byte of all', [[topic, at(0), at(1)]], { maxBytes: 1 });
    await ask('bytes for one', [[topic, at(0), at(1)]], { maxBytes: 90 });
    await ask('bytes of the partition: none', [
      [topic, at(0, 0, { partitionMaxBytes: 0 }), at(1, 0, { partitionMaxBytes: 0 })],
    ]);
    await ask('a rack', [[topic, at(0)]], { rackId: 'nowhere' });
    if (version < 15) {
      await ask('a follower that is none', [[topic, at(0)]], { replicaId: 7 });
      await ask('the broker itself', [[topic, at(0)]], { replicaId: 1 });
      await ask('a debugging consumer', [[topic, at(0)]], { replicaId: -2 });
      await ask('replica -3', [[topic, at(0)]], { replicaId: -3 });
    } else {
      await ask('a follower that is none', [[topic, at(0)]], { replicaState: { replicaId: 7, replicaEpoch: 1 } });
      await ask('the broker itself', [[topic, at(0)]], { replicaState: { replicaId: 1, replicaEpoch: -1 } });
      await ask('a debugging consumer', [[topic, at(0)]], { replicaState: { replicaId: -2, replicaEpoch: -1 } });
    }
    if (version < 7) continue;
    for (const [sessionId, sessionEpoch] of [
      [0, 1],
      [5, 0],
      [5, -1],
      [0, -2],
      [-1, 0],
      [5, 7],
    ] as const)
      await ask(`session ${sessionId}, epoch ${sessionEpoch}`, [[topic, at(0, 4)]], { sessionId, sessionEpoch });
    const opened = await ask(
      'a session',
      [
        [topic, at(0, 0), at(1, 9)],
        [nope, at(0)],
      ],
      { sessionId: 0, sessionEpoch: 0 },
    );
    const sessionId = opened?.sessionId ?? 0;
    const forget = (of: CreatedTopic, ...partitions: number[]) => ({ topic: of.name, topicId: of.topicId, partitions });
    await ask('as before', [], { sessionId, sessionEpoch: 1 });
    await ask('forget what was not there, and one', [], {
      sessionId,
      sessionEpoch: 2,
      forgottenTopicsData: [forget(other, 0), forget(topic, 7, 1)],
    });
    await ask('ask for and forget the same', [[topic, at(0, 4)]], {
      sessionId,
      sessionEpoch: 3,
      forgottenTopicsData: [forget(topic, 0)],
    });
    await ask(
      'others come',
      [
        [other, at(0)],
        [topic, at(0, 99)],
      ],
      { sessionId, sessionEpoch: 4 },
    );
    await ask('the error stays', [], { sessionId, sessionEpoch: 5 });
    await ask('the last epoch again', [], { sessionId, sessionEpoch: 5 });
    await ask('close it, and begin anew', [[topic, at(0)]], { sessionId, sessionEpoch: 0 });
    await ask('it is gone', [], { sessionId, sessionEpoch: 6 });
    const closing = await ask('another', [[topic, at(0)]], { sessionId: 0, sessionEpoch: 0 });
    await ask('close it', [[topic, at(1)]], { sessionId: closing?.sessionId ?? 0, sessionEpoch: -1 });
    await ask('it is gone, too', [], { sessionId: closing?.sessionId ?? 0, sessionEpoch: 1 });
    const empty = await ask('a session of nothing', [], { sessionId: 0, sessionEpoch: 0 });
    await ask('on with nothing', [[topic, at(0, 4)]], { sessionId: empty?.sessionId ?? 0, sessionEpoch: 1 });
  }
}

async function offsets(play: Play, client: RawClient, topic: CreatedTopic): Promise<void> {
  for (const version of versions(1, 11)) {
    const ask = (label: string, partitions: Listed[], over: object = {}) =>
      play.ask(label, client, 'ListOffsets', version, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 1000,
        topics: [{ name: topic.name, partitions }],
        ...over,
      });
    const of = (partitionIndex: number, timestamp: number, currentLeaderEpoch = -1) => ({
      partitionIndex,
      timestamp,
      currentLeaderEpoch,
    });
    for (const timestamp of [-1, -2, -3, -4, -5, -6, -7, -100, TIME, TIME + 10_000]) {
      await ask(`time ${timestamp}, good and bad`, [
        of(0, timestamp),
        of(7, timestamp),
        of(1, timestamp, 5),
        of(2, timestamp, 0),
      ]);
    }
    await ask('different ones twice', [of(0, -1), of(0, -2), of(1, -1)]);
    await ask('an epoch of -2', [of(0, -1, -2)]);
    await ask('no partitions', []);
    await ask('no topics', [], { topics: [] });
    await ask('no name', [], { topics: [{ name: '', partitions: [of(0, -1)] }] });
    await ask('a name that is none', [], { topics: [{ name: 'a/b', partitions: [of(0, -1)] }] });
    for (const replicaId of [-2, -3, 1, 7])
      await ask(`replica ${replicaId}`, [of(0, -1), of(0 + 1, -2)], { replicaId });
    await ask('no time', [of(0, TIME)], { timeoutMs: 0 });
    await ask('a negative time', [of(0, TIME)], { timeoutMs: -1 });
    await ask('a topic in two entries', [], {
      topics: [
        { name: topic.name, partitions: [of(0, -1)] },
        { name: topic.name, partitions: [of(1, -1)] },
      ],
    });
    await ask('the same in two entries', [], {
      topics: [
        { name: topic.name, partitions: [of(0, -1)] },
        { name: topic.name, partitions: [of(0, -2)] },
      ],
    });
  }
  for (const version of versions(2, 4)) {
    for (const replicaId of [-2, -1, 1, 7, -3]) {
      for (const [currentLeaderEpoch, leaderEpoch] of [
        [-2, 0],
        [0, 1],
        [0, -1],
        [1, 0],
        [-1, 2_147_483_647],
      ] as const)
        await play.ask(
          `replica ${replicaId}, current ${currentLeaderEpoch}, ${leaderEpoch}`,
          client,
          'OffsetForLeaderEpoch',
          version,
          {
            replicaId,
            topics: [
              {
                topic: topic.name,
                partitions: [0, 2, 7].map((partition) => ({ partition, currentLeaderEpoch, leaderEpoch })),
              },
              { topic: play.name('nope'), partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch }] },
              { topic: '', partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch }] },
            ],
          },
        );
    }
  }
}

/** Fetch, ListOffsets and OffsetForLeaderEpoch of which one thing is odd. */
export const ODD_READ_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-fetches',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      const other = await play.createTopic(client, 'other');
      for (const value of ['a', 'b', 'c', 'd']) await client.ask('Produce', 9, produceBody(topic, batch([value])));
      await client.ask('Produce', 9, produceBody(topic, batch(['e'.repeat(50)]), { index: 1 }));
      await client.ask('Produce', 9, produceBody(other, batch(['f'])));
      await fetches(play, client, topic, other);
    },
  },
  {
    name: 'odd-offsets',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      const records = [TIME + 5, TIME, TIME + 5].map((timestamp) => ({ value: 'x', timestamp }));
      await client.ask('Produce', 9, produceBody(topic, batch([], { records })));
      await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b']), { index: 1 }));
      await offsets(play, client, topic);
      await play.ask('read', client, 'Fetch', 12, fetchBody(topic));
    },
  },
];
