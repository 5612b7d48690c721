import type { RawClient } from '../raw-client.ts';
import type { Answer } from '../raw-client.ts';
import type { Play, Script } from '../play.ts';
import { versions } from './shapes.ts';

const TOPIC = 2;
const BROKER = 4;
const LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;

const SET = 0;
const DELETE = 1;
const APPEND = 2;
const SUBTRACT = 3;

/** The same as Kafka's defaults: scripts that change brokers' configs have a cluster of their own by them. */
const APART = { 'background.threads': '10', 'num.network.threads': '3' };

/** What each side is started with otherwise: addresses, directories, and what makes either start quickly. */
const OF_THE_SET_UP =
  /^(?:advertised\.|listeners$|listener\.security|controller\.quorum\.voters|log\.dirs$|offsets\.topic|transaction\.state|share\.coordinator|group\.initial|connection\.failed)/;

type Described = Answer<'DescribeConfigs'>;

function comparable({ results }: Described): unknown {
  return results.map(({ configs, ...result }) => ({
    ...result,
    configs: configs.filter(({ name }) => !OF_THE_SET_UP.test(name)),
  }));
}

function documented({ results }: Described): unknown {
  return results.map(({ errorCode, configs }) => ({
    errorCode,
    configs: configs.map(({ name, documentation }) => ({ name, documentation })),
  }));
}

/** The values that were set, and where they come from. */
function overridden({ results }: Described): unknown {
  return results.map(({ errorCode, configs }) => ({
    errorCode,
    configs: configs
      .filter(({ configSource, name }) => configSource !== 5 && configSource !== 4 && name !== 'min.insync.replicas')
      .map(({ name, value, configSource, isSensitive, readOnly }) => ({
        name,
        value,
        configSource,
        isSensitive,
        readOnly,
      })),
  }));
}

function describeBody(resourceType: number, resourceName: string, keys: string[] | null = null, synonyms = true) {
  return {
    resources: [{ resourceType, resourceName, configurationKeys: keys }],
    includeSynonyms: synonyms,
    includeDocumentation: false,
  };
}

async function everything(play: Play): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, 'orders', 1, { 'cleanup.policy': 'compact,delete' });
  for (const version of versions(1, 4)) {
    const ask = (label: string, resourceType: number, resourceName: string, keys: string[] | null = null) =>
      play.ask(label, client, 'DescribeConfigs', version, describeBody(resourceType, resourceName, keys), {
        see: comparable,
      });
    await ask('the broker', BROKER, '1');
    await ask('the broker by its padded id', BROKER, '01', ['message.max.bytes']);
    await ask('the broker by a signed id', BROKER, '+1', ['message.max.bytes']);
    await ask('all brokers', BROKER, '');
    await ask('the topic', TOPIC, topic.name);
    await ask('a group', GROUP, play.name('group'));
    await ask('no group', GROUP, '');
    await ask('a subscription', CLIENT_METRICS, play.name('metrics'));
    await ask('no subscription', CLIENT_METRICS, '');
    await ask('no topic', TOPIC, '');
    await ask('loggers of another broker', LOGGER, '2');
    await ask('loggers of no broker', LOGGER, '');
    await ask('loggers of no number', LOGGER, 'abc');
    await ask('type 0', 0, topic.name);
    await play.ask('several', client, 'DescribeConfigs', version, {
      ...describeBody(TOPIC, topic.name, ['retention.ms']),
      resources: [
        { resourceType: TOPIC, resourceName: topic.name, configurationKeys: ['retention.ms'] },
        { resourceType: TOPIC, resourceName: play.name('nope'), configurationKeys: null },
        { resourceType: BROKER, resourceName: '9', configurationKeys: null },
        { resourceType: GROUP, resourceName: 'g', configurationKeys: ['share.session.timeout.ms'] },
      ],
    });
    await play.ask('nothing', client, 'DescribeConfigs', version, {
      resources: [],
      includeSynonyms: true,
      includeDocumentation: false,
    });
  }
}

/** Only versions 3 and 4 carry it (KIP-569); the others ask in vain. */
async function documentation(play: Play): Promise<void> {
  const client = await play.connect();
  const topic = await play.createTopic(client, 'orders', 1);
  for (const version of versions(1, 4)) {
    const ask = (label: string, resourceType: number, resourceName: string, keys: string[] | null = null) =>
      play.ask(
        label,
        client,
        'DescribeConfigs',
        version,
        { ...describeBody(resourceType, resourceName, keys), includeDocumentation: true },
        { see: documented },
      );
    await ask('the broker', BROKER, '1');
    await ask('all brokers', BROKER, '');
    await ask('the topic', TOPIC, topic.name);
    await ask('the topic, one config', TOPIC, topic.name, ['retention.ms']);
    await ask('no topic', TOPIC, play.name('nope'));
    await ask('a group', GROUP, play.name('group'));
    await ask('a subscription', CLIENT_METRICS, play.name('metrics'));
    await ask('loggers', LOGGER, '1', ['root']);
  }
}

type Change = [name: string, operation: number, value: string | null];

/** Requests of IncrementalAlterConfigs, one resource each. */
function changesOf(play: Play, topic: string): [label: string, type: number, name: string, changes: Change[]][] {
  const group = play.name('group');
  const metrics = play.name('metrics');
  return [
    ['a group', GROUP, group, [['consumer.session.timeout.ms', SET, '46000']]],
    [
      'a group, two configs',
      GROUP,
      group,
      [
        ['share.session.timeout.ms', SET, '50000'],
        ['share.auto.offset.reset', SET, 'earliest'],
      ],
    ],
    ['a group, too little', GROUP, group, [['consumer.session.timeout.ms', SET, '1']]],
    ['a group, too much', GROUP, group, [['consumer.session.timeout.ms', SET, '99999999']]],
    ['a group, no number', GROUP, group, [['consumer.session.timeout.ms', SET, 'soon']]],
    ['a group, unknown', GROUP, group, [['nope', SET, '1']]],
    ['a group, bad word', GROUP, group, [['share.isolation.level', SET, 'read_all']]],
    ['a group, removed', GROUP, group, [['consumer.session.timeout.ms', DELETE, null]]],
    ['a group, removed again', GROUP, group, [['consumer.session.timeout.ms', DELETE, null]]],
    ['a group, append to no list', GROUP, group, [['consumer.session.timeout.ms', APPEND, '1']]],
    ['a group, a list', GROUP, group, [['streams.rack.aware.assignment.tags', APPEND, 'zone']]],
    ['no group', GROUP, '', [['consumer.session.timeout.ms', SET, '46000']]],
    [
      'metrics',
      CLIENT_METRICS,
      metrics,
      [
        ['interval.ms', SET, '1000'],
        ['metrics', SET, 'org.apache'],
      ],
    ],
    ['metrics, too often', CLIENT_METRICS, metrics, [['interval.ms', SET, '1']]],
    ['metrics, no number', CLIENT_METRICS, metrics, [['interval.ms', SET, 'often']]],
    ['metrics, a pattern', CLIENT_METRICS, metrics, [['match', SET, 'client_id=app-.*,client_software_name=java']]],
    ['metrics, a bad pattern', CLIENT_METRICS, metrics, [['match', SET, 'nope=1']]],
    ['metrics, no pattern', CLIENT_METRICS, metrics, [['match', SET, 'client_id']]],
    ['metrics, one more', CLIENT_METRICS, metrics, [['metrics', APPEND, 'org.other']]],
    ['metrics, one less', CLIENT_METRICS, metrics, [['metrics', SUBTRACT, 'org.apache']]],
    ['metrics, unknown', CLIENT_METRICS, metrics, [['nope', SET, '1']]],
    ['metrics, removed', CLIENT_METRICS, metrics, [['interval.ms', DELETE, null]]],
    ['no metrics', CLIENT_METRICS, '', [['interval.ms', SET, '1000']]],
    ['the broker', BROKER, '1', [['log.cleaner.threads', SET, '2']]],
    ['all brokers', BROKER, '', [['log.cleaner.threads', SET, '3']]],
    ['the broker, removed', BROKER, '1', [['log.cleaner.threads', DELETE, null]]],
    ['another broker', BROKER, '2', [['log.cleaner.threads', SET, '2']]],
    ['no number of a broker', BROKER, 'abc', [['log.cleaner.threads', SET, '2']]],
    ['the broker, read-only', BROKER, '1', [['num.partitions', SET, '2']]],
    ['all brokers, read-only', BROKER, '', [['num.partitions', SET, '2']]],
    ['the broker, no number', BROKER, '1', [['log.cleaner.threads', SET, 'many']]],
    ['the broker, below its least', BROKER, '1', [['log.cleaner.threads', SET, '-1']]],
    ['the broker, unknown', BROKER, '1', [['made.up', SET, 'x']]],
    ['the broker, unknown is removed', BROKER, '1', [['made.up', DELETE, null]]],
    ['the broker, append to no list', BROKER, '1', [['log.cleaner.threads', APPEND, '1']]],
    ['all brokers, of listeners', BROKER, '', [['ssl.keystore.location', SET, '/x']]],
    ['all brokers, of one broker', BROKER, '', [['listener.name.plaintext.ssl.keystore.location', SET, '/x']]],
    ['the broker, min.insync.replicas', BROKER, '1', [['min.insync.replicas', SET, '1']]],
    ['all brokers, min.insync.replicas', BROKER, '', [['min.insync.replicas', SET, '2']]],
    ['all brokers, without min.insync.replicas', BROKER, '', [['min.insync.replicas', DELETE, null]]],
    ['all brokers, a limit', BROKER, '', [['message.max.bytes', SET, '2000000']]],
    ['the broker, a limit', BROKER, '1', [['message.max.bytes', SET, '3000000']]],
    [
      'the topic',
      TOPIC,
      topic,
      [
        ['retention.ms', SET, ' 7 '],
        ['preallocate', SET, 'TRUE'],
      ],
    ],
    ['the topic, a double', TOPIC, topic, [['min.cleanable.dirty.ratio', SET, '1']]],
    ['the topic, above 1', TOPIC, topic, [['min.cleanable.dirty.ratio', SET, '1.5']]],
    ['the topic, replicas', TOPIC, topic, [['leader.replication.throttled.replicas', SET, '0:1,1:2']]],
    ['the topic, no replicas', TOPIC, topic, [['leader.replication.throttled.replicas', SET, 'x']]],
    [
      'the topic, min above max',
      TOPIC,
      topic,
      [
        ['min.compaction.lag.ms', SET, '10'],
        ['max.compaction.lag.ms', SET, '5'],
      ],
    ],
    ['the topic, tiered', TOPIC, topic, [['remote.storage.enable', SET, 'true']]],
    ['the topic, twice the same policy', TOPIC, topic, [['cleanup.policy', SET, 'delete,delete']]],
    ['the topic, no policy', TOPIC, topic, [['cleanup.policy', SET, '']]],
    ['the topic, appended twice', TOPIC, topic, [['cleanup.policy', APPEND, 'compact,compact']]],
    ['the topic, what it has is appended', TOPIC, topic, [['cleanup.policy', APPEND, 'delete']]],
    ['the topic, what it lacks is subtracted', TOPIC, topic, [['cleanup.policy', SUBTRACT, 'nope']]],
    ['the topic, a bad policy is appended', TOPIC, topic, [['cleanup.policy', APPEND, 'shred']]],
    ['the topic, nothing', TOPIC, topic, []],
    ['no topic', TOPIC, '', [['retention.ms', SET, '1']]],
    ['a bad name', TOPIC, 'a/b', [['retention.ms', SET, '1']]],
    ['type 0', 0, topic, [['retention.ms', SET, '1']]],
    ['type 77', 77, topic, [['retention.ms', SET, '1']]],
    ['the root logger', LOGGER, '1', [['root', SET, 'DEBUG']]],
    ['the root logger, in lower case', LOGGER, '1', [['root', SET, 'debug']]],
    ['the root logger, removed', LOGGER, '1', [['root', DELETE, null]]],
    ['the root logger, extended', LOGGER, '1', [['root', APPEND, 'INFO']]],
    ['the root logger, operation 9', LOGGER, '1', [['root', 9, 'INFO']]],
    ['the root logger, no level', LOGGER, '1', [['root', SET, null]]],
    ['an unknown logger', LOGGER, '1', [['nope', SET, 'INFO']]],
    ['an unknown logger, removed', LOGGER, '1', [['nope', DELETE, null]]],
    ['an unknown logger, no level', LOGGER, '1', [['nope', SET, 'LOUD']]],
    ['a logger of another broker', LOGGER, '2', [['root', SET, 'INFO']]],
    ['a logger of no broker', LOGGER, '', [['root', SET, 'INFO']]],
    [
      'a logger twice',
      LOGGER,
      '1',
      [
        ['root', SET, 'INFO'],
        ['root', SET, 'WARN'],
      ],
    ],
  ];
}

/** Waits until the broker knows what the controller has written: a new topic comes behind it. */
async function catchUp(play: Play, client: RawClient, marker: string): Promise<void> {
  await play.createTopic(client, `marker-${marker}`);
}

/** What is set in the end. */
async function askOverrides(play: Play, client: RawClient, topic: string): Promise<void> {
  await catchUp(play, client, topic);
  const resources: [string, number, string][] = [
    ['the group', GROUP, play.name('group')],
    ['the metrics', CLIENT_METRICS, play.name('metrics')],
    ['the broker', BROKER, '1'],
    ['all brokers', BROKER, ''],
    ['the topic', TOPIC, topic],
  ];
  for (const [label, type, name] of resources) {
    await play.ask(`${label}: what is set`, client, 'DescribeConfigs', 4, describeBody(type, name), {
      see: overridden,
    });
  }
  await play.ask('the root logger', client, 'DescribeConfigs', 4, describeBody(LOGGER, '1', ['root', 'nope']));
}

async function incremental(play: Play): Promise<void> {
  const client = await play.connect();
  for (const version of versions(0, 1)) {
    const topic = await play.createTopic(client, `orders-v${version}`);
    const requests = changesOf(play, topic.name);
    for (const validateOnly of [true, false]) {
      for (const [index, [label, resourceType, resourceName, changes]] of requests.entries()) {
        const configs = changes.map(([name, configOperation, value]) => ({ name, configOperation, value }));
        const body = { resources: [{ resourceType, resourceName, configs }], validateOnly };
        await play.ask(validateOnly ? `${label}, validated` : label, client, 'IncrementalAlterConfigs', version, body);
        if (!validateOnly && resourceType === BROKER) await catchUp(play, client, `${version}-${index}`);
      }
    }
    await askOverrides(play, client, topic.name);
    const resource = { resourceType: TOPIC, resourceName: topic.name };
    const retention = (value: string) => [{ name: 'retention.ms', configOperation: SET, value }];
    await play.ask('a resource twice, and another', client, 'IncrementalAlterConfigs', version, {
      resources: [
        { ...resource, configs: retention('1') },
        { ...resource, configs: retention('2') },
        { resourceType: GROUP, resourceName: play.name('group'), configs: [] },
      ],
      validateOnly: false,
    });
    await play.ask('one right, one wrong', client, 'IncrementalAlterConfigs', version, {
      resources: [
        { ...resource, configs: retention('x') },
        { resourceType: GROUP, resourceName: play.name('group'), configs: [] },
      ],
      validateOnly: false,
    });
    await play.ask('nothing', client, 'IncrementalAlterConfigs', version, { resources: [], validateOnly: false });
  }
}

/** Configs of brokers, groups, client metrics and loggers, beside those of topics. */
export const CONFIG_KIND_SCRIPTS: readonly Script[] = [
  { name: 'describe-configs-of-every-kind', config: { 'background.threads': '10' }, run: everything },
  { name: 'describe-configs-with-documentation', config: { 'background.threads': '10' }, run: documentation },
  { name: 'incremental-alter-configs-of-every-kind', config: APART, run: incremental },
];
