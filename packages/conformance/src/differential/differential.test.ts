import type { Broker } from '@testka/broker';
import { afterAll, expect, test } from 'vitest';
import { compareSteps } from './compare.ts';
import { explained } from './differences.ts';
import { playScript, type Script } from './play.ts';
import { readRecording } from './recordings.ts';
import { SCRIPTS } from './scripts.ts';
import { keyOf, setUpOf } from './set-up.ts';
import { controlOf, startTestka } from './testka.ts';

/** Some wait for the session of a broker to end. */
const TIME_LIMIT_MS = 30_000;

/** One for each set-up, shared by the scripts that need it. */
const brokers = new Map<string, Promise<Broker>>();

function brokerFor(script: Script): Promise<Broker> {
  const setUp = setUpOf(script);
  const key = keyOf(setUp);
  const broker = brokers.get(key) ?? startTestka(setUp);
  brokers.set(key, broker);
  return broker;
}

afterAll(async () => {
  for (const broker of brokers.values()) await (await broker).close();
});

test.each(SCRIPTS)(
  '$name: answered as Apache Kafka 4.4.0 answered',
  async (script) => {
    const broker = await brokerFor(script);
    const steps = await playScript(script, broker.bootstrapServers, script.name, controlOf(broker));
    const differences = compareSteps(await readRecording(script.name), steps);
    expect(differences.filter((difference) => explained(script.name, difference) === undefined)).toEqual([]);
  },
  TIME_LIMIT_MS,
);
