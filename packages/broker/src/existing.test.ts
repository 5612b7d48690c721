import { expect, test } from 'vitest';
import { failureOf, testBroker } from '../test/broker.ts';
import type { Broker } from './index.ts';
import {
  type Subject,
  subjectOf,
  toBeEmpty,
  toHaveCommittedOffset,
  toHaveLag,
  toHaveMessage,
  toHaveMessages,
} from './matching/index.ts';

const NOT = true;
const MAY_BE_MISSING =
  "If this one may well be missing, as nothing has been written to it, say broker.topic('order', { mayBeMissing: true })";
const CREATE_IT = 'Create it with the option topics or createTopics(), or wait until the application has';
const ONE_PARTITION = 'ERR_INVALID_PARTITION: topic "orders" has no partition 7; it has 1 partition, counted from 0';

function subject(value: unknown): Subject {
  const found = subjectOf(value);
  if (found === undefined) throw new Error('not one of ours');
  return found;
}

test.each<{ name: string; say: (broker: Broker) => unknown; wayOut: string }>([
  { name: 'reads messages', say: (broker) => broker.topic('order').messages(), wayOut: MAY_BE_MISSING },
  { name: 'fetches messages', say: (broker) => broker.topic('order').fetchMessages(), wayOut: MAY_BE_MISSING },
  { name: 'toBeEmpty', say: (broker) => toBeEmpty(subject(broker.topic('order')), !NOT), wayOut: MAY_BE_MISSING },
  { name: 'not.toBeEmpty', say: (broker) => toBeEmpty(subject(broker.topic('order')), NOT), wayOut: MAY_BE_MISSING },
  {
    name: 'toHaveMessages(0)',
    say: (broker) => toHaveMessages(subject(broker.topic('order')), !NOT, 0),
    wayOut: MAY_BE_MISSING,
  },
  {
    name: 'not.toHaveMessage',
    say: (broker) => toHaveMessage(subject(broker.topic('order')), NOT, { value: 'x' }),
    wayOut: MAY_BE_MISSING,
  },
  {
    name: 'not.toHaveMessages',
    say: (broker) => toHaveMessages(subject(broker.topic('order')), NOT, [{ value: 'x' }]),
    wayOut: MAY_BE_MISSING,
  },
  { name: 'lag', say: (broker) => broker.group('billing').lag('order'), wayOut: CREATE_IT },
  { name: 'committedOffset', say: (broker) => broker.group('billing').committedOffset('order'), wayOut: CREATE_IT },
  {
    name: 'not.toHaveLag',
    say: (broker) => toHaveLag(subject(broker.group('billing')), NOT, 1, { topic: 'order' }),
    wayOut: CREATE_IT,
  },
  {
    name: 'not.toHaveCommittedOffset',
    say: (broker) => toHaveCommittedOffset(subject(broker.group('billing')), NOT, { topic: 'order', offset: 1 }),
    wayOut: CREATE_IT,
  },
  {
    name: 'resetOffsets',
    say: (broker) => broker.group('billing').resetOffsets([{ topic: 'order', offset: 0 }]),
    wayOut: CREATE_IT,
  },
])('of a name that is a typo nothing is said: $name', async ({ say, wayOut }) => {
  const broker = await testBroker({ topics: ['orders'] });
  expect((await failureOf(() => say(broker))).message).toBe(
    `ERR_UNKNOWN_TOPIC: topic "order" does not exist; did you mean "orders"? ${wayOut}`,
  );
});

test.each([
  { name: 'order', existing: 'orders', isTypo: true },
  { name: 'roders', existing: 'orders', isTypo: true },
  { name: 'orders_dead', existing: 'orders-dead', isTypo: true },
  { name: 'orders.v2', existing: 'orders.v1', isTypo: false },
  { name: 'orders-2', existing: 'orders', isTypo: false },
  { name: 'orders.dlq', existing: 'orders', isTypo: false },
  { name: 'order-events-dlq', existing: 'order-events', isTypo: false },
  { name: 'ab', existing: 'b', isTypo: false },
])('where there is "$existing", "$name" is taken for a typo: $isTypo', async ({ name, existing, isTypo }) => {
  const broker = await testBroker({ topics: [existing] });
  const read = (): unknown => broker.topic(name).messages();
  if (isTypo) expect((await failureOf(read)).message).toContain(`did you mean "${existing}"?`);
  else expect(read()).toEqual([]);
});

test('a topic that may be missing is empty while it is', async () => {
  const broker = await testBroker({ topics: ['audits'] });
  const audit = broker.topic('audit', { mayBeMissing: true });
  expect(audit.messages()).toEqual([]);
  const good = { ok: true, report: '', compared: undefined };
  expect(toBeEmpty(subject(audit), !NOT)).toEqual(good);
  expect(await toHaveMessages(subject(audit), !NOT, 0)).toEqual(good);
  expect(await toHaveMessage(subject(audit), NOT)).toEqual(good);
  await audit.produce({ value: 'x' });
  expect(toBeEmpty(subject(audit), !NOT)).toMatchObject({ ok: false });
  expect(await toHaveMessage(subject(audit), NOT)).toMatchObject({ ok: false });
  const typo = await failureOf(() => broker.topic('audit', { maybeMissing: true } as never));
  expect(typo.message).toBe("ERR_INVALID_ARGUMENT: topic() has no 'maybeMissing'; did you mean mayBeMissing?");
});

test.each<{ name: string; say: (broker: Broker) => unknown }>([
  { name: 'messages', say: (broker) => broker.topic('orders').messages({ partition: 7 }) },
  { name: 'waitForMessage', say: (broker) => broker.topic('orders').waitForMessage({ partition: 7 }) },
  { name: 'toHaveMessage', say: (broker) => toHaveMessage(subject(broker.topic('orders')), !NOT, { partition: 7 }) },
  { name: 'not.toHaveMessage', say: (broker) => toHaveMessage(subject(broker.topic('orders')), NOT, { partition: 7 }) },
  {
    name: 'not.toHaveMessages',
    say: (broker) => toHaveMessages(subject(broker.topic('orders')), NOT, [{ partition: 7 }]),
  },
  { name: 'deleteRecords', say: (broker) => broker.topic('orders').deleteRecords(0, 7) },
  { name: 'committedOffset', say: (broker) => broker.group('billing').committedOffset('orders', 7) },
  {
    name: 'waitForCommit',
    say: (broker) => broker.group('billing').waitForCommit({ topic: 'orders', partition: 7, offset: 1 }),
  },
  {
    name: 'toHaveCommittedOffset',
    say: (broker) =>
      toHaveCommittedOffset(subject(broker.group('billing')), !NOT, { topic: 'orders', partition: 7, offset: 1 }),
  },
  {
    name: 'not.toHaveCommittedOffset',
    say: (broker) =>
      toHaveCommittedOffset(subject(broker.group('billing')), NOT, { topic: 'orders', partition: 7, offset: 1 }),
  },
  {
    name: 'resetOffsets',
    say: (broker) => broker.group('billing').resetOffsets([{ topic: 'orders', partition: 7, offset: 0 }]),
  },
])('of a partition that does not exist nothing is said: $name', async ({ say }) => {
  const broker = await testBroker({ topics: ['orders'] });
  expect((await failureOf(() => say(broker))).message).toBe(ONE_PARTITION);
});

test.each<{ name: string; say: (broker: Broker) => unknown; message: string }>([
  {
    name: 'the lag of a group',
    say: (broker) => broker.group('biling').lag(),
    message:
      'ERR_UNKNOWN_GROUP: there is no group "biling"; did you mean "billing"? It has no lag before somebody has joined it: await its waitUntilReady()',
  },
  {
    name: 'a rebalance',
    say: (broker) => broker.group('biling').rebalance(),
    message: 'ERR_UNKNOWN_GROUP: there is no group "biling"; did you mean "billing"? Await its waitUntilReady() first',
  },
  {
    name: 'a rebalance of nobody',
    say: (broker) => broker.group('billing').rebalance(),
    message: 'ERR_UNKNOWN_MEMBER: nobody is in group "billing" who could join again; await its waitUntilReady() first',
  },
  {
    name: 'where to reset to',
    say: (broker) => broker.group('new').resetOffsets('earlyest' as 'earliest'),
    message:
      "ERR_INVALID_ARGUMENT: the offsets must be 'earliest', 'latest', a Date or an array of { topic, partition, offset } that is not empty, not 'earlyest'",
  },
  {
    name: 'no place to reset to',
    say: (broker) => broker.group('billing').resetOffsets([]),
    message:
      "ERR_INVALID_ARGUMENT: the offsets must be 'earliest', 'latest', a Date or an array of { topic, partition, offset } that is not empty, not []",
  },
  {
    name: 'records beyond the end',
    say: (broker) => broker.topic('orders').deleteRecords(99, 0),
    message: 'ERR_INVALID_ARGUMENT: offset 99 is beyond the end of orders[0], which is 1; to remove all, say Infinity',
  },
])('what would come to nothing is refused: $name', async ({ say, message }) => {
  const broker = await testBroker({ topics: { orders: { messages: [{ value: 'a' }] } } });
  await broker.group('billing').resetOffsets([{ topic: 'orders', offset: 1 }]);
  expect((await failureOf(() => say(broker))).message).toBe(message);
});
