import type { Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';

/** Short sessions: a broker that does not answer is given up soon. */
const IMPATIENT = { 'broker.session.timeout.ms': '2500', 'broker.heartbeat.interval.ms': '250' };

type Partition = Answer<'DescribeTopicPartitions'>['topics'][number]['partitions'][number];

async function show(
  play: Play,
  label: string,
  client: RawClient,
  { name }: { readonly name: string },
  isSo: (partition: Partition) => boolean = () => true,
): Promise<void> {
  const body = { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
  await play.until(client, 'DescribeTopicPartitions', 0, body, (answer) =>
    (answer.topics[0]?.partitions ?? []).every(isSo),
  );
  await play.ask(label, client, 'DescribeTopicPartitions', 0, body);
}

function moveBody({ name }: { readonly name: string }, replicas: readonly number[] | null, timeoutMs = 10_000) {
  const partitions = [{ partitionIndex: 0, replicas: replicas === null ? null : [...replicas] }];
  return { timeoutMs, allowReplicationFactorChange: true, topics: [{ name, partitions }] };
}

/** Every broker that runs is asked: each answers from what it has heard of the cluster. */
async function listResources(play: Play, label: string, clients: readonly RawClient[]): Promise<void> {
  for (const [index, client] of clients.entries())
    for (const types of [[4], [8], [4, 8]])
      await play.ask(`${label}, asked of ${index + 1}: ${types.join()}`, client, 'ListConfigResources', 1, {
        resourceTypes: types,
      });
}

/** Until each broker has heard that another is registered, or is not. */
async function untilKnown(play: Play, clients: readonly RawClient[], brokerIds: readonly number[]): Promise<void> {
  const body = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: true };
  for (const client of clients)
    await play.until(client, 'DescribeCluster', 2, body, ({ brokers }) => {
      const known = brokers.map(({ brokerId }) => brokerId).toSorted((a, b) => a - b);
      return known.join() === brokerIds.join();
    });
}

/** A broker that is away, then forgotten, then back. */
export const REGISTRATION_SCRIPTS: readonly Script[] = [
  {
    name: 'registration',
    nodes: 3,
    ownCluster: true,
    config: IMPATIENT,
    async run(play) {
      const [one, two] = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const topic = await play.placeTopic(one, 't', [[1, 3]]);
      const lonely = await play.placeTopic(one, 'lonely', [[3]]);
      await play.nodes.stop(3);
      await show(play, 'away', one, topic, ({ isrNodes }) => isrNodes.length === 1);
      await listResources(play, 'one is away', [one, two]);
      for (const version of [0, 1]) {
        const move = (label: string, body: ReturnType<typeof moveBody>) =>
          play.ask(label, one, 'AlterPartitionReassignments', version, body);
        await move('to one who is away', moveBody(topic, [3]));
        await play.ask('on its way', one, 'ListPartitionReassignments', 0, { timeoutMs: 10_000, topics: null });
        await move('given up', moveBody(topic, null));
        await move('where it is, away', moveBody(lonely, [3]));
        await move('to nobody', moveBody(topic, []));
        await move('to one twice', moveBody(topic, [3, 3]));
        await move('to one unknown', moveBody(topic, [1, 9]));
        await move('to one below none', moveBody(topic, [-1]));
        for (const timeoutMs of [0, -1]) {
          await move(`in ${timeoutMs} ms`, moveBody(topic, [2], timeoutMs));
          await move(`unknown, in ${timeoutMs} ms`, moveBody({ name: 'unknown' }, null, timeoutMs));
          await move(`nothing, in ${timeoutMs} ms`, { ...moveBody(topic, [2], timeoutMs), topics: [] });
          await move(`no partition, in ${timeoutMs} ms`, {
            ...moveBody(topic, [2], timeoutMs),
            topics: [{ name: topic.name, partitions: [] }],
          });
        }
      }
      await play.ask('forgotten', one, 'UnregisterBroker', 0, { brokerId: 3 });
      await show(play, 'forgotten', one, topic);
      await untilKnown(play, [one, two], [1, 2]);
      await listResources(play, 'one is forgotten', [one, two]);
      await play.ask('to one who is forgotten', one, 'AlterPartitionReassignments', 1, moveBody(topic, [3]));
      await play.nodes.start(3);
      await show(play, 'in sync again', one, topic, ({ isrNodes }) => isrNodes.length === 2);
      await show(play, 'leads again', one, lonely, ({ leaderId }) => leaderId === 3);
      const three = await play.connect('raw', 3);
      await untilKnown(play, [one, two, three], [1, 2, 3]);
      await listResources(play, 'one is back', [one, two, three]);
    },
  },
];
