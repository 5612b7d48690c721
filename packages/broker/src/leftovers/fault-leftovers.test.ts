import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import type { Broker, Leftover } from '../index.ts';
import { subjectOf } from '../matching/subject.ts';
import { lostFaults } from './fault-leftovers.ts';

const QUICKLY = { initialRetryTime: 1, maxRetryTime: 1, retries: 5 };
const ERROR = 'NOT_ENOUGH_REPLICAS';

/** Those that are about faults, without the line. */
function faultsIn(leftovers: readonly Leftover[]): object[] {
  return leftovers
    .filter(({ kind }) => kind !== 'connection')
    .map(({ kind, description, reason }) => {
      return { kind, text: description.replace(/, injected at \S+:\d+$/, ''), ...(reason !== undefined && { reason }) };
    });
}

async function produce(broker: Broker): Promise<void> {
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
}

test.each<{ name: string; inject: (broker: Broker) => unknown; left: object[] }>([
  {
    name: 'one with times that nothing has met',
    inject: (broker) => broker.inject({ api: 'Produce', topic: 'order', error: ERROR, times: 1 }),
    left: [
      {
        kind: 'unused-fault',
        text: `fault Produce of order → ${ERROR} was never hit`,
        reason: 'none of 1 such request was about topic "order"; there is "orders" (a typo?)',
      },
    ],
  },
  {
    name: 'one without times that nothing has met',
    inject: (broker) => broker.inject({ api: 'Produce', clientId: 'web', error: ERROR }),
    left: [
      {
        kind: 'idle-fault',
        text: `fault Produce of client web → ${ERROR} was never hit`,
        reason: 'none of 1 such request was of client "web"; there is "api"',
      },
    ],
  },
  {
    name: 'an interceptor that was never called',
    inject: (broker) => broker.intercept('Heartbeat', () => {}),
    left: [
      {
        kind: 'idle-fault',
        text: 'fault Heartbeat → intercepted was never hit',
        reason: 'no client has asked Heartbeat',
      },
    ],
  },
  {
    name: 'a gate that was never reached, although it is open again',
    inject: (broker) => broker.hold({ api: 'Fetch' }).release(),
    left: [{ kind: 'unused-fault', text: 'fault Fetch → held was never hit', reason: 'no client has asked Fetch' }],
  },
  {
    name: 'one that was removed before anybody came',
    inject: (broker) => broker.inject({ api: 'Produce', error: ERROR, times: 1 }).remove(),
    left: [
      {
        kind: 'unused-fault',
        text: `fault Produce → ${ERROR} was never hit`,
        reason: '1 such request came when it had been removed, and none before',
      },
    ],
  },
  {
    name: 'one that was hit less often than it says',
    inject: (broker) => broker.inject({ api: 'Produce', delay: 0, times: 2 }),
    left: [{ kind: 'partly-used-fault', text: 'fault Produce → 0 ms later was hit 1 of 2 times' }],
  },
  {
    name: 'nothing of one that was hit as often as it says',
    inject: (broker) => broker.inject({ api: 'Produce', error: ERROR, times: 2 }),
    left: [],
  },
  {
    name: 'nothing of one without times that was hit',
    inject: (broker) => broker.inject({ api: 'Produce', delay: 0 }),
    left: [],
  },
  {
    name: 'nothing of what only counts',
    inject: (broker) => broker.inject({ api: 'Fetch', observe: true }),
    left: [],
  },
])('$name', async ({ inject, left }) => {
  const broker = await testBroker({ topics: ['orders'] });
  inject(broker);
  await produce(broker);
  expect(faultsIn(broker.leftovers())).toEqual(left);
});

test('what a reset is about to remove is what could still act', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const subject = subjectOf(broker);
  if (subject === undefined) throw new Error('a broker is a subject');
  broker.inject({ api: 'Produce', error: ERROR, times: 1 });
  await produce(broker);
  broker.inject({ api: 'Produce', delay: 1 }).remove();
  const ofBefore = subject.context.faults.lastId;
  broker.inject({ api: 'Produce', error: ERROR });
  expect(faultsIn(lostFaults(subject.context, ofBefore))).toEqual([
    {
      kind: 'lost-fault',
      text: `fault Produce → ${ERROR} is removed as the test begins`,
    },
  ]);
  expect(lostFaults(subject.context, subject.context.faults.lastId)).toEqual([]);
  await broker.reset();
  expect(lostFaults(subject.context, 0)).toEqual([]);
  expect(await failureOf(() => broker.close({ leftovers: 'error' }))).toMatchObject({ code: 'ERR_LEFTOVERS' });
});

test('what is swept away unused is told when the broker is closed; what was met is not', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  broker.inject({ api: 'Produce', delay: 0, times: 1 });
  const gate = broker.hold({ api: 'Heartbeat' });
  const producer = await connectedProducer(kafkaOf(broker, 'api', QUICKLY));
  await producer.send({ topic: 'orders', messages: [{ value: 'a' }] });
  await broker.reset();
  gate.release();
  await producer.disconnect();
  expect(broker.leftovers()).toEqual([]);
  expect(await failureOf(() => broker.close({ leftovers: 'error' }))).toMatchObject({
    leftovers: [
      {
        kind: 'unused-fault',
        description: expect.stringMatching(
          /^fault Heartbeat → held was never hit before reset\(\) opened it, injected at/,
        ),
      },
    ],
  });
});
