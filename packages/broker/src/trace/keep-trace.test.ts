import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import { clearOfMarks, readPage } from '../../test/trace-page.ts';
import type { Broker } from '../index.ts';
import { beginTrace, keepTrace } from './keep-trace.ts';

const IDENTITY = { name: 'places an order', file: join('test', 'orders.test.ts') };

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'testka-trace-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function send(broker: Broker, value: string): Promise<void> {
  const producer = await connectedProducer(kafkaOf(broker));
  await producer.send({ topic: 'orders', messages: [{ value }] });
}

test.each([
  { mode: 'retain-on-failure', hasFailed: true, isKept: true },
  { mode: 'retain-on-failure', hasFailed: false, isKept: false },
  { mode: 'on', hasFailed: false, isKept: true },
  { mode: 'off', hasFailed: true, isKept: false },
] as const)('trace: $mode, failed: $hasFailed → kept: $isKept', async ({ mode, hasFailed, isKept }) => {
  const dir = join(await folder(), 'traces');
  const broker = await testBroker({ topics: ['orders'], trace: { mode, dir } });
  beginTrace(broker, IDENTITY);
  const place = await keepTrace(broker, { ...IDENTITY, hasFailed });
  expect(existsSync(dir)).toBe(isKept);
  expect(place === undefined ? undefined : dirname(place.path)).toBe(isKept ? dir : undefined);
  if (place !== undefined) expect(await readPage(place.path)).toMatchObject({ title: 'places an order' });
});

test('a wait that fails names the page that there will be', async () => {
  const dir = await folder();
  const broker = await testBroker({ topics: ['orders'], trace: { dir } });
  beginTrace(broker, IDENTITY);
  const failure = await failureOf(() => broker.topic('orders').waitForMessage({}, { timeout: 1 }));
  const place = await keepTrace(broker, { ...IDENTITY, hasFailed: true });
  expect(failure.message.split('\n').at(-1)).toBe(`  Trace: ${place?.shown}`);
  expect(existsSync(place?.path ?? '')).toBe(true);
});

test('a reset in an after-hook does not lose the test that has failed, but the next test begins anew', async () => {
  const broker = await testBroker({ topics: ['orders'], trace: { dir: await folder() } });
  const shown = async (): Promise<unknown> => {
    const place = await keepTrace(broker, { ...IDENTITY, hasFailed: true });
    const { requests, moments } = await readPage(place?.path ?? '');
    return [requests.filter(({ api }) => api === 'Produce').length, clearOfMarks(moments)];
  };
  await broker.reset();
  beginTrace(broker, IDENTITY);
  await send(broker, 'a');
  await broker.topic('orders').produce({ value: 'b' });
  await broker.reset();
  await broker.reset();
  expect(broker.trace.requests()).toEqual([]);
  expect(await shown()).toEqual([1, ['Produce orders[0] 1 record, acks=-1 → offset 1']]);
  beginTrace(broker, IDENTITY);
  expect(await shown()).toEqual([0, []]);
});

test('without a runner that says when tests begin, a page goes back to the reset before the last', async () => {
  const path = join(await folder(), 'a.html');
  const broker = await testBroker({ topics: ['orders'] });
  for (const value of ['first', 'second']) {
    await broker.reset();
    await send(broker, value);
  }
  await broker.reset();
  await broker.reset();
  await broker.trace.save(path);
  const { requests } = await readPage(path);
  const produced = requests.filter(({ api }) => api === 'Produce');
  expect(produced).toHaveLength(1);
  expect(JSON.stringify(produced)).toContain('second');
});

test('the oldest pages go, what is no page of ours stays', async () => {
  const dir = await folder();
  const broker = await testBroker({ trace: { dir, maxTraces: 2 } });
  await writeFile(join(dir, 'report.html'), '<!doctype html><title>of somebody else</title>');
  const paths: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    const place = await keepTrace(broker, { name, file: undefined, hasFailed: true });
    paths.push(basename(place?.path ?? ''));
    // Two in one millisecond would be equally old.
    await utimes(join(dir, paths.at(-1) ?? ''), paths.length, paths.length);
  }
  expect((await readdir(dir)).toSorted()).toEqual(['report.html', ...paths.slice(2)].toSorted());
});

test('what a run has written stays, however many pages that are', async () => {
  const dir = await folder();
  const broker = await testBroker({ trace: { dir, maxTraces: 2 } });
  const old = await keepTrace(broker, { name: 'yesterday', file: undefined, hasFailed: true });
  await utimes(old?.path ?? '', 1, 1);
  const names = ['a', 'b', 'c', 'd'];
  const places = [];
  for (const name of names) places.push(await keepTrace(broker, { name, file: undefined, hasFailed: true }));
  expect((await readdir(dir)).toSorted()).toEqual(places.map((place) => basename(place?.path ?? '')).toSorted());
});

test('a folder is no path for a page, and nothing is left of the attempt', async () => {
  const dir = await folder();
  const broker = await testBroker();
  for (const path of [dir, `${join(dir, 'new')}/`]) {
    expect((await failureOf(() => broker.trace.save(path))).message).toBe(
      `ERR_INVALID_ARGUMENT: the path of save() names a folder, '${path}'; name the file in it, such as '${join(path, 'trace.html')}'`,
    );
  }
  expect(await readdir(dir)).toEqual([]);
});

test('the same test writes the same page again', async () => {
  const dir = await folder();
  const broker = await testBroker({ trace: { dir } });
  for (let count = 0; count < 2; count++) await keepTrace(broker, { ...IDENTITY, hasFailed: true });
  expect(await readdir(dir)).toHaveLength(1);
});

test('save() without a path takes a new file, with one that file', async () => {
  const dir = await folder();
  const broker = await testBroker({ trace: { dir } });
  expect(basename(await broker.trace.save())).toBe('trace.html');
  expect(basename(await broker.trace.save())).toBe('trace-2.html');
  const path = join(dir, 'new', 'mine.html');
  expect(await broker.trace.save(path)).toBe(path);
  expect(await readFile(path, 'utf8')).toContain('<title>Trace</title>');
  expect(await failureOf(() => broker.trace.save(''))).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
});

test("with trace: 'off' nothing is recorded, and whoever asks is told so", async () => {
  const broker = await testBroker({ topics: ['orders'], trace: 'off' });
  await send(broker, 'a');
  const calls = [
    () => broker.trace.requests(),
    () => broker.trace.waitForRequest({ api: 'Produce' }),
    () => broker.trace.save(),
  ];
  for (const call of calls) expect(await failureOf(call)).toMatchObject({ code: 'ERR_TRACE_OFF' });
  // Reports of failed waits have the last requests all the same.
  expect(broker.trace.print()).toContain('Produce v7');
});

test('no more is kept than the options say, and the page says what it lacks', async () => {
  const path = join(await folder(), 'a.html');
  const broker = await testBroker({ topics: ['orders'], trace: { maxRequests: 4 } });
  const producer = await connectedProducer(kafkaOf(broker));
  for (let index = 0; index < 20; index++) await producer.send({ topic: 'orders', messages: [{ value: `${index}` }] });
  expect(broker.trace.requests()).toHaveLength(4);
  await broker.trace.save(path);
  const { requests, forgotten } = await readPage(path);
  expect([requests.length <= 5, requests.length + forgotten]).toEqual([true, 22]);
});
