import assert from 'node:assert/strict';
import { deepEqual, equal } from 'node:assert/strict';
import type { CreatedTopic } from '../differential/play.ts';
import type { Answer, RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody } from '../differential/scripts/shapes.ts';
import {
  answerTo,
  append,
  ask,
  assertParked,
  bytesOf,
  deleteTopic,
  fetchFrom,
  fetchMany,
  only,
  produceTo,
  recordsIn,
} from './asking.ts';
import type { AcceptanceCase } from './case.ts';

const LONG_MS = 60_000;

function bytesIn(answer: Answer<'Fetch'>): number {
  return answer.responses
    .flatMap(({ partitions }) => partitions)
    .reduce((sum, { records }) => sum + bytesOf(records).length, 0);
}

async function deleteUpTo(client: RawClient, { name }: CreatedTopic, offset: number): Promise<void> {
  const topics = [{ name, partitions: [{ partitionIndex: 0, offset }] }];
  const answer = await ask(client, 'DeleteRecords', 2, { topics, timeoutMs: 5000 });
  const { errorCode, lowWatermark } = only(only(answer.topics).partitions);
  deepEqual([errorCode, lowWatermark], [0, offset]);
}

/** Index and error code of each partition of the one topic. */
function codes(answer: Answer<'Fetch'>): [number, number][] {
  return only(answer.responses)
    .partitions.map(({ partitionIndex, errorCode }): [number, number] => [partitionIndex, errorCode])
    .toSorted(([a], [b]) => a - b);
}

/** Index, high watermark and number of records of what a session's answer lists. */
function listed(answer: Answer<'Fetch'>): [number, number, number][] {
  return answer.responses.flatMap(({ partitions }) =>
    partitions.map(({ partitionIndex, highWatermark, records }): [number, number, number] => [
      partitionIndex,
      highWatermark,
      recordsIn(records).length,
    ]),
  );
}

export const FETCH_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T23: a fetch in the middle of a batch gets the whole batch, the earlier records included',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await append(client, topic, 'first');
      for (const compression of ['none', 'gzip'] as const)
        equal((await produceTo(client, topic, batch(['a', 'b', 'c'], { compression }))).errorCode, 0);
      const { records } = await fetchFrom(client, topic, { fetchOffset: 3 });
      deepEqual(
        recordsIn(records).map(({ offset, value }) => [offset, value]),
        [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
          [4, 'a'],
          [5, 'b'],
          [6, 'c'],
        ],
      );
      const last = await fetchFrom(client, topic, { fetchOffset: 6 });
      deepEqual(
        recordsIn(last.records).map(({ offset }) => offset),
        [4, 5, 6],
      );
    },
  },
  {
    name: 'T24: a first batch larger than every limit comes whole',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const value = 'x'.repeat(10_000);
      await append(client, topic, value, 'b');
      for (const limits of [{ partitionMaxBytes: 10 }, { maxBytes: 10 }, { partitionMaxBytes: 0, maxBytes: 0 }]) {
        const { errorCode, records } = await fetchFrom(client, topic, { ...limits, version: 12 });
        deepEqual([errorCode, recordsIn(records)], [0, [{ offset: 0, value }]]);
      }
    },
  },
  {
    name: 'T24: however many partitions are asked for, an answer stays within fetch.max.bytes',
    config: { 'fetch.max.bytes': '20000' },
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 100);
      const records = batch(['x'.repeat(1000)]);
      for (let index = 0; index < 100; index++)
        equal((await produceTo(client, topic, records, { index })).errorCode, 0);
      const all = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [index, 0]));
      const answer = await ask(client, 'Fetch', 12, fetchMany(topic, all, { maxBytes: 2_147_483_647 }));
      const bytes = bytesIn(answer);
      assert(bytes > 18_000 && bytes <= 20_000, `${bytes} bytes`);
      equal(listed(answer).length, 100);
    },
  },
  {
    name: 'T26: a partition that is out of range is answered at once, and the others with it',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const waiting = { maxWaitMs: LONG_MS, minBytes: 1_000_000 };
      const answer = await ask(client, 'Fetch', 12, fetchMany(topic, { 0: 0, 1: 5 }, waiting));
      deepEqual(codes(answer), [
        [0, 0],
        [1, 1],
      ]);
    },
  },
  {
    // The case says that any error ends the wait. One that Kafka finds before it reads does not: a topic or partition that is
    // not there is set aside, and if others are left they are waited for.
    name: 'T26: a partition that does not exist ends no wait for the others, and fails with their answer',
    async run(play) {
      const client = await play.connect();
      const other = await play.connect();
      const topic = await play.createTopic(other, 'orders');
      deepEqual(codes(await ask(client, 'Fetch', 12, fetchMany(topic, { 7: 0 }, { maxWaitMs: LONG_MS }))), [[7, 3]]);
      const correlationId = client.send('Fetch', 12, fetchMany(topic, { 0: 0, 7: 0 }, { maxWaitMs: LONG_MS }));
      await assertParked(play, client);
      await append(other, topic, 'a');
      deepEqual(codes(await answerTo(client, 'Fetch', 12, correlationId)), [
        [0, 0],
        [7, 3],
      ]);
    },
  },
  {
    name: 'T26: a topic deleted while a fetch waits for its records ends the wait with an error',
    async run(play) {
      const client = await play.connect();
      const other = await play.connect();
      const topic = await play.createTopic(other, 'orders');
      const correlationId = client.send('Fetch', 12, fetchBody(topic, { maxWaitMs: LONG_MS }));
      await assertParked(play, client);
      await deleteTopic(other, topic);
      const answer = await answerTo(client, 'Fetch', 12, correlationId);
      equal(only(answer.responses.flatMap(({ partitions }) => partitions)).errorCode, 3);
    },
  },
  {
    name: 'T27: in a session, a partition of which there is nothing new is absent',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const opened = await ask(
        client,
        'Fetch',
        12,
        fetchMany(topic, { 0: 0, 1: 0 }, { sessionId: 0, sessionEpoch: 0 }),
      );
      assert(opened.sessionId > 0);
      deepEqual(listed(opened), [
        [0, 0, 0],
        [1, 0, 0],
      ]);
      const next = (sessionEpoch: number) =>
        ask(client, 'Fetch', 12, fetchMany(topic, {}, { sessionId: opened.sessionId, sessionEpoch }));
      deepEqual((await next(1)).responses, []);
      await append(client, topic, 'a');
      deepEqual(listed(await next(2)), [[0, 1, 1]]);
      // The position was not moved: the record comes again.
      deepEqual(listed(await next(3)), [[0, 1, 1]]);
    },
  },
  {
    name: 'T27: in a session, a partition of which only the high watermark or the log start moved comes without records',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const { sessionId } = await ask(
        client,
        'Fetch',
        12,
        fetchMany(topic, { 0: 0, 1: 0 }, { sessionId: 0, sessionEpoch: 0 }),
      );
      for (const index of [0, 1]) equal((await produceTo(client, topic, batch(['a']), { index })).errorCode, 0);
      // The first partition uses up the only byte there is.
      const cut = await ask(client, 'Fetch', 12, fetchMany(topic, {}, { sessionId, sessionEpoch: 1, maxBytes: 1 }));
      deepEqual(listed(cut), [
        [0, 1, 1],
        [1, 1, 0],
      ]);
      const moved = { 0: 1, 1: 1 };
      const quiet = await ask(client, 'Fetch', 12, fetchMany(topic, moved, { sessionId, sessionEpoch: 2 }));
      deepEqual(quiet.responses, []);
      await deleteUpTo(client, topic, 1);
      const started = await ask(client, 'Fetch', 12, fetchMany(topic, {}, { sessionId, sessionEpoch: 3 }));
      deepEqual(listed(started), [[0, 1, 0]]);
      equal(only(only(started.responses).partitions).logStartOffset, 1);
    },
  },
  {
    name: 'T28: an unknown session is 70, a wrong epoch 71, and the session lives on',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const { sessionId } = await ask(client, 'Fetch', 12, fetchMany(topic, { 0: 0 }, { sessionEpoch: 0 }));
      const next = async (id: number, sessionEpoch: number) => {
        const answer = await ask(client, 'Fetch', 12, fetchMany(topic, {}, { sessionId: id, sessionEpoch }));
        return [answer.errorCode, answer.sessionId === id, answer.responses];
      };
      deepEqual(await next(sessionId === 7 ? 8 : 7, 1), [70, false, []]);
      deepEqual(await next(sessionId, 5), [71, false, []]);
      deepEqual(await next(sessionId, 1), [0, true, []]);
      deepEqual(await next(sessionId, 1), [71, false, []]);
    },
  },
  {
    name: 'T28: a session that reads by id does not take a topic created again for the old one',
    async run(play) {
      const client = await play.connect();
      const old = await play.createTopic(client, 'orders');
      await append(client, old, 'old');
      const { sessionId } = await ask(client, 'Fetch', 13, fetchMany(old, { 0: 0 }, { sessionEpoch: 0 }));
      const next = (epoch: number) => ask(client, 'Fetch', 13, fetchMany(old, {}, { sessionId, sessionEpoch: epoch }));
      await deleteTopic(client, old);
      deepEqual(codes(await next(1)), [[0, 3]]);
      await append(client, await play.createTopic(client, 'orders'), 'new');
      deepEqual(codes(await next(2)), [[0, 103]]);
      deepEqual(codes(await next(3)), [[0, 103]]);
    },
  },
  {
    // The case speaks of v13. Before it there are no ids to tell the topics apart by, and Kafka reads on in the new one.
    name: 'T28: a session that reads by name goes on with the topic created again',
    async run(play) {
      const client = await play.connect();
      const old = await play.createTopic(client, 'orders');
      await append(client, old, 'old');
      const { sessionId } = await ask(client, 'Fetch', 12, fetchMany(old, { 0: 0 }, { sessionEpoch: 0 }));
      await deleteTopic(client, old);
      await append(client, await play.createTopic(client, 'orders'), 'new');
      const answer = await ask(client, 'Fetch', 12, fetchMany(old, {}, { sessionId, sessionEpoch: 1 }));
      const { errorCode, records } = only(only(answer.responses).partitions);
      deepEqual([errorCode, recordsIn(records)], [0, [{ offset: 0, value: 'new' }]]);
    },
  },
  {
    name: 'T29: a fetch at the end of the log waits and gets what is appended',
    async run(play) {
      const client = await play.connect();
      const other = await play.connect();
      const topic = await play.createTopic(other, 'orders');
      await append(other, topic, 'a');
      const correlationId = client.send('Fetch', 12, fetchBody(topic, { fetchOffset: 1, maxWaitMs: LONG_MS }));
      await assertParked(play, client);
      await append(other, topic, 'b');
      const answer = await answerTo(client, 'Fetch', 12, correlationId);
      const { records } = only(answer.responses.flatMap(({ partitions }) => partitions));
      deepEqual(recordsIn(records), [{ offset: 1, value: 'b' }]);
    },
  },
  {
    name: 'T29: beyond the end and before the log start a fetch is out of range, at once',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await append(client, topic, 'a', 'b', 'c');
      await deleteUpTo(client, topic, 2);
      const code = async (fetchOffset: number) =>
        (await fetchFrom(client, topic, { fetchOffset, maxWaitMs: LONG_MS })).errorCode;
      deepEqual([await code(4), await code(1), await code(0), await code(-1)], [1, 1, 1, 1]);
      const { records, logStartOffset } = await fetchFrom(client, topic, { fetchOffset: 2 });
      deepEqual([logStartOffset, recordsIn(records)], [2, [{ offset: 2, value: 'c' }]]);
    },
  },
  {
    name: 'T33: a partition that succeeds tells its real offsets and empty records, not null',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await append(client, topic, 'a', 'b', 'c');
      await deleteUpTo(client, topic, 1);
      for (const isolationLevel of [0, 1]) {
        const told = await fetchFrom(client, topic, { fetchOffset: 3, isolationLevel, version: 12 });
        const { errorCode, highWatermark, lastStableOffset, logStartOffset, abortedTransactions, records } = told;
        deepEqual([errorCode, highWatermark, lastStableOffset, logStartOffset], [0, 3, 3, 1]);
        deepEqual([abortedTransactions, bytesOf(records).length], [isolationLevel === 0 ? null : [], 0]);
      }
    },
  },
  {
    name: 'T33: a partition that fails tells -1 for every offset and empty records, not null',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      for (const version of [11, 12, 17]) {
        for (const shape of [{ fetchOffset: 9 }, { partition: 7 }, { currentLeaderEpoch: 9 }]) {
          const told = await fetchFrom(client, topic, { ...shape, version });
          const { errorCode, highWatermark, lastStableOffset, logStartOffset, records } = told;
          assert.notEqual(errorCode, 0);
          deepEqual([highWatermark, lastStableOffset, logStartOffset, bytesOf(records).length], [-1, -1, -1, 0]);
        }
      }
    },
  },
];
