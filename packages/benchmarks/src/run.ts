/**
 * What a test run pays for a broker, measured on the built package in fresh processes: started by `npm run bench`.
 * `--runs N`: processes per figure, default 20. `--peer HOST:PORT`: the kafkajs scenarios against that Kafka too.
 */
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { type Figures, type Place, runProbe, runProbes } from './probe.ts';
import { folderSize } from './size.ts';
import { type Sample, summarize, type Summary } from './statistics.ts';
import { type Line, printTable } from './table.ts';

const { values } = parseArgs({
  options: {
    project: { type: 'string' },
    tarball: { type: 'string' },
    node22: { type: 'string' },
    node24: { type: 'string' },
    runs: { type: 'string', default: '20' },
    peer: { type: 'string' },
  },
});
const project = required('project');
const runs = Number(values.runs);

printHead();
printSize();
for (const major of ['22', '24'] as const) {
  await printStart(major, { project, node: required(`node${major}`) });
}
const place = { project, node: required('node24') };
await printWarm(place);
await printKafkajs(place);
await printTrace(place);

function required(name: 'project' | 'tarball' | 'node22' | 'node24'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing; this is started by scripts/bench.ts`);
  return value;
}

function printHead(): void {
  const processors = cpus();
  console.log(`${processors.length} × ${processors[0]?.model ?? 'unknown'}; times in ms; p95 of n samples`);
}

function printSize(): void {
  const packedKb = statSync(required('tarball')).size / 1000;
  const installed = folderSize(join(project, 'node_modules', 'testka'));
  const verdict = packedKb < 400 ? styleText('green', '✓ aim < 400 kB') : styleText('red', '✗ aim < 400 kB');
  console.log(`\n${styleText('bold', 'Size')}`);
  console.log(`packed ${packedKb.toFixed(0)} kB   ${verdict}`);
  console.log(`installed ${(installed.bytes / 1000).toFixed(0)} kB in ${installed.files} files, no dependencies`);
}

async function printStart(major: string, node: Place): Promise<void> {
  const figures = await runProbes(node, 'start.mjs', runs);
  printTable(`A fresh process of Node ${major}`, [
    { name: 'importing testka', summary: summaryOf(figures, 'import'), aim: 12 },
    { name: 'the first createBroker()', summary: summaryOf(figures, 'first'), aim: 18 },
    { name: 'each further one', summary: summaryOf(figures, 'further'), aim: 2 },
  ]);
}

async function printWarm(node: Place): Promise<void> {
  const figures = await runProbe(node, 'warm.mjs');
  printTable('A warm process of Node 24', [
    { name: 'createBroker()', summary: summaryOf(figures, 'create') },
    { name: 'reset(), 1,000 topics', summary: summaryOf(figures, 'resetEmpty'), aim: 1 },
    { name: 'the same, a message in each', summary: summaryOf(figures, 'resetUsed'), aim: 1 },
    ...(['snapshot', 'restore', 'fork'] as const).map((call) => shared(figures, call)),
  ]);
}

/** 1,000 partitions of 200 batches, beside as many of 20: nothing is copied, so both cost the same. */
function shared(figures: Figures, call: string): Line {
  const [few, many] = [summaryOf(figures, `${call}Few`), summaryOf(figures, `${call}Many`)];
  const ratio = (many.wallMs.p50 / few.wallMs.p50).toFixed(1);
  return { name: `${call}(), 1,000 × 200 batches`, summary: many, note: `${ratio} × that of 1,000 × 20` };
}

async function printKafkajs(node: Place): Promise<void> {
  const ours = await runProbe(node, 'kafkajs.mjs', ['testka']);
  const theirs = values.peer === undefined ? undefined : await runProbe(node, 'kafkajs.mjs', [values.peer, '5']);
  const line = (key: string, rest: Omit<Line, 'summary'>): Line => {
    const summary = summaryOf(ours, key);
    const compared = theirs && compare(summary, summaryOf(theirs, key));
    return { ...rest, summary, ...(compared === undefined ? {} : { note: compared }) };
  };
  printTable('With kafkajs, client and broker in one process of Node 24', [
    line('roundTrip', { name: 'send() → eachMessage' }),
    line('whole', { name: 'a typical test¹', aim: 60, aimOf: 'wallMs' }),
    line('wholeWaiting', { name: 'the same, waitForLeaders²' }),
  ]);
  console.log('¹ connect, create a topic, produce 1, consume 1 through a new group, disconnect');
  console.log(
    "² kafkajs's default: createTopics() sleeps 100 ms before it looks for leaders, whatever the broker does",
  );
}

/** What recording costs: both brokers in one process, by turns. */
async function printTrace(node: Place): Promise<void> {
  const figures = await runProbe(node, 'trace.mjs');
  const lines = (['Small', 'Large'] as const).flatMap((size): Line[] => {
    const [on, off] = [summaryOf(figures, `traceOn${size}`), summaryOf(figures, `traceOff${size}`)];
    const bytes = size === 'Small' ? '100 bytes' : '100 kB';
    return [
      { name: `${bytes}, trace: 'off'`, summary: off },
      { name: `${bytes}, by default`, summary: on, note: `${(on.cpuMs.p50 / off.cpuMs.p50).toFixed(2)} × the CPU` },
    ];
  });
  printTable('send() → eachMessage with and without the trace', lines);
}

function compare(ours: Summary, theirs: Summary): string {
  const ratio = theirs.wallMs.p50 / ours.wallMs.p50;
  return `${values.peer}: ${theirs.wallMs.p50.toFixed(1)} ms, ${ratio.toFixed(1)} × as long`;
}

function summaryOf(figures: Figures, name: string): Summary {
  const samples: readonly Sample[] = figures[name] ?? [];
  return summarize(samples);
}
