import type { Script } from '../differential/play.ts';

const TOPIC = 2;
const BROKER = 4;
const CLIENT_METRICS = 16;
const GROUP = 32;

const SET = 0;
const APPEND = 2;

type Change = readonly [type: number, config: string, value: string, operation?: number];

/** Configs that not all releases know, or not as the same. */
const CHANGES: readonly Change[] = [
  [TOPIC, 'segment.bytes', '1000'],
  [TOPIC, 'message.downconversion.enable', 'false'],
  [TOPIC, 'message.format.version', '0.9.0'],
  [TOPIC, 'message.timestamp.difference.max.ms', '1000'],
  [TOPIC, 'remote.log.copy.disable', 'false'],
  [TOPIC, 'cleanup.policy', ''],
  [TOPIC, 'cleanup.policy', 'compact', APPEND],
  [TOPIC, 'errors.deadletterqueue.group.enable', 'true'],
  [BROKER, 'log.message.downconversion.enable', 'false'],
  [BROKER, 'log.message.downconversion.enable', 'perhaps'],
  [BROKER, 'log.message.timestamp.difference.max.ms', '1000'],
  [BROKER, 'log.message.timestamp.difference.max.ms', 'x'],
  [BROKER, 'log.segment.bytes', '1000'],
  [BROKER, 'log.segment.bytes', '13'],
  [BROKER, 'min.insync.replicas', '1'],
  [BROKER, 'leader.imbalance.per.broker.percentage', '20'],
  [BROKER, 'zookeeper.connect', 'x'],
  [BROKER, 'group.share.max.size', '300'],
  [BROKER, 'share.coordinator.threads', '2'],
  [BROKER, 'group.streams.max.size', '300'],
  [BROKER, 'metric.reporters', 'x', APPEND],
  [BROKER, 'made.up', '1'],
  [GROUP, 'consumer.session.timeout.ms', '46000'],
  [GROUP, 'consumer.session.timeout.ms', '1'],
  [GROUP, 'share.session.timeout.ms', '46000'],
  [GROUP, 'share.auto.offset.reset', 'earliest'],
  [GROUP, 'streams.session.timeout.ms', '46000'],
  [GROUP, 'streams.num.standby.replicas', '1'],
  [GROUP, 'made.up', '1'],
  [CLIENT_METRICS, 'interval.ms', '1000'],
  [CLIENT_METRICS, 'interval.ms', '1'],
  [CLIENT_METRICS, 'made.up', '1'],
];

/** What of the configs may be changed, and to what; nothing is. */
export const ALTERATIONS: Script = {
  name: 'release-alterations',
  async run(play) {
    const client = await play.connect();
    const { name: topic } = await play.createTopic(client, 'orders');
    const names = new Map([
      [TOPIC, topic],
      [BROKER, '1'],
      [GROUP, 'g'],
      [CLIENT_METRICS, 'm'],
    ]);
    for (const [resourceType, name, value, configOperation = SET] of CHANGES) {
      const resource = { resourceType, resourceName: names.get(resourceType) ?? '' };
      const label = `${configOperation === APPEND ? 'append ' : ''}${name}=${value} of type ${resourceType}`;
      await play.ask(label, client, 'IncrementalAlterConfigs', 1, {
        resources: [{ ...resource, configs: [{ name, configOperation, value }] }],
        validateOnly: true,
      });
      if (configOperation === APPEND) continue;
      await play.ask(label, client, 'AlterConfigs', 2, {
        resources: [{ ...resource, configs: [{ name, value }] }],
        validateOnly: true,
      });
    }
  },
};
