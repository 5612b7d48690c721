import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { versions } from './shapes.ts';

const TOPIC = 2;
const BROKER = 4;
const LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;

/** The same as Kafka's defaults: this script changes brokers' configs, and has a cluster of its own by them. */
const APART = { 'background.threads': '10', 'num.io.threads': '8' };

type Config = readonly [name: string, value: string | null];

interface Resource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: { name: string; value: string | null }[];
}

function resource(resourceType: number, resourceName: string, ...configs: Config[]): Resource {
  return { resourceType, resourceName, configs: configs.map(([name, value]) => ({ name, value })) };
}

const CLEANERS: Config = ['log.cleaner.threads', '2'];
const RETENTION: Config = ['retention.ms', '77'];
const SESSION: Config = ['consumer.session.timeout.ms', '46000'];
const INTERVAL: Config = ['interval.ms', '1000'];
/** While eligible leader replicas are on, this must stay set for all brokers. */
const MIN_INSYNC: Config = ['min.insync.replicas', '1'];

/** Requests by what they are about. No resource is named twice: Kafka 4.4 never answers that. */
function requests(play: Play, topic: string): Record<string, readonly Resource[]> {
  const [group, metrics] = [play.name('group'), play.name('metrics')];
  return {
    nothing: [],
    'a topic': [resource(TOPIC, topic, RETENTION)],
    'a topic, a null': [resource(TOPIC, topic, ['retention.ms', null], ['cleanup.policy', null])],
    'a topic, a key twice': [resource(TOPIC, topic, RETENTION, ['retention.ms', '78'])],
    'a topic, a bad value': [resource(TOPIC, topic, ['retention.ms', 'x'])],
    'a topic, unknown': [resource(TOPIC, topic, ['nope', '1'])],
    'a topic, nothing is left': [resource(TOPIC, topic)],
    'an unknown topic': [resource(TOPIC, play.name('nope'), RETENTION)],
    'no topic': [resource(TOPIC, '', RETENTION)],
    'a bad name': [resource(TOPIC, 'a/b', RETENTION)],
    'the broker': [resource(BROKER, '1', CLEANERS)],
    'the broker by its padded id': [resource(BROKER, '01', CLEANERS)],
    'the broker, a null': [resource(BROKER, '1', ['log.cleaner.threads', null])],
    'the broker, unknown': [resource(BROKER, '1', ['made.up', 'x'])],
    'the broker, read-only': [resource(BROKER, '1', ['num.partitions', '2'])],
    'the broker, a bad value': [resource(BROKER, '1', ['log.cleaner.threads', 'many'])],
    'the broker, too many threads': [resource(BROKER, '1', ['log.cleaner.threads', '9'])],
    'the broker, of the whole cluster': [resource(BROKER, '1', MIN_INSYNC)],
    'the broker, nothing is left': [resource(BROKER, '1')],
    'another broker': [resource(BROKER, '2', CLEANERS)],
    'no number of a broker': [resource(BROKER, 'abc', CLEANERS)],
    'all brokers': [resource(BROKER, '', CLEANERS, MIN_INSYNC)],
    'all brokers, without what must stay': [resource(BROKER, '', CLEANERS)],
    'all brokers, of listeners': [resource(BROKER, '', ['ssl.keystore.location', '/x'], MIN_INSYNC)],
    'all brokers, of one broker': [resource(BROKER, '', ['ssl.protocol', 'TLSv1.3'], MIN_INSYNC)],
    'all brokers, nothing is left': [resource(BROKER, '')],
    'all brokers, only what must stay': [resource(BROKER, '', MIN_INSYNC)],
    'a logger': [resource(LOGGER, '1', ['root', 'INFO'])],
    'a logger, nothing': [resource(LOGGER, '1')],
    'a logger of another broker': [resource(LOGGER, '2', ['root', 'INFO'])],
    'a logger of no broker': [resource(LOGGER, '', ['root', null])],
    'a logger, a key twice': [resource(LOGGER, '1', ['root', 'INFO'], ['root', 'INFO'])],
    'a group': [resource(GROUP, group, SESSION)],
    'a group, others': [resource(GROUP, group, ['share.session.timeout.ms', '50000'])],
    'a group, a null': [resource(GROUP, group, ['consumer.session.timeout.ms', null])],
    'a group, too little': [resource(GROUP, group, ['consumer.session.timeout.ms', '1'])],
    'a group, unknown': [resource(GROUP, group, ['nope', '1'])],
    'a group, a key twice': [resource(GROUP, group, SESSION, SESSION)],
    'no group': [resource(GROUP, '', SESSION)],
    metrics: [resource(CLIENT_METRICS, metrics, INTERVAL)],
    'metrics, others': [resource(CLIENT_METRICS, metrics, ['metrics', 'org.apache'])],
    'metrics, a null': [resource(CLIENT_METRICS, metrics, ['interval.ms', null])],
    'metrics, too often': [resource(CLIENT_METRICS, metrics, ['interval.ms', '1'])],
    'metrics, a bad pattern': [resource(CLIENT_METRICS, metrics, ['match', 'nope=1'])],
    'metrics, unknown': [resource(CLIENT_METRICS, metrics, ['nope', '1'])],
    'no metrics': [resource(CLIENT_METRICS, '', INTERVAL)],
    'type 0': [resource(0, topic, RETENTION)],
    'type 1': [resource(1, topic, RETENTION)],
    'type 77': [resource(77, 'x', RETENTION)],
    'type -1': [resource(-1, 'x', ['retention.ms', null])],
    'one right, one that the controller refuses': [
      resource(TOPIC, topic, ['retention.ms', 'x']),
      resource(GROUP, group, SESSION),
    ],
    'one right, one that the broker refuses': [
      resource(TOPIC, topic, ['retention.ms', '79']),
      resource(BROKER, '9', CLEANERS),
    ],
    'all that the broker refuses': [resource(BROKER, 'abc'), resource(LOGGER, '1'), resource(77, 'x')],
    'one of each kind': [
      resource(TOPIC, topic, RETENTION),
      resource(BROKER, '1', CLEANERS),
      resource(BROKER, '', MIN_INSYNC),
      resource(GROUP, group, SESSION),
      resource(CLIENT_METRICS, metrics, INTERVAL),
      resource(LOGGER, '1', ['root', 'INFO']),
    ],
  };
}

/** What is set for each resource, once the broker knows what the controller has written: a new topic comes behind it. */
async function askOverrides(play: Play, client: RawClient, topic: string, when: string): Promise<void> {
  await play.createTopic(client, `marker-${when.replaceAll(/\W+/g, '-')}`);
  const resources: [string, number, string][] = [
    ['the topic', TOPIC, topic],
    ['the broker', BROKER, '1'],
    ['all brokers', BROKER, ''],
    ['the group', GROUP, play.name('group')],
    ['the metrics', CLIENT_METRICS, play.name('metrics')],
  ];
  const [STATIC, DEFAULT] = [4, 5];
  for (const [label, resourceType, resourceName] of resources) {
    const body = { resources: [{ resourceType, resourceName, configurationKeys: null }] };
    await play.ask(`${label}: what is set ${when}`, client, 'DescribeConfigs', 4, body, {
      see: ({ results }) => ({
        configs: results.flatMap(({ configs }) =>
          configs
            .filter(({ configSource }) => configSource !== STATIC && configSource !== DEFAULT)
            .map(({ name, value, configSource }) => ({ name, value, configSource })),
        ),
      }),
    });
  }
}

/** AlterConfigs of every kind of resource. */
export const ALTER_CONFIG_SCRIPTS: readonly Script[] = [
  {
    name: 'alter-configs-of-every-kind',
    config: APART,
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 2)) {
        const { name: topic } = await play.createTopic(client, `orders-v${version}`);
        for (const validateOnly of [true, false]) {
          for (const [index, [label, resources]] of Object.entries(requests(play, topic)).entries()) {
            const name = validateOnly ? `${label}, validated` : label;
            await play.ask(name, client, 'AlterConfigs', version, { resources: [...resources], validateOnly });
            const isOfBrokers = resources.some(({ resourceType }) => resourceType === BROKER);
            if (isOfBrokers && !validateOnly) await play.createTopic(client, `known-${version}-${index}`);
          }
          await askOverrides(play, client, topic, `${validateOnly ? 'after validating' : 'in the end'}, v${version}`);
        }
      }
    },
  },
];
