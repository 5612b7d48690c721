import type { Script } from '../play.ts';
import { metadataBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** Metadata, CreateTopics, DeleteTopics and FindCoordinator of which one thing is odd. */
export const ODD_TOPIC_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-metadata',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const other = await play.createTopic(client, 'other');
      for (const version of versions(1, 13)) {
        const allow = version < 4;
        for (const operations of [false, true]) {
          const options = { allow, operations };
          const ask = (label: string, ...names: string[]) =>
            play.ask(label, client, 'Metadata', version, metadataBody(names, options));
          await ask('two', other.name, topic.name);
          await ask('good and bad', 'a/b', topic.name, '', '..');
          await ask('bad, twice', 'a/b', 'a/b');
          await ask('an internal name that is none', '__cluster_metadata');
          await ask('a long one', 'x'.repeat(249).concat('y'));
          if (version < 4) continue;
          await ask('unknown twice', play.name('nope'), play.name('nope'));
          if (version < 10) continue;
          const body = (topics: { topicId: string; name: string | null }[]) => ({
            ...metadataBody([], options),
            topics,
          });
          const askIds = (label: string, ...topics: { topicId: string; name: string | null }[]) =>
            play.ask(label, client, 'Metadata', version, body(topics));
          const name = version < 12 ? '' : null;
          await askIds('by id twice', { topicId: topic.topicId, name }, { topicId: topic.topicId, name });
          await askIds('by name and by id', { topicId: ZERO, name: topic.name }, { topicId: other.topicId, name });
          await askIds('by id and by name', { topicId: other.topicId, name }, { topicId: ZERO, name: topic.name });
          await askIds('by both', { topicId: other.topicId, name: topic.name });
          await askIds('unknown ids', { topicId: UNKNOWN_ID, name }, { topicId: topic.topicId, name });
          await askIds('an unknown id with a name', { topicId: UNKNOWN_ID, name: topic.name });
          await askIds('zero among others', { topicId: ZERO, name }, { topicId: topic.topicId, name });
        }
      }
      for (const version of versions(4, 13)) {
        const auto = play.name(`auto-v${version}`);
        await play.ask(
          'to be created',
          client,
          'Metadata',
          version,
          metadataBody([auto, topic.name, 'a/b', ''], { allow: true }),
        );
        await play.settle(client, 'Metadata', 9, metadataBody([auto]));
        await play.ask('created', client, 'Metadata', version, metadataBody([auto], { allow: true }));
      }
      const dotted = play.name('dot.ted');
      await play.ask('to be created', client, 'Metadata', 9, metadataBody([dotted], { allow: true }));
      await play.settle(client, 'Metadata', 9, metadataBody([dotted]));
      for (const version of [4, 9, 13])
        await play.ask('colliding', client, 'Metadata', version, metadataBody([play.name('dot_ted')], { allow: true }));
    },
  },
  {
    name: 'odd-topics',
    async run(play) {
      const client = await play.connect();
      const known = await play.createTopic(client, 'known', 1);
      for (const version of versions(2, 7)) {
        const shape = (name: string, over: object = {}) => ({
          name: play.name(`${name}-v${version}`),
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [] as { partitionIndex: number; brokerIds: number[] }[],
          configs: [] as { name: string; value: string | null }[],
          ...over,
        });
        for (const validateOnly of [true, false]) {
          const ask = (label: string, ...topics: ReturnType<typeof shape>[]) =>
            play.ask(`${label}${validateOnly ? ', only asked' : ''}`, client, 'CreateTopics', version, {
              topics,
              timeoutMs: 5000,
              validateOnly,
            });
          const assigned = (name: string, assignments: [number, ...number[]][], over: object = {}) =>
            shape(name, {
              numPartitions: -1,
              replicationFactor: -1,
              assignments: assignments.map(([partitionIndex, ...brokerIds]) => ({ partitionIndex, brokerIds })),
              ...over,
            });
          const config = (name: string, ...configs: [string, string | null][]) =>
            shape(name, { configs: configs.map(([key, value]) => ({ name: key, value })) });
          await ask(
            'partition 0 twice',
            assigned('twice', [
              [0, 1],
              [0, 1],
            ]),
          );
          await ask(
            'partitions in another order',
            assigned('order', [
              [1, 1],
              [0, 1],
            ]),
          );
          await ask('partition -1', assigned('minus', [[-1, 1]]));
          await ask(
            'different numbers of replicas',
            assigned('uneven', [
              [0, 1],
              [1, 1, 2],
            ]),
          );
          await ask('broker -1', assigned('broker', [[0, -1]]));
          await ask('assigned, replicas counted', assigned('counted', [[0, 1]], { replicationFactor: 1 }));
          await ask('assigned, 0 partitions', assigned('zero', [[0, 1]], { numPartitions: 0 }));
          await ask('-1 replicas, 2 partitions', shape('r', { numPartitions: 2, replicationFactor: -1 }));
          await ask('-1 partitions, 1 replica', shape('p', { numPartitions: -1 }));
          await ask(
            '-1 of both, 3 of none',
            shape('d', { numPartitions: -1, replicationFactor: -1 }),
            shape('n', { replicationFactor: -3, numPartitions: 3 }),
          );
          await ask('a config twice', config('c1', ['retention.ms', '1'], ['retention.ms', '2']));
          await ask('a config without a name', config('c2', ['', '1']));
          await ask('an empty value', config('c3', ['retention.ms', '']));
          await ask('spaces around a value', config('c4', ['retention.ms', ' 1000 ']));
          await ask('good and bad configs', config('c5', ['retention.ms', '1'], ['nope', 'x']));
          await ask(
            'values that go together badly',
            config('c6', ['min.insync.replicas', '0']),
            config('c7', ['segment.bytes', '1']),
          );
          await ask('a local retention beyond', config('c8', ['local.retention.ms', '10'], ['retention.ms', '1']));
          await ask('remote storage', config('c9', ['remote.storage.enable', 'true']));
          await ask(
            'policies',
            config('c10', ['cleanup.policy', 'compact,delete']),
            config('c11', ['cleanup.policy', 'delete,delete']),
            config('c12', ['cleanup.policy', '']),
          );
          await ask(
            'replicas throttled',
            config('c13', ['leader.replication.throttled.replicas', '0:1,1:2']),
            config('c14', ['leader.replication.throttled.replicas', 'x']),
          );
          await ask(
            'a broken compression',
            config('c15', ['compression.type', 'brotli']),
            config('c16', ['compression.gzip.level', '77']),
          );
          await ask(
            'times',
            config('c17', ['message.timestamp.type', 'Now']),
            config('c18', ['message.timestamp.after.max.ms', '-1']),
            config('c19', ['max.message.bytes', '-1']),
          );
          await ask('known, and new', { ...shape('x'), name: known.name }, shape(`new-${validateOnly}`));
          await ask(
            'one name three times, and another',
            shape('same'),
            shape('same'),
            shape('same', { numPartitions: 0 }),
            shape(`other-${validateOnly}`),
          );
          await ask('a bad name twice', { ...shape('x'), name: 'a/b' }, { ...shape('x'), name: 'a/b' });
          await ask(
            'names that collide with each other',
            { ...shape('x'), name: play.name(`p.q_r-v${version}`) },
            { ...shape('x'), name: play.name(`p_q.r-v${version}`) },
          );
        }
      }
    },
  },
  {
    name: 'odd-deletions',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(1, 6)) {
        const [a, b] = [
          await play.createTopic(client, `a-v${version}`),
          await play.createTopic(client, `b-v${version}`),
        ];
        const ask = (label: string, ...topics: { name: string | null; topicId: string }[]) =>
          play.ask(label, client, 'DeleteTopics', version, {
            topics: version >= 6 ? topics : [],
            topicNames: version >= 6 ? [] : topics.map(({ name }) => name ?? ''),
            timeoutMs: 5000,
          });
        const named = (name: string) => ({ name, topicId: ZERO });
        await ask('no name', named(''));
        await ask('a bad one twice', named('a/b'), named('a/b'));
        await ask('unknown twice and known', named(play.name('nope')), named(play.name('nope')), named(a.name));
        await ask('three times', named(b.name), named(b.name), named(b.name));
        await ask('an internal one', named('__cluster_metadata'));
        if (version < 6) continue;
        const id = (topicId: string) => ({ name: null, topicId });
        await ask('an id twice', id(b.topicId), id(b.topicId));
        await ask('unknown ids twice', id(UNKNOWN_ID), id(UNKNOWN_ID));
        await ask('by name and by id', named(b.name), id(b.topicId));
        await ask('both, unknown', { name: play.name('nope'), topicId: UNKNOWN_ID });
        await ask('both, of different topics', { name: b.name, topicId: UNKNOWN_ID }, named(b.name));
        await ask('neither, and one', { name: null, topicId: ZERO }, id(b.topicId));
      }
      for (const version of versions(0, 6)) {
        const keys = [['a', '', 'a'], ['', ''], ['x'.repeat(300)]];
        for (const keyType of version >= 1 ? [0, 2, 3, -128] : [0]) {
          for (const [index, coordinatorKeys] of keys.entries())
            await play.ask(`keys ${index} of type ${keyType}`, client, 'FindCoordinator', version, {
              key: coordinatorKeys[0] ?? '',
              keyType,
              coordinatorKeys,
            });
        }
      }
    },
  },
];
