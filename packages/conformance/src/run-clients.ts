import { parseArgs } from 'node:util';
import { runCapture } from './capture/session.ts';
import { CLIENT_PROGRAMS, type ClientProgram } from './client-programs.ts';
import { type ClientRun, clientProgram, runClient, type Sabotage, type ScenarioResult, succeeded } from './clients.ts';
import { comparedWithDocs, readClientsUsed, writeClientUsed } from './clients-used.ts';
import { startKafka } from './kafka.ts';
import { runOldClients } from './old-clients.ts';
import { runMoves } from './moves.ts';
import { runChaos } from './moves-chaos.ts';
import { runRacks } from './moves-racks.ts';
import { runRestores } from './moves-restores.ts';
import { runUnclean } from './moves-unclean.ts';
import { formatResult, formatTable, passedAndFailed, undetectedSabotage } from './report.ts';
import {
  CAPTURE_SCENARIO,
  CHAOS_SCENARIO,
  MOVES_SCENARIO,
  RACK_SCENARIO,
  RESTORES_SCENARIO,
  UNCLEAN_SCENARIO,
  USE_SCENARIO,
} from './scenarios.ts';
import { Traffic, type Used } from './traffic.ts';

const SABOTAGES = ['check', 'drop', 'duplicate'] as const;

/** In a run of everything. */
const DEFAULT_SEEDS = 2;

const USAGE = `Runs real Kafka clients against a broker and prints what they found.

  node packages/conformance/src/run-clients.ts [options]

Which broker (Testka, started for this run, when neither is given):
  --bootstrap host:port   one that runs already
  --kafka                 a real Apache Kafka, started for this run with group.initial.rebalance.delay.ms=0
  --config key=value      a broker config of the one that is started, several times if need be

Which clients and scenarios:
  --client name           several times if need be; all without it:
                          ${CLIENT_PROGRAMS.map((program) => program.name).join(', ')}
  --only name             one scenario, several times if need be
  --move text             of the moves in follows-moves only those whose name has it, several times if need be
  --seeds count           of survives-chaos: how many seeds, from 1 on, default ${DEFAULT_SEEDS}
  --time-limit ms         per scenario, default 30000
  --break how             prove that scenarios can fail: ${SABOTAGES.join(', ')}
  --record                keep what each client asked of Testka, for docs/compatibility.md
  --json                  print the results as JSON instead of a table`;

const { values } = parseArgs({
  options: {
    bootstrap: { type: 'string' },
    kafka: { type: 'boolean', default: false },
    config: { type: 'string', multiple: true, default: [] },
    client: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    move: { type: 'string', multiple: true },
    seeds: { type: 'string', default: String(DEFAULT_SEEDS) },
    'time-limit': { type: 'string' },
    break: { type: 'string' },
    record: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** All scenarios, as they are: what a client asks in such a run is what the compatibility page says of it. */
const isWhole = values.only === undefined && values.break === undefined;
const print = values.json ? console.error : console.log;

if (values.help) console.log(USAGE);
else {
  const isGood = (await runAgainstBroker()) && (await runOldOnes()) && (await runLeftovers()) && (await runPage());
  process.exitCode = isGood ? 0 : 1;
}

async function runAgainstBroker(): Promise<boolean> {
  const shared = await sharedBroker();
  try {
    return await runAll(shared);
  } finally {
    await shared?.stop();
  }
}

/** With everything else, those that need release 3.9; by themselves `run-old-clients.ts` runs them. */
async function runOldOnes(): Promise<boolean> {
  if (!isWhole || values.json || values.client !== undefined || values.bootstrap !== undefined) return true;
  return runOldClients(values.kafka);
}

/** With the scenarios of that client, what it leaves behind in the process of the broker. */
async function runLeftovers(): Promise<boolean> {
  if (!isWhole || values.json || values.client?.includes('confluent-js') === false) return true;
  if (values.bootstrap !== undefined || values.kafka) return true;
  const { runNativeLeftovers } = await import('./native-leftovers.ts');
  return await runNativeLeftovers();
}

/** With everything else, the page of a trace in a browser; by itself `run-trace-page.ts` opens it. */
async function runPage(): Promise<boolean> {
  if (!isWhole || values.json || values.client !== undefined || values.bootstrap !== undefined || values.kafka)
    return true;
  // Loaded here only: nothing else needs a browser.
  const { runTracePage } = await import('./trace-page/run.ts');
  return await runTracePage();
}

interface StartedBroker {
  readonly bootstrapServers: string;
  stop(): Promise<void>;
}

/** The broker that all clients use; undefined: each gets a Testka of its own. */
async function sharedBroker(): Promise<StartedBroker | undefined> {
  const { bootstrap, kafka } = values;
  if (bootstrap !== undefined) return { bootstrapServers: bootstrap, stop: () => Promise.resolve() };
  if (!kafka) return undefined;
  return startKafka({ config: { 'group.initial.rebalance.delay.ms': '0', ...parseConfig(values.config) } });
}

async function startTestka({ config }: ClientProgram): Promise<StartedBroker> {
  // Loaded here only: a run against another broker needs nothing of ours.
  const { createBroker } = await import('@testka/broker');
  // What it warns of or dies of belongs into the output; the connections do not.
  const logger = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };
  // The long polls of the scenarios last 5 s; the default of Testka would end them after 200 ms.
  const broker = await createBroker({
    config: { ...config, ...parseConfig(values.config) },
    maxFetchWait: 30_000,
    logger,
  });
  return { bootstrapServers: broker.bootstrapServers, stop: () => broker.close() };
}

function parseConfig(entries: readonly string[]): Record<string, string> {
  const config: Record<string, string> = {};
  for (const entry of entries) {
    const [key, ...value] = entry.split('=');
    if (key === undefined || value.length === 0) throw new Error(`"${entry}": expected key=value`);
    config[key] = value.join('=');
  }
  return config;
}

/** One client after the other: they measure time limits, and together they would slow each other down. */
async function runAll(shared: StartedBroker | undefined): Promise<boolean> {
  const sabotage = SABOTAGES.find((each) => each === values.break);
  if (values.break !== undefined && sabotage === undefined) throw new Error(`--break: one of ${SABOTAGES.join(', ')}`);
  const programs = (values.client ?? CLIENT_PROGRAMS.map(({ name }) => name)).map(clientProgram);
  const runs: ClientRun[] = [];
  for (const program of programs) {
    print(`\n${program.title}`);
    const traffic = new Traffic();
    const run = await runScenarios(program, shared, sabotage);
    for (const result of run.results) {
      if (result.status === 'lacks' || result.status === 'missing') print(formatResult(result));
    }
    const own =
      shared === undefined ? await runOwn(program, sabotage, traffic) : await runMovesOfKafka(program, sabotage);
    const ms = own.reduce((sum, each) => sum + each.ms, run.ms);
    print(`  ${run.client}: ${(ms / 1000).toFixed(1)} s; what it logged: ${run.logFile}`);
    traffic.stop();
    const whole = { ...run, ms, results: [...run.results, ...own] };
    const isToCompare = isWhole && shared === undefined && succeeded(whole);
    const compared = isToCompare ? [await compareUse(whole, traffic.used)] : [];
    runs.push({ ...whole, results: [...whole.results, ...compared] });
  }
  if (values.json) console.log(JSON.stringify(runs, undefined, 2));
  else print(`\n${formatTable(runs)}`);
  if (sabotage !== undefined) return everySabotageNoticed(runs, sabotage);
  print(`\n${passedAndFailed(runs)}`);
  return runs.every(succeeded);
}

async function runScenarios(
  program: ClientProgram,
  shared: StartedBroker | undefined,
  sabotage: Sabotage | undefined,
): Promise<ClientRun> {
  const broker = shared ?? (await startTestka(program));
  const run = await runClient(program, {
    bootstrapServers: broker.bootstrapServers,
    runId: `${program.name}-${Date.now().toString(36)}`,
    only: values.only,
    timeLimitMs: values['time-limit'] === undefined ? undefined : Number(values['time-limit']),
    sabotage,
    onResult: (result) => print(formatResult(result)),
  });
  if (broker !== shared) await broker.stop();
  return run;
}

/** What can be done where the brokers are ours: to move them, and to record what passes. */
async function runOwn(
  program: ClientProgram,
  sabotage: Sabotage | undefined,
  traffic: Traffic,
): Promise<ScenarioResult[]> {
  const config = parseConfig(values.config);
  const results = [
    await runOne(MOVES_SCENARIO, program, () =>
      runMoves(program, { config, sabotage, kafka: false, only: values.move }),
    ),
  ];
  // What comes from here on is not the use that is documented: the capture offers only what its dissector knows.
  traffic.stop();
  results.push(
    await runOne(UNCLEAN_SCENARIO, program, () => runUnclean(program, { config, sabotage })),
    await runOne(RESTORES_SCENARIO, program, () => runRestores(program, { config, sabotage })),
    await runOne(RACK_SCENARIO, program, () => runRacks(program, { config, sabotage })),
    await runOne(CHAOS_SCENARIO, program, () => runChaos(program, { config, sabotage, seeds: chaosSeeds() })),
    await runOne(CAPTURE_SCENARIO, program, () => runCapture(program, { config, sabotage })),
  );
  return results.filter((result) => result !== undefined);
}

function chaosSeeds(): number {
  const count = Number(values.seeds);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(`--seeds: an integer of at least 1, not ${values.seeds}`);
}

/** Three brokers that stop and start take a minute: only when it is asked for by its name. */
async function runMovesOfKafka(program: ClientProgram, sabotage: Sabotage | undefined): Promise<ScenarioResult[]> {
  if (!values.kafka || values.only?.includes(MOVES_SCENARIO) !== true) return [];
  const config = parseConfig(values.config);
  const run = () => runMoves(program, { config, sabotage, kafka: true, only: values.move });
  const result = await runOne(MOVES_SCENARIO, program, run);
  return result === undefined ? [] : [result];
}

async function runOne(
  scenario: string,
  program: ClientProgram,
  run: () => Promise<ScenarioResult>,
): Promise<ScenarioResult | undefined> {
  if (values.only?.includes(scenario) === false) return undefined;
  const reason = program.lacks[scenario];
  const result: ScenarioResult =
    reason === undefined ? await run() : { scenario, status: 'lacks', detail: reason, ms: 0 };
  print(formatResult(result));
  return result;
}

/** A run of all scenarios asks what the documentation says that the client asks, or renews it. */
async function compareUse(run: ClientRun, used: Used): Promise<ScenarioResult> {
  const recorded = (await readClientsUsed())[run.name]?.used ?? {};
  if (values.record) await writeClientUsed(run.name, { library: run.client, used });
  const compared = values.record ? { status: 'ok' as const, detail: 'recorded' } : comparedWithDocs(recorded, used);
  const result: ScenarioResult = { scenario: USE_SCENARIO, ms: 0, ...compared };
  print(formatResult(result));
  return result;
}

function everySabotageNoticed(runs: readonly ClientRun[], sabotage: Sabotage): boolean {
  const undetected = runs.flatMap((run) => undetectedSabotage(run, sabotage).map((name) => `${run.name} ${name}`));
  print(
    undetected.length === 0 ? `\nevery --break ${sabotage} was noticed` : `\nnot noticed: ${undetected.join(', ')}`,
  );
  return undetected.length === 0;
}
