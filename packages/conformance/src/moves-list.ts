import { setTimeout as delay } from 'node:timers/promises';
import type { Broker } from '@testka/broker';

export const TOPIC = 'moves';
export const GROUP = 'followers';

const NODES = [1, 2, 3] as const;
/** Longer than a session, so that others lead what a frozen broker led. */
const FREEZE_MS = 1500;
const OUTAGE_MS = 500;

/** Something that happens to the cluster while a client works. */
export interface Move {
  readonly name: string;
  run(broker: Broker): Promise<void> | void;
}

/** Each is one that a client must get over before the next one comes. */
export const MOVES: readonly Move[] = [
  ...NODES.flatMap((id): Move[] => [
    { name: `node ${id} stops`, run: (broker) => broker.node(id).stop() },
    { name: `node ${id} starts again`, run: (broker) => broker.node(id).start() },
  ]),
  ...NODES.map((id): Move => ({ name: `node ${id} leads everything`, run: (broker) => leadEverything(broker, id) })),
  ...NODES.map((id): Move => {
    return { name: `node ${id} coordinates the group`, run: (broker) => broker.group(GROUP).setCoordinator(id) };
  }),
  ...NODES.map((id): Move => {
    return { name: `node ${id} drops its connections`, run: (broker) => broker.node(id).disconnectClients() };
  }),
  ...NODES.flatMap((id): Move[] => [
    { name: `node ${id} is killed`, run: (broker) => broker.node(id).kill() },
    { name: `node ${id} starts again`, run: (broker) => broker.node(id).start() },
  ]),
  { name: 'a node freezes for longer than its session', run: freeze },
  { name: 'nobody leads for a while', run: loseLeaders },
  { name: 'the coordinator stops without an election', run: stopCoordinator },
  { name: 'too few are in sync for a while', run: loseInSyncReplicas },
  { name: 'a follower falls behind', run: holdFollower },
];

function leadEverything(broker: Broker, id: number): void {
  const topic = broker.topic(TOPIC);
  for (const { partition } of topic.partitions) topic.setLeader(partition, id);
}

/** Clients that wait for the answer of a frozen broker go on when it does: their own time-outs are longer. */
async function freeze(broker: Broker): Promise<void> {
  const node = broker.node(broker.group(GROUP).coordinator ?? NODES[0]);
  node.pause();
  await delay(FREEZE_MS);
  node.resume();
}

async function loseLeaders(broker: Broker): Promise<void> {
  const topic = broker.topic(TOPIC);
  for (const { partition } of topic.partitions) topic.setLeader(partition, null);
  await delay(OUTAGE_MS);
  leadEverything(broker, NODES[0]);
}

async function stopCoordinator(broker: Broker): Promise<void> {
  const node = broker.node(broker.group(GROUP).coordinator ?? NODES[0]);
  await node.stop({ election: false });
  await delay(OUTAGE_MS);
  await node.start();
}

/** Producers with acks=all are refused with NOT_ENOUGH_REPLICAS meanwhile. */
async function loseInSyncReplicas(broker: Broker): Promise<void> {
  await broker.node(2).stop();
  await broker.node(3).stop();
  await delay(OUTAGE_MS);
  await broker.node(2).start();
  await broker.node(3).start();
}

/** Until it is out of the in-sync replicas nobody gets an acknowledgement of acks=all, and nobody reads what is new. */
async function holdFollower(broker: Broker): Promise<void> {
  const hold = broker.node(3).holdReplication();
  await delay(2 * OUTAGE_MS);
  hold.release();
}
