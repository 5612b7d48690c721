import type { Script } from '../differential/play.ts';

/** The versions of topics' requests that 4.0 removed. */
const topics: Script = {
  name: 'old-topics',
  async run(play) {
    const client = await play.connect();
    const { name: known } = await play.createTopic(client, 'known');
    const topic = (base: string, overrides = {}) => ({
      name: play.name(base),
      numPartitions: 2,
      replicationFactor: 1,
      assignments: [],
      configs: [],
      ...overrides,
    });
    for (const version of [0, 1]) {
      const create = (label: string, each: ReturnType<typeof topic>, rest = {}) => {
        return play.ask(label, client, 'CreateTopics', version, { topics: [each], timeoutMs: 5000, ...rest });
      };
      await create('a topic', topic(`new-${version}`));
      await create('an existing one', topic('known'));
      await create('no partitions', topic('zero', { numPartitions: 0 }));
      await create('the default of partitions', topic('default', { numPartitions: -1 }));
      await create('too many replicas', topic('replicas', { replicationFactor: 9 }));
      await create('an unknown config', topic('config', { configs: [{ name: 'no', value: '1' }] }));
      await create('a bad name', topic('a/b'));
      await create('only asked', topic('asked'), { validateOnly: true });
      const assignments = [{ partitionIndex: 0, brokerIds: [1] }];
      const assigned = topic(`assigned-${version}`, { numPartitions: -1, replicationFactor: -1, assignments });
      await create('assigned', assigned);
    }
    const remove = (label: string, topicNames: string[]) => {
      return play.ask(label, client, 'DeleteTopics', 0, { topicNames, topics: [], timeoutMs: 5000 });
    };
    await remove('a topic', [known]);
    await remove('again', [known]);
    await remove('a bad name', [play.name('a/b')]);
    await remove('one twice', [play.name('new-0'), play.name('new-0')]);
    await remove('two', [play.name('new-1'), play.name('no')]);
    await remove('none', []);
  },
};

const BROKER = 4;
const TOPIC = 2;

/** DescribeConfigs v0 and OffsetForLeaderEpoch v0 and v1. */
const others: Script = {
  name: 'old-others',
  async run(play) {
    const client = await play.connect();
    const { name } = await play.createTopic(client, 'orders', 1, { 'retention.ms': '1000' });
    const describe = (label: string, resourceType: number, resourceName: string, keys: string[] | null) => {
      const resources = [{ resourceType, resourceName, configurationKeys: keys }];
      return play.ask(label, client, 'DescribeConfigs', 0, { resources });
    };
    await describe('of a topic', TOPIC, name, ['retention.ms', 'cleanup.policy', 'max.message.bytes']);
    await describe('all of a topic', TOPIC, name, null);
    await describe('an unknown one', TOPIC, name, ['no']);
    await describe('an unknown topic', TOPIC, play.name('no'), null);
    await describe('of a broker', BROKER, '1', ['num.partitions', 'log.message.format.version', 'log.retention.ms']);
    await describe('of another broker', BROKER, '7', ['num.partitions']);
    await describe('of a type that is none', 77, 'x', null);
    for (const version of [0, 1, 2]) {
      for (const leaderEpoch of [0, 1, -1, 5]) {
        const partitions = [{ partition: 0, leaderEpoch, currentLeaderEpoch: -1 }];
        const body = { replicaId: -1, topics: [{ topic: name, partitions }] };
        await play.ask(`of epoch ${leaderEpoch}`, client, 'OffsetForLeaderEpoch', version, body);
      }
      const partitions = [{ partition: 7, leaderEpoch: 0, currentLeaderEpoch: -1 }];
      const body = { replicaId: -1, topics: [{ topic: name, partitions }] };
      await play.ask('unknown partition', client, 'OffsetForLeaderEpoch', version, body);
      const unknown = { replicaId: -1, topics: [{ topic: play.name('no'), partitions }] };
      await play.ask('unknown topic', client, 'OffsetForLeaderEpoch', version, unknown);
    }
  },
};

export const OLD_ADMIN_SCRIPTS: readonly Script[] = [topics, others];
