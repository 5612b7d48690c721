import type { Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { metadataBody, versions, ZERO } from './shapes.ts';

/** Waits until this broker has heard of all partitions. */
async function known(client: RawClient, topic: string, partitions: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const outcome = await client.ask('Metadata', 9, metadataBody([topic]));
    if (outcome.kind === 'answered' && outcome.response.topics[0]?.partitions.length === partitions) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${topic} did not get ${partitions} partitions`);
}

/** Making and changing topics where replicas can be placed. */
export const THREE_TOPIC_SCRIPTS: readonly Script[] = [
  {
    name: 'three-topics',
    nodes: 3,
    async run(play) {
      const client = await play.connect('raw', 2);
      for (const version of versions(2, 7)) {
        const name = (base: string): string => play.name(`${base}-v${version}`);
        const ask = (label: string, base: string, over: object, validateOnly = false) =>
          play.ask(label, client, 'CreateTopics', version, {
            topics: [
              { name: name(base), numPartitions: -1, replicationFactor: -1, assignments: [], configs: [], ...over },
            ],
            timeoutMs: 10_000,
            validateOnly,
          });
        const placed = (...brokers: number[][]) => ({
          assignments: brokers.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
        });
        for (const replicationFactor of [1, 2, 3, 4, 0, -1])
          await ask(`${replicationFactor} replicas`, `r${replicationFactor}`, { numPartitions: 2, replicationFactor });
        await ask('placed', 'placed', placed([1, 2, 3], [3, 1, 2]));
        await ask('placed, to be looked at only', 'looked', placed([2, 1]), true);
        await ask('placed unevenly', 'uneven', placed([1, 2], [3]));
        await ask('placed on one that is not there', 'away', placed([1, 4]));
        await ask('placed twice on one', 'twice', placed([2, 2]));
        await ask('placed nowhere', 'nowhere', placed([]));
        const see = ({
          topics,
        }: {
          topics: readonly { partitions: readonly { replicaNodes: readonly number[] }[] }[];
        }): unknown => topics.map(({ partitions }) => partitions.map(({ replicaNodes }) => replicaNodes.length));
        await play.settle(client, 'Metadata', 9, metadataBody([name('r3'), name('placed')]));
        await play.ask('how many replicas', client, 'Metadata', 9, metadataBody([name('r3')]), { see });
      }
    },
  },
  {
    name: 'three-partitions',
    nodes: 3,
    async run(play) {
      const client = await play.connect('raw', 3);
      for (const version of versions(0, 3)) {
        const topic = await play.placeTopic(client, `orders-v${version}`, [[1, 2]]);
        const ask = (label: string, count: number, brokers: number[][] | null, validateOnly = false) =>
          play.ask(label, client, 'CreatePartitions', version, {
            topics: [
              {
                name: topic.name,
                count,
                assignments: brokers === null ? null : brokers.map((brokerIds) => ({ brokerIds })),
              },
            ],
            timeoutMs: 5000,
            validateOnly,
          });
        await ask('placed, to be looked at only', 2, [[2, 3]], true);
        await ask('placed', 2, [[2, 3]]);
        await ask('placed with more replicas', 3, [[2, 3, 1]]);
        await ask('placed with fewer replicas', 3, [[2]]);
        await ask('placed unevenly', 4, [[2, 3], [1]]);
        await ask('placed twice on one', 3, [[2, 2]]);
        await ask('placed on one that is not there', 3, [[2, 7]]);
        await ask('too few places', 4, [[2, 1]]);
        await ask('fewer', 1, null);
        await ask('drawn', 4, null);
        await known(client, topic.name, 4);
        await play.ask('where they are', client, 'Metadata', 9, metadataBody([topic.name]), {
          see: ({ topics }) =>
            topics[0]?.partitions.map(({ partitionIndex, replicaNodes }) =>
              partitionIndex < 2 ? replicaNodes : replicaNodes.length,
            ),
        });
      }
      for (const version of versions(1, 6)) {
        const topic = await play.placeTopic(client, `gone-v${version}`, [
          [1, 2],
          [3, 1],
        ]);
        const ask = (label: string, ...names: string[]) =>
          play.ask(label, client, 'DeleteTopics', version, {
            topics: names.map((each) => ({ name: each, topicId: ZERO })),
            topicNames: names,
            timeoutMs: 5000,
          });
        await ask('unknown', play.name('nope'));
        await ask('one', topic.name);
        await ask('nothing');
        await ask('a bad name', 'a/b');
        await ask('unknown and a bad name', play.name('nope'), 'a/b');
      }
    },
  },
];
