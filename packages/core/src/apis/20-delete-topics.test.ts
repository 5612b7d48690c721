import { ErrorCode, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, Harness, produceTo } from '../../test/harness.ts';

interface Target {
  readonly name?: string | null;
  readonly topicId?: string;
}

function deleteTopics(harness: Harness, topics: Target[], timeoutMs = 1000) {
  const targets = topics.map(({ name = null, topicId = ZERO_UUID }) => ({ name, topicId }));
  return harness.connect().ask('DeleteTopics', 6, { topics: targets, topicNames: [], timeoutMs }).responses;
}

function deleteByName(harness: Harness, version: number, ...topicNames: string[]) {
  return harness.connect().ask('DeleteTopics', version, { topics: [], topicNames, timeoutMs: 1000 }).responses;
}

const existing = (harness: Harness) => [...harness.cluster.view.metadata.topics].map(({ name }) => name);
const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';

test.each([1, 2, 3, 4, 5])('a topic is deleted by its name in v%i', (version) => {
  const harness = new Harness();
  harness.createTopic('orders');
  expect(deleteByName(harness, version, 'orders', 'none')).toMatchObject([
    { name: 'orders', errorCode: 0, errorMessage: null },
    {
      name: 'none',
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      errorMessage: version < 5 ? null : 'This server does not host this topic-partition.',
    },
  ]);
  expect(existing(harness)).toEqual([]);
});

test('a topic is deleted by its id from v6 on, and told with its name', () => {
  const harness = new Harness();
  const topicId = harness.createTopic('orders');
  expect(deleteTopics(harness, [{ topicId }])).toEqual([{ name: 'orders', topicId, errorCode: 0, errorMessage: null }]);
  expect(existing(harness)).toEqual([]);
});

describe('a name can be used again', () => {
  test('with a new id, an empty log and no configs', () => {
    const harness = new Harness();
    const first = harness.createTopic('orders', 1, { 'max.message.bytes': '500' });
    produceTo(harness.connect(), 'orders', batchOf(['a']));
    deleteTopics(harness, [{ name: 'orders' }]);
    const second = harness.createTopic('orders', 2);
    expect(second).not.toBe(first);
    const topic = harness.cluster.view.metadata.topic('orders');
    expect(topic?.partitions.map(({ log }) => log.logEndOffset)).toEqual([0, 0]);
    expect(harness.cluster.view.configs.topic('orders').maxMessageBytes).toBe(1_048_588);
    expect(deleteTopics(harness, [{ topicId: first }])).toMatchObject([{ errorCode: ErrorCode.UNKNOWN_TOPIC_ID }]);
  });
});

test.each<{
  name: string;
  targets: (topicId: string) => Target[];
  answers: (topicId: string) => unknown[];
  isDeleted?: boolean;
}>([
  {
    name: 'neither name nor id',
    targets: () => [{}],
    answers: () => [[null, ZERO_UUID, ErrorCode.INVALID_REQUEST, 'Neither topic name nor id were specified.']],
  },
  {
    name: 'both name and id',
    targets: (topicId) => [{ name: 'orders', topicId }],
    answers: (topicId) => [
      ['orders', topicId, ErrorCode.INVALID_REQUEST, 'You may not specify both topic name and topic id.'],
    ],
  },
  {
    name: 'a name twice, answered once',
    targets: () => [{ name: 'orders' }, { name: 'orders' }],
    answers: () => [['orders', ZERO_UUID, ErrorCode.INVALID_REQUEST, 'Duplicate topic name.']],
  },
  {
    name: 'an id twice, answered once',
    targets: (topicId) => [{ topicId }, { topicId }],
    answers: (topicId) => [[null, topicId, ErrorCode.INVALID_REQUEST, 'Duplicate topic id.']],
  },
  {
    name: 'a topic by name and by id',
    targets: (topicId) => [{ topicId }, { name: 'orders' }],
    answers: (topicId) => [
      [
        'orders',
        topicId,
        ErrorCode.INVALID_REQUEST,
        'The provided topic name maps to an ID that was already supplied.',
      ],
    ],
  },
  {
    name: 'an unknown id, beside a topic that is deleted',
    targets: () => [{ topicId: UNKNOWN_ID }, { name: 'orders' }],
    answers: (topicId) => [
      [null, UNKNOWN_ID, ErrorCode.UNKNOWN_TOPIC_ID, 'This server does not host this topic ID.'],
      ['orders', topicId, 0, null],
    ],
    isDeleted: true,
  },
])('$name', ({ targets, answers, isDeleted = false }) => {
  const harness = new Harness();
  const topicId = harness.createTopic('orders');
  const responses = deleteTopics(harness, targets(topicId));
  expect(
    responses.map(({ name, topicId: id, errorCode, errorMessage }) => [name, id, errorCode, errorMessage]),
  ).toEqual(answers(topicId));
  expect(existing(harness)).toEqual(isDeleted ? [] : ['orders']);
});

test.each([
  { version: 2, error: ErrorCode.INVALID_REQUEST },
  { version: 3, error: ErrorCode.TOPIC_DELETION_DISABLED },
])('delete.topic.enable=false refuses it with $error in v$version', ({ version, error }) => {
  const harness = new Harness({ configs: { 'delete.topic.enable': 'false' } });
  harness.createTopic('orders');
  expect(deleteByName(harness, version, 'orders')).toMatchObject([{ name: 'orders', errorCode: error }]);
  expect(existing(harness)).toEqual(['orders']);
});

test('with timeoutMs 0 nothing is deleted', () => {
  const harness = new Harness();
  harness.createTopic('orders');
  expect(deleteTopics(harness, [{ name: 'orders' }], 0)).toMatchObject([
    { name: 'orders', errorCode: ErrorCode.REQUEST_TIMED_OUT },
  ]);
  expect(existing(harness)).toEqual(['orders']);
});
