import { OffsetCommitRequest, OffsetCommitResponse, ZERO_UUID } from '@testka/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';
import { kafkaOf, runConsumer } from '../../test/kafkajs.ts';
import { decodeResponse, RawClient, requestFrame } from '../../test/raw-client.ts';
import type { Broker, WaitTimeoutError } from '../index.ts';

const SOON = { timeout: 10 };
const ONE_MESSAGE = { orders: { messages: [{ value: 1 }] } };

/** Commits as somebody who takes himself for the member that there is. @returns the error code of the answer */
async function commitAs(broker: Broker, memberId: string, generationId: number): Promise<number | undefined> {
  const client = await RawClient.connect(broker.bootstrapServers);
  onTestFinished(() => client.destroy());
  const partitions = [{ partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: null }];
  const topics = [{ name: 'orders', topicId: ZERO_UUID, partitions }];
  const body = { groupId: 'billing', generationIdOrMemberEpoch: generationId, memberId, groupInstanceId: null, topics };
  client.write(requestFrame('OffsetCommit', OffsetCommitRequest, 8, body));
  const answer = decodeResponse((await client.frame()) ?? Buffer.alloc(0), OffsetCommitResponse, 8);
  return answer.topics[0]?.partitions[0]?.errorCode;
}

test.each([
  {
    error: 'ILLEGAL_GENERATION',
    ofMember: true,
    cause:
      'it was of generation 0, and the group is at 1: it has rebalanced, and whoever owns the partition now reads again from the last commit',
  },
  {
    error: 'UNKNOWN_MEMBER_ID',
    ofMember: false,
    cause: 'its member is not in the group any more: its session has ended, or it has left',
  },
])('commit-refused: $error, and why', async ({ error, ofMember, cause }) => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  const [{ memberId = '' } = {}] = broker.group('billing').members;
  expect(await commitAs(broker, ofMember ? memberId : 'somebody', 0)).not.toBe(0);
  const wait = (): Promise<void> => broker.group('billing').waitForCommit({ topic: 'orders', offset: 1 }, SOON);
  expect(await hintsOf('commit-refused', wait)).toEqual([
    `A commit of client "raw" was refused with ${error}: billing orders[0]@1; ${cause}.`,
  ]);
});

test('commit-refused: by a fault, and of the awaited group alone', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  const fault = broker.inject({ api: 'OffsetCommit', error: 'GROUP_AUTHORIZATION_FAILED', times: 1 });
  await runConsumer(kafkaOf(broker), { groupId: 'billing', topics: ['orders'] });
  await fault.waitForHit();
  const refused = (group: string): Promise<string[]> =>
    hintsOf('commit-refused', () => broker.group(group).waitForCommit({ topic: 'orders', offset: 9 }, SOON));
  expect(await refused('billing')).toEqual([
    'A commit of client "api" was refused with GROUP_AUTHORIZATION_FAILED: billing orders[0]@1; by the fault OffsetCommit → GROUP_AUTHORIZATION_FAILED.',
  ]);
  expect(await refused('audit')).toEqual([]);
});

/** A consumer whose handler does not return before the test ends. */
async function runStuckConsumer(broker: Broker): Promise<void> {
  let release = (): void => {};
  const stuck = new Promise<void>((resolve) => (release = resolve));
  const { values } = await runConsumer(kafkaOf(broker, 'worker'), {
    groupId: 'billing',
    topics: ['orders'],
    onMessage: () => stuck,
  });
  onTestFinished(() => release());
  await expect.poll(() => values).toEqual(['1']);
}

test('member-gone: nobody is behind it, and its session lasts', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  await runStuckConsumer(broker);
  const wait = (): Promise<void> => broker.group('billing').waitUntilCaughtUp(SOON);
  expect(await hintsOf('member-gone', wait)).toEqual([]);
  broker.node(1).disconnectClients();
  await expect.poll(() => broker.connections).toEqual([]);
  expect(await hintsOf('member-gone', wait)).toEqual([
    'The connections of member worker-<uuid> (client "worker") are gone, and it has not left group "billing": its partitions wait until ' +
      "its session ends, in 0 ms. broker.group('billing').expireMember() ends it now.",
  ]);
});

const NOT_FETCHING =
  'Member worker-<uuid> (client "worker") of group "billing" owns orders[0], and has not asked for more of it for 0 ms, while 1 message came. ' +
  'Has it paused the partition, or does a handler not return?';

test('not-fetching: a partition is paused', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  const { consumer } = await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  consumer.pause([{ topic: 'orders' }]);
  // The fetch that is under way asks for it still.
  await broker.waitForIdle();
  await broker.topic('orders').produce({ value: 1 });
  const wait = (): Promise<void> => broker.group('billing').waitUntilCaughtUp(SOON);
  expect(await hintsOf('not-fetching', wait)).toEqual([]);
  await broker.clock.advance(1000);
  await expect.poll(() => hintsOf('not-fetching', wait)).toEqual([NOT_FETCHING]);
  consumer.resume([{ topic: 'orders' }]);
  await broker.group('billing').waitUntilCaughtUp();
  expect(await hintsOf('not-fetching', () => broker.group('billing').waitUntilReady({ members: 2, ...SOON }))).toEqual(
    [],
  );
});

test('not-fetching: a handler does not return', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  await runStuckConsumer(broker);
  await broker.topic('orders').produce({ value: 2 });
  await broker.clock.advance(1000);
  const wait = (): Promise<unknown> => broker.topic('orders').waitForMessage({ value: 'of another consumer' }, SOON);
  await expect.poll(() => hintsOf('not-fetching', wait)).toEqual([NOT_FETCHING]);
});

test('not-committing: it has read, and committed nothing', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  const consumer = kafkaOf(broker, 'worker').consumer({ groupId: 'billing', maxWaitTimeInMs: 50 });
  await consumer.connect();
  onTestFinished(() => consumer.disconnect());
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachMessage: async () => {} });
  await broker.group('billing').waitUntilReady();
  await broker.waitForIdle({ lag: 'fetched' });
  const wait = (): Promise<void> => broker.group('billing').waitUntilCaughtUp(SOON);
  const text =
    'Member worker-<uuid> (client "worker") of group "billing" has read orders[0] up to offset 1, and nothing of it is committed. ' +
    'Is auto-commit off, is its interval long, or does a handler still run?';
  expect(await hintsOf('not-committing', wait)).toEqual([text]);
  expect((await failureOf(() => broker.topic('x').waitForMessage(undefined, SOON))).message).not.toContain(text);
  await consumer.commitOffsets([{ topic: 'orders', partition: 0, offset: '1' }]);
  expect(
    await hintsOf('not-committing', () => broker.group('billing').waitUntilReady({ members: 2, ...SOON })),
  ).toEqual([]);
});

test('read-again: a handler throws each time', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  const thrown: unknown[] = [];
  const consumer = kafkaOf(broker, 'worker', { retries: 0, initialRetryTime: 1, maxRetryTime: 1 }).consumer({
    groupId: 'billing',
    maxWaitTimeInMs: 50,
  });
  await consumer.connect();
  onTestFinished(() => consumer.disconnect());
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      thrown.push(message.offset);
      throw new Error('this order cannot be read');
    },
  });
  await expect.poll(() => thrown.length).toBeGreaterThan(3);
  const hints = await hintsOf('read-again', () =>
    broker.group('billing').waitForCommit({ topic: 'orders', offset: 1 }, SOON),
  );
  expect(hints.map((text) => text.replace(/\d+ times/, 'n times'))).toEqual([
    'Client "worker" has read orders[0] from offset 0 on n times, and nothing beyond it is committed. Does its handler throw?',
  ]);
});

test('read-again: nothing of a handler that works', async () => {
  const broker = await testBroker({ topics: ['orders'] });
  await runConsumer(kafkaOf(broker, 'worker'), { groupId: 'billing', topics: ['orders'] });
  await broker.group('billing').waitUntilReady();
  for (const value of [1, 2, 3, 4]) {
    await broker.topic('orders').produce({ value });
    await broker.group('billing').waitUntilCaughtUp();
  }
  expect(await hintsOf('read-again', () => broker.group('billing').waitUntilReady({ members: 2, ...SOON }))).toEqual(
    [],
  );
});

test('not-fetching comes before started-at-latest, for a partition that is paused', async () => {
  const broker = await testBroker({ topics: ONE_MESSAGE });
  const { consumer } = await runConsumer(kafkaOf(broker, 'worker'), {
    groupId: 'billing',
    topics: ['orders'],
    fromBeginning: false,
  });
  await broker.group('billing').waitUntilReady();
  consumer.pause([{ topic: 'orders' }]);
  await broker.waitForIdle();
  await broker.topic('orders').produce({ value: 2 });
  await broker.clock.advance(1000);
  const codes = async (): Promise<string[]> => {
    const error = await failureOf(() => broker.group('billing').waitUntilCaughtUp(SOON));
    return (error as WaitTimeoutError).hints.map(({ code }) => code);
  };
  await expect.poll(codes).toEqual(['not-fetching', 'started-at-latest']);
});
