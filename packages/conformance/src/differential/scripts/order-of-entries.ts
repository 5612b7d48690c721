import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { batch, metadataBody, UNKNOWN_ID, ZERO } from './shapes.ts';

type Topic = Awaited<ReturnType<Play['createTopic']>>;

/** In no order at all. Of those marked, there is no topic. */
const FRUIT = ['mango', 'apple', 'zebra', 'kiwi', 'nashi', 'lemon', 'banana'] as const;
const MISSING = ['quince', 'cherry'] as const;
const TOPIC = 2;
const BROKER = 4;
const GROUP = 32;

/** What is asked, and the same the other way round: which answers follow the order of the request? */
async function bothWays<T>(items: readonly T[], ask: (label: string, items: T[]) => Promise<unknown>): Promise<void> {
  await ask('many', [...items]);
  await ask('the other way round', items.toReversed());
}

interface World {
  readonly play: Play;
  readonly client: RawClient;
  readonly topics: readonly Topic[];
  /** With names that no topic has, between those that have one. */
  readonly all: readonly Topic[];
}

async function worldOf(play: Play): Promise<World> {
  const client = await play.connect();
  const topics: Topic[] = [];
  for (const fruit of FRUIT) topics.push(await play.createTopic(client, fruit, 4));
  const missing = MISSING.map((base) => ({ name: play.name(base), topicId: UNKNOWN_ID }));
  const all = [...topics.slice(0, 2), ...missing.slice(0, 1), ...topics.slice(2), ...missing.slice(1)];
  return { play, client, topics, all };
}

async function records({ play, client, all }: World): Promise<void> {
  for (const version of [9, 13]) {
    await bothWays(all, (label, asked) =>
      play.ask(label, client, 'Produce', version, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 5000,
        topicData: asked.map((topic) => ({
          ...topic,
          partitionData: [3, 0, 9, 1].map((index) => ({ index, records: batch(['a']) })),
        })),
      }),
    );
    await bothWays(all, (label, asked) =>
      play.ask(label, client, 'Fetch', version, {
        maxWaitMs: 0,
        minBytes: 0,
        isolationLevel: 0,
        topics: asked.map(({ name, topicId }) => ({
          topic: name,
          topicId,
          partitions: [3, 0, 9, 1].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 })),
        })),
        forgottenTopicsData: [],
      }),
    );
  }
}

/** A session begins, goes on, and is given more, of which some is not there. */
async function sessions({ play, client, topics, all }: World): Promise<void> {
  for (const version of [7, 13]) {
    const wanted = (asked: readonly Topic[], partitions: readonly number[], session: [id: number, epoch: number]) => ({
      maxWaitMs: 0,
      minBytes: 0,
      isolationLevel: 0,
      sessionId: session[0],
      sessionEpoch: session[1],
      topics: asked.map(({ name, topicId }) => ({
        topic: name,
        topicId,
        partitions: partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1000 })),
      })),
      forgottenTopicsData: [],
    });
    const ask = (label: string, ...of: Parameters<typeof wanted>) =>
      play.ask(`${label}, in a session`, client, 'Fetch', version, wanted(...of));
    const opened = await ask('many', all, [3, 9, 0], [0, 0]);
    const id = opened?.sessionId ?? 0;
    await ask('the same', [], [], [id, 1]);
    await ask('more', topics.slice(0, 2).toReversed(), [1, 8], [id, 2]);
    await ask('the same, and more', [], [], [id, 3]);
  }
}

async function offsets({ play, client, all }: World): Promise<void> {
  for (const version of [5, 11]) {
    await bothWays(all, (label, asked) =>
      play.ask(label, client, 'ListOffsets', version, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 1000,
        topics: asked.map(({ name }) => ({
          name,
          partitions: [3, 0, 9, 1].map((partitionIndex) => ({ partitionIndex, timestamp: -1 })),
        })),
      }),
    );
  }
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'OffsetForLeaderEpoch', 4, {
      replicaId: -1,
      topics: asked.map(({ name: topic }) => ({
        topic,
        partitions: [3, 0, 9, 1].map((partition) => ({ partition, leaderEpoch: 0 })),
      })),
    }),
  );
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'DescribeProducers', 0, {
      topics: asked.map(({ name }) => ({ name, partitionIndexes: [3, 0, 9, 1] })),
    }),
  );
}

async function committed({ play, client, all }: World): Promise<void> {
  const groupId = await play.group(client, 'group');
  for (const version of [9, 10]) {
    await bothWays(all, (label, asked) =>
      play.ask(label, client, 'OffsetCommit', version, {
        groupId,
        generationIdOrMemberEpoch: -1,
        memberId: '',
        topics: asked.map((topic) => ({
          ...topic,
          partitions: [3, 0, 9, 1].map((partitionIndex) => ({
            partitionIndex,
            committedOffset: 1,
            committedMetadata: null,
          })),
        })),
      }),
    );
  }
  for (const version of [5, 9, 10]) {
    await bothWays(all, (label, asked) => {
      const topics = asked.map((topic) => ({ ...topic, partitionIndexes: [3, 0, 9, 1] }));
      const body =
        version < 8 ? { groupId, topics, groups: [] } : { groupId, topics: [], groups: [{ groupId, topics }] };
      return play.ask(label, client, 'OffsetFetch', version, body);
    });
  }
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'OffsetDelete', 0, {
      groupId,
      topics: asked.map(({ name }) => ({
        name,
        partitions: [3, 0, 9, 1].map((partitionIndex) => ({ partitionIndex })),
      })),
    }),
  );
}

async function described({ play, client, all }: World): Promise<void> {
  for (const version of [8, 13]) {
    await bothWays(all, (label, asked) =>
      play.ask(label, client, 'Metadata', version, metadataBody(asked.map(({ name }) => name)), {
        see: ({ topics: seen }) => ({ topics: seen.map(({ name, errorCode }) => ({ name, errorCode })) }),
      }),
    );
  }
  await bothWays(all, (label, asked) =>
    play.ask(
      `${label}, by id`,
      client,
      'Metadata',
      12,
      metadataBody([], { ids: asked.map(({ topicId }) => topicId) }),
      {
        see: ({ topics: seen }) => ({ topics: seen.map(({ name, errorCode }) => ({ name, errorCode })) }),
      },
    ),
  );
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'DescribeTopicPartitions', 0, {
      topics: asked.map(({ name }) => ({ name })),
      responsePartitionLimit: 100,
      cursor: null,
    }),
  );
  const keys = ['retention.ms', 'cleanup.policy', 'nope', 'compression.type', 'max.message.bytes'];
  await bothWays(
    [...all.map(({ name }) => [TOPIC, name] as const), [BROKER, '1'] as const, [BROKER, '7'] as const],
    (label, asked) =>
      play.ask(label, client, 'DescribeConfigs', 4, {
        resources: asked.map(([resourceType, resourceName]) => {
          return { resourceType, resourceName, configurationKeys: resourceType === TOPIC ? keys : ['nope'] };
        }),
      }),
  );
}

async function configs({ play, client, all }: World): Promise<void> {
  const resources = [
    ...all.map(({ name }) => ({ resourceType: TOPIC, resourceName: name })),
    { resourceType: BROKER, resourceName: '7' },
    { resourceType: GROUP, resourceName: play.name('g') },
    { resourceType: 9, resourceName: 'x' },
  ];
  await bothWays(resources, (label, asked) =>
    play.ask(label, client, 'IncrementalAlterConfigs', 1, {
      resources: asked.map((resource) => ({ ...resource, configs: [] })),
      validateOnly: true,
    }),
  );
  await bothWays(resources, (label, asked) =>
    play.ask(label, client, 'AlterConfigs', 2, {
      resources: asked.map((resource) => ({ ...resource, configs: [] })),
      validateOnly: true,
    }),
  );
}

async function groups({ play, client }: World): Promise<void> {
  const ids: string[] = [];
  for (const fruit of ['mango', 'apple', 'kiwi', 'lemon']) ids.push(await play.group(client, fruit));
  await bothWays(ids, (label, asked) =>
    play.ask(label, client, 'FindCoordinator', 4, { key: '', keyType: 0, coordinatorKeys: asked }),
  );
  await bothWays(ids, (label, asked) =>
    play.ask(label, client, 'DescribeGroups', 5, { groups: asked, includeAuthorizedOperations: false }),
  );
  await bothWays(ids, (label, asked) =>
    play.ask(label, client, 'OffsetFetch', 9, {
      groupId: '',
      topics: [],
      groups: asked.map((groupId) => ({ groupId, topics: [] })),
    }),
  );
  await bothWays(ids, (label, groupsNames) => play.ask(label, client, 'DeleteGroups', 2, { groupsNames }));
}

async function replicas({ play, client, all }: World): Promise<void> {
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'ElectLeaders', 2, {
      electionType: 0,
      timeoutMs: 10_000,
      topicPartitions: asked.map(({ name: topic }) => ({ topic, partitions: [3, 0, 9, 1] })),
    }),
  );
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'AlterPartitionReassignments', 1, {
      timeoutMs: 10_000,
      allowReplicationFactorChange: true,
      topics: asked.map(({ name }) => ({
        name,
        partitions: [3, 0, 9, 1].map((partitionIndex) => ({ partitionIndex, replicas: [1] })),
      })),
    }),
  );
  await bothWays(all, (label, asked) =>
    play.ask(
      label,
      client,
      'DescribeLogDirs',
      4,
      {
        topics: asked.map(({ name: topic }) => ({ topic, partitions: [3, 0, 9, 1] })),
      },
      {
        see: ({ results }) => ({ results: results.map(({ topics }) => ({ topics })) }),
      },
    ),
  );
}

async function changes({ play, client, all }: World): Promise<void> {
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'DeleteRecords', 2, {
      timeoutMs: 5000,
      topics: asked.map(({ name }) => ({
        name,
        partitions: [3, 0, 9, 1].map((partitionIndex) => ({ partitionIndex, offset: 0 })),
      })),
    }),
  );
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'CreatePartitions', 3, {
      topics: asked.map(({ name }) => ({ name, count: 5, assignments: null })),
      timeoutMs: 5000,
      validateOnly: true,
    }),
  );
  const names = [...all.map(({ name }) => name), play.name('new-b'), 'a/b', play.name('new-a'), '', play.name('b')];
  await bothWays(names, (label, asked) =>
    play.ask(label, client, 'CreateTopics', 7, {
      topics: asked.map((name) => ({ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] })),
      timeoutMs: 5000,
      validateOnly: true,
    }),
  );
  await bothWays(all, (label, asked) =>
    play.ask(label, client, 'DeleteTopics', 6, {
      topics: asked.map(({ name }) => ({ name, topicId: ZERO })),
      topicNames: [],
      timeoutMs: 5000,
    }),
  );
}

/** Requests for many things, in an order that is none: in which order are they answered? */
export const ORDER_SCRIPTS: readonly Script[] = [
  {
    name: 'order-of-entries',
    async run(play) {
      const world = await worldOf(play);
      for (const part of [records, sessions, offsets, committed, described, configs, groups, replicas, changes])
        await part(world);
    },
  },
];
