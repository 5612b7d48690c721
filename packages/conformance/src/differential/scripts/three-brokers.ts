import type { CreatedTopic, Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody, TIME, UNKNOWN_ID, versions } from './shapes.ts';

const NODES = [1, 2, 3] as const;

/** A connection to each broker, in the order of their ids. */
async function everyNode(play: Play): Promise<RawClient[]> {
  return Promise.all(NODES.map((node) => play.connect(`raw-${node}`, node)));
}

/** Which broker is the controller is drawn anew for every answer in Kafka 4.4; that it is one of them is behaviour. */
function withoutController(answer: { readonly controllerId: number }): unknown {
  return { ...answer, controllerId: answer.controllerId > 0 };
}

/** Two records in each partition, which every replica has. */
async function filledTopic(play: Play, nodes: readonly RawClient[], base: string): Promise<CreatedTopic> {
  const [first] = nodes;
  if (first === undefined) throw new Error('no nodes');
  const replicas = [
    [1, 2],
    [2, 3],
    [3, 1],
  ];
  const topic = await play.placeTopic(first, base, replicas);
  for (const [index, node] of nodes.entries())
    await play.settle(node, 'Produce', 9, produceBody(topic, batch(['a', 'b']), { index }));
  return topic;
}

/** Waits until a follower of partition 0 gives out what the leader has. */
async function caughtUp(follower: RawClient, topic: CreatedTopic): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const outcome = await follower.ask('Fetch', 11, fetchBody(topic));
    const partition = outcome.kind === 'answered' ? outcome.response.responses[0]?.partitions[0] : undefined;
    if (partition?.highWatermark === 2) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the follower did not catch up');
}

/** What leaders, followers and strangers say about partitions. */
export const THREE_BROKER_SCRIPTS: readonly Script[] = [
  {
    name: 'three-produce',
    nodes: 3,
    async run(play) {
      const nodes = await everyNode(play);
      const topic = await filledTopic(play, nodes, 'orders');
      for (const version of versions(3, 13)) {
        for (const [index, node] of nodes.entries()) {
          const ask = (label: string, partition: number, acks = -1) =>
            play.ask(
              `${label}, node ${index + 1}`,
              node,
              'Produce',
              version,
              produceBody(topic, batch(['c']), { index: partition, acks }),
            );
          await ask('partition 0 with acks=all', 0);
          await ask('partition 1 with acks=1', 1, 1);
          await ask('an unknown partition', 9);
          await ask('partition 2 with acks=7', 2, 7);
          const nope = { name: play.name('nope'), topicId: UNKNOWN_ID };
          await play.ask(
            `an unknown topic, node ${index + 1}`,
            node,
            'Produce',
            version,
            produceBody(nope, batch(['c'])),
          );
          const all = NODES.map((partition) => ({ index: partition - 1, records: batch(['d']) }));
          await play.ask(`all partitions, node ${index + 1}`, node, 'Produce', version, {
            transactionalId: null,
            acks: -1,
            timeoutMs: 5000,
            topicData: [{ ...topic, partitionData: all }],
          });
        }
      }
    },
  },
  {
    name: 'three-fetch',
    nodes: 3,
    async run(play) {
      const nodes = await everyNode(play);
      const topic = await filledTopic(play, nodes, 'orders');
      const [, second] = nodes;
      if (second !== undefined) await caughtUp(second, topic);
      for (const version of versions(4, 18)) {
        for (const [index, node] of nodes.entries()) {
          const ask = (label: string, shape: Parameters<typeof fetchBody>[1], of = topic) =>
            play.ask(`${label}, node ${index + 1}`, node, 'Fetch', version, fetchBody(of, shape));
          await ask('from the start', {});
          await ask('at the end', { fetchOffset: 2 });
          await ask('beyond the end', { fetchOffset: 3 });
          await ask('a newer epoch', { currentLeaderEpoch: 5 });
          await ask('an unknown topic', {}, { name: play.name('nope'), topicId: UNKNOWN_ID });
          const all = NODES.map((node) => ({ partition: node - 1, fetchOffset: 0, partitionMaxBytes: 1000 }));
          await play.ask(`all partitions, node ${index + 1}`, node, 'Fetch', version, {
            ...fetchBody(topic),
            topics: [{ topic: topic.name, topicId: topic.topicId, partitions: all }],
          });
        }
      }
    },
  },
  {
    name: 'three-offsets',
    nodes: 3,
    async run(play) {
      const nodes = await everyNode(play);
      const topic = await filledTopic(play, nodes, 'orders');
      for (const [index, node] of nodes.entries()) {
        const at = `node ${index + 1}`;
        for (const version of versions(1, 11)) {
          for (const timestamp of [-1, -2, -3, TIME + 1])
            for (const replicaId of [-1, -2])
              await play.ask(`timestamp ${timestamp} for ${replicaId}, ${at}`, node, 'ListOffsets', version, {
                replicaId,
                isolationLevel: 0,
                timeoutMs: 1000,
                topics: [
                  {
                    name: topic.name,
                    partitions: [0, 1, 2, 9].map((partitionIndex) => ({
                      partitionIndex,
                      timestamp,
                      currentLeaderEpoch: -1,
                    })),
                  },
                ],
              });
        }
        for (const version of versions(2, 4)) {
          for (const currentLeaderEpoch of [-1, 0, 3])
            for (const leaderEpoch of [0, 2])
              await play.ask(
                `epoch ${leaderEpoch}, current ${currentLeaderEpoch}, ${at}`,
                node,
                'OffsetForLeaderEpoch',
                version,
                {
                  replicaId: -2,
                  topics: [
                    {
                      topic: topic.name,
                      partitions: [0, 1, 2, 9].map((partition) => ({ partition, currentLeaderEpoch, leaderEpoch })),
                    },
                  ],
                },
              );
        }
        for (const version of versions(0, 2)) {
          for (const offset of [0, 1, 9, -2, -1])
            await play.ask(`delete up to ${offset}, ${at}`, node, 'DeleteRecords', version, {
              timeoutMs: 5000,
              topics: [
                { name: topic.name, partitions: [0, 1, 2, 9].map((partitionIndex) => ({ partitionIndex, offset })) },
              ],
            });
        }
      }
    },
  },
  {
    name: 'three-metadata',
    nodes: 3,
    async run(play) {
      const nodes = await everyNode(play);
      const topic = await filledTopic(play, nodes, 'orders');
      for (const [index, node] of nodes.entries()) {
        const at = `node ${index + 1}`;
        for (const version of versions(0, 13)) {
          const ask = (label: string, body: ReturnType<typeof metadataBody>) =>
            play.ask(`${label}, ${at}`, node, 'Metadata', version, body, { see: withoutController });
          await ask('a topic', metadataBody([topic.name]));
          await ask('with operations', metadataBody([topic.name], { operations: true }));
          await ask('a bad name', metadataBody(['a/b']));
          if (version >= 4) await ask('unknown', metadataBody([play.name('nope'), topic.name]));
          if (version >= 1) await ask('none', metadataBody([]));
          if (version >= 12) await ask('by id', metadataBody([], { ids: [topic.topicId, UNKNOWN_ID] }));
        }
        for (const version of versions(0, 2))
          for (const endpointType of version === 0 ? [1] : [1, 2, 3])
            await play.ask(
              `endpoint type ${endpointType}, ${at}`,
              node,
              'DescribeCluster',
              version,
              { includeClusterAuthorizedOperations: false, endpointType, includeFencedBrokers: version === 2 },
              { see: withoutController },
            );
        for (const responsePartitionLimit of [1, 2, 100])
          await play.ask(`a limit of ${responsePartitionLimit}, ${at}`, node, 'DescribeTopicPartitions', 0, {
            topics: [{ name: topic.name }, { name: play.name('nope') }],
            responsePartitionLimit,
            cursor: null,
          });
      }
    },
  },
];
