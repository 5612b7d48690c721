import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

const TOPIC = 2;
const BROKER = 4;
const LOGGER = 8;
const CLIENT_METRICS = 16;
const GROUP = 32;

type Keys = readonly string[] | null;

/** By what they are about; none is unknown to both sides alike. */
const KEYS: Readonly<Record<string, Keys>> = {
  'no keys': [],
  'a nameless key': [''],
  'an unknown key': ['nope'],
  'keys twice': ['retention.ms', 'interval.ms', 'retention.ms', 'interval.ms', 'log.retention.ms', 'log.retention.ms'],
  'keys in upper case': ['RETENTION.MS', 'Log.Retention.Ms'],
  'internal keys': ['internal.segment.bytes', 'log.segment.bytes', 'segment.bytes'],
  'sensitive keys': ['ssl.keystore.password', 'sasl.jaas.config', 'listener.name.plaintext.ssl.keystore.password'],
  'keys of listeners': ['listener.name.plaintext.max.connections', 'listeners.nope', 'max.connections'],
  'keys with synonyms': [
    'log.retention.hours',
    'log.retention.minutes',
    'log.retention.ms',
    'log.roll.ms',
    'log.roll.hours',
  ],
  'keys of every kind': [
    'retention.ms',
    'interval.ms',
    'consumer.session.timeout.ms',
    'root',
    'num.partitions',
    'match',
  ],
  rates: ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'],
};

const NAMES: readonly (readonly [number, string])[] = [
  [BROKER, '1'],
  [BROKER, '0001'],
  [BROKER, '-1'],
  [BROKER, ' 1'],
  [BROKER, '1 '],
  [BROKER, '1.0'],
  [BROKER, '٣'],
  [BROKER, '١'],
  [BROKER, 'default'],
  [BROKER, '<default>'],
  [BROKER, '99999999999'],
  [BROKER, '2147483648'],
  [BROKER, '+'],
  [LOGGER, '01'],
  [LOGGER, '+1'],
  [LOGGER, '-1'],
  [LOGGER, ' 1'],
  [LOGGER, '١'],
  [LOGGER, '99999999999'],
  [LOGGER, 'default'],
  [TOPIC, '.'],
  [TOPIC, '..'],
  [TOPIC, 'x'.repeat(249)],
  [TOPIC, 'x'.repeat(250)],
  [TOPIC, '__cluster_metadata'],
  [TOPIC, '__transaction_state'],
  [GROUP, ' '],
  [GROUP, 'a/b'],
  [GROUP, 'x'.repeat(300)],
  [CLIENT_METRICS, ' '],
  [CLIENT_METRICS, 'a/b'],
  [CLIENT_METRICS, 'x'.repeat(300)],
  [1, ''],
  [0, ''],
  [-1, 'x'],
  [127, 'x'],
  [64, '1'],
];

/** DescribeConfigs by odd keys and names, and several resources of one request. */
export const CONFIG_KEY_SCRIPTS: readonly Script[] = [
  {
    name: 'config-keys',
    config: { 'background.threads': '10' },
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 1, { 'retention.ms': '5', 'segment.bytes': '2000000' });
      const set = (resourceType: number, resourceName: string, name: string, value: string) =>
        client.ask('IncrementalAlterConfigs', 1, {
          resources: [{ resourceType, resourceName, configs: [{ name, configOperation: 0, value }] }],
          validateOnly: false,
        });
      await set(GROUP, play.name('group'), 'consumer.session.timeout.ms', '46000');
      await set(CLIENT_METRICS, play.name('metrics'), 'interval.ms', '1000');
      await set(BROKER, '', 'log.retention.ms', '6000');
      await set(BROKER, '1', 'log.roll.ms', '7000');
      await set(LOGGER, '1', 'root', 'INFO');
      await play.createTopic(client, 'known');
      const resources: readonly (readonly [string, number, string])[] = [
        ['the topic', TOPIC, topic.name],
        ['the broker', BROKER, '1'],
        ['all brokers', BROKER, ''],
        ['the group', GROUP, play.name('group')],
        ['a group that is not there', GROUP, play.name('nobody')],
        ['the metrics', CLIENT_METRICS, play.name('metrics')],
        ['metrics that are not there', CLIENT_METRICS, play.name('nothing')],
        ['loggers', LOGGER, '1'],
      ];
      const wanted = (resourceType: number, resourceName: string, keys: Keys) => ({
        resourceType,
        resourceName,
        configurationKeys: keys === null ? null : [...keys],
      });
      for (const version of versions(1, 4)) {
        for (const [label, type, name] of resources)
          for (const [of, keys] of Object.entries(KEYS)) {
            if ((type === LOGGER || name === '1') && of === 'no keys') continue;
            for (const includeSynonyms of [false, true])
              await play.ask(`${label}: ${of}`, client, 'DescribeConfigs', version, {
                resources: [wanted(type, name, keys)],
                includeSynonyms,
                includeDocumentation: false,
              });
          }
        for (const [type, name] of NAMES)
          await play.ask(`type ${type}, "${name.slice(0, 12)}"`, client, 'DescribeConfigs', version, {
            resources: [wanted(type, name, ['retention.ms', 'log.retention.ms', 'interval.ms', 'root'])],
          });
        await play.ask('the same several times', client, 'DescribeConfigs', version, {
          resources: [
            wanted(TOPIC, topic.name, ['retention.ms']),
            wanted(BROKER, '1', ['log.roll.ms']),
            wanted(TOPIC, topic.name, ['segment.bytes']),
            wanted(BROKER, '01', ['log.roll.ms']),
            wanted(TOPIC, topic.name, ['nope']),
            wanted(TOPIC, '', null),
            wanted(BROKER, '7', null),
            wanted(GROUP, '', null),
          ],
        });
        await play.ask('an unknown type among others', client, 'DescribeConfigs', version, {
          resources: [wanted(TOPIC, topic.name, ['retention.ms']), wanted(3, 'x', null), wanted(BROKER, 'x', null)],
        });
      }
    },
  },
];
