const { mkdirSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { expect, test, useBroker } = require('testka/jest');

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
  expect(1).toBe(2);
});

test('finds the pages of those that failed', () => {
  expect(pages()).toEqual([
    expect.stringMatching(/^trace-has-an-error-of-its-own-\w{6}\.html$/),
    expect.stringMatching(/^trace-is-late-\w{6}\.html$/),
  ]);
  const html = readFileSync(join(folder, pages()[1]), 'utf8');
  expect(html).toContain('"title":"is late"');
  expect(html).toContain('Produce orders[0] 1 record');
});
