import type { Broker } from '@testka/broker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestka } from '../differential/testka.ts';
import { randomSetUp, stepsOf, unexplained } from './both.ts';
import { drawSequence } from './draw.ts';
import { actionsDigest, readRecorded } from './recorded.ts';

/** Some of the fetches wait, and several sequences are played at once. */
const TIMEOUT_MS = 60_000;

let broker: Broker;

beforeAll(async () => {
  broker = await startTestka(randomSetUp());
});

afterAll(() => broker.close());

test.concurrent.each(await readRecorded())(
  'random sequence $seed: answered as Apache Kafka 4.4.0 answered',
  async ({ seed, actions, outcomes }) => {
    // Otherwise record anew: the same seed means something else now.
    expect(actionsDigest(seed)).toBe(actions);
    const ours = await stepsOf(drawSequence(seed), broker.bootstrapServers);
    const theirs = outcomes.map((outcome, index) => ({ label: ours[index]?.label ?? 'more', outcome }));
    expect(unexplained(theirs, ours)).toEqual([]);
  },
  TIMEOUT_MS,
);
