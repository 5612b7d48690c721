import type { CreatedTopic, Play, Script } from '../play.ts';
import type { Answer } from '../raw-client.ts';
import { batch, produceBody, versions } from './shapes.ts';
import { VOTERS_AND_FEATURES } from './voters-and-features.ts';

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;

/** Without what depends on the machine: the directory's path and the size of its volume. */
function replicasIn({ errorCode, results }: Answer<'DescribeLogDirs'>, mine: (name: string) => boolean): unknown {
  const dirs = results.map(({ errorCode: ofDir, logDir, topics, isCordoned }) => {
    return {
      errorCode: ofDir,
      isPath: logDir.startsWith('/'),
      topics: topics.filter(({ name }) => mine(name)),
      isCordoned,
    };
  });
  return { errorCode, dirs };
}

async function logDirs(play: Play): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, 'orders', 3);
  const other = await play.createTopic(client, 'empty');
  await play.settle(client, 'Produce', 11, produceBody(topic, batch(['a', 'b'])));
  await play.settle(client, 'Produce', 11, produceBody(topic, batch(['c', 'd', 'e']), { index: 2 }));
  const mine = (name: string): boolean => name.startsWith(play.name(''));
  let logDir = '';
  for (const version of versions(1, 5)) {
    const ask = (label: string, topics: { topic: string; partitions: number[] }[] | null) =>
      play.ask(label, client, 'DescribeLogDirs', version, { topics }, { see: (answer) => replicasIn(answer, mine) });
    const answer = await ask('all', null);
    logDir = answer?.results[0]?.logDir ?? '';
    await ask('unknown only', [{ topic: play.name('nope'), partitions: [0] }]);
    await ask('no name', [{ topic: '', partitions: [0] }]);
    await ask('a bad name', [{ topic: 'a/b', partitions: [0] }]);
    await ask('beyond all', [{ topic: topic.name, partitions: [INT_MAX, INT_MIN] }]);
    await ask('two topics, one twice', [
      { topic: other.name, partitions: [0] },
      { topic: topic.name, partitions: [2, 0] },
      { topic: other.name, partitions: [0, 1] },
    ]);
  }
  for (const version of versions(1, 2)) {
    const ask = (label: string, ...dirs: [path: string, ...topics: [name: string, ...partitions: number[]][]][]) =>
      play.ask(label, client, 'AlterReplicaLogDirs', version, {
        dirs: dirs.map(([path, ...topics]) => ({
          path,
          topics: topics.map(([name, ...partitions]) => ({ name, partitions })),
        })),
      });
    await ask('no topics', [logDir]);
    await ask('no partitions', [logDir, [topic.name]]);
    await ask('no name', [logDir, ['', 0]]);
    await ask('the directory above', [`${logDir}/..`, [topic.name, 0]]);
    await ask('a relative directory', ['data', [topic.name, 0]]);
    await ask('a name with a zero', ['/a\u0000b', [topic.name, 0]]);
    await ask('beyond all', [logDir, [topic.name, INT_MAX, INT_MIN]]);
    await ask(
      'several',
      [logDir, [topic.name, 2, 0], [other.name, 0]],
      ['/nope', [topic.name, 1], [play.name('x'), 3]],
    );
    await ask('an empty one after a full one', [logDir, [topic.name, 0]], ['/nope', [topic.name]]);
  }
}

async function producers(play: Play): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, 'orders', 3);
  const ask = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
    play.ask(label, client, 'DescribeProducers', 0, {
      topics: topics.map(([name, ...partitionIndexes]) => ({ name, partitionIndexes })),
    });
  const produce = (index: number, producerId: number, producerEpoch: number, baseSequence: number) =>
    play.ask(
      `produce ${producerId}`,
      client,
      'Produce',
      11,
      produceBody(topic, batch(['a', 'b'], { producerId, producerEpoch, baseSequence }), { index }),
    );
  await produce(0, 5001, 0, 0);
  await produce(0, 5002, 7, 40);
  await produce(1, 5002, 7, 0);
  await produce(2, 5003, 0, 2_147_483_647);
  await ask('of three partitions', [topic.name, 0, 1, 2]);
  await produce(2, 5003, 0, 1);
  await ask('after the sequence began anew', [topic.name, 2]);
  await produce(0, 5001, 0, 0);
  await produce(0, 5001, 0, 9);
  await produce(0, 5001, 1, 5);
  await ask('after duplicates and gaps', [topic.name, 0]);
  await play.ask('delete', client, 'DeleteRecords', 2, {
    topics: [{ name: topic.name, partitions: [{ partitionIndex: 1, offset: -1 }] }],
    timeoutMs: 5000,
  });
  await ask('after records are deleted', [topic.name, 1]);
  await ask('several topics', [topic.name, 1], ['..', 0], [play.name('nope'), 1], [topic.name, 1, 1], ['']);
  await ask('beyond all', [topic.name, INT_MAX, INT_MIN]);
  await ask('a name that is too long', ['x'.repeat(250), 0]);
}

async function clusterAndQuorum(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 2)) {
    for (const endpointType of version === 0 ? [1] : [1, 2, 0, 3, 127, -128])
      for (const flag of [false, true])
        await play.ask(`endpoint type ${endpointType}`, client, 'DescribeCluster', version, {
          includeClusterAuthorizedOperations: flag,
          endpointType,
          includeFencedBrokers: flag,
        });
    const quorum = (label: string, ...topics: [name: string, ...partitions: number[]][]) =>
      play.ask(label, client, 'DescribeQuorum', version, {
        topics: topics.map(([topicName, ...partitions]) => ({
          topicName,
          partitions: partitions.map((partitionIndex) => ({ partitionIndex })),
        })),
      });
    const log = '__cluster_metadata';
    await quorum('no name', ['', 0]);
    await quorum('beyond all', [log, INT_MAX, INT_MIN]);
    await quorum('below', [log, -1]);
    await quorum('the topic twice', [log, 0], [log, 0]);
    await quorum('the topic and none', [log, 0], [log]);
    await quorum('none, then the topic', [log], [log, 0]);
    await quorum('the topic in upper case', ['__CLUSTER_METADATA', 0]);
    await quorum('several others', ['a', 0, 1], ['b'], ['a', 0]);
  }
  for (const version of versions(0, 1)) {
    for (const resourceTypes of [[], [16, 16], [32, 16, 8, 4, 2], [2, 2], [3], [127], [-128], [16, 1], [0, 16]])
      await play.ask(
        `types ${resourceTypes.join()}`,
        client,
        'ListConfigResources',
        version,
        { resourceTypes: version === 0 ? [] : resourceTypes },
        {
          see: ({ configResources, ...answer }) => ({
            ...answer,
            types: [...new Set(configResources.map(({ resourceType }) => resourceType))],
          }),
        },
      );
  }
  for (const id of [INT_MAX, INT_MIN, -1]) {
    await play.ask(`broker ${id}`, client, 'UnregisterBroker', 0, { brokerId: id });
    await play.ask(`controller ${id}`, client, 'UnregisterController', 0, { controllerId: id });
  }
}

async function pages(play: Play): Promise<void> {
  const client = await play.connect();
  const [a, b, c] = [
    await play.createTopic(client, 'a', 3),
    await play.createTopic(client, 'b', 2),
    await play.createTopic(client, 'c', 1),
  ];
  const mine = new Set<string | null>([a.name, b.name, c.name]);
  type Cursor = readonly [topicName: string, partitionIndex: number];
  const ask = (label: string, topics: readonly (CreatedTopic | string)[], limit: number, cursor?: Cursor) =>
    play.ask(
      label,
      client,
      'DescribeTopicPartitions',
      0,
      {
        topics: topics.map((topic) => ({ name: typeof topic === 'string' ? topic : topic.name })),
        responsePartitionLimit: limit,
        cursor: cursor === undefined ? null : { topicName: cursor[0], partitionIndex: cursor[1] },
      },
      topics.length > 0
        ? {}
        : { see: (answer) => ({ ...answer, topics: answer.topics.filter(({ name }) => mine.has(name)) }) },
    );
  for (const index of [0, 1, 2, 3, 4, INT_MAX, -1, INT_MIN]) {
    await ask(`from partition ${index} on`, [c, a, b], 100, [a.name, index]);
    await ask(`from partition ${index} on, two`, [a, b], 2, [a.name, index]);
    await ask(`from partition ${index} of all on`, [], 100, [b.name, index]);
    await ask(`from partition ${index} of an unknown topic on`, [a, play.name('bb'), c], 100, [play.name('bb'), index]);
    await ask(`from partition ${index} of a bad name on`, [a, 'zz/b', b], 100, ['zz/b', index]);
  }
  await ask('from an unknown topic of all on', [], 100, [play.name('aa'), 0]);
  await ask('from behind all of all on', [], 100, ['zzzz', 0]);
  await ask('from a topic that is not asked for on', [a, c], 100, [b.name, 0]);
  await ask('from a topic before on', [b, c], 100, [a.name, 0]);
  await ask('a topic several times, from it on', [b, a, b, a], 3, [a.name, 1]);
  await ask('unknown ones at the limit', [a, play.name('aa'), play.name('ab')], 3);
  await ask('unknown ones before the limit', [play.name('0'), play.name('1'), a], 1);
  for (const limit of [0, -1, INT_MIN]) await ask(`a limit of ${limit}, from a cursor on`, [a, b], limit, [a.name, 2]);
  await ask('a limit reached with a topic', [a, b, c], 3);
  await ask('a limit reached with two', [a, b, c], 5);
  await ask('a limit reached with all', [a, b, c], 6);
}

async function morePartitions(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 3)) {
    const topic = await play.createTopic(client, `t${version}`, 2);
    const other = await play.createTopic(client, `u${version}`, 1);
    type Wanted = readonly [name: string, count: number, assignments?: readonly (readonly number[])[]];
    const ask = (label: string, ...wanted: Wanted[]) =>
      play.ask(label, client, 'CreatePartitions', version, {
        topics: wanted.map(([name, count, assignments]) => ({
          name,
          count,
          assignments: assignments?.map((ids) => ({ brokerIds: [...ids] })) ?? null,
        })),
        timeoutMs: 5000,
        validateOnly: false,
      });
    for (const count of [0, -1, INT_MIN, INT_MAX, 10_003, 1, 2]) await ask(`${count} partitions`, [topic.name, count]);
    await ask('no assignments', [topic.name, 3, []]);
    await ask('too many assignments', [topic.name, 3, [[1], [1]]]);
    await ask('an assignment to nobody', [topic.name, 3, [[]]]);
    await ask('assignments, one to nobody', [topic.name, 4, [[1], []]]);
    await ask('an assignment to one below none', [topic.name, 3, [[-1]]]);
    await ask('an assignment to one twice', [topic.name, 3, [[1, 1]]]);
    await ask('an assignment to one unknown', [topic.name, 3, [[7]]]);
    await ask('an assignment to too many', [topic.name, 3, [[1, 7]]]);
    await ask('fewer, with assignments', [topic.name, 1, [[1]]]);
    await ask('as many, with assignments', [topic.name, 2, []]);
    await ask('no name', ['', 3]);
    await ask('a bad name', ['a/b', 3]);
    await ask('right and wrong', [topic.name, 3, [[1]]], [other.name, 1], [play.name('nope'), 4]);
    await ask('three times', [other.name, 3], [other.name, 4], [other.name, 1], [topic.name, 4]);
    await play.until(
      client,
      'DescribeTopicPartitions',
      0,
      { topics: [{ name: topic.name }], responsePartitionLimit: 9, cursor: null },
      ({ topics }) => topics[0]?.partitions.length === 4,
    );
    for (const { name } of [topic, other])
      await play.ask('what there is', client, 'DescribeTopicPartitions', 0, {
        topics: [{ name }],
        responsePartitionLimit: 9,
        cursor: null,
      });
  }
}

/** The edges of what admin clients may ask: twice, beyond all, nothing, in another order. */
export const ADMIN_EDGE_SCRIPTS: readonly Script[] = [
  { name: 'log-dirs-at-the-edges', run: logDirs },
  { name: 'producers-at-the-edges', run: producers },
  { name: 'cluster-and-quorum', run: clusterAndQuorum },
  VOTERS_AND_FEATURES,
  { name: 'pages-at-the-edges', run: pages },
  { name: 'partitions-at-the-edges', run: morePartitions },
];
