import { FIRST_CLEANING } from '../kafka.ts';
import type { Script } from '../differential/play.ts';
import { ALTERATIONS } from './alterations.ts';
import { COORDINATION } from './coordination.ts';
import { COORDINATOR_RECORDS } from './coordinator-records.ts';
import { ODD_OLD_SCRIPTS } from './odd-old.ts';
import { OLD_ADMIN_SCRIPTS } from './old-admin.ts';
import { OLD_FETCH_SCRIPTS } from './old-fetch.ts';
import { OLD_OFFSET_SCRIPTS } from './old-offsets.ts';
import { OLD_PRODUCE_SCRIPTS } from './old-produce.ts';

const software = { clientSoftwareName: 'raw', clientSoftwareVersion: '1.0' };

const CORRELATION_ID_BYTES = 4;

/** What is offered, in each version of ApiVersions that all releases have, and in one that only the newest has. */
const offers: Script = {
  name: 'release-offers',
  async run(play) {
    const client = await play.connect();
    for (const version of [0, 1, 2, 3, 4]) await play.ask('what is offered', client, 'ApiVersions', version, software);
    await play.ask('a wrong name', client, 'ApiVersions', 4, { ...software, clientSoftwareName: 'a b' });
    // A release without v5 answers in v0; in both the error comes first.
    client.send('ApiVersions', 5, { ...software, clusterId: null, nodeId: -1 });
    const frame = await client.nextFrame();
    play.noteText('the error of v5', typeof frame === 'string' ? frame : frame.readInt16BE(CORRELATION_ID_BYTES));
  },
};

const TOPIC = 2;
const BROKER = 4;
const CLIENT_METRICS = 16;
const GROUP = 32;
const DEFAULT_SOURCE = 5;

/** Every config that a release knows, with what it is when nothing is set; and topic configs that not all releases take. */
const configs: Script = {
  name: 'release-configs',
  async run(play) {
    const client = await play.connect();
    const { name } = await play.createTopic(client, 'orders');
    const resources = {
      topic: [TOPIC, name],
      broker: [BROKER, '1'],
      group: [GROUP, 'g'],
      metrics: [CLIENT_METRICS, 'm'],
    };
    for (const [label, [resourceType, resourceName]] of Object.entries(resources)) {
      const resource = {
        resourceType: Number(resourceType),
        resourceName: String(resourceName),
        configurationKeys: null,
      };
      await play.ask(
        label,
        client,
        'DescribeConfigs',
        4,
        { resources: [resource], includeSynonyms: true },
        {
          see: ({ results }) => results.map(({ errorCode, configs: described }) => [errorCode, summary(described)]),
        },
      );
    }
    for (const [config, value] of TOPIC_CONFIGS) {
      const topic = { name: play.name(config), numPartitions: 1, replicationFactor: 1, assignments: [] };
      const topics = [{ ...topic, configs: [{ name: config, value }] }];
      await play.ask(`${config}=${value}`, client, 'CreateTopics', 4, { topics, timeoutMs: 5000 });
    }
  },
};

const TOPIC_CONFIGS: readonly (readonly [name: string, value: string])[] = [
  ['segment.bytes', '1000'],
  ['segment.bytes', '13'],
  ['message.downconversion.enable', 'false'],
  ['message.format.version', '0.9.0'],
  ['message.timestamp.difference.max.ms', '1000'],
  ['cleanup.policy', ''],
  ['remote.copy.lag.ms', '1'],
  ['errors.deadletterqueue.group.enable', 'true'],
];

interface Described {
  readonly name: string;
  readonly configType: number;
  readonly readOnly: boolean;
  readonly isSensitive: boolean;
  readonly synonyms: readonly { readonly value: string | null; readonly source: number }[];
}

/** By name, without values, which follow from what each side was started with. Type 0: set without being known. */
function summary(described: readonly Described[]): Readonly<Record<string, unknown>> {
  const known = described.filter(({ name, configType }) => configType !== 0 && name !== FIRST_CLEANING);
  return Object.fromEntries(
    known.map(({ name, configType, readOnly, isSensitive, synonyms }) => {
      const preset = synonyms.find(({ source }) => source === DEFAULT_SOURCE)?.value ?? null;
      return [name, [configType, readOnly, isSensitive, preset]];
    }),
  );
}

/** Played on every release; its answers differ from release to release. */
const EVERY_RELEASE: readonly Script[] = [offers, configs, ALTERATIONS, COORDINATOR_RECORDS, COORDINATION];
/** What 4.0 removed. */
const OLD_WORLD: readonly Script[] = [
  ...OLD_PRODUCE_SCRIPTS,
  ...OLD_FETCH_SCRIPTS,
  ...OLD_OFFSET_SCRIPTS,
  ...OLD_ADMIN_SCRIPTS,
  ...ODD_OLD_SCRIPTS,
];

export function scriptsFor(release: string): readonly Script[] {
  return release === '3.9' ? [...EVERY_RELEASE, ...OLD_WORLD] : EVERY_RELEASE;
}

/** What both sides are started with, so that neither waits for what the other does not do. */
export const RELEASE_CONFIG: Readonly<Record<string, string>> = {
  'group.initial.rebalance.delay.ms': '0',
  'offsets.topic.num.partitions': '5',
};
