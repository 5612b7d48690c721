import type { Broker } from '@testka/broker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestka } from '../differential/testka.ts';
import { randomSetUp, stepsOf, unexplained } from './both.ts';
import { BROKER_COUNTS, drawSequence } from './draw.ts';
import { actionsDigest, readRecorded } from './recorded.ts';
import { commandOf } from './replay.ts';

/** Some of the fetches wait, and several sequences are played at once. */
const TIMEOUT_MS = 60_000;

describe.each(BROKER_COUNTS)('random sequences, brokers: %i', async (brokers) => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startTestka(randomSetUp(brokers));
  });

  afterAll(() => broker.close());

  test.concurrent.each(await readRecorded(brokers))(
    'seed $seed: answered as Apache Kafka 4.4.0 answered',
    async ({ seed, actions, outcomes }) => {
      // Otherwise record anew: the same seed means something else now.
      expect(actionsDigest(seed, brokers)).toBe(actions);
      const ours = await stepsOf(drawSequence(seed, brokers), broker.bootstrapServers);
      const theirs = outcomes.map((outcome, index) => ({ label: ours[index]?.label ?? 'more', outcome }));
      expect(unexplained(theirs, ours), `to shrink it beside Kafka: ${commandOf({ brokers, seed })}`).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
