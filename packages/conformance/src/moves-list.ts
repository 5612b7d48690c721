import { setTimeout as delay } from 'node:timers/promises';
import { GROUP, TOPIC } from './moved-client.ts';
import { type KafkaCluster, type MovedCluster, PARTITIONS, type TestkaCluster } from './moved-cluster.ts';

const NODES = [1, 2, 3] as const;
/** Longer than a session, so that others lead what a frozen broker led. */
const FREEZE_MS = 1500;
/** The same for Kafka, where a session lasts three seconds. */
const LONG_FREEZE_MS = 4500;
const OUTAGE_MS = 500;

/** Something that happens to the cluster while a client works. */
export interface Move<C extends MovedCluster> {
  readonly name: string;
  run(cluster: C): Promise<void> | void;
}

/** What is asked of any cluster with requests. First, as clients hear of new partitions with the moves that follow. */
export const ALL_PARTITIONS = PARTITIONS + 2;

const ASKED: readonly Move<MovedCluster>[] = [
  { name: 'partitions are added', run: ({ wire }) => wire.addPartitions(TOPIC, ALL_PARTITIONS) },
  { name: 'everything is reassigned to nodes 2 and 3', run: ({ wire }) => wire.reassign(TOPIC, [2, 3]) },
  { name: 'everything is reassigned to nodes 3 and 1', run: ({ wire }) => wire.reassign(TOPIC, [3, 1]) },
  { name: 'everything is reassigned to nodes 1 and 2', run: ({ wire }) => wire.reassign(TOPIC, [1, 2]) },
  { name: 'everything is reassigned to all nodes', run: ({ wire }) => wire.reassign(TOPIC, [3, 2, 1]) },
];

/** Each is one that a client must get over before the next one comes. */
export const MOVES: readonly Move<TestkaCluster>[] = [
  ...ASKED,
  ...NODES.flatMap((id): Move<TestkaCluster>[] => [
    { name: `node ${id} stops`, run: ({ broker }) => broker.node(id).stop() },
    { name: `node ${id} starts again`, run: ({ broker }) => broker.node(id).start() },
  ]),
  ...NODES.map((id): Move<TestkaCluster> => {
    return { name: `node ${id} leads everything`, run: (cluster) => leadEverything(cluster, id) };
  }),
  { name: 'a client asks for the preferred leaders', run: electPreferred },
  ...NODES.map((id): Move<TestkaCluster> => {
    return { name: `node ${id} coordinates the group`, run: ({ broker }) => broker.group(GROUP).setCoordinator(id) };
  }),
  ...NODES.map((id): Move<TestkaCluster> => {
    return { name: `node ${id} drops its connections`, run: ({ broker }) => broker.node(id).disconnectClients() };
  }),
  ...NODES.flatMap((id): Move<TestkaCluster>[] => [
    { name: `node ${id} is killed`, run: ({ broker }) => broker.node(id).kill() },
    { name: `node ${id} starts again`, run: ({ broker }) => broker.node(id).start() },
  ]),
  { name: 'node 2 is unregistered', run: unregister },
  { name: 'node 2 comes back', run: ({ broker }) => broker.node(2).start() },
  { name: 'a node freezes for longer than its session', run: freeze },
  { name: 'nobody leads for a while', run: loseLeaders },
  { name: 'the coordinator stops without an election', run: stopCoordinator },
  { name: 'too few are in sync for a while', run: loseInSyncReplicas },
  { name: 'a follower falls behind', run: holdFollower },
];

/** What can be done to Apache Kafka, too. */
export const KAFKA_MOVES: readonly Move<KafkaCluster>[] = [
  ...ASKED,
  { name: 'node 3 stops', run: ({ nodes }) => nodes.stop(3) },
  { name: 'node 3 starts again', run: startInKafka(3) },
  { name: 'a client asks for the preferred leaders', run: ({ wire }) => wire.electPreferred(TOPIC) },
  { name: 'node 1 stops', run: ({ nodes }) => nodes.stop(1) },
  { name: 'node 1 starts again', run: startInKafka(1) },
  { name: 'node 2 is killed', run: ({ nodes }) => nodes.kill(2) },
  { name: 'node 2 starts again', run: startInKafka(2) },
  {
    name: 'node 2 is unregistered',
    async run({ nodes, wire }) {
      await nodes.stop(2);
      await wire.unregister(2);
    },
  },
  { name: 'node 2 comes back', run: startInKafka(2) },
  {
    name: 'node 3 freezes for longer than its session',
    async run({ nodes, wire }) {
      await nodes.pause(3);
      await delay(LONG_FREEZE_MS);
      await nodes.resume(3);
      await inSync(wire);
    },
  },
];

function startInKafka(id: number): Move<KafkaCluster>['run'] {
  return async ({ nodes, wire }) => {
    await nodes.start(id);
    await inSync(wire);
  };
}

function inSync(wire: MovedCluster['wire']): Promise<void> {
  return wire.until('the last replica in sync', async () => {
    return (await wire.partitions(TOPIC)).every(({ isrNodes }) => isrNodes.length === NODES.length);
  });
}

export function leadEverything({ broker }: TestkaCluster, id: number): void {
  const topic = broker.topic(TOPIC);
  for (const { partition } of topic.partitions) topic.setLeader(partition, id);
}

async function electPreferred(cluster: TestkaCluster): Promise<void> {
  leadEverything(cluster, 1);
  await cluster.wire.electPreferred(TOPIC);
  const astray = cluster.broker.topic(TOPIC).partitions.filter(({ leader, replicas }) => leader !== replicas[0]);
  if (astray.length > 0) throw new Error(`${astray.length} partitions are not led by their first replica`);
}

async function unregister({ broker, wire }: TestkaCluster): Promise<void> {
  await broker.node(2).stop();
  await wire.unregister(2);
}

/** Clients that wait for the answer of a frozen broker go on when it does: their own time-outs are longer. */
async function freeze({ broker }: TestkaCluster): Promise<void> {
  const node = broker.node(broker.group(GROUP).coordinator ?? NODES[0]);
  node.pause();
  await delay(FREEZE_MS);
  node.resume();
}

async function loseLeaders(cluster: TestkaCluster): Promise<void> {
  const topic = cluster.broker.topic(TOPIC);
  for (const { partition } of topic.partitions) topic.setLeader(partition, null);
  await delay(OUTAGE_MS);
  leadEverything(cluster, NODES[0]);
}

async function stopCoordinator({ broker }: TestkaCluster): Promise<void> {
  const node = broker.node(broker.group(GROUP).coordinator ?? NODES[0]);
  await node.stop({ election: false });
  await delay(OUTAGE_MS);
  await node.start();
}

/** Producers with acks=all are refused with NOT_ENOUGH_REPLICAS meanwhile. */
async function loseInSyncReplicas({ broker }: TestkaCluster): Promise<void> {
  await broker.node(2).stop();
  await broker.node(3).stop();
  await delay(OUTAGE_MS);
  await broker.node(2).start();
  await broker.node(3).start();
}

/** Until it is out of the in-sync replicas nobody gets an acknowledgement of acks=all, and nobody reads what is new. */
async function holdFollower({ broker }: TestkaCluster): Promise<void> {
  const hold = broker.node(3).holdReplication();
  await delay(2 * OUTAGE_MS);
  hold.release();
}
