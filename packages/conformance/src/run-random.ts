import { parseArgs } from 'node:util';
import { startApacheKafka } from './differential/apache-kafka.ts';
import { startTestka } from './differential/testka.ts';
import { KAFKA_INTERNALS, randomSetUp, stepsOf } from './random/both.ts';
import { drawSequence } from './random/draw.ts';
import { runRandom, scriptOf } from './random/on-kafka.ts';
import { actionsDigest, type Recorded, writeRecorded } from './random/recorded.ts';

/** Replayed on machines without Java. */
const RECORDED_SEEDS = 60;

const USAGE = `Plays random sequences of requests on Apache Kafka and on Testka, and shows where they differ.

  node packages/conformance/src/run-random.ts --count 100 [--from 1] [--lanes 6] [--no-shrink]
  node packages/conformance/src/run-random.ts --seed 123     prints this sequence and plays it

  node packages/conformance/src/run-random.ts --record       what Kafka says to ${RECORDED_SEEDS} seeds, for npm test

  --bootstrap host:port   a Kafka that runs already`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string' },
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
  const one = values.seed === undefined ? undefined : Number(values.seed);
  const setUp = randomSetUp();
  const kafka = values.bootstrap === undefined ? await startApacheKafka(setUp, KAFKA_INTERNALS) : undefined;
  const testka = await startTestka(setUp);
  try {
    const sides = { kafka: kafka?.bootstrapServers ?? values.bootstrap ?? '', testka: testka.bootstrapServers };
    if (values.record) {
      await record(sides.kafka);
      return;
    }
    if (one !== undefined) console.log(scriptOf(one, drawSequence(one)));
    const from = one ?? Number(values.from);
    const count = one === undefined ? Number(values.count) : 1;
    const { passed, failed } = await runRandom(sides, {
      from,
      count,
      lanes: Number(values.lanes),
      shrinks: values.shrink,
    });
    console.log(`\n${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    await testka.close();
    await kafka?.stop();
  }
}

async function record(kafka: string): Promise<void> {
  const recorded: Recorded[] = [];
  for (let seed = 1; seed <= RECORDED_SEEDS; seed++) {
    const steps = await stepsOf(drawSequence(seed), kafka);
    recorded.push({ seed, actions: actionsDigest(seed), outcomes: steps.map(({ outcome }) => outcome) });
  }
  await writeRecorded(recorded);
  console.log(`${recorded.length} sequences recorded`);
}

if (values.help) console.log(USAGE);
else await main();
