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
report({ create, resetEmpty, resetUsed });
