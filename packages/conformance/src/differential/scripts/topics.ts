import type { Script } from '../play.ts';
import { UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** CreateTopics, DeleteTopics, CreatePartitions. */
export const TOPIC_SCRIPTS: readonly Script[] = [
  {
    name: 'create-topics',
    async run(play) {
      const client = await play.connect();
      const shape = (name: string, over: object = {}) => ({
        name: play.name(name),
        numPartitions: 1,
        replicationFactor: 1,
        assignments: [],
        configs: [],
        ...over,
      });
      for (const version of versions(2, 7)) {
        const ask = (label: string, topics: ReturnType<typeof shape>[], over: object = {}) =>
          play.ask(label, client, 'CreateTopics', version, { topics, timeoutMs: 10_000, validateOnly: false, ...over });
        const v = (name: string) => `${name}-v${version}`;
        const replicas = (...brokers: number[][]) => ({
          numPartitions: -1,
          replicationFactor: -1,
          assignments: brokers.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
        });
        await ask('new', [shape(v('new'), { numPartitions: 2 })]);
        await ask('again', [shape(v('new'))]);
        await ask('validate only', [shape(v('validated'))], { validateOnly: true });
        await ask('0 partitions', [shape(v('p0'), { numPartitions: 0 })]);
        await ask('-2 partitions', [shape(v('p2'), { numPartitions: -2 })]);
        await ask('0 replicas', [shape(v('r0'), { replicationFactor: 0 })]);
        await ask('-3 replicas', [shape(v('r-3'), { replicationFactor: -3 })]);
        await ask('9 replicas', [shape(v('r9'), { replicationFactor: 9 })]);
        await ask('an unknown config', [shape(v('c1'), { configs: [{ name: 'nope', value: '1' }] })]);
        await ask('a bad value', [shape(v('c2'), { configs: [{ name: 'retention.ms', value: 'soon' }] })]);
        await ask('a null value', [shape(v('c3'), { configs: [{ name: 'retention.ms', value: null }] })]);
        await ask('a bad policy', [shape(v('c4'), { configs: [{ name: 'cleanup.policy', value: 'shred' }] })]);
        await ask('twice', [shape(v('twice')), shape(v('twice'))]);
        await ask('assigned', [shape(v('a1'), replicas([1], [1]))]);
        await ask('assigned and counted', [shape(v('a2'), { ...replicas([1]), numPartitions: 1 })]);
        await ask('an unknown broker', [shape(v('a3'), replicas([7]))]);
        await ask('a broker twice', [shape(v('a4'), replicas([1, 1]))]);
        await ask('no replicas', [shape(v('a5'), replicas([]))]);
        await ask('not from 0', [
          shape(v('a6'), {
            numPartitions: -1,
            replicationFactor: -1,
            assignments: [{ partitionIndex: 1, brokerIds: [1] }],
          }),
        ]);
        await ask('collides', [shape(`${v('new')}.x`), shape(`${v('new')}_x`)]);
        for (const bad of ['', '.', '..', 'a/b', 'a b', 'x'.repeat(250)])
          await ask(`the name ${bad.slice(0, 5)}`, [{ ...shape('x'), name: bad }]);
        await ask('an internal name', [{ ...shape('x'), name: '__cluster_metadata' }]);
        await ask('10,001 partitions', [shape(v('many'), { numPartitions: 10_001 })]);
        if (version >= 4) await ask('defaults', [shape(v('defaults'), { numPartitions: -1, replicationFactor: -1 })]);
        await ask('nothing', []);
      }
    },
  },
  {
    name: 'delete-topics',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(1, 6)) {
        const a = await play.createTopic(client, `a-v${version}`);
        const b = await play.createTopic(client, `b-v${version}`);
        const c = await play.createTopic(client, `c-v${version}`);
        const byName = (...wanted: string[]) =>
          version >= 6
            ? { topics: wanted.map((name) => ({ name, topicId: ZERO })), topicNames: [], timeoutMs: 5000 }
            : { topics: [], topicNames: wanted, timeoutMs: 5000 };
        await play.ask('one', client, 'DeleteTopics', version, byName(a.name));
        await play.ask('unknown', client, 'DeleteTopics', version, byName(play.name('nope')));
        await play.ask('a bad name', client, 'DeleteTopics', version, byName('a/b'));
        await play.ask('twice', client, 'DeleteTopics', version, byName(b.name, b.name));
        await play.ask('nothing', client, 'DeleteTopics', version, byName());
        if (version >= 6) {
          const ask = (label: string, topics: { name: string | null; topicId: string }[]) =>
            play.ask(label, client, 'DeleteTopics', version, { topics, topicNames: [], timeoutMs: 5000 });
          await ask('by id', [{ name: null, topicId: c.topicId }]);
          await ask('an unknown id', [{ name: null, topicId: UNKNOWN_ID }]);
          await ask('both', [{ name: b.name, topicId: b.topicId }]);
          await ask('neither', [{ name: null, topicId: ZERO }]);
        }
      }
    },
  },
  {
    name: 'create-partitions',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 3)) {
        const topic = await play.createTopic(client, `orders-v${version}`, 2);
        const ask = (label: string, count: number, over: object = {}, validateOnly = false) =>
          play.ask(label, client, 'CreatePartitions', version, {
            topics: [{ name: topic.name, count, assignments: null, ...over }],
            timeoutMs: 5000,
            validateOnly,
          });
        await ask('fewer', 1);
        await ask('the same', 2);
        await ask('validate only', 4, {}, true);
        await ask('more', 3);
        await ask('0', 0);
        await ask('-1', -1);
        await ask('unknown', 3, { name: play.name('nope') });
        await ask('assigned', 4, { assignments: [{ brokerIds: [1] }] });
        await ask('too many assignments', 5, { assignments: [{ brokerIds: [1] }, { brokerIds: [1] }] });
        await ask('an unknown broker', 5, { assignments: [{ brokerIds: [9] }] });
        await play.ask('twice', client, 'CreatePartitions', version, {
          topics: [
            { name: topic.name, count: 6, assignments: null },
            { name: topic.name, count: 7, assignments: null },
          ],
          timeoutMs: 5000,
          validateOnly: false,
        });
      }
    },
  },
];
