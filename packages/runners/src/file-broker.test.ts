import { connect } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { type StartedFileBroker, startFileBroker } from './file-broker.ts';
import { HookedBroker } from './use-broker.ts';

const MADE_BY = 'testka/vitest/setup';
let file: StartedFileBroker;

beforeEach(async () => {
  file = await startFileBroker({ topics: ['rates'], nodes: 2, env: ['FILE_KAFKA'] }, MADE_BY);
});
afterEach(() => file.close());

function hook(options: object = {}): HookedBroker<readonly string[]> {
  return new HookedBroker(options, hook);
}

async function isListening(address: string): Promise<boolean> {
  const socket = connect(Number(/:(\d+)/.exec(address)?.[1]), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test.each([
  {
    options: 5,
    message:
      "ERR_INVALID_OPTION: the options of testka/vitest/setup must be an object, not 5; such as { topics: ['orders'] }",
  },
  { options: { topcs: [] }, message: "ERR_UNKNOWN_OPTION: testka/vitest/setup has no 'topcs'; did you mean topics?" },
])('what is wrong with the options of a set-up is told of the set-up: $message', async ({ options, message }) => {
  await expect(startFileBroker(options as object, MADE_BY)).rejects.toMatchObject({
    message,
    stack: expect.stringContaining(message),
  });
});

test('useBroker() takes the broker of the file, and adds topics to what it began with', async () => {
  const hooked = hook({ topics: { orders: { messages: [{ value: 1 }] }, rates: {} } });
  await hooked.start();
  const broker = hooked.standIn;
  expect(broker.bootstrapServers).toBe(file.broker.bootstrapServers);
  expect(process.env['FILE_KAFKA']).toBe(file.broker.bootstrapServers);
  await broker.createTopics(['extra']);
  await hooked.beforeTest({ name: 'a test', file: undefined });
  expect(broker.topics.map(({ name }) => name).sort()).toEqual(['orders', 'rates']);
  expect(broker.topic('orders').messages()).toHaveLength(1);
  await hooked.stop();
});

test('the next useBroker() finds it as it began, and one meanwhile has its own', async () => {
  const [first, meanwhile, next] = [hook({ topics: ['orders'] }), hook(), hook()];
  await first.start();
  await meanwhile.start();
  expect(meanwhile.standIn.bootstrapServers).not.toBe(file.broker.bootstrapServers);
  await meanwhile.stop();
  await first.stop();
  await next.start();
  await next.beforeTest({ name: 'a test', file: undefined });
  expect(next.standIn.bootstrapServers).toBe(file.broker.bootstrapServers);
  expect(next.standIn.topics.map(({ name }) => name)).toEqual(['rates']);
  await next.stop();
});

test('what was made before the hooks, such as by an app that is imported, is gone', async () => {
  await file.broker.createTopics({ orders: { partitions: 3 } });
  const hooked = hook({ topics: ['orders'] });
  await hooked.start();
  expect(hooked.standIn.topic('orders').partitions).toHaveLength(1);
  await hooked.stop();
});

test('it is closed when the file has ended and useBroker() is through, in either order', async () => {
  const { bootstrapServers } = file.broker;
  const hooked = hook();
  await hooked.start();
  await file.close();
  expect(await isListening(bootstrapServers)).toBe(true);
  await hooked.stop();
  expect(await isListening(bootstrapServers)).toBe(false);
  expect('FILE_KAFKA' in process.env).toBe(false);

  file = await startFileBroker({}, MADE_BY);
  const other = hook();
  await other.start();
  await other.stop();
  expect(await isListening(file.broker.bootstrapServers)).toBe(true);
  await file.close();
  expect(await isListening(file.broker.bootstrapServers)).toBe(false);
});

test('one whose file never ended is closed by the next', async () => {
  const { bootstrapServers } = file.broker;
  file = await startFileBroker({}, MADE_BY);
  expect(await isListening(bootstrapServers)).toBe(false);
  const hooked = hook();
  await hooked.start();
  expect(hooked.standIn.bootstrapServers).toBe(file.broker.bootstrapServers);
  await hooked.stop();
});

test.each([
  {
    options: { kafkaVersion: '4.0' },
    message:
      'ERR_OPTION_CONFLICT: the broker of this file was made before it, by testka/vitest/setup, without this kafkaVersion; ' +
      "give the option kafkaVersion to testka/vitest/setup, or say isolation: 'fresh' for brokers of the tests' own",
  },
  {
    options: { topics: { rates: { partitions: 3 } } },
    message:
      'ERR_OPTION_CONFLICT: topic "rates" is in the broker of testka/vitest/setup, with 1 partition; ' +
      'name it without partitions, replicationFactor, config or messages, or not at all',
  },
])('$options cannot be had any more', async ({ options, message }) => {
  const hooked = hook(options);
  await expect(hooked.start()).rejects.toMatchObject({
    name: 'BrokerError',
    message,
    stack: expect.stringContaining('file-broker.test.ts'),
  });
  await hooked.stop();
});

test('what the set-up has said may be said again', async () => {
  const hooked = hook({ nodes: 2, kafkaVersion: undefined });
  await hooked.start();
  expect(hooked.standIn.nodes).toHaveLength(2);
  await hooked.stop();
});

test("isolation: 'fresh' does without it", async () => {
  const hooked = hook({ isolation: 'fresh', nodes: 1 });
  await hooked.start();
  await hooked.beforeTest({ name: 'a test', file: undefined });
  expect(hooked.standIn.bootstrapServers).not.toBe(file.broker.bootstrapServers);
  await hooked.stop();
});

test('wrong options are refused', async () => {
  await expect(startFileBroker({ env: 'KAFKA' as never }, MADE_BY)).rejects.toMatchObject({
    code: 'ERR_INVALID_OPTION',
  });
  await expect(startFileBroker({ nodez: 3 } as never, MADE_BY)).rejects.toMatchObject({ code: 'ERR_UNKNOWN_OPTION' });
});
