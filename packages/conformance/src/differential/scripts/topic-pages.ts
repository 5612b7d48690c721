import type { Script } from '../play.ts';
import { metadataBody, versions } from './shapes.ts';

/** DescribeTopicPartitions page by page, and everything there is in Metadata. */
export const TOPIC_PAGE_SCRIPTS: readonly Script[] = [
  {
    name: 'describe-topic-partitions',
    async run(play) {
      const client = await play.connect();
      const a = await play.createTopic(client, 'a', 3);
      const b = await play.createTopic(client, 'b', 2);
      const mine = new Set<string | null>([a.name, b.name]);
      const ask = (
        label: string,
        names: string[],
        responsePartitionLimit: number,
        cursor: { topicName: string; partitionIndex: number } | null = null,
      ) =>
        play.ask(
          label,
          client,
          'DescribeTopicPartitions',
          0,
          { topics: names.map((name) => ({ name })), responsePartitionLimit, cursor },
          names.length > 0 ? {} : { see: ({ topics }) => topics.filter(({ name }) => mine.has(name)) },
        );
      for (const limit of [1, 3, 4, 5, 6, 0, -1, 2_000_000]) await ask(`a limit of ${limit}`, [a.name, b.name], limit);
      await ask('all topics', [], 2000);
      await ask('a topic twice', [a.name, a.name], 100);
      for (const bad of ['', '.', '..', 'a/b', 'a b', 'ä', 'x'.repeat(250)])
        await ask(`the name "${bad.slice(0, 5)}"`, [bad], 100);
      await ask('no name, and a good one', ['', a.name], 100);
      await ask('a good one, and no name', [b.name, ''], 100);
      await ask('good and bad', [play.name('nope'), b.name, 'a/b', a.name], 100);
      await ask('unknown, within a limit', [play.name('nope'), b.name], 1);
      await ask('from an unknown topic on', [a.name, b.name], 100, { topicName: play.name('az'), partitionIndex: 0 });
      await ask('from behind the last topic on', [a.name, b.name], 100, {
        topicName: play.name('z'),
        partitionIndex: 0,
      });
      await ask('from the last partition on', [a.name, b.name], 100, { topicName: b.name, partitionIndex: 1 });
      await ask('from a nameless topic on', [a.name], 100, { topicName: '', partitionIndex: 0 });
      await ask('a cursor and a limit', [a.name, b.name], 1, { topicName: a.name, partitionIndex: 1 });
    },
  },
  {
    name: 'metadata-all',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const version of versions(0, 13)) {
        const see = ({ topics, ...rest }: { topics: readonly { name: string | null }[] }): unknown => ({
          ...rest,
          topics: topics.filter(({ name }) => name === topic.name),
        });
        if (version === 0) await play.ask('all', client, 'Metadata', version, metadataBody([]), { see });
        else await play.ask('all', client, 'Metadata', version, metadataBody(null), { see });
        await play.ask('a topic', client, 'Metadata', version, metadataBody([topic.name]));
        const mixed = [topic.name, 'a/b', ...(version >= 4 ? [play.name('nope')] : [])];
        await play.ask('good and bad', client, 'Metadata', version, metadataBody(mixed));
      }
    },
  },
];
