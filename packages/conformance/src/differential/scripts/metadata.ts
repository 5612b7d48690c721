import type { Script } from '../play.ts';
import { metadataBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** Metadata, DescribeCluster, DescribeTopicPartitions. */
export const METADATA_SCRIPTS: readonly Script[] = [
  {
    name: 'metadata',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const version of versions(0, 13)) {
        const name = version < 12 ? 'x' : null;
        await play.ask('a topic', client, 'Metadata', version, metadataBody([topic.name], { operations: true }));
        await play.ask('twice', client, 'Metadata', version, metadataBody([topic.name, topic.name]));
        // Before v4 the question itself creates the topic.
        if (version >= 4) await play.ask('unknown', client, 'Metadata', version, metadataBody([play.name('nope')]));
        for (const bad of ['', '.', '..', 'a/b', 'a b', 'ä', 'x'.repeat(250)])
          await play.ask(`"${bad.slice(0, 5)}"`, client, 'Metadata', version, metadataBody([bad]));
        if (version >= 1) await play.ask('none', client, 'Metadata', version, metadataBody([]));
        if (version >= 10) {
          const body = {
            ...metadataBody([]),
            topics: [
              { topicId: topic.topicId, name },
              { topicId: UNKNOWN_ID, name },
            ],
          };
          await play.ask('by id', client, 'Metadata', version, body);
        }
        if (version >= 10)
          await play.ask('neither id nor name', client, 'Metadata', version, {
            ...metadataBody([]),
            topics: [{ topicId: ZERO, name: null }],
          });
      }
      await play.ask('auto-creation: first', client, 'Metadata', 9, metadataBody([play.name('auto')], { allow: true }));
      await play.settle(client, 'Metadata', 9, metadataBody([play.name('auto')]));
      await play.ask('auto-creation: later', client, 'Metadata', 9, metadataBody([play.name('auto')], { allow: true }));
    },
  },
  {
    name: 'describe-cluster',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 2)) {
        for (const endpointType of [1, 2, 3]) {
          if (version === 0 && endpointType !== 1) continue;
          for (const operations of [true, false]) {
            await play.ask(`endpoint type ${endpointType}`, client, 'DescribeCluster', version, {
              includeClusterAuthorizedOperations: operations,
              endpointType,
              includeFencedBrokers: operations,
            });
          }
        }
      }
      const a = await play.createTopic(client, 'a', 3);
      const b = await play.createTopic(client, 'b', 2);
      const ask = (
        label: string,
        names: string[],
        limit: number,
        cursor: { topicName: string; partitionIndex: number } | null,
      ) =>
        play.ask(label, client, 'DescribeTopicPartitions', 0, {
          topics: names.map((name) => ({ name })),
          responsePartitionLimit: limit,
          cursor,
        });
      await ask('both', [b.name, a.name], 100, null);
      await ask('first page', [b.name, a.name], 2, null);
      await ask('second page', [b.name, a.name], 2, { topicName: a.name, partitionIndex: 2 });
      await ask('unknown', [play.name('nope'), a.name], 100, null);
      await ask('a negative cursor', [a.name], 100, { topicName: a.name, partitionIndex: -1 });
      await ask('a cursor beyond', [a.name], 100, { topicName: a.name, partitionIndex: 17 });
    },
  },
];
