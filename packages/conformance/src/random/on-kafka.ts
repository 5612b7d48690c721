import { styleText } from 'node:util';
import { startApacheKafka } from '../differential/apache-kafka.ts';
import type { Difference } from '../differential/compare.ts';
import { startTestka } from '../differential/testka.ts';
import type { Action } from './action.ts';
import { differencesOf, KAFKA_INTERNALS, NO_REBALANCE, randomSetUp, type Sides } from './both.ts';
import { type BrokerCount, drawSequence } from './draw.ts';
import { howToReplay, keepActions } from './replay.ts';
import { shrink } from './shrink.ts';

export interface RandomRun {
  readonly brokers: BrokerCount;
  readonly from: number;
  readonly count: number;
  /** How many sequences are played at once. */
  readonly lanes: number;
  /** Whether what differs is made shorter, which takes a while. */
  readonly shrinks: boolean;
}

/** Plays the sequences of some seeds on both sides, and prints those that differ, as short as they get. */
export async function runRandom(
  sides: Sides,
  { brokers, from, count, lanes, shrinks }: RandomRun,
): Promise<{ passed: number; failed: number }> {
  let next = from;
  let actions = 0;
  const failed: number[] = [];
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (next < from + count) {
      const seed = next++;
      const sequence = drawSequence(seed, brokers);
      actions += sequence.length;
      if (!(await agrees({ brokers, seed }, sequence, sides, shrinks))) failed.push(seed);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const mark = failed.length === 0 ? styleText('green', '✓') : styleText('red', '✗');
  const seeds = `seeds ${from} to ${from + count - 1}`;
  const where = brokers === 1 ? 'one broker' : `${brokers} brokers`;
  console.log(`${mark} random, ${where}: ${count} sequences of ${actions} actions, ${seeds}, ${seconds} s`);
  if (failed.length > 0) console.log(`    differ: ${failed.toSorted((a, b) => a - b).join(' ')}`);
  return { passed: count - failed.length, failed: failed.length };
}

async function agrees(
  drawn: { readonly brokers: BrokerCount; readonly seed: number },
  sequence: readonly Action[],
  sides: Sides,
  shrinks: boolean,
): Promise<boolean> {
  const first = await attempt(sequence, sides);
  if (first.length === 0) return true;
  const shortest = shrinks
    ? await shrink(sequence, async (fewer) => (await attempt(fewer, sides)).length > 0)
    : sequence;
  const differences = await attempt(shortest, sides);
  // What does not come again is a race of one side, and no less a failure: something was not waited for.
  const again = differences.length > 0;
  console.log(`${styleText('red', '✗')} seed ${drawn.seed}${again ? '' : ', not again when it was repeated'}`);
  for (const difference of (again ? differences : first).slice(0, 12)) console.log(`    ${describe(difference)}`);
  console.log(scriptOf(drawn.seed, shortest));
  console.log(howToReplay(drawn, await keepActions(drawn, shortest)));
  return false;
}

/** Plays these actions, and prints where the sides differ. */
export async function runActions(
  actions: readonly Action[],
  sides: Sides,
): Promise<{ passed: number; failed: number }> {
  const differences = await attempt(actions, sides);
  for (const difference of differences) console.log(`    ${describe(difference)}`);
  return differences.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A side that breaks down differs. */
async function attempt(sequence: readonly Action[], sides: Sides): Promise<readonly Difference[]> {
  try {
    return await differencesOf(sequence, sides);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ step: 'one side', path: '', kafka: message, testka: message }];
  }
}

function describe({ step, path, kafka, testka }: Difference): string {
  return `${step}: ${path} is ${JSON.stringify(kafka)} of Kafka, ${JSON.stringify(testka)} of Testka`;
}

/** The sequence as it can be given to `playSequence`, and printed by every run of its seed. */
export function scriptOf(seed: number, actions: readonly Action[]): string {
  const lines = actions.map((action) => `  ${JSON.stringify(action)},`);
  return [`// seed ${seed}`, '[', ...lines, ']'].join('\n');
}

/** How many sequences `npm run test:kafka` plays, of seeds that nobody has seen. */
const FRESH: readonly (readonly [BrokerCount, number])[] = [
  [1, 100],
  [3, 40],
];
const LANES = 6;

/** Starts both sides and plays fresh seeds: today's, so that each run looks elsewhere. */
export async function runFreshRandom(): Promise<{ passed: number; failed: number }> {
  const total = { passed: 0, failed: 0 };
  const from = Math.floor(Date.now() / 1000);
  for (const [brokers, count] of FRESH) {
    const { passed, failed } = await onBothSides(brokers, (sides) =>
      runRandom(sides, { brokers, from, count, lanes: LANES, shrinks: true }),
    );
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

/**
 * Starts both sides, for as long as they are played on.
 * @param bootstrap of a Kafka that runs already
 */
export async function onBothSides<T>(
  brokers: BrokerCount,
  play: (sides: Sides) => Promise<T>,
  bootstrap?: string,
): Promise<T> {
  const setUp = randomSetUp(brokers);
  const kafka = bootstrap === undefined ? await startApacheKafka(setUp, KAFKA_INTERNALS) : undefined;
  // As of Kafka's: five minutes after its start each side would let preferred replicas lead, and not at the same moment.
  const testka = await startTestka({ ...setUp, config: { ...setUp.config, ...NO_REBALANCE } });
  try {
    return await play({ kafka: kafka?.bootstrapServers ?? bootstrap ?? '', testka: testka.bootstrapServers });
  } finally {
    await testka.close();
    await kafka?.stop();
  }
}
