import type { Script } from '../play.ts';
import { batch, fetchBody, patched, produceBody, TIME, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** Produce, Fetch and what reads the log. */
export const RECORD_SCRIPTS: readonly Script[] = [
  {
    name: 'produce-every-version',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const version of versions(3, 13)) {
        await play.ask('a batch', client, 'Produce', version, produceBody(topic, batch(['a', 'b'])));
        await play.ask('acks=1', client, 'Produce', version, produceBody(topic, batch(['c']), { acks: 1 }));
        await play.ask(
          'an unknown topic',
          client,
          'Produce',
          version,
          produceBody({ name: play.name('nope'), topicId: UNKNOWN_ID }, batch(['a'])),
        );
        await play.ask(
          'an unknown partition',
          client,
          'Produce',
          version,
          produceBody(topic, batch(['a']), { index: 9 }),
        );
        await play.ask('acks=2', client, 'Produce', version, produceBody(topic, batch(['a']), { acks: 2 }));
        await play.ask(
          'a bad name',
          client,
          'Produce',
          version,
          produceBody({ name: 'a/b', topicId: ZERO }, batch(['a'])),
        );
        await play.ask('zstd bits', client, 'Produce', version, produceBody(topic, patched(batch(['a']), 22, 4)));
        await play.askAlone(
          'acks=0 and an unknown topic',
          'Produce',
          version,
          produceBody({ name: play.name('nope'), topicId: UNKNOWN_ID }, batch(['a']), { acks: 0 }),
          1500,
        );
      }
    },
  },
  {
    name: 'produce-bad-batches',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const good = batch(['a', 'b']);
      const producer = { producerId: 5, producerEpoch: 0 };
      const shapes: Record<string, Buffer> = {
        'no bytes': Buffer.alloc(0),
        truncated: good.subarray(0, good.length - 1),
        'two batches': Buffer.concat([good, good]),
        'a batch and junk': Buffer.concat([good, Buffer.from('junk')]),
        garbage: Buffer.from('garbage garbage garbage garbage garbage garbage garbage garbage garbage'),
        'magic 0': patched(good, 16, 0),
        'magic 1': patched(good, 16, 1),
        'magic 3': patched(good, 16, 3),
        'a wrong CRC': patched(good, 17, 1, 2, 3, 4),
        'a base offset': batch(['a'], { baseOffset: 7 }),
        control: batch(['a'], { isControl: true }),
        'a producer id without a sequence': batch(['a'], { ...producer, baseSequence: -1 }),
        'a producer id without an epoch': batch(['a'], { producerId: 5, producerEpoch: -1, baseSequence: 0 }),
        'no records': batch([]),
        'a wrong last offset delta': batch(['a', 'b'], { lastOffsetDelta: 5 }),
        'far in the future': batch([], { records: [{ value: 'x', timestamp: Date.now() + 7_200_000 }] }),
        'time -1': batch([], { records: [{ value: 'x', timestamp: -1 }] }),
        'time -5': batch([], { records: [{ value: 'x', timestamp: -5 }] }),
        'LogAppendTime bit': batch(['a'], { timestampType: 'LogAppendTime' }),
        transactional: batch(['a'], { ...producer, baseSequence: 0, isTransactional: true }),
        'null keys and values': batch([], { records: [{ key: null, value: null, timestamp: TIME }] }),
      };
      for (const [name, records] of Object.entries(shapes)) {
        await play.ask(name, client, 'Produce', 9, produceBody(topic, records));
        await play.ask(`${name}, new version`, client, 'Produce', 13, produceBody(topic, records));
      }
      await play.ask('what is there', client, 'Fetch', 11, fetchBody(topic));
    },
  },
  {
    name: 'produce-topic-configs',
    async run(play) {
      const client = await play.connect();
      const compacted = await play.createTopic(client, 'compacted', 1, { 'cleanup.policy': 'compact' });
      const keyless = batch([], {
        records: [
          { key: 'k', value: 'x', timestamp: TIME },
          { key: null, value: 'x', timestamp: TIME },
        ],
      });
      for (const version of [7, 8, 12, 13])
        await play.ask('no key', client, 'Produce', version, produceBody(compacted, keyless));
      const appendTime = await play.createTopic(client, 'append-time', 1, {
        'message.timestamp.type': 'LogAppendTime',
      });
      await play.ask('append time', client, 'Produce', 9, produceBody(appendTime, batch(['a', 'b'])));
      await play.ask('append time, fetched', client, 'Fetch', 11, fetchBody(appendTime));
      const small = await play.createTopic(client, 'small', 1, { 'max.message.bytes': '200' });
      await play.ask('fits', client, 'Produce', 9, produceBody(small, batch(['x'])));
      await play.ask('too large', client, 'Produce', 9, produceBody(small, batch(['x'.repeat(200)])));
      const zipped = await play.createTopic(client, 'zipped', 1, { 'compression.type': 'gzip' });
      await play.ask('to be compressed', client, 'Produce', 9, produceBody(zipped, batch(['x'.repeat(1000)])));
      const plain = await play.createTopic(client, 'plain', 1, { 'compression.type': 'uncompressed' });
      await play.ask(
        'to be decompressed',
        client,
        'Produce',
        9,
        produceBody(plain, batch(['x'.repeat(1000)], { compression: 'gzip' })),
      );
      await play.ask('decompressed', client, 'Fetch', 11, fetchBody(plain));
      const strict = await play.createTopic(client, 'strict', 1, {
        'message.timestamp.before.max.ms': '1000',
        'message.timestamp.after.max.ms': '1000',
      });
      await play.ask('too old', client, 'Produce', 9, produceBody(strict, batch(['a', 'b'])));
      const isr = await play.createTopic(client, 'isr', 1, { 'min.insync.replicas': '2' });
      await play.ask('min.insync.replicas beyond the replicas', client, 'Produce', 9, produceBody(isr, batch(['a'])));
    },
  },
  {
    name: 'produce-twice-named',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const partition = (index: number, value: string) => ({ index, records: batch([value]) });
      const ask = (
        label: string,
        topicData: { name: string; topicId: string; partitionData: { index: number; records: Buffer }[] }[],
      ) => play.ask(label, client, 'Produce', 11, { transactionalId: null, acks: -1, timeoutMs: 5000, topicData });
      await ask('a partition twice', [{ ...topic, partitionData: [partition(0, 'a'), partition(0, 'bb')] }]);
      await ask('a topic twice', [
        { ...topic, partitionData: [partition(0, 'c')] },
        { ...topic, partitionData: [partition(1, 'd')] },
      ]);
      await ask('nothing', []);
      await ask('a topic without partitions', [{ ...topic, partitionData: [] }]);
      await play.ask('what is there', client, 'Fetch', 11, fetchBody(topic));
    },
  },
  {
    name: 'idempotence',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await play.settle(client, 'InitProducerId', 4, {
        transactionalId: null,
        transactionTimeoutMs: 1000,
        producerId: -1,
        producerEpoch: -1,
      });
      for (const version of versions(0, 5)) {
        await play.ask('a producer id', client, 'InitProducerId', version, {
          transactionalId: null,
          transactionTimeoutMs: 60_000,
          producerId: -1,
          producerEpoch: -1,
        });
        await play.ask('an empty transactional id', client, 'InitProducerId', version, {
          transactionalId: '',
          transactionTimeoutMs: 60_000,
          producerId: -1,
          producerEpoch: -1,
        });
      }
      const send = (label: string, baseSequence: number, producerEpoch = 0, producerId = 100_000) =>
        play.ask(
          label,
          client,
          'Produce',
          9,
          produceBody(topic, batch(['a', 'b'], { producerId, producerEpoch, baseSequence })),
        );
      for (const sequence of [0, 2, 4, 6, 8, 10]) await send(`sequence ${sequence}`, sequence);
      await send('the last again', 10);
      await send('the fifth-last again', 2);
      await send('the sixth-last again', 0);
      await send('a gap', 20);
      await send('an overlap', 11);
      await send('a new epoch in the middle', 12, 1);
      await send('a new epoch from 0', 0, 1);
      await send('the old epoch', 12, 0);
      await send('an unknown producer in the middle', 77, 3, 200_000);
      await send('and on', 79, 3, 200_000);
    },
  },
  {
    name: 'fetch-every-version',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const value of ['a', 'b', 'c'])
        await client.ask('Produce', 9, produceBody(topic, batch([value.repeat(20)])));
      for (const version of versions(4, 18)) {
        const ask = (label: string, shape: Parameters<typeof fetchBody>[1], of = topic) =>
          play.ask(label, client, 'Fetch', version, fetchBody(of, shape));
        await ask('all', {});
        await ask('from the middle, committed', { fetchOffset: 1, isolationLevel: 1 });
        await ask('at the end', { fetchOffset: 3 });
        await ask('beyond the end', { fetchOffset: 4 });
        await ask('before the start', { fetchOffset: -1 });
        await ask('a small limit', { partitionMaxBytes: 10 });
        await ask('no bytes at all', { maxBytes: 0 });
        await ask('cut', { partitionMaxBytes: 120 });
        await ask('negative bytes', { partitionMaxBytes: -1 });
        await ask('an unknown partition', { partition: 7 });
        await ask('an unknown topic', {}, { name: play.name('nope'), topicId: UNKNOWN_ID });
        await ask('a newer epoch', { currentLeaderEpoch: 9 });
        await ask('last fetched epoch beyond the end', { lastFetchedEpoch: 0, fetchOffset: 10 });
        await ask('an unknown last fetched epoch', { lastFetchedEpoch: 5, fetchOffset: 1 });
      }
    },
  },
  {
    name: 'fetch-many-partitions',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      for (const index of [0, 1, 2])
        await client.ask('Produce', 9, produceBody(topic, batch(['x'.repeat(100)]), { index }));
      const ask = (label: string, maxBytes: number, partitions: number[], partitionMaxBytes = 1_000_000) => {
        const asked = partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes }));
        const body = {
          ...fetchBody(topic, { maxBytes }),
          topics: [{ topic: topic.name, topicId: topic.topicId, partitions: asked }],
        };
        return play.ask(label, client, 'Fetch', 12, body);
      };
      await ask('all', 1_000_000, [0, 1, 2]);
      await ask('one fits', 180, [0, 1, 2]);
      await ask('one and a half', 270, [2, 1, 0]);
      await ask('none fits', 1, [1, 0]);
      await ask('tiny partitions', 1_000_000, [0, 1, 2], 1);
      await ask('twice the same', 1_000_000, [0, 0]);
      await ask('one unknown', 1_000_000, [0, 9, 1]);
      const empty = { maxWaitMs: 200, minBytes: 1, isolationLevel: 0, topics: [], forgottenTopicsData: [] };
      await play.ask('no topics', client, 'Fetch', 12, empty);
    },
  },
  {
    name: 'fetch-sessions',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      await client.ask('Produce', 9, produceBody(topic, batch(['a'])));
      for (const version of [7, 11, 12, 13, 17]) {
        const both = [0, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 }));
        const full = (sessionId: number, sessionEpoch: number) => ({
          ...fetchBody(topic, { sessionId, sessionEpoch }),
          topics: [{ topic: topic.name, topicId: topic.topicId, partitions: both }],
        });
        const opened = await play.ask('open', client, 'Fetch', version, full(0, 0));
        const sessionId = opened?.sessionId ?? 0;
        const go = (label: string, sessionEpoch: number, over: object = {}) =>
          play.ask(label, client, 'Fetch', version, { ...full(sessionId, sessionEpoch), topics: [], ...over });
        await go('data again, as the position did not move', 1);
        await go('moved on', 2, {
          topics: [
            {
              topic: topic.name,
              topicId: topic.topicId,
              partitions: [{ partition: 0, fetchOffset: 1, partitionMaxBytes: 1000 }],
            },
          ],
        });
        await go('nothing new', 3);
        await go('a wrong epoch', 9);
        await go('the right epoch still', 4);
        await go('forget one', 5, {
          forgottenTopicsData: [{ topic: topic.name, topicId: topic.topicId, partitions: [0] }],
        });
        await go('an unknown id', 1, { sessionId: 123_456_789 });
        await go('forget the last', 6, {
          forgottenTopicsData: [{ topic: topic.name, topicId: topic.topicId, partitions: [1] }],
        });
        await go('after that', 7);
        await play.ask('sessionless', client, 'Fetch', version, full(0, -1));
      }
    },
  },
  {
    name: 'list-offsets',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const times of [[10, 30], [20, 50], [40]]) {
        const records = times.map((ms) => ({ value: 'x', timestamp: TIME + ms }));
        await client.ask(
          'Produce',
          9,
          produceBody(topic, batch([], { records, compression: times.length > 1 ? 'gzip' : 'none' })),
        );
      }
      for (const version of versions(1, 11)) {
        for (const timestamp of [-1, -2, -3, -4, -5, -6, -7, 0, TIME + 20, TIME + 30, TIME + 31, TIME + 51]) {
          await play.ask(`timestamp ${timestamp}`, client, 'ListOffsets', version, {
            replicaId: -1,
            isolationLevel: version % 2,
            timeoutMs: 1000,
            topics: [
              {
                name: topic.name,
                partitions: [
                  { partitionIndex: 0, timestamp, currentLeaderEpoch: -1 },
                  { partitionIndex: 1, timestamp, currentLeaderEpoch: -1 },
                ],
              },
            ],
          });
        }
        const one = (name: string, partitionIndex: number, currentLeaderEpoch: number) => ({
          replicaId: -1,
          isolationLevel: 0,
          timeoutMs: 1000,
          topics: [{ name, partitions: [{ partitionIndex, timestamp: -1, currentLeaderEpoch }] }],
        });
        await play.ask('an unknown topic', client, 'ListOffsets', version, one(play.name('nope'), 0, -1));
        await play.ask('an unknown partition', client, 'ListOffsets', version, one(topic.name, 9, -1));
        await play.ask('a newer epoch', client, 'ListOffsets', version, one(topic.name, 0, 5));
        const twice = [0, 0].map((partitionIndex) => ({ partitionIndex, timestamp: -1 }));
        await play.ask('twice', client, 'ListOffsets', version, {
          replicaId: -1,
          isolationLevel: 0,
          timeoutMs: 1000,
          topics: [{ name: topic.name, partitions: twice }],
        });
      }
      for (const version of versions(2, 4)) {
        for (const [currentLeaderEpoch, leaderEpoch] of [
          [-1, 0],
          [-1, 5],
          [-1, -1],
          [0, 0],
          [7, 0],
        ] as const) {
          const partitions = [
            { partition: 0, currentLeaderEpoch, leaderEpoch },
            { partition: 9, currentLeaderEpoch, leaderEpoch },
          ];
          await play.ask(
            `epoch ${leaderEpoch}, current ${currentLeaderEpoch}`,
            client,
            'OffsetForLeaderEpoch',
            version,
            { replicaId: -2, topics: [{ topic: topic.name, partitions }] },
          );
        }
      }
    },
  },
  {
    name: 'delete-records',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 2)) {
        const topic = await play.createTopic(client, `orders-${version}`);
        await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b', 'c'])));
        await client.ask('Produce', 9, produceBody(topic, batch(['d'])));
        for (const offset of [2, 1, 9, -2, -1]) {
          await play.ask(`up to ${offset}`, client, 'DeleteRecords', version, {
            timeoutMs: 5000,
            topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, offset }] }],
          });
          await play.ask('fetch from 2', client, 'Fetch', 11, fetchBody(topic, { fetchOffset: 2 }));
          await play.ask('fetch from 0', client, 'Fetch', 11, fetchBody(topic, { fetchOffset: 0 }));
        }
        await play.ask('unknown', client, 'DeleteRecords', version, {
          timeoutMs: 5000,
          topics: [
            { name: play.name('nope'), partitions: [{ partitionIndex: 0, offset: 0 }] },
            { name: topic.name, partitions: [{ partitionIndex: 4, offset: 0 }] },
          ],
        });
        const compacted = await play.createTopic(client, `compacted-${version}`, 1, { 'cleanup.policy': 'compact' });
        await play.ask('compacted', client, 'DeleteRecords', version, {
          timeoutMs: 5000,
          topics: [{ name: compacted.name, partitions: [{ partitionIndex: 0, offset: 0 }] }],
        });
        const offsets = [-2, -1, TIME].map((timestamp) => ({ partitionIndex: 0, timestamp }));
        for (const partition of offsets)
          await play.ask('offsets afterwards', client, 'ListOffsets', 7, {
            replicaId: -1,
            isolationLevel: 0,
            timeoutMs: 0,
            topics: [{ name: topic.name, partitions: [partition] }],
          });
      }
    },
  },
];
