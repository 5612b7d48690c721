import { type BrokerOptions, createBroker } from '@testka/broker';
import { expect, test } from 'vitest';
import { compareSteps } from '../differential/compare.ts';
import { playScript, type Step } from '../differential/play.ts';
import { readRecording } from '../differential/recordings.ts';
import { KAFKA_VERSIONS } from '../kafka.ts';
import { RELEASE_CONFIG, scriptsFor } from './scripts.ts';

type KafkaVersion = NonNullable<BrokerOptions['kafkaVersion']>;

/** What answers of ApiVersions list, and by what an entry is known. */
const LISTS = { apiKeys: 'apiKey', supportedFeatures: 'name', finalizedFeatures: 'name' } as const;
type Entry = Readonly<Record<string, unknown>>;

const CASES = Object.entries(KAFKA_VERSIONS).flatMap(([release, version]) =>
  scriptsFor(release).map((script) => ({ release: release as KafkaVersion, version, script })),
);

test.each(CASES)('$script.name: $release answers as Apache Kafka $version answered', async (theCase) => {
  const { release, version, script } = theCase;
  await using broker = await createBroker({ kafkaVersion: release, config: RELEASE_CONFIG });
  const steps = await playScript(script, broker.bootstrapServers, script.name);
  const recorded = implemented(await readRecording(script.name, version), steps);
  expect(compareSteps(recorded, steps)).toEqual([]);
});

/** Kafka's answers without the APIs and features that are not implemented, whatever the release. */
function implemented(recorded: readonly Step[], ours: readonly Step[]): readonly Step[] {
  return recorded.map(({ label, outcome }) => {
    if (typeof outcome !== 'object' || outcome === null || !('apiKeys' in outcome)) return { label, outcome };
    const kept = Object.entries(LISTS).flatMap(([list, key]) => {
      const entries = entriesOf(outcome, list);
      const known = new Set(ours.flatMap((step) => entriesOf(step.outcome, list).map((entry) => entry[key])));
      return entries.length === 0 ? [] : [[list, entries.filter((entry) => known.has(entry[key]))] as const];
    });
    return { label, outcome: { ...outcome, ...Object.fromEntries(kept) } };
  });
}

function entriesOf(outcome: unknown, list: string): readonly Entry[] {
  return (outcome as Readonly<Record<string, readonly Entry[] | undefined>>)[list] ?? [];
}
