import type { Play, Script } from '../play.ts';
import type { RawClient } from '../raw-client.ts';
import { BROKER, type Case, CLIENT_METRICS, GROUP, ofLists, ofNames, SET, TOPIC } from './config-cases.ts';
import { ofBrokers, ofValues } from './config-values.ts';
import { versions } from './shapes.ts';

/** The same as Kafka's defaults: these scripts change brokers' configs, and have a cluster of their own by them. */
const APART = { 'background.threads': '10', 'num.replica.fetchers': '1' };

function operate(play: Play, client: RawClient, version: number, validateOnly: boolean, of: Case): Promise<unknown> {
  const [label, resourceType, resourceName, ...operations] = of;
  const configs = operations.map(([name, configOperation, value]) => ({ name, configOperation, value }));
  return play.ask(validateOnly ? `${label}, validated` : label, client, 'IncrementalAlterConfigs', version, {
    resources: [{ resourceType, resourceName, configs }],
    validateOnly,
  });
}

/** Waits until the broker knows what the controller has written: what is set of a group comes behind it. */
async function caughtUp(play: Play, client: RawClient): Promise<void> {
  const [resourceName, name, value] = [
    play.name('marker'),
    'consumer.session.timeout.ms',
    String(46_000 + play.steps.length),
  ];
  await client.ask('IncrementalAlterConfigs', 1, {
    resources: [{ resourceType: GROUP, resourceName, configs: [{ name, configOperation: SET, value }] }],
    validateOnly: false,
  });
  const resources = [{ resourceType: GROUP, resourceName, configurationKeys: [name] }];
  await play.until(
    client,
    'DescribeConfigs',
    4,
    { resources },
    ({ results }) => results[0]?.configs[0]?.value === value,
  );
}

/** What is set, by its source. */
function overrides(play: Play, client: RawClient, label: string, resourceType: number, resourceName: string) {
  const body = { resources: [{ resourceType, resourceName, configurationKeys: null }], includeSynonyms: true };
  const [STATIC, DEFAULT] = [4, 5];
  return play.ask(`${label}: what is set`, client, 'DescribeConfigs', 4, body, {
    see: ({ results }) => ({
      configs: results.flatMap(({ configs }) =>
        configs.filter(({ configSource }) => configSource !== STATIC && configSource !== DEFAULT),
      ),
    }),
  });
}

/** Operations that no tool would ask for, on configs of every kind. */
export const CONFIG_OPERATION_SCRIPTS: readonly Script[] = [
  {
    name: 'config-lists',
    async run(play) {
      const client = await play.connect();
      for (const version of versions(0, 1)) {
        const { name } = await play.createTopic(client, `t${version}`);
        for (const of of ofLists(name)) {
          await operate(play, client, version, true, of);
          await operate(play, client, version, false, of);
          await play.createTopic(client, `known-${version}-${play.steps.length}`);
          await overrides(play, client, of[0], TOPIC, name);
        }
      }
    },
  },
  {
    name: 'config-names',
    config: APART,
    async run(play) {
      const client = await play.connect();
      const { name } = await play.createTopic(client, 't');
      for (const version of versions(0, 1))
        for (const validateOnly of [true, false])
          for (const of of ofNames(play, name)) await operate(play, client, version, validateOnly, of);
      await play.createTopic(client, 'known');
      await overrides(play, client, 'the topic', TOPIC, name);
      await overrides(play, client, 'the broker', BROKER, '1');
      await overrides(play, client, 'all brokers', BROKER, '');
      await overrides(play, client, 'the group', GROUP, play.name('group'));
      await overrides(play, client, 'the metrics', CLIENT_METRICS, play.name('metrics'));
    },
  },
  {
    name: 'config-values',
    async run(play) {
      const client = await play.connect();
      const { name } = await play.createTopic(client, 't');
      for (const of of ofValues(play, name)) await operate(play, client, 1, true, of);
      for (const of of ofValues(play, name)) await operate(play, client, 1, false, of);
      await play.createTopic(client, 'known');
      await overrides(play, client, 'the topic', TOPIC, name);
      await overrides(play, client, 'the group', GROUP, play.name('group'));
      await overrides(play, client, 'the metrics', CLIENT_METRICS, play.name('metrics'));
    },
  },
  {
    name: 'config-of-brokers',
    config: { ...APART, 'num.replica.fetchers': '1', 'num.io.threads': '8' },
    async run(play) {
      const client = await play.connect();
      for (const of of ofBrokers()) await operate(play, client, 1, true, of);
      for (const of of ofBrokers()) {
        await operate(play, client, 1, false, of);
        await caughtUp(play, client);
        await overrides(play, client, `the broker, ${of[0]}`, BROKER, '1');
        await overrides(play, client, `all brokers, ${of[0]}`, BROKER, '');
      }
    },
  },
];
