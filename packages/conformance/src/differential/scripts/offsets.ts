import type { Script } from '../play.ts';
import { batch, fetchBody, produceBody, TIME, versions } from './shapes.ts';

/** ListOffsets, OffsetForLeaderEpoch, DeleteRecords. */
export const OFFSET_SCRIPTS: readonly Script[] = [
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
