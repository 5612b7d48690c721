// What the first test file of a fresh process pays: the import, the first broker, and each further one.
import { measure, report } from './meter.mjs';

const FURTHER = 10;

const imported = await measure(() => import('testka'));
const { createBroker } = imported.result;
const first = await measure(() => createBroker({ topics: ['orders'] }));
const brokers = [first.result];
const further = [];
for (let count = 0; count < FURTHER; count += 1) {
  const next = await measure(() => createBroker({ topics: ['orders'] }));
  brokers.push(next.result);
  further.push(figures(next));
}
for (const broker of brokers) await broker.close();
report({ import: [figures(imported)], first: [figures(first)], further });

function figures({ cpuMs, wallMs }) {
  return { cpuMs, wallMs };
}
