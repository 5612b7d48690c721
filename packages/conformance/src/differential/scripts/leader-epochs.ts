import type { Script } from '../play.ts';
import { batch, produceBody, versions } from './shapes.ts';

interface Wanted {
  partition?: number;
  currentLeaderEpoch?: number;
  leaderEpoch?: number;
}

/** OffsetForLeaderEpoch, and more of DeleteRecords: everything but one good partition. */
export const LEADER_EPOCH_SCRIPTS: readonly Script[] = [
  {
    name: 'offset-for-leader-epoch',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const other = await play.createTopic(client, 'other');
      await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b'])));
      const wanted = (...partitions: Wanted[]) =>
        partitions.map((each) => ({ partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0, ...each }));
      for (const version of versions(2, 4)) {
        const ask = (
          label: string,
          topics: { topic: string; partitions: ReturnType<typeof wanted> }[],
          replicaId = -2,
        ) => play.ask(label, client, 'OffsetForLeaderEpoch', version, { replicaId, topics });
        const one = (each: Wanted) => [{ topic: topic.name, partitions: wanted(each) }];
        await ask('epoch 0', one({}));
        await ask('epoch 0, known to be current', one({ currentLeaderEpoch: 0 }));
        await ask('epoch -1', one({ leaderEpoch: -1 }));
        await ask('epoch -2', one({ leaderEpoch: -2 }));
        await ask('a later epoch', one({ leaderEpoch: 4 }));
        await ask('a newer current epoch', one({ currentLeaderEpoch: 4 }));
        await ask('partition 9', one({ partition: 9 }));
        await ask('partition -1', one({ partition: -1 }));
        await ask('an unknown topic', [{ topic: play.name('nope'), partitions: wanted({}) }]);
        await ask('two topics, three partitions', [
          { topic: topic.name, partitions: wanted({}, { partition: 1 }) },
          { topic: other.name, partitions: wanted({}) },
        ]);
        await ask('a partition twice', [{ topic: topic.name, partitions: wanted({}, { leaderEpoch: 3 }) }]);
        await ask('no topics', []);
        await ask('no partitions', [{ topic: topic.name, partitions: [] }]);
        await ask('a debugging consumer', one({}), -1);
        await ask('a follower that is none', one({}), 7);
      }
    },
  },
  {
    name: 'delete-records-shapes',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 2)) {
        const topic = await play.createTopic(client, `orders-v${version}`, 3);
        for (const index of [0, 1])
          await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b', 'c']), { index }));
        const ask = (
          label: string,
          topics: { name: string; partitions: { partitionIndex: number; offset: number }[] }[],
          timeoutMs = 5000,
        ) => play.ask(label, client, 'DeleteRecords', version, { timeoutMs, topics });
        const at = (partitionIndex: number, offset: number) => ({ partitionIndex, offset });
        await ask('two partitions', [{ name: topic.name, partitions: [at(0, 1), at(1, 2)] }]);
        await ask('good and bad', [
          { name: topic.name, partitions: [at(0, 2), at(1, 99), at(8, 0), at(-1, 0)] },
          { name: play.name('nope'), partitions: [at(0, 0)] },
        ]);
        await ask('an empty partition', [{ name: topic.name, partitions: [at(2, 0)] }]);
        await ask('an empty partition, to its end', [{ name: topic.name, partitions: [at(2, -1)] }]);
        await ask('no topics', []);
        await ask('no partitions', [{ name: topic.name, partitions: [] }]);
        await ask('no time', [{ name: topic.name, partitions: [at(1, 3)] }], 0);
        await ask('a negative time', [{ name: topic.name, partitions: [at(0, -1)] }], -1);
        await ask('a bad name', [{ name: 'a/b', partitions: [at(0, 0)] }]);
        await play.ask('where logs begin', client, 'ListOffsets', 5, {
          replicaId: -1,
          isolationLevel: 0,
          timeoutMs: 0,
          topics: [
            { name: topic.name, partitions: [0, 1, 2].map((partitionIndex) => ({ partitionIndex, timestamp: -2 })) },
          ],
        });
      }
    },
  },
];
