import type { Script } from '../play.ts';
import { versions } from './shapes.ts';

const TOPIC = 2;
const BROKER = 4;

/** Configs of brokers, asked for at themselves and at others. */
export const THREE_CONFIG_SCRIPTS: readonly Script[] = [
  {
    name: 'three-configs',
    nodes: 3,
    async run(play) {
      const clients = [await play.connect('raw', 1), await play.connect('raw', 2)];
      const first = await play.connect();
      const topic = await play.placeTopic(first, 'orders', [[1, 2, 3]]);
      for (const [index, client] of clients.entries()) {
        const at = `node ${index + 1}`;
        for (const version of versions(1, 4)) {
          const ask = (label: string, resourceType: number, resourceName: string) =>
            play.ask(`${label}, ${at}`, client, 'DescribeConfigs', version, {
              resources: [
                { resourceType, resourceName, configurationKeys: ['min.insync.replicas', 'log.cleaner.threads'] },
              ],
              includeSynonyms: false,
              includeDocumentation: false,
            });
          for (const broker of ['1', '2', '3', '4', '']) await ask(`broker "${broker}"`, BROKER, broker);
          await ask('a topic', TOPIC, topic.name);
        }
        for (const version of versions(0, 1)) {
          const ask = (label: string, resourceType: number, resourceName: string, name: string, value: string) =>
            play.ask(`${label}, ${at}`, client, 'IncrementalAlterConfigs', version, {
              resources: [{ resourceType, resourceName, configs: [{ name, configOperation: 0, value }] }],
              validateOnly: true,
            });
          for (const broker of ['1', '2', '3', '4'])
            await ask(`broker "${broker}"`, BROKER, broker, 'log.cleaner.threads', '2');
          await ask('a topic', TOPIC, topic.name, 'retention.ms', '5');
        }
        for (const version of versions(0, 2)) {
          const ask = (label: string, resourceType: number, resourceName: string, name: string, value: string) =>
            play.ask(`${label}, ${at}`, client, 'AlterConfigs', version, {
              resources: [{ resourceType, resourceName, configs: [{ name, value }] }],
              validateOnly: true,
            });
          for (const broker of ['1', '2', '3', '4'])
            await ask(`broker "${broker}"`, BROKER, broker, 'log.cleaner.threads', '2');
          await ask('a topic', TOPIC, topic.name, 'retention.ms', '5');
        }
      }
    },
  },
];
