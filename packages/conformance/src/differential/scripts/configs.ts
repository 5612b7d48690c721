import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

/** DescribeConfigs, AlterConfigs, IncrementalAlterConfigs. */
export const CONFIG_SCRIPTS: readonly Script[] = [
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
