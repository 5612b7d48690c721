import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { KAFKA_VERSION, KAFKA_VERSIONS } from './kafka.ts';
import { type RunningCluster, startOnKafka, startOnTestka } from './suites/cluster.ts';
import { type Outcome, type Suite, SUITES } from './suites/suites.ts';

const USAGE = `Runs the integration tests that come with other clients, on Apache Kafka and on Testka, and compares.

  node packages/conformance/src/run-suites.ts --suite sarama            # on both
  node packages/conformance/src/run-suites.ts --suite sarama --on testka
  node packages/conformance/src/run-suites.ts --serve kafkajs --on kafka --release 3.9   # what it expects, until Ctrl-C

With tests: ${SUITES.flatMap(({ name, run }) => (run === undefined ? [] : name)).join(', ')}. To serve: all of ${SUITES.map(({ name }) => name).join(', ')}.`;

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    serve: { type: 'string' },
    on: { type: 'string' },
    release: { type: 'string', default: '4.4' },
    help: { type: 'boolean', default: false },
  },
});

type Side = 'kafka' | 'testka';
const SIDES: readonly Side[] = values.on === undefined ? ['kafka', 'testka'] : [sideOf(values.on)];

if (values.help || (values.suite ?? values.serve) === undefined) {
  console.log(USAGE);
} else if (values.serve !== undefined) {
  await serve(suiteOf(values.serve), sideOf(values.on ?? 'testka'));
} else if (values.suite !== undefined) {
  process.exitCode = (await compare(suiteOf(values.suite))) ? 0 : 1;
}

async function serve({ title, cluster }: Suite, side: Side): Promise<void> {
  const running = await start(cluster, side);
  console.log(`${running.bootstrapServers} as ${title} expects it`);
  // A broker of Testka does not keep its process alive.
  const alive = setInterval(() => {}, 60_000);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(alive);
  await running.close();
}

/** @returns whether what passes on Kafka passes on Testka, but for what it is known to lack */
async function compare({ title, cluster, run, lacks }: Suite): Promise<boolean> {
  if (run === undefined) throw new Error(`the tests of ${title} do not come with its package; use --serve`);
  const outcomes = new Map<Side, ReadonlyMap<string, Outcome>>();
  for (const side of SIDES) {
    const running = await start(cluster, side);
    try {
      outcomes.set(side, await run(running));
    } finally {
      await running.close();
    }
    console.log(`${title} on ${side}: ${summary(outcomes.get(side) ?? new Map())}`);
  }
  const onKafka = outcomes.get('kafka');
  const worse = [...(outcomes.get('testka') ?? [])].filter(
    ([test, outcome]) => outcome === 'failed' || (outcome === 'skipped' && onKafka?.get(test) === 'passed'),
  );
  const unexplained = worse.filter(([test, outcome]) => {
    const onKafkaToo = onKafka?.get(test) === 'failed' ? 'fails on kafka, too' : undefined;
    const reason = onKafkaToo ?? lacks.find(([prefix]) => test.startsWith(prefix))?.[1];
    console.log(`  ${test} ${outcome} on testka${reason === undefined ? '' : `: ${reason}`}`);
    return reason === undefined;
  });
  return unexplained.length === 0;
}

function summary(outcomes: ReadonlyMap<string, Outcome>): string {
  const count = (wanted: Outcome): number => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

async function start(cluster: Suite['cluster'], side: Side): Promise<RunningCluster> {
  if (side === 'testka') return startOnTestka(cluster, values.release);
  return startOnKafka(cluster, KAFKA_VERSIONS[values.release] ?? KAFKA_VERSION);
}

function suiteOf(name: string): Suite {
  const suite = SUITES.find((each) => each.name === name);
  if (suite === undefined) throw new Error(`there is no suite ${name}\n\n${USAGE}`);
  return suite;
}

function sideOf(name: string): Side {
  if (name === 'kafka' || name === 'testka') return name;
  throw new Error(`--on ${name}: expected kafka or testka`);
}
