import type { Play, Script } from '../play.ts';
import type { Answer, RawClient } from '../raw-client.ts';
import { ZERO } from './shapes.ts';

function described({ name }: { readonly name: string }) {
  return { topics: [{ name }], responsePartitionLimit: 100, cursor: null };
}

/** Where partitions lie is drawn by chance; how many replicas they have, and whether the broker has one, is not. */
function placement({ topics }: Answer<'DescribeTopicPartitions'>): unknown {
  return topics.map(({ errorCode, partitions }) => ({
    errorCode,
    partitions: partitions.map(({ replicaNodes, leaderId }) => ({
      replicas: replicaNodes.length,
      isLed: leaderId > 0,
      atThree: replicaNodes.includes(3),
    })),
  }));
}

interface Stage {
  readonly play: Play;
  readonly client: RawClient;
  readonly when: string;
}

function topicOf(name: string, over: object) {
  return { name, numPartitions: 4, replicationFactor: 1, assignments: [], configs: [], ...over };
}

function placed(...replicas: number[][]) {
  const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }));
  return { numPartitions: -1, replicationFactor: -1, assignments };
}

async function creations({ play, client, when }: Stage): Promise<void> {
  const slug = when.replaceAll(/\W+/g, '-');
  const create = async (label: string, over: object): Promise<void> => {
    const name = play.name(`${slug}-${label.replaceAll(/\W+/g, '-')}`);
    const body = { topics: [topicOf(name, over)], timeoutMs: 10_000, validateOnly: false };
    const answer = await play.ask(`${when}: ${label}`, client, 'CreateTopics', 7, body, {
      see: ({ topics }) => topics.map(({ topicId, ...topic }) => ({ ...topic, configs: [], hasId: topicId !== ZERO })),
    });
    if (answer?.topics[0]?.errorCode !== 0) return;
    await play.until(
      client,
      'DescribeTopicPartitions',
      0,
      described({ name }),
      ({ topics }) => topics[0]?.errorCode === 0,
    );
    await play.ask(`${when}: ${label}, placed`, client, 'DescribeTopicPartitions', 0, described({ name }), {
      see: placement,
    });
  };
  for (const replicationFactor of [1, 2, 3]) await create(`${replicationFactor} replicas`, { replicationFactor });
  await create('at the one', placed([3]));
  await create('at the one, and another', placed([1, 3]));
  await create('at the one and nobody', placed([3, 9]));
  await create('at the one twice', placed([3, 3]));
  await create('at another, then at the one', placed([1], [3]));
  await create('at another', placed([2]));
}

async function changes({ play, client, when }: Stage, away: string, here: string): Promise<void> {
  const add = (label: string, name: string, count: number, replicas: number[][] | null) =>
    play.ask(`${when}: ${label}`, client, 'CreatePartitions', 3, {
      topics: [{ name, count, assignments: replicas?.map((brokerIds) => ({ brokerIds })) ?? null }],
      timeoutMs: 10_000,
      validateOnly: true,
    });
  await add('more at the one', away, 2, [[3, 1]]);
  await add('more at others', away, 2, [[2, 1]]);
  await add('more anywhere', away, 2, null);
  await add('more of what it has', here, 2, null);
  await add('more of what it has, there', here, 2, [[3, 1]]);
  const move = async (label: string, name: string, ...replicas: number[]): Promise<void> => {
    const partitions = [{ partitionIndex: 0, replicas }];
    await play.ask(`${when}: ${label}`, client, 'AlterPartitionReassignments', 1, {
      timeoutMs: 10_000,
      topics: [{ name, partitions }],
    });
    await play.until(client, 'ListPartitionReassignments', 0, { timeoutMs: 10_000, topics: null }, ({ topics }) => {
      return topics.length === 0;
    });
  };
  await move('moved to the one', away, 3, 1);
  await move('moved from the one', away, 1, 2);
  await move('moved in another order', here, 3, 1);
  await move('moved as it is', here, 1, 3);
}

async function logDirs(play: Play, when: string, clients: readonly RawClient[], name: string): Promise<string> {
  let path = '';
  for (const [index, client] of clients.entries())
    for (const version of [4, 5]) {
      const topics = [{ topic: name, partitions: [0] }];
      const answer = await play.ask(
        `${when}: directories of ${index + 1}`,
        client,
        'DescribeLogDirs',
        version,
        { topics },
        {
          see: ({ results }) =>
            results.map(({ errorCode, topics: all, isCordoned }) => ({ errorCode, all, isCordoned })),
        },
      );
      path = answer?.results[0]?.logDir ?? '';
    }
  return path;
}

/** A broker that is to get no new replicas (KIP-1066). */
export const CORDONED_SCRIPTS: readonly Script[] = [
  {
    name: 'cordoned',
    nodes: 3,
    ownCluster: true,
    async run(play) {
      const [one, two, three] = await Promise.all([1, 2, 3].map((node) => play.connect('raw', node)));
      if (one === undefined || two === undefined || three === undefined) throw new Error('a broker is missing');
      const [away, here] = [await play.placeTopic(one, 'away', [[1, 2]]), await play.placeTopic(one, 'here', [[1, 3]])];
      const clients = [one, two, three];
      const path = await logDirs(play, 'at first', clients, here.name);
      const set = (label: string, client: RawClient, broker: string, configOperation: number, value: string | null) =>
        play.ask(label, client, 'IncrementalAlterConfigs', 1, {
          resources: [
            { resourceType: 4, resourceName: broker, configs: [{ name: 'cordoned.log.dirs', configOperation, value }] },
          ],
          validateOnly: false,
        });
      const isRefused = async (expected: boolean): Promise<void> => {
        const body = { topics: [topicOf(play.name('probe'), placed([3]))], timeoutMs: 10_000, validateOnly: true };
        await play.until(one, 'CreateTopics', 7, body, ({ topics }) => (topics[0]?.errorCode !== 0) === expected);
      };
      await set('cordoned by another', one, '3', 0, '*');
      for (const [label, value] of [
        ['all', '*'],
        ['by path', path],
      ] as const) {
        await set(`cordoned ${label}`, three, '3', 0, value);
        await isRefused(true);
        await logDirs(play, `cordoned ${label}`, clients, here.name);
        await creations({ play, client: one, when: `cordoned ${label}` });
        await changes({ play, client: one, when: `cordoned ${label}` }, away.name, here.name);
        await set(`no longer cordoned ${label}`, three, '3', 1, null);
        await isRefused(false);
      }
      await logDirs(play, 'in the end', clients, here.name);
      await changes({ play, client: one, when: 'in the end' }, away.name, here.name);
    },
  },
];
