/**
 * Many brokers in one process, at once and one after the other: `npm run test:many -- --cycles 10000 --at-once 200`. Prints what is
 * left of them, and fails if it is anything.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { atOnce } from './at-once.ts';
import { cycles } from './cycles.ts';
import { countResources } from './resources.ts';

const { values } = parseArgs({
  options: { cycles: { type: 'string', default: '10000' }, 'at-once': { type: 'string', default: '200' } },
});
const count = { cycles: Number(values.cycles), atOnce: Number(values['at-once']) };

// Node warns of listeners that pile up, for instance.
const warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

const resourcesLeft = countResources();
const before = await resourcesLeft();

const { ports, held, open } = await atOnce(count.atOnce);
assert.equal(ports, count.atOnce, 'each has a port of its own');
assert.deepEqual(
  held,
  Array.from({ length: count.atOnce }, (_, index) => [`${index}`]),
  'each has its own messages',
);
assert.equal(open, 0, 'nobody listens any more');
assert.deepEqual(await resourcesLeft(), before, 'no socket and no timer is left');
console.log(`✓ ${count.atOnce} brokers at once`);

const { heaps, growth } = await cycles(count.cycles);
console.log(`  after each round, kB: ${heaps.map((bytes) => Math.round(bytes / 1000)).join(' ')}`);
assert.equal(growth, 0, 'no memory is left');
assert.deepEqual(await resourcesLeft(), before, 'no socket and no timer is left');
assert.deepEqual(warnings, [], 'Node has nothing to warn of');
console.log(`✓ ${count.cycles} brokers one after the other`);

console.log('\n2 passed, 0 failed');
