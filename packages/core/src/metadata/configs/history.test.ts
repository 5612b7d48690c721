import { describe, expect, test } from 'vitest';
import { Harness } from '../../../test/harness.ts';
import { RELEASE_NAMES } from '../../releases/release-name.ts';
import { brokerConfigDef, clientMetricsConfigDef, groupConfigDef, topicConfigDef } from './known-configs.ts';

describe('how many configs each release has, as it answered to DescribeConfigs', () => {
  test.each([
    { release: '3.9', broker: 314, topic: 36 },
    { release: '4.0', broker: 289, topic: 33, group: 6 },
    { release: '4.1', broker: 316, topic: 33, group: 10, metrics: 3 },
    { release: '4.2', broker: 320, topic: 33, group: 11, metrics: 3 },
    { release: '4.3', broker: 340, topic: 33, group: 17, metrics: 3 },
    { release: '4.4', broker: 350, topic: 37, group: 21, metrics: 3 },
  ] as const)('$release', ({ release, ...counts }) => {
    const { broker, topic, group = 0, metrics = 0 } = { group: 0, metrics: 0, ...counts };
    const known = [brokerConfigDef, topicConfigDef, groupConfigDef, clientMetricsConfigDef].map((def) => def(release));
    expect(known.map((def) => [...def.names()].length)).toEqual([broker, topic, group, metrics]);
  });

  test('they are in the order of their names in each', () => {
    for (const release of RELEASE_NAMES) {
      for (const def of [brokerConfigDef, topicConfigDef]) {
        const names = [...def(release).names()];
        expect(names).toEqual(names.toSorted());
      }
    }
  });
});

test.each([
  { release: '3.9', name: 'log.message.timestamp.after.max.ms', value: '9223372036854775807' },
  { release: '4.0', name: 'log.message.timestamp.after.max.ms', value: '3600000' },
  { release: '3.9', name: 'group.coordinator.append.linger.ms', value: '10' },
  { release: '4.0', name: 'group.coordinator.append.linger.ms', value: '5' },
  { release: '4.1', name: 'group.coordinator.append.linger.ms', value: '5' },
  { release: '4.2', name: 'group.coordinator.append.linger.ms', value: '-1' },
  { release: '3.9', name: 'num.recovery.threads.per.data.dir', value: '1' },
  { release: '4.4', name: 'num.recovery.threads.per.data.dir', value: '2' },
  { release: '3.9', name: 'log.message.format.version', value: '3.0-IV1' },
  { release: '4.0', name: 'log.message.format.version', value: undefined },
] as const)('$name is $value in $release', ({ release, name, value }) => {
  expect(brokerConfigDef(release).get(name)?.defaultValue).toBe(value);
});

/** The error of creating a topic with this config. */
function createWith(release: '3.9' | '4.0' | '4.4', name: string, value: string): number | undefined {
  const client = new Harness({ release }).connect();
  const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [{ name, value }] };
  return client.ask('CreateTopics', 4, { topics: [topic], timeoutMs: 1000 }).topics[0]?.errorCode;
}

test.each([
  { release: '3.9', name: 'segment.bytes', value: '1000', errorCode: 0 },
  { release: '3.9', name: 'segment.bytes', value: '13', errorCode: 40 },
  { release: '4.0', name: 'segment.bytes', value: '1000', errorCode: 0 },
  { release: '4.4', name: 'segment.bytes', value: '1000', errorCode: 40 },
  { release: '3.9', name: 'message.downconversion.enable', value: 'false', errorCode: 0 },
  { release: '4.0', name: 'message.downconversion.enable', value: 'false', errorCode: 40 },
  { release: '4.0', name: 'remote.copy.lag.ms', value: '1', errorCode: 40 },
  { release: '4.4', name: 'remote.copy.lag.ms', value: '1', errorCode: 0 },
] as const)('a topic with $name=$value in $release: $errorCode', ({ release, name, value, errorCode }) => {
  expect(createWith(release, name, value)).toBe(errorCode);
});
