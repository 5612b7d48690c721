import { ApiKey, ErrorCode, encodeRequestHeader, Writer, ZERO_UUID } from '@testka/protocol';
import { expect, test } from 'vitest';
import { type Client, Harness } from '../test/harness.ts';
import { REQUEST_LIMITS } from './request-limits.ts';

const { entries, textBytes } = REQUEST_LIMITS;
const TOO_MANY = `the request cannot be read: its lists have more than ${entries} entries`;
const TOO_LONG = `the request cannot be read: its strings have more than ${textBytes} bytes`;

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const partitions = (count: number) => [{ name: 'missing', partitions: many(count, (index) => index) }];

function deleteRecords(client: Client, topics: readonly { name: string; partitions: readonly number[] }[]): number {
  const body = topics.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partitionIndex) => ({ partitionIndex, offset: 0 })),
  }));
  const { response } = client.send('DeleteRecords', 0, { topics: body, timeoutMs: 1000 });
  return response?.topics.reduce((sum, topic) => sum + topic.partitions.length, 0) ?? 0;
}

test.each([
  { name: 'the topic and what is left for partitions', topics: partitions(entries - 1), answered: entries - 1 },
  { name: 'one partition more', topics: partitions(entries), answered: 0 },
  {
    name: 'half of it in each of two topics',
    topics: [...partitions(entries / 2), ...partitions(entries / 2)],
    answered: 0,
  },
])('$name: $answered are answered', ({ topics, answered }) => {
  const client = new Harness().connect();
  expect(deleteRecords(client, topics)).toBe(answered);
  expect(client.closed).toBe(answered === 0 ? TOO_MANY : undefined);
});

test.each([
  { count: entries, closed: undefined },
  { count: entries + 1, closed: TOO_MANY },
])('of tagged fields that nobody knows there may be $count: $closed', ({ count, closed }) => {
  const client = new Harness().connect();
  const writer = new Writer();
  const header = { apiKey: ApiKey.ListGroups, apiVersion: 3, correlationId: 1, clientId: 'test' };
  encodeRequestHeader(writer, header, true);
  writer.unsignedVarint(count);
  for (let index = 0; index < count; index++) {
    writer.unsignedVarint(1000);
    writer.unsignedVarint(0);
  }
  client.sendRaw(Buffer.concat(writer.finish()));
  expect(client.closed).toBe(closed);
  expect(client.frames).toHaveLength(closed === undefined ? 1 : 0);
});

test('strings may be long, but not all of them', () => {
  const client = new Harness().connect();
  const name = 'x'.repeat(32_767);
  const sent = (count: number) =>
    deleteRecords(
      client,
      many(count, (index) => ({ name, partitions: [index] })),
    );
  const most = Math.floor(textBytes / name.length);
  expect(sent(most)).toBe(most);
  expect(sent(most + 1)).toBe(0);
  expect(client.closed).toBe(TOO_LONG);
});

// Quadratic work would take longer than a test may.
test('a topic that is named as often as it can be is answered in one go', () => {
  const topics = many(entries / 2, () => ({
    name: 'missing',
    topicId: ZERO_UUID,
    partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: null }],
  }));
  const body = { groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', topics };
  const answer = new Harness().connect().ask('OffsetCommit', 8, body);
  const partition = { partitionIndex: 0, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  expect(answer.topics).toEqual([{ name: 'missing', topicId: ZERO_UUID, partitions: topics.map(() => partition) }]);
});
