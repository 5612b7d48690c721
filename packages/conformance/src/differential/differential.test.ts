import { type Broker, createBroker } from '@testka/broker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareSteps } from './compare.ts';
import { explained } from './differences.ts';
import { playScript } from './play.ts';
import { readRecording } from './recordings.ts';
import { SCRIPTS } from './scripts.ts';
import { TESTKA_CONFIG } from './testka.ts';

let broker: Broker;

beforeAll(async () => {
  broker = await createBroker({ config: TESTKA_CONFIG });
});

afterAll(() => broker.close());

test.each(SCRIPTS)('$name: answered as Apache Kafka 4.4.0 answered', async (script) => {
  const steps = await playScript(script, broker.bootstrapServers, script.name);
  const differences = compareSteps(await readRecording(script.name), steps);
  expect(differences.filter((difference) => explained(script.name, difference) === undefined)).toEqual([]);
});
