import type { Answer } from '../raw-client.ts';
import type { Play, Script } from '../play.ts';
import { batch, produceBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** The same as Kafka's default; scripts that change the whole cluster have one of their own by it. */
const APART = { 'background.threads': '10' };

const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;
const UNSAFE_DOWNGRADE = 3;

/** Without what depends on the machine: the directory's path and the size of its volume. */
function replicasIn({ errorCode, results }: Answer<'DescribeLogDirs'>): unknown {
  const dirs = results.map(({ errorCode: ofDir, logDir, topics, isCordoned }) => {
    return { errorCode: ofDir, isPath: logDir.startsWith('/'), topics, isCordoned };
  });
  return { errorCode, dirs };
}

/** Without how far the metadata log has come, and how many elections its leader took. */
function quorumOf({ topics, ...answer }: Answer<'DescribeQuorum'>): unknown {
  const withoutEnd = ({ logEndOffset, ...voter }: { logEndOffset: number }): unknown => ({
    ...voter,
    isBehind: logEndOffset < 1,
  });
  return {
    ...answer,
    topics: topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ highWatermark, leaderEpoch, currentVoters, ...partition }) => ({
        ...partition,
        leaderEpoch: Math.min(leaderEpoch, 1),
        isEmpty: highWatermark === 0,
        currentVoters: currentVoters.map(withoutEnd),
      })),
    })),
  };
}

async function logDirs(play: Play): Promise<void> {
  const client = await play.connect();
  const { name, ...topic } = await play.createTopic(client, 'orders', 2);
  await play.settle(client, 'Produce', 11, produceBody({ name, ...topic }, batch(['a', 'b'])));
  const asked = (...partitions: number[]) => [{ topic: name, partitions }];
  let logDir = '';
  for (const version of versions(1, 5)) {
    const ask = (label: string, topics: { topic: string; partitions: number[] }[]) =>
      play.ask(label, client, 'DescribeLogDirs', version, { topics }, { see: replicasIn });
    const answer = await ask('two partitions', asked(0, 1));
    logDir = answer?.results[0]?.logDir ?? '';
    await ask('one partition', asked(1));
    await ask('nothing', []);
    await ask('no partitions', asked());
    await ask('unknown', [{ topic: play.name('nope'), partitions: [0] }, ...asked(0, 7, -1)]);
    await ask('twice', [...asked(0, 0), ...asked(1)]);
  }
  for (const version of versions(1, 2)) {
    const ask = (label: string, ...dirs: [path: string, topic: string, ...partitions: number[]][]) =>
      play.ask(label, client, 'AlterReplicaLogDirs', version, {
        dirs: dirs.map(([path, to, ...partitions]) => ({ path, topics: [{ name: to, partitions }] })),
      });
    await ask('where it is', [logDir, name, 0, 1]);
    await ask('an unknown directory', ['/nope', name, 0]);
    await ask('no path', ['', name, 0]);
    await ask('a path spelled otherwise', [`${logDir}/`, name, 0]);
    await ask('unknown partitions', [logDir, name, 0, 9, -1]);
    await ask('an unknown topic', [logDir, play.name('nope'), 0]);
    await ask('an unknown topic and directory', ['/nope', play.name('nope'), 0]);
    await ask('a bad name', [logDir, 'a/b', 0]);
    await ask('twice, the last is unknown', [logDir, name, 0], ['/nope', name, 0]);
    await ask('twice, the last is known', ['/nope', name, 0], [logDir, name, 0, 0]);
    await ask('nothing');
  }
}

async function producers(play: Play): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, 'orders', 2);
  const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
    play.ask(label, client, 'DescribeProducers', 0, {
      topics: topics.map(([name, ...partitionIndexes]) => ({ name, partitionIndexes })),
    });
  await ask('nobody yet', [topic.name, 0, 1]);
  const produce = (producerId: number, producerEpoch: number, baseSequence: number, values = ['a', 'b']) =>
    play.settle(
      client,
      'Produce',
      11,
      produceBody(topic, batch(values, { producerId, producerEpoch, baseSequence }), { index: 0 }),
    );
  await produce(4001, 0, 0);
  await ask('one', [topic.name, 0]);
  await produce(4001, 0, 2);
  await ask('two batches', [topic.name, 0]);
  await produce(4001, 3, 0);
  await ask('a new epoch', [topic.name, 0]);
  await play.settle(client, 'Produce', 11, produceBody(topic, batch(['without an id'])));
  await ask('others leave no trace', [topic.name, 0]);
  await ask('unknown partitions', [topic.name, 9, -1, 0]);
  await ask('an unknown topic', [play.name('nope'), 0, 1]);
  await ask('a bad name', ['a/b', 0]);
  await ask('no name', ['', 0]);
  await ask('nothing');
  await ask('no partitions', [topic.name]);
  await ask('twice', [topic.name, 1, 1], [topic.name, 1]);
}

async function quorum(play: Play): Promise<void> {
  const client = await play.connect();
  const METADATA = '__cluster_metadata';
  for (const version of versions(0, 2)) {
    const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
      play.ask(
        label,
        client,
        'DescribeQuorum',
        version,
        {
          topics: topics.map(([topicName, ...partitions]) => ({
            topicName,
            partitions: partitions.map((partitionIndex) => ({ partitionIndex })),
          })),
        },
        { see: quorumOf },
      );
    await ask('the metadata log', [METADATA, 0]);
    await ask('another partition', [METADATA, 1]);
    await ask('a partition more', [METADATA, 0, 1]);
    await ask('twice', [METADATA, 0, 0]);
    await ask('another topic', [play.name('nope'), 0]);
    await ask('a topic more', [METADATA, 0], [play.name('nope'), 0]);
    await ask('nothing', ...[]);
    await ask('no partitions', [METADATA]);
  }
}

async function voters(play: Play, hasDynamicVoters = false): Promise<void> {
  const client = await play.connect();
  const change = { clusterId: null, voterId: 5, voterDirectoryId: UNKNOWN_ID };
  const listener = { name: 'CONTROLLER', host: '127.0.0.1', port: 1 };
  const when = hasDynamicVoters ? ', voters may change' : '';
  for (const version of versions(0, 1)) {
    const ask = (label: string, over: object = {}) => {
      const body = { ...change, timeoutMs: 1000, listeners: [listener], ...over };
      return play.ask(`${label}${when}`, client, 'AddRaftVoter', version, body);
    };
    await ask('new');
    await ask('itself', { voterId: 1 });
    await ask('another cluster', { clusterId: 'other' });
    await ask('another cluster, no directory', { clusterId: 'other', voterDirectoryId: ZERO });
    await ask('no directory', { voterDirectoryId: ZERO });
    await ask('a negative id', { voterId: -1 });
    await ask('no listeners', { listeners: [] });
    await ask('a listener of another name', { listeners: [{ ...listener, name: 'OTHER' }] });
    if (version >= 1) await ask('need not be committed', { ackWhenCommitted: false });
  }
  const ask = (label: string, over: object = {}) =>
    play.ask(`${label}${when}`, client, 'RemoveRaftVoter', 0, { ...change, ...over });
  await ask('unknown');
  await ask('itself', { voterId: 1 });
  await ask('another cluster', { clusterId: 'other' });
  await ask('no directory', { voterDirectoryId: ZERO });
  await ask('a negative id', { voterId: -1 });
}

async function finalizedFeatures(play: Play, label: string): Promise<void> {
  const client = await play.connect();
  const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0', clusterId: null, nodeId: -1 };
  const see = (answer: Answer<'ApiVersions'>): unknown => ({
    finalizedFeatures: answer.finalizedFeatures.filter(({ name }) => /^(?:kraft|metadata|eligible)/.test(name)),
  });
  await play.ask(label, client, 'ApiVersions', 4, software, { see });
}

/** With features only of which both sides know. */
async function features(play: Play): Promise<void> {
  const client = await play.connect();
  const [METADATA, KRAFT] = ['metadata.version', 'kraft.version'];
  type Update = [feature: string, maxVersionLevel: number, upgradeType?: number];
  const ask = (version: number, label: string, updates: Update[], validateOnly = false) =>
    play.ask(label, client, 'UpdateFeatures', version, {
      timeoutMs: 5000,
      featureUpdates: updates.map(([feature, maxVersionLevel, upgradeType = UPGRADE]) => ({
        feature,
        maxVersionLevel,
        allowDowngrade: upgradeType !== UPGRADE,
        upgradeType,
      })),
      validateOnly,
    });
  await finalizedFeatures(play, 'at first');
  for (const version of versions(0, 2)) {
    await ask(version, 'nothing', []);
    await ask(version, 'as it is', [[METADATA, 33]]);
    await ask(version, 'off, as it is', [[KRAFT, 0]]);
    await ask(version, 'both as they are', [
      [METADATA, 33],
      [KRAFT, 0],
    ]);
    await ask(version, 'an unknown feature', [['nope', 1]]);
    await ask(version, 'an unknown feature off', [['nope', 0]]);
    await ask(version, 'no name', [['', 1]]);
    await ask(version, 'one wrong, one right', [
      ['nope', 1],
      [METADATA, 33],
    ]);
    await ask(version, 'too high', [[METADATA, 99]]);
    await ask(version, 'too low', [[METADATA, 1]]);
    await ask(version, 'below 0', [[METADATA, -1]]);
    await ask(version, 'a downgrade that is not allowed', [[METADATA, 32]]);
    await ask(version, 'a downgrade', [[METADATA, 32, SAFE_DOWNGRADE]]);
    await ask(version, 'off', [[METADATA, 0, SAFE_DOWNGRADE]]);
    await ask(version, 'twice, the last is right', [
      [METADATA, 32],
      [METADATA, 33],
    ]);
    await ask(version, 'twice, the last is wrong', [
      [METADATA, 33],
      [METADATA, 32],
    ]);
    if (version === 0) continue;
    await ask(version, 'an unsafe downgrade', [[METADATA, 20, UNSAFE_DOWNGRADE]]);
    for (const upgradeType of [-1, 0, 4]) await ask(version, `type ${upgradeType}`, [[METADATA, 33, upgradeType]]);
    await ask(version, 'a downgrade to what is higher', [[KRAFT, 1, SAFE_DOWNGRADE]], true);
    await ask(version, 'a downgrade to what it is', [[METADATA, 33, UNSAFE_DOWNGRADE]], true);
    await ask(version, 'validate only', [[KRAFT, 1]], true);
    await ask(version, 'validate only what is wrong', [['nope', 1]], true);
  }
  await finalizedFeatures(play, 'nothing has changed');
  await ask(2, 'on', [[KRAFT, 1]]);
  await finalizedFeatures(play, 'on');
  await ask(2, 'off again', [[KRAFT, 0, SAFE_DOWNGRADE]]);
  await ask(2, 'off again, unsafe', [[KRAFT, 0, UNSAFE_DOWNGRADE]]);
  await finalizedFeatures(play, 'it stays on');
  await voters(play, true);
}

async function unregistering(play: Play): Promise<void> {
  const client = await play.connect();
  for (const brokerId of [99, 0, -1, 2_147_483_647])
    await play.ask(`broker ${brokerId}`, client, 'UnregisterBroker', 0, { brokerId });
  for (const controllerId of [99, 0, -1, 2_147_483_647])
    await play.ask(`controller ${controllerId}`, client, 'UnregisterController', 0, { controllerId });
  await play.ask('the active controller', client, 'UnregisterController', 0, { controllerId: 1 });
  await play.ask('itself', client, 'UnregisterBroker', 0, { brokerId: 1 });
  await play.ask('itself again', client, 'UnregisterBroker', 0, { brokerId: 1 });
}

async function configResources(play: Play): Promise<void> {
  const client = await play.connect();
  await play.createTopic(client, 'orders');
  const set = (resourceType: number, base: string, name: string, value: string | null) =>
    client.ask('IncrementalAlterConfigs', 1, {
      resources: [
        {
          resourceType,
          resourceName: play.name(base),
          configs: [{ name, configOperation: value === null ? 1 : 0, value }],
        },
      ],
      validateOnly: false,
    });
  // What other scripts have made does not count.
  const see = ({ configResources: all, ...answer }: Answer<'ListConfigResources'>): unknown => ({
    ...answer,
    resources: all
      .filter(({ resourceName }) => resourceName.startsWith(play.name('')) || resourceName === '1')
      .map(({ resourceName, resourceType }) => `${resourceType} ${resourceName}`)
      .toSorted(),
  });
  const askAll = async (when: string): Promise<void> => {
    await play.ask(when, client, 'ListConfigResources', 0, { resourceTypes: [] }, { see });
    for (const types of [[], [2], [4], [8], [16], [32], [4, 2, 2]])
      await play.ask(
        `${when}: ${types.join(', ') || 'all'}`,
        client,
        'ListConfigResources',
        1,
        { resourceTypes: types },
        { see },
      );
  };
  await askAll('nothing is set');
  for (const types of [[0], [77], [-1], [2, 77], [1]])
    await play.ask(`types ${types.join(', ')}`, client, 'ListConfigResources', 1, { resourceTypes: types }, { see });
  await set(32, 'group', 'consumer.session.timeout.ms', '46000');
  await set(16, 'metrics', 'interval.ms', '1000');
  await set(16, 'metrics-2', 'match', 'client_id=a');
  await play.until(
    client,
    'DescribeConfigs',
    4,
    {
      resources: [{ resourceType: 16, resourceName: play.name('metrics-2'), configurationKeys: ['match'] }],
      includeSynonyms: false,
      includeDocumentation: false,
    },
    ({ results }) => results[0]?.configs[0]?.value === 'client_id=a',
  );
  await askAll('some are set');
  await set(16, 'metrics-2', 'match', null);
  await set(32, 'group', 'consumer.session.timeout.ms', null);
  await play.until(
    client,
    'ListConfigResources',
    1,
    { resourceTypes: [32] },
    ({ configResources: all }) => all.length === 0,
  );
  await askAll('most are removed');
}

/** Who has a replica answers for it, and no other. */
async function onThree(play: Play): Promise<void> {
  const first = await play.connect();
  const topic = await play.placeTopic(first, 'orders', [
    [1, 2],
    [2, 3],
    [3, 1],
  ]);
  for (const node of [1, 2, 3]) {
    const client = await play.connect('raw', node);
    const partitions = [0, 1, 2];
    for (const version of versions(1, 5)) {
      const body = { topics: [{ topic: topic.name, partitions }] };
      await play.ask(`replicas at ${node}`, client, 'DescribeLogDirs', version, body, { see: replicasIn });
    }
    const { results } = await play.settle(client, 'DescribeLogDirs', 5, { topics: [] });
    for (const version of versions(1, 2)) {
      await play.ask(`replicas stay at ${node}`, client, 'AlterReplicaLogDirs', version, {
        dirs: [{ path: results[0]?.logDir ?? '', topics: [{ name: topic.name, partitions }] }],
      });
    }
    await play.ask(`producers at ${node}`, client, 'DescribeProducers', 0, {
      topics: [{ name: topic.name, partitionIndexes: [...partitions, 3] }],
    });
    for (const version of versions(0, 2)) {
      const see = ({ errorCode, topics, nodes }: Answer<'DescribeQuorum'>): unknown => ({
        errorCode,
        nodes,
        voters: topics[0]?.partitions[0]?.currentVoters.map(({ replicaId }) => replicaId),
      });
      const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
      await play.ask(`the quorum at ${node}`, client, 'DescribeQuorum', version, { topics }, { see });
    }
    await play.ask(`brokers at ${node}`, client, 'ListConfigResources', 1, { resourceTypes: [4, 8] });
    await play.ask(`no such broker, at ${node}`, client, 'UnregisterBroker', 0, { brokerId: 7 });
    await play.ask(`no such controller, at ${node}`, client, 'UnregisterController', 0, { controllerId: 7 });
  }
}

/** Log directories, producers, the quorum, features, registrations, resources with configs. */
export const ADMIN_SCRIPTS: readonly Script[] = [
  { name: 'log-dirs', run: logDirs },
  { name: 'producers', run: producers },
  { name: 'quorum', run: quorum },
  { name: 'voters', run: (play) => voters(play) },
  { name: 'three-admin', nodes: 3, run: onThree },
  { name: 'config-resources', config: APART, run: configResources },
  { name: 'features', config: { ...APART, 'num.partitions': '1' }, run: features },
  { name: 'unregistering', config: { ...APART, 'num.partitions': '2' }, run: unregistering },
];
