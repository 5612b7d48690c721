import { parseArgs } from 'node:util';
import { stepsOf } from './random/both.ts';
import { BROKER_COUNTS, type BrokerCount, drawSequence } from './random/draw.ts';
import { onBothSides, runActions, runRandom, scriptOf } from './random/on-kafka.ts';
import { actionsDigest, RECORDED_COUNTS, type Recorded, writeRecorded } from './random/recorded.ts';
import { readActions } from './random/replay.ts';

const USAGE = `Plays random sequences of requests on Apache Kafka and on Testka, and shows where they differ.

  node packages/conformance/src/run-random.ts --count 100 [--from 1] [--nodes 3] [--lanes 6] [--no-shrink]
  node packages/conformance/src/run-random.ts --seed 123 [--nodes 3]      prints this sequence and plays it
  node packages/conformance/src/run-random.ts --actions file [--nodes 3]  plays what a run that failed has kept

  node packages/conformance/src/run-random.ts --record   what Kafka says to ${RECORDED_COUNTS[1]} seeds, and to ${RECORDED_COUNTS[3]} of three brokers, for npm test

  --bootstrap host:port   a Kafka that runs already`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string' },
    actions: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    lanes: { type: 'string', default: '6' },
    shrink: { type: 'boolean', default: true },
    bootstrap: { type: 'string' },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const brokers = brokerCount(values.nodes);
  const { passed, failed } = await onBothSides(brokers, (sides) => play(brokers, sides), values.bootstrap);
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function brokerCount(nodes: string): BrokerCount {
  const count = BROKER_COUNTS.find((each) => String(each) === nodes);
  if (count === undefined) throw new Error(`--nodes is ${BROKER_COUNTS.join(' or ')}`);
  return count;
}

async function play(
  brokers: BrokerCount,
  sides: Parameters<typeof runRandom>[0],
): Promise<{ passed: number; failed: number }> {
  if (values.actions !== undefined) return runActions(await readActions(values.actions), sides);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined) console.log(scriptOf(seed, drawSequence(seed, brokers)));
  const from = seed ?? Number(values.from);
  const count = seed === undefined ? Number(values.count) : 1;
  return runRandom(sides, { brokers, from, count, lanes: Number(values.lanes), shrinks: values.shrink });
}

async function record(): Promise<void> {
  for (const brokers of BROKER_COUNTS) {
    const recorded = await onBothSides(brokers, ({ kafka }) => recordedOf(brokers, kafka), values.bootstrap);
    await writeRecorded(brokers, recorded);
    console.log(`${recorded.length} sequences recorded, ${brokers === 1 ? 'one broker' : `${brokers} brokers`}`);
  }
}

async function recordedOf(brokers: BrokerCount, kafka: string): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= RECORDED_COUNTS[brokers]) {
      const seed = next++;
      const steps = await stepsOf(drawSequence(seed, brokers), kafka);
      recorded.push({ seed, actions: actionsDigest(seed, brokers), outcomes: steps.map(({ outcome }) => outcome) });
    }
  };
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
  return recorded.toSorted((a, b) => a.seed - b.seed);
}

if (values.help) console.log(USAGE);
else if (values.record) await record();
else await main();
