import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { commitBody } from './group-shapes.ts';
import { batch, fetchBody, metadataBody, produceBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

type Topic = Awaited<ReturnType<Play['createTopic']>>;

/** What a client hardly asks: the same twice, topics without partitions, no time, values that mean nothing. */
export const TWICE_OR_EMPTY_SCRIPTS: readonly Script[] = [
  {
    name: 'twice-or-empty',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const index of [0, 1])
        await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b', 'c', 'd']), { index }));
      await deletedRecords(play, client, topic);
      await listedOffsets(play, client, topic);
      await committedOffsets(play, client, topic);
      await deletedOffsets(play, client, topic);
      await logDirs(play, client, topic);
    },
  },
  {
    name: 'isolation-and-bytes',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      await client.ask('Produce', 9, produceBody(topic, batch(['a', 'b', 'c'])));
      for (const version of versions(4, 18)) {
        const ask = (label: string, shape: Parameters<typeof fetchBody>[1], of: Topic = topic) =>
          play.ask(label, client, 'Fetch', version, fetchBody(of, shape));
        for (const isolationLevel of [2, -1]) {
          const label = `isolation ${isolationLevel}`;
          await ask(label, { isolationLevel });
          await ask(`${label}, an unknown partition`, { isolationLevel, partition: 9 });
          await ask(`${label}, a newer epoch`, { isolationLevel, currentLeaderEpoch: 9 });
          await ask(`${label}, beyond the end`, { isolationLevel, fetchOffset: 9 });
          await ask(`${label}, time to wait`, { isolationLevel, maxWaitMs: 200, fetchOffset: 3 });
          await ask(`${label}, a session`, { isolationLevel, sessionId: 0, sessionEpoch: 0 });
        }
        await ask('negative bytes', { maxBytes: -1 });
        await ask('negative bytes at the end', { maxBytes: -1, fetchOffset: 3 });
        await ask('negative bytes beyond the end', { maxBytes: -1, fetchOffset: 9 });
        await ask('negative bytes, an unknown partition', { maxBytes: -1, partition: 9 });
        await ask('negative bytes, time to wait', { maxBytes: -1, maxWaitMs: 200, minBytes: 1 });
      }
      for (const version of versions(2, 11)) {
        for (const isolationLevel of [2, -1]) {
          for (const timestamp of [-1, -2, 0]) {
            await play.ask(`isolation ${isolationLevel}, time ${timestamp}`, client, 'ListOffsets', version, {
              replicaId: -1,
              isolationLevel,
              timeoutMs: 1000,
              topics: [
                { name: topic.name, partitions: [0, 9].map((partitionIndex) => ({ partitionIndex, timestamp })) },
              ],
            });
          }
        }
      }
    },
  },
  {
    name: 'no-time',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const created = (name: string, over: object = {}) => {
        return { name: play.name(name), numPartitions: 1, replicationFactor: 1, assignments: [], configs: [], ...over };
      };
      for (const timeoutMs of [0, -1]) {
        for (const version of versions(2, 7)) {
          const ask = (label: string, topics: ReturnType<typeof created>[]) =>
            play.ask(label, client, 'CreateTopics', version, { topics, timeoutMs, validateOnly: version % 2 === 0 });
          await ask('create', [created(`new-${version}`), created(`other-${version}`, { replicationFactor: 9 })]);
          await ask('create what is there', [{ ...created(''), name: topic.name }]);
          await ask('create one twice', [created('twice'), created('twice'), created('once')]);
          await ask('create nothing', []);
        }
        for (const version of versions(1, 6)) {
          const ask = (label: string, ...names: string[]) =>
            play.ask(label, client, 'DeleteTopics', version, {
              topics: version >= 6 ? names.map((name) => ({ name, topicId: ZERO })) : [],
              topicNames: version >= 6 ? [] : names,
              timeoutMs,
            });
          await ask('delete', topic.name);
          await ask('delete what is not there', play.name('nope'));
          await ask('delete nothing');
        }
        for (const version of versions(0, 3)) {
          const ask = (label: string, ...names: string[]) =>
            play.ask(label, client, 'CreatePartitions', version, {
              topics: names.map((name) => ({ name, count: 3, assignments: null })),
              timeoutMs,
              validateOnly: false,
            });
          await ask('add partitions', topic.name);
          await ask('add partitions to what is not there', play.name('nope'));
          await ask('add partitions twice', topic.name, topic.name);
          await ask('add no partitions');
        }
      }
    },
  },
  {
    name: 'order-of-checks',
    async run(play) {
      const client = await play.connect();
      const name = play.name('orders');
      const bad = [{ name: 'retention.ms', value: null }];
      for (const version of versions(2, 7)) {
        const ask = (label: string, over: object) =>
          play.ask(label, client, 'CreateTopics', version, {
            topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: bad, ...over }],
            timeoutMs: 5000,
            validateOnly: false,
          });
        await ask('no partitions, replicas', { numPartitions: 0, replicationFactor: 0 });
        await ask('no replicas', { replicationFactor: 0 });
        await ask('no partitions', { numPartitions: 0 });
        const unknown = [{ name: 'nope', value: 'x' }];
        await ask('no partitions, an unknown config', { numPartitions: 0, configs: unknown });
        await ask('no replicas, an unknown config', { replicationFactor: 0, configs: unknown });
        const both = [...bad, { name: 'retention.ms', value: '1' }];
        await ask('null, then a value', { numPartitions: 0, replicationFactor: 0, configs: both });
        await ask('a value, then null', { numPartitions: 0, replicationFactor: 0, configs: both.toReversed() });
      }
    },
  },
  {
    name: 'operations-on-unknown-topics',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(8, 13)) {
        const ask = (label: string, ...names: string[]) =>
          play.ask(label, client, 'Metadata', version, metadataBody(names, { operations: true }));
        await ask('unknown', play.name('nope'));
        await ask('invalid', '..', 'a/b');
        await ask('empty', '');
        await ask('both', play.name('nope'), '..');
        await play.ask('not asked', client, 'Metadata', version, metadataBody([play.name('nope'), '..']));
        if (version < 12) continue;
        const byId = metadataBody([], { operations: true, ids: [UNKNOWN_ID] });
        await play.ask('by id', client, 'Metadata', version, byId);
      }
      const auto = metadataBody([play.name('auto')], { allow: true, operations: true });
      await play.ask('being created', client, 'Metadata', 12, auto);
    },
  },
];

async function deletedRecords(play: Play, client: RawClient, { name }: Topic): Promise<void> {
  for (const version of versions(0, 2)) {
    const ask = (label: string, ...topics: [name: string, ...partitions: (readonly [number, number])[]][]) =>
      play.ask(label, client, 'DeleteRecords', version, {
        topics: topics.map(([to, ...partitions]) => ({
          name: to,
          partitions: partitions.map(([partitionIndex, offset]) => ({ partitionIndex, offset })),
        })),
        timeoutMs: 5000,
      });
    const unknown = play.name('nope');
    await ask('a partition twice', [name, [0, 1], [0, 2]]);
    await ask('a partition twice, the last is bad', [name, [0, 3], [0, 99]]);
    await ask('a partition twice, the first is bad', [name, [0, 99], [0, 2]]);
    await ask('a topic twice', [name, [0, 1]], [name, [1, 0]]);
    await ask('a topic twice, and an unknown one', [unknown, [0, 1]], [name, [0, 1]], [unknown, [1, 0]]);
    await ask('a topic twice, the same partition', [name, [0, 1]], [name, [0, 2]]);
    await ask('an unknown partition twice', [name, [9, 0], [9, 1]]);
    await ask('empty', [name]);
  }
}

async function listedOffsets(play: Play, client: RawClient, { name }: Topic): Promise<void> {
  for (const version of versions(1, 11)) {
    const ask = (label: string, ...topics: [name: string, ...partitions: (readonly [number, number])[]][]) =>
      play.ask(label, client, 'ListOffsets', version, {
        replicaId: -1,
        isolationLevel: 0,
        timeoutMs: 1000,
        topics: topics.map(([to, ...partitions]) => ({
          name: to,
          partitions: partitions.map(([partitionIndex, timestamp]) => ({ partitionIndex, timestamp })),
        })),
      });
    const unknown = play.name('nope');
    await ask('no partitions', [name]);
    await ask('a topic without, another with', [unknown], [name, [0, -1]]);
    await ask('a topic twice', [name, [0, -1]], [name, [1, -2]]);
    await ask('a topic twice, the same partition', [name, [0, -1]], [name, [0, -2], [1, -1]]);
    await ask('an unknown topic twice', [unknown, [0, -1]], [name, [0, -1]], [unknown, [1, -1]]);
    await ask('a partition three times', [name, [1, -1], [0, -1], [0, -2], [0, -1]]);
  }
}

async function committedOffsets(play: Play, client: RawClient, topic: Topic): Promise<void> {
  for (const version of versions(2, 10)) {
    const groupId = await play.group(client, `g${version}`);
    const unknown = { name: play.name('nope'), topicId: UNKNOWN_ID };
    const ask = (label: string, ...topics: (readonly [of: Topic, ...indexes: number[]])[]) =>
      play.ask(label, client, 'OffsetCommit', version, {
        ...commitBody(groupId, topic, 0),
        topics: topics.map(([of, ...indexes]) => ({
          ...of,
          partitions: indexes.map((partitionIndex, at) => {
            return { partitionIndex, committedOffset: at, committedLeaderEpoch: -1, committedMetadata: '' };
          }),
        })),
      });
    await ask('an unknown topic without partitions', [unknown]);
    await ask('a known one without', [topic]);
    await ask('both without', [topic], [unknown]);
    await ask('an unknown one without, a known one', [unknown], [topic, 0, 0]);
    await ask('a known one twice', [topic, 0], [topic, 1]);
    await ask('a known one twice, partly unknown', [topic, 9, 0], [topic, 1, 8]);
    await ask('an unknown one twice', [unknown, 0], [topic, 0], [unknown, 1]);
    await ask('a known one twice, an unknown one between', [topic, 0], [unknown, 0], [topic, 1]);
    await ask('a known one with, and without', [topic, 0], [topic]);
    await ask('unknown partitions only, twice', [topic, 9], [topic, 8]);
  }
}

async function deletedOffsets(play: Play, client: RawClient, topic: Topic): Promise<void> {
  const groupId = await play.group(client, 'deleting');
  await play.ask('commit', client, 'OffsetCommit', 6, commitBody(groupId, topic, 3));
  const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
    play.ask(label, client, 'OffsetDelete', 0, {
      groupId,
      topics: topics.map(([name, ...partitions]) => ({
        name,
        partitions: partitions.map((partitionIndex) => ({ partitionIndex })),
      })),
    });
  const unknown = play.name('nope');
  const { name } = topic;
  await ask('an unknown topic without partitions', [unknown]);
  await ask('a known one without', [name]);
  await ask('both without', [name], [unknown]);
  await ask('an unknown one without, a known one', [unknown], [name, 1]);
  await ask('an unknown one twice', [unknown, 0], [unknown, 1]);
  await ask('a known one twice', [name, 0], [name, 1]);
  await ask('a known one twice, partly unknown', [name, 0, 9], [name, 1, 8]);
  await ask('a known one, and without partitions', [name, 0], [name]);
}

async function logDirs(play: Play, client: RawClient, { name }: Topic): Promise<void> {
  for (const version of versions(1, 2)) {
    const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
      play.ask(label, client, 'AlterReplicaLogDirs', version, {
        dirs: [{ path: '/nope', topics: topics.map(([to, ...partitions]) => ({ name: to, partitions })) }],
      });
    await ask('no partitions', [name]);
    await ask('an unknown topic without partitions', [name, 0], [play.name('nope')]);
    await ask('a topic twice', [name, 0], [name, 1]);
    await ask('a topic with, and without', [name, 0], [name]);
    await ask('a partition twice', [name, 0, 0]);
  }
}
