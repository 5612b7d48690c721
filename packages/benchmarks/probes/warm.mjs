// What a broker and a reset cost in a process that has done it before.
import { createBroker } from 'testka';

import { measure, report, sample } from './meter.mjs';

const TOPICS = Array.from({ length: 1000 }, (_, index) => `topic-${index}`);

const create = [];
for (let round = 0; round < 250; round += 1) {
  const { cpuMs, wallMs, result } = await measure(() => createBroker({ topics: ['orders'] }));
  await result.close();
  if (round >= 50) create.push({ cpuMs, wallMs });
}

const broker = await createBroker({ topics: TOPICS });
const resetEmpty = await sample(50, () => broker.reset());

const resetUsed = [];
for (let round = 0; round < 22; round += 1) {
  for (const topic of TOPICS) await broker.topic(topic).produce({ key: 'k', value: { round } });
  const { cpuMs, wallMs } = await measure(() => broker.reset());
  if (round >= 2) resetUsed.push({ cpuMs, wallMs });
}
await broker.close();

// Many partitions with many batches each, beside a tenth of the batches: what a snapshot costs must not depend on them.
const held = {};
for (const [name, batches] of [
  ['Few', 20],
  ['Many', 200],
]) {
  const full = await createBroker({ topics: { big: { partitions: 1000 } } });
  const oneEach = TOPICS.map((value, partition) => ({ value, partition }));
  for (let batch = 0; batch < batches; batch += 1) await full.topic('big').produce(...oneEach);
  const first = full.snapshot();
  held[`snapshot${name}`] = await sample(20, () => full.snapshot());
  held[`restore${name}`] = await sample(20, () => full.restore(first));
  held[`fork${name}`] = await sample(20, async () => (await full.fork()).close());
  await full.close();
}
report({ create, resetEmpty, resetUsed, ...held });
