import { expect, test } from 'vitest';
import { HookedBroker } from './use-broker.ts';

test('an option that is unknown is told with all that useBroker() knows, where it was called', async () => {
  const started = new HookedBroker({ isolate: 'reset' } as object, HookedBroker as never).start();
  await expect(started).rejects.toMatchObject({
    name: 'BrokerError',
    code: 'ERR_UNKNOWN_OPTION',
    message: expect.stringMatching(
      /^ERR_UNKNOWN_OPTION: useBroker\(\) has no 'isolate'; known are isolation, env, leftovers, topics, /,
    ),
    stack: expect.stringContaining('use-broker.test.ts'),
  });
});

test('what was probably meant is named all the same', async () => {
  const started = new HookedBroker({ topcs: [] } as object, HookedBroker as never).start();
  await expect(started).rejects.toMatchObject({
    message: "ERR_UNKNOWN_OPTION: useBroker() has no 'topcs'; did you mean topics?",
  });
});

test('what a fixture is given is called by its name', async () => {
  const started = new HookedBroker({ topcs: [] } as object, HookedBroker as never, 'brokerOptions').start();
  await expect(started).rejects.toMatchObject({
    message: "ERR_UNKNOWN_OPTION: brokerOptions has no 'topcs'; did you mean topics?",
  });
});

test('one error tells of all that is left, where the options ask for one', async () => {
  const hooked = new HookedBroker({ topics: ['orders'], leftovers: 'error' }, HookedBroker as never);
  await hooked.start();
  await hooked.beforeTest({ name: 'a test', file: undefined });
  hooked.standIn.inject({ api: 'Produce', delay: 1 });
  hooked.standIn.inject({ api: 'Produce', delay: 1, times: 1 });
  const complaint = hooked.afterTest('a test');
  await expect(complaint).rejects.toMatchObject({ leftovers: [{ kind: 'idle-fault' }, { kind: 'unused-fault' }] });
  await hooked.stop();
});

test.each(['reset', 'restore'] as const)(
  'what a test has swept away with %s() is told as unused, once',
  async (call) => {
    const hooked = new HookedBroker({ topics: ['orders'] }, HookedBroker as never);
    await hooked.start();
    await hooked.beforeTest({ name: 'a test', file: undefined });
    const snapshot = hooked.standIn.snapshot();
    hooked.standIn.inject({ api: 'Produce', topic: 'orders', delay: 1, times: 1 });
    await (call === 'reset' ? hooked.standIn.reset() : hooked.standIn.restore(snapshot));
    await expect(hooked.afterTest('a test')).rejects.toMatchObject({
      leftovers: [
        {
          kind: 'unused-fault',
          description: expect.stringMatching(
            new RegExp(
              `^fault Produce of orders → 1 ms later was never hit before ${call}\\(\\) removed it, injected at .*use-broker`,
            ),
          ),
          reason: 'no client has asked Produce',
        },
      ],
    });
    await hooked.beforeTest({ name: 'another', file: undefined });
    await hooked.afterTest('another');
    await hooked.stop();
  },
);

test("isolation: 'window': a test sees what comes in it, finds no fault of another, and all of it stays", async () => {
  const options = { topics: { orders: { messages: [{ value: 'seed' }] } }, isolation: 'window' } as const;
  const hooked = new HookedBroker(options, HookedBroker as never);
  await hooked.start();
  const { standIn } = hooked;
  standIn.inject({ api: 'Produce', delay: 1, times: 1 });
  await expect(hooked.beforeTest({ name: 'of beforeAll', file: undefined })).rejects.toMatchObject({
    leftovers: [{ kind: 'lost-fault', description: expect.stringContaining('is removed as the test begins') }],
  });
  for (const value of ['first', 'second']) {
    await hooked.beforeTest({ name: value, file: undefined });
    expect([standIn.topic('orders').messages(), standIn.faults]).toEqual([[], []]);
    await standIn.topic('orders').produce({ value });
    expect(standIn.topic('orders').messages()).toMatchObject([{ value }]);
    standIn.inject({ api: 'Produce', observe: true });
    await hooked.afterTest(value);
  }
  expect(standIn.topic('orders').partitions[0]?.highWatermark).toBe(3);
  await hooked.stop();
});

test('a file that starts again sees all of its broker until a test begins', async () => {
  const hooked = new HookedBroker({ topics: ['orders'], isolation: 'window' }, HookedBroker as never);
  for (const _ of [1, 2]) {
    await hooked.start();
    await hooked.standIn.topic('orders').produce({ value: 'of beforeAll' });
    expect(hooked.standIn.topic('orders').messages()).toHaveLength(1);
    await hooked.beforeTest({ name: 'a test', file: undefined });
    expect(hooked.standIn.topic('orders').messages()).toEqual([]);
    await hooked.stop();
  }
});

test('what a test has not awaited is told of it, and fails no other', async () => {
  const hooked = new HookedBroker({ topics: ['orders'] }, HookedBroker as never);
  await hooked.start();
  const orders = hooked.standIn.topic('orders');
  const older = orders.waitForMessage({ key: 'later' });
  await hooked.beforeTest({ name: 'a test', file: undefined });
  void orders.waitForMessage({ key: 'a' }, { timeout: 50 });
  await expect(hooked.afterTest('a test')).rejects.toMatchObject({
    leftovers: [
      {
        kind: 'pending-wait',
        description: expect.stringMatching(
          /^a wait was not awaited, begun at .*use-broker\.test\.ts:\d+: topic "orders": no message matching { key: 'a' } so far; nothing else arrived$/,
        ),
        openedBy: expect.stringContaining('use-broker.test.ts'),
      },
    ],
  });
  await hooked.beforeTest({ name: 'another', file: undefined });
  await orders.produce({ key: 'later', value: 1 });
  await expect(older).resolves.toMatchObject({ key: 'later' });
  // The one that was dropped would have failed within this.
  await expect(orders.waitForMessage({ key: 'b' }, { timeout: 60 })).rejects.toMatchObject({
    code: 'ERR_WAIT_TIMEOUT',
  });
  await hooked.afterTest('another');
  await hooked.stop();
});

test('of a test that has failed nothing is told, and its waits end with it', async () => {
  const hooked = new HookedBroker({ topics: ['orders'] }, HookedBroker as never);
  await hooked.start();
  await hooked.beforeTest({ name: 'a test', file: undefined });
  void hooked.standIn.topic('orders').waitForMessage();
  expect(hooked.standIn.leftovers()).toMatchObject([{ kind: 'pending-wait' }]);
  await hooked.afterTest('a test', { hasFailed: true });
  expect(hooked.standIn.leftovers()).toEqual([]);
  await hooked.stop();
});
