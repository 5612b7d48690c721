// oxlint-disable typescript/no-floating-promises -- node:test waits for what test() returns
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { test, useBroker } from 'testka/node-test';

const broker = useBroker({ topics: ['orders'] });
const folder = join('node_modules', '.cache', 'testka');
const pages = () => readdirSync(folder).filter((name) => name.startsWith('trace-'));

// Those of an earlier run.
mkdirSync(folder, { recursive: true });
for (const page of pages()) rmSync(join(folder, page));

// Runs before the page is written, which has the test all the same.
afterEach(() => broker.reset());

test('passes', async () => {
  await broker.topic('orders').produce({ value: 'passes' });
});

test('is late', async () => {
  await broker.topic('orders').produce({ value: 'late' });
  await broker.topic('orders').waitForMessage({ value: 'in time' }, { timeout: 50 });
});

test('has an error of its own', () => {
  assert.equal(1, 2);
});

test('finds the pages of those that failed', () => {
  const [own, late, ...others] = pages();
  assert.match(own, /^trace-has-an-error-of-its-own-\w{6}\.html$/);
  assert.match(late, /^trace-is-late-\w{6}\.html$/);
  assert.deepEqual(others, []);
  const html = readFileSync(join(folder, late), 'utf8');
  assert.ok(html.includes('"title":"is late"'));
  assert.ok(html.includes('Produce orders[0] 1 record'));
});
