import type { Script } from '../play.ts';
import { metadataBody, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** A request header by hand: key, version, correlation id 99, no client id; then the body. */
function header(apiKey: number, apiVersion: number, ...body: number[]): Buffer {
  const bytes = Buffer.alloc(10 + body.length);
  bytes.writeInt16BE(apiKey, 0);
  bytes.writeInt16BE(apiVersion, 2);
  bytes.writeInt32BE(99, 4);
  bytes.writeInt16BE(-1, 8);
  Buffer.from(body).copy(bytes, 10);
  return bytes;
}

/** Framing, ApiVersions, Metadata, topics and configs. */
export const CLUSTER_SCRIPTS: readonly Script[] = [
  {
    name: 'framing',
    async run(play) {
      const frames: Record<string, Buffer> = {
        'an unknown key': header(9999, 0),
        'a controller key': header(52, 0),
        'a removed key': header(4, 0),
        'Metadata v99': header(3, 99),
        'Fetch v3': header(1, 3),
        'Produce v2': header(0, 2),
        'CreateTopics v1': header(19, 1),
        'ApiVersions v99, its header cut short': header(18, 99),
        'three bytes': Buffer.from([0, 3, 0]),
        'no bytes': Buffer.alloc(0),
        'a truncated body': header(3, 12, 5),
        'a count beyond the frame': header(3, 1, 0x7f, 0xff, 0xff, 0xff),
      };
      for (const [label, frame] of Object.entries(frames)) {
        const client = await play.connect();
        client.sendFrame(frame);
        const answer = await client.nextFrame(3000);
        play.noteText(label, typeof answer === 'string' ? answer : answer.toString('hex'));
      }
      const lengths: Record<string, Buffer> = {
        'length -1': Buffer.from([0xff, 0xff, 0xff, 0xff]),
        'length beyond the limit': Buffer.from([0x06, 0x40, 0x00, 0x01]),
        'an HTTP request': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      };
      for (const [label, bytes] of Object.entries(lengths)) {
        const client = await play.connect();
        client.sendBytes(bytes);
        const answer = await client.nextFrame(3000);
        play.noteText(label, typeof answer === 'string' ? answer : answer.toString('hex'));
      }
      const client = await play.connect();
      client.sendFrame(header(3, 0, 0, 0, 0, 1, 0, 1, 0x2f, 1, 2, 3));
      const answer = await client.nextFrame(3000);
      play.noteText('junk behind a body', typeof answer === 'string' ? answer : 'answered');
    },
  },
  {
    name: 'api-versions',
    async run(play) {
      const client = await play.connect();
      const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0', clusterId: null, nodeId: -1 };
      for (const version of versions(0, 5)) {
        await play.askAlone('bad name', 'ApiVersions', version, { ...software, clientSoftwareName: '-x' });
        await play.askAlone('no name', 'ApiVersions', version, { ...software, clientSoftwareName: '' });
        const answer = await client.ask('ApiVersions', version, software);
        play.noteText(
          `throttle and error (ApiVersions v${version})`,
          answer.kind === 'answered' ? [answer.response.errorCode, answer.response.throttleTimeMs] : answer.kind,
        );
      }
      await play.askAlone('another cluster', 'ApiVersions', 5, { ...software, clusterId: 'other', nodeId: 1 });
      await play.askAlone('half of both', 'ApiVersions', 5, { ...software, clusterId: 'other' });
      client.sendFrame(header(18, 99, 0));
      const answer = await client.nextFrame(3000);
      play.noteText('v99', typeof answer === 'string' ? answer : answer.toString('hex'));
      for (const version of [0, 1])
        await play.ask('SASL on a plain listener', client, 'SaslHandshake', version, { mechanism: 'PLAIN' });
      for (const version of [0, 1, 2])
        await play.ask('SASL on a plain listener', client, 'SaslAuthenticate', version, {
          authBytes: Buffer.from('\0a\0b'),
        });
    },
  },
  {
    name: 'metadata',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const version of versions(0, 13)) {
        const name = version < 12 ? 'x' : null;
        await play.ask('a topic', client, 'Metadata', version, metadataBody([topic.name], { operations: true }));
        await play.ask('twice', client, 'Metadata', version, metadataBody([topic.name, topic.name]));
        // Before v4 the question itself creates the topic.
        if (version >= 4) await play.ask('unknown', client, 'Metadata', version, metadataBody([play.name('nope')]));
        for (const bad of ['', '.', '..', 'a/b', 'a b', 'ä', 'x'.repeat(250)])
          await play.ask(`"${bad.slice(0, 5)}"`, client, 'Metadata', version, metadataBody([bad]));
        if (version >= 1) await play.ask('none', client, 'Metadata', version, metadataBody([]));
        if (version >= 10) {
          const body = {
            ...metadataBody([]),
            topics: [
              { topicId: topic.topicId, name },
              { topicId: UNKNOWN_ID, name },
            ],
          };
          await play.ask('by id', client, 'Metadata', version, body);
        }
        if (version >= 10)
          await play.ask('neither id nor name', client, 'Metadata', version, {
            ...metadataBody([]),
            topics: [{ topicId: ZERO, name: null }],
          });
      }
      await play.ask('auto-creation: first', client, 'Metadata', 9, metadataBody([play.name('auto')], { allow: true }));
      await play.settle(client, 'Metadata', 9, metadataBody([play.name('auto')]));
      await play.ask('auto-creation: later', client, 'Metadata', 9, metadataBody([play.name('auto')], { allow: true }));
    },
  },
  {
    name: 'describe-cluster',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 2)) {
        for (const endpointType of [1, 2, 3]) {
          if (version === 0 && endpointType !== 1) continue;
          for (const operations of [true, false]) {
            await play.ask(`endpoint type ${endpointType}`, client, 'DescribeCluster', version, {
              includeClusterAuthorizedOperations: operations,
              endpointType,
              includeFencedBrokers: operations,
            });
          }
        }
      }
      const a = await play.createTopic(client, 'a', 3);
      const b = await play.createTopic(client, 'b', 2);
      const ask = (
        label: string,
        names: string[],
        limit: number,
        cursor: { topicName: string; partitionIndex: number } | null,
      ) =>
        play.ask(label, client, 'DescribeTopicPartitions', 0, {
          topics: names.map((name) => ({ name })),
          responsePartitionLimit: limit,
          cursor,
        });
      await ask('both', [b.name, a.name], 100, null);
      await ask('first page', [b.name, a.name], 2, null);
      await ask('second page', [b.name, a.name], 2, { topicName: a.name, partitionIndex: 2 });
      await ask('unknown', [play.name('nope'), a.name], 100, null);
      await ask('a negative cursor', [a.name], 100, { topicName: a.name, partitionIndex: -1 });
      await ask('a cursor beyond', [a.name], 100, { topicName: a.name, partitionIndex: 17 });
    },
  },
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
  {
    name: 'configs',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 1, { 'retention.ms': '1234567' });
      for (const version of versions(1, 4)) {
        const ask = (
          label: string,
          resourceType: number,
          resourceName: string,
          configurationKeys: string[] | null,
          synonyms = false,
        ) =>
          play.ask(label, client, 'DescribeConfigs', version, {
            resources: [{ resourceType, resourceName, configurationKeys }],
            includeSynonyms: synonyms,
            includeDocumentation: false,
          });
        await ask('a topic', 2, topic.name, null, true);
        await ask('some keys', 2, topic.name, ['retention.ms', 'nope']);
        await ask('no keys', 2, topic.name, []);
        await ask('an unknown topic', 2, play.name('nope'), null);
        await ask('a bad name', 2, 'a/b', null);
        await ask('another broker', 4, '77', null);
        await ask('no number', 4, 'abc', null);
        await ask('the default broker', 4, '', null, true);
        await ask('an unknown type', 77, 'x', null);
        await ask('a group', 32, play.name('group'), null, true);
        await ask(
          'a broker, some keys',
          4,
          '1',
          [
            'message.max.bytes',
            'num.io.threads',
            'min.insync.replicas',
            'log.retention.hours',
            'ssl.keystore.password',
          ],
          true,
        );
      }
      for (const version of versions(0, 1)) {
        const ask = (
          label: string,
          configs: { name: string; configOperation: number; value: string | null }[],
          resourceName = topic.name,
          resourceType = 2,
          validateOnly = false,
        ) =>
          play.ask(label, client, 'IncrementalAlterConfigs', version, {
            resources: [{ resourceType, resourceName, configs }],
            validateOnly,
          });
        await ask('set', [{ name: 'retention.ms', configOperation: 0, value: '99' }]);
        await ask('delete', [{ name: 'retention.ms', configOperation: 1, value: null }]);
        await ask('append', [{ name: 'cleanup.policy', configOperation: 2, value: 'compact' }]);
        await ask('subtract', [{ name: 'cleanup.policy', configOperation: 3, value: 'compact' }]);
        await ask('append to no list', [{ name: 'retention.ms', configOperation: 2, value: '1' }]);
        await ask('unknown key', [{ name: 'nope', configOperation: 0, value: '1' }]);
        await ask('bad value', [{ name: 'retention.ms', configOperation: 0, value: 'x' }]);
        await ask('null', [{ name: 'retention.ms', configOperation: 0, value: null }]);
        await ask('a key twice', [
          { name: 'retention.ms', configOperation: 0, value: '1' },
          { name: 'retention.ms', configOperation: 0, value: '2' },
        ]);
        await ask('operation 9', [{ name: 'retention.ms', configOperation: 9, value: '1' }]);
        await ask('an unknown topic', [{ name: 'retention.ms', configOperation: 0, value: '1' }], play.name('nope'));
        await ask('a read-only key', [{ name: 'node.id', configOperation: 0, value: '4' }], '1', 4);
        await ask('validate only', [{ name: 'retention.ms', configOperation: 0, value: '5' }], topic.name, 2, true);
        await play.ask('afterwards', client, 'DescribeConfigs', 4, {
          resources: [
            { resourceType: 2, resourceName: topic.name, configurationKeys: ['retention.ms', 'cleanup.policy'] },
          ],
          includeSynonyms: true,
          includeDocumentation: false,
        });
      }
      for (const version of versions(0, 2)) {
        const ask = (label: string, configs: { name: string; value: string | null }[], resourceName = topic.name) =>
          play.ask(label, client, 'AlterConfigs', version, {
            resources: [{ resourceType: 2, resourceName, configs }],
            validateOnly: false,
          });
        await ask('set', [{ name: 'retention.ms', value: '77' }]);
        await ask('replaces all', [{ name: 'segment.bytes', value: '2000000' }]);
        await ask('null', [{ name: 'retention.ms', value: null }]);
        await ask('unknown', [{ name: 'nope', value: '1' }]);
        await ask('unknown topic', [{ name: 'retention.ms', value: '1' }], play.name('nope'));
        await play.ask('afterwards', client, 'DescribeConfigs', 4, {
          resources: [
            { resourceType: 2, resourceName: topic.name, configurationKeys: ['retention.ms', 'segment.bytes'] },
          ],
          includeSynonyms: false,
          includeDocumentation: false,
        });
      }
    },
  },
];
