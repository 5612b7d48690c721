import assert from 'node:assert/strict';
import type { CreatedTopic } from '../differential/play.ts';
import { batch, patched, produceBody, TIME, versions } from '../differential/scripts/shapes.ts';
import { answerTo, ask, offsetOf, only, produceTo, produceToMany, producerId, until } from './asking.ts';
import type { AcceptanceCase } from './case.ts';

/** What the checks of sequences let through, or why not. */
async function verdict(produced: Promise<{ errorCode: number; baseOffset: number }>): Promise<[number, number]> {
  const { errorCode, baseOffset } = await produced;
  return [errorCode, baseOffset];
}

const HOUR_MS = 3_600_000;

export const PRODUCE_CASES: readonly AcceptanceCase[] = [
  {
    name: 'T16: one of the last five batches again is answered and not appended',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const id = await producerId(play, client);
      const send = (baseSequence: number) =>
        verdict(produceTo(client, topic, batch(['a', 'b'], { producerId: id, producerEpoch: 0, baseSequence })));
      for (const sequence of [0, 2, 4, 6, 8, 10]) assert.deepEqual(await send(sequence), [0, sequence]);
      for (const sequence of [2, 4, 6, 8, 10]) assert.deepEqual(await send(sequence), [0, sequence]);
      assert.equal((await offsetOf(client, topic, -1)).offset, 12);
    },
  },
  {
    name: 'T16: the sixth-oldest batch again is out of order, as are a gap and an overlap',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const id = await producerId(play, client);
      const send = (baseSequence: number) =>
        verdict(produceTo(client, topic, batch(['a', 'b'], { producerId: id, producerEpoch: 0, baseSequence })));
      for (const sequence of [0, 2, 4, 6, 8, 10]) assert.deepEqual(await send(sequence), [0, sequence]);
      assert.deepEqual(await send(0), [45, -1]);
      assert.deepEqual(await send(20), [45, -1]);
      assert.deepEqual(await send(11), [45, -1]);
      assert.deepEqual(await send(12), [0, 12]);
    },
  },
  {
    name: 'T17: a producer forgotten after producer.id.expiration.ms goes on with any sequence',
    config: { 'producer.id.expiration.ms': '200' },
    kafkaInternals: { 'producer.id.expiration.check.interval.ms': '50' },
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const id = await producerId(play, client);
      const send = (baseSequence: number) =>
        verdict(produceTo(client, topic, batch(['a'], { producerId: id, producerEpoch: 0, baseSequence })));
      assert.deepEqual(await send(0), [0, 0]);
      // Refused as a gap, which changes nothing, until the producer is no longer known.
      const [errorCode, baseOffset] = await until(
        'the end of the producer',
        () => send(77),
        (answer) => answer[0] !== 45,
      );
      assert.deepEqual([errorCode, baseOffset], [0, 1]);
      assert.deepEqual(await send(78), [0, 2]);
    },
  },
  {
    // The case says that InitProducerId raises the epoch: it does so for transactional ids alone. An idempotent producer gets
    // a new id whatever it sends, and raises its epoch by itself.
    name: 'T18: an idempotent producer that asks with its id and epoch gets another id, with epoch 0',
    async run(play) {
      const client = await play.connect();
      const id = await producerId(play, client);
      for (const version of [3, 4, 5]) {
        const body = { transactionalId: null, transactionTimeoutMs: 60_000, producerId: id, producerEpoch: 0 };
        const answer = await ask(client, 'InitProducerId', version, body);
        assert.deepEqual([answer.errorCode, answer.producerEpoch], [0, 0]);
        assert.notEqual(answer.producerId, id);
      }
    },
  },
  {
    name: 'T18: a raised epoch begins with sequence 0, and a straggler with the old one gets 47',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const id = await producerId(play, client);
      const send = (producerEpoch: number, baseSequence: number) =>
        verdict(produceTo(client, topic, batch(['a'], { producerId: id, producerEpoch, baseSequence })));
      assert.deepEqual(await send(0, 0), [0, 0]);
      assert.deepEqual(await send(1, 1), [45, -1]);
      assert.deepEqual(await send(1, 0), [0, 1]);
      assert.deepEqual(await send(0, 1), [47, -1]);
      assert.deepEqual(await send(1, 1), [0, 2]);
    },
  },
  {
    name: 'T19: a batch that is too large or bad fails alone; the other partitions get theirs',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 4, {
        'cleanup.policy': 'compact',
        'max.message.bytes': '200',
      });
      const records = [
        { key: 'k', value: 'x', timestamp: TIME },
        { key: null, value: 'y', timestamp: TIME },
      ];
      const batches = [batch(['a']), batch(['x'.repeat(200)]), batch([], { records }), patched(batch(['a']), 17, 1, 2)];
      const { responses } = await ask(client, 'Produce', 9, produceToMany(topic, batches));
      const told = only(responses).partitionResponses.map(({ index, errorCode, baseOffset, recordErrors }) => ({
        index,
        errorCode,
        baseOffset,
        records: recordErrors.map(({ batchIndex }) => batchIndex),
      }));
      assert.deepEqual(
        told.toSorted((a, b) => a.index - b.index),
        [
          { index: 0, errorCode: 0, baseOffset: 0, records: [] },
          { index: 1, errorCode: 10, baseOffset: -1, records: [] },
          { index: 2, errorCode: 87, baseOffset: -1, records: [1] },
          { index: 3, errorCode: 2, baseOffset: -1, records: [] },
        ],
      );
    },
  },
  {
    name: 'X11: a record more than an hour ahead is refused by its index, one a little less is not',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const at = (aheadMs: number): Buffer =>
        batch([], {
          records: [
            { key: 'k', value: 'a', timestamp: TIME },
            { key: 'k', value: 'b', timestamp: Date.now() + aheadMs },
          ],
        });
      for (const version of versions(8, 13)) {
        const refused = await produceTo(client, topic, at(HOUR_MS + 60_000), { version });
        assert.equal(refused.errorCode, 32);
        assert.deepEqual(
          refused.recordErrors.map(({ batchIndex }) => batchIndex),
          [1],
        );
        assert.notEqual(refused.errorMessage, null);
      }
      assert.equal((await produceTo(client, topic, at(HOUR_MS - 60_000))).errorCode, 0);
    },
  },
  {
    name: 'per-record errors name every bad record, each with words, from v8 on',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 1, { 'cleanup.policy': 'compact' });
      const keys = [null, 'k', null, 'k', null];
      const records = batch([], { records: keys.map((key) => ({ key, value: 'x', timestamp: TIME })) });
      for (const version of versions(3, 13)) {
        const produced = await produceTo(client, topic, records, { version });
        assert.deepEqual([produced.errorCode, produced.baseOffset], [87, -1]);
        if (version < 8) continue;
        assert.deepEqual(
          produced.recordErrors.map(({ batchIndex }) => batchIndex),
          [0, 2, 4],
        );
        assert(produced.recordErrors.every((each) => (each.batchIndexErrorMessage ?? '') !== ''));
        assert.notEqual(produced.errorMessage ?? '', '');
      }
      assert.equal((await offsetOf(client, topic, -1)).offset, 0);
    },
  },
  {
    name: 'T21: batches of one producer that are on their way together are appended in the order in which they were sent',
    async run(play) {
      const client = await play.connect();
      const topic: CreatedTopic = await play.createTopic(client, 'orders');
      const id = await producerId(play, client);
      for (let round = 0; round < 20; round++) {
        const sequences = [0, 1, 2, 3, 4].map((each) => 5 * round + each);
        const sent = sequences.map((baseSequence) => ({
          baseSequence,
          correlationId: client.send(
            'Produce',
            9,
            produceBody(topic, batch(['a'], { producerId: id, producerEpoch: 0, baseSequence })),
          ),
        }));
        for (const { baseSequence, correlationId } of sent) {
          const { responses } = await answerTo(client, 'Produce', 9, correlationId);
          const produced = only(responses.flatMap(({ partitionResponses }) => partitionResponses));
          assert.deepEqual([produced.errorCode, produced.baseOffset], [0, baseSequence]);
        }
      }
    },
  },
];
