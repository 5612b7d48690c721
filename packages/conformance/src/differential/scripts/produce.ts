import type { Script } from '../play.ts';
import { batch, FAR_FUTURE, fetchBody, patched, produceBody, TIME, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

/** Produce and InitProducerId. */
export const PRODUCE_SCRIPTS: readonly Script[] = [
  {
    name: 'produce-every-version',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      for (const version of versions(3, 13)) {
        await play.ask('a batch', client, 'Produce', version, produceBody(topic, batch(['a', 'b'])));
        await play.ask('acks=1', client, 'Produce', version, produceBody(topic, batch(['c']), { acks: 1 }));
        await play.ask(
          'an unknown topic',
          client,
          'Produce',
          version,
          produceBody({ name: play.name('nope'), topicId: UNKNOWN_ID }, batch(['a'])),
        );
        await play.ask(
          'an unknown partition',
          client,
          'Produce',
          version,
          produceBody(topic, batch(['a']), { index: 9 }),
        );
        await play.ask('acks=2', client, 'Produce', version, produceBody(topic, batch(['a']), { acks: 2 }));
        await play.ask(
          'a bad name',
          client,
          'Produce',
          version,
          produceBody({ name: 'a/b', topicId: ZERO }, batch(['a'])),
        );
        await play.ask('zstd bits', client, 'Produce', version, produceBody(topic, patched(batch(['a']), 22, 4)));
        await play.askAlone(
          'acks=0 and an unknown topic',
          'Produce',
          version,
          produceBody({ name: play.name('nope'), topicId: UNKNOWN_ID }, batch(['a']), { acks: 0 }),
          { patienceMs: 1500 },
        );
      }
    },
  },
  {
    name: 'produce-bad-batches',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      const good = batch(['a', 'b']);
      const producer = { producerId: 5, producerEpoch: 0 };
      const shapes: Record<string, Buffer> = {
        'no bytes': Buffer.alloc(0),
        truncated: good.subarray(0, good.length - 1),
        'two batches': Buffer.concat([good, good]),
        'a batch and junk': Buffer.concat([good, Buffer.from('junk')]),
        garbage: Buffer.from('garbage garbage garbage garbage garbage garbage garbage garbage garbage'),
        'magic 0': patched(good, 16, 0),
        'magic 1': patched(good, 16, 1),
        'magic 3': patched(good, 16, 3),
        'a wrong CRC': patched(good, 17, 1, 2, 3, 4),
        'a base offset': batch(['a'], { baseOffset: 7 }),
        control: batch(['a'], { isControl: true }),
        'a producer id without a sequence': batch(['a'], { ...producer, baseSequence: -1 }),
        'a producer id without an epoch': batch(['a'], { producerId: 5, producerEpoch: -1, baseSequence: 0 }),
        'no records': batch([]),
        'a wrong last offset delta': batch(['a', 'b'], { lastOffsetDelta: 5 }),
        'far in the future': batch([], { records: [{ value: 'x', timestamp: FAR_FUTURE }] }),
        'time -1': batch([], { records: [{ value: 'x', timestamp: -1 }] }),
        'time -5': batch([], { records: [{ value: 'x', timestamp: -5 }] }),
        'LogAppendTime bit': batch(['a'], { timestampType: 'LogAppendTime' }),
        transactional: batch(['a'], { ...producer, baseSequence: 0, isTransactional: true }),
        'null keys and values': batch([], { records: [{ key: null, value: null, timestamp: TIME }] }),
      };
      for (const [name, records] of Object.entries(shapes)) {
        await play.ask(name, client, 'Produce', 9, produceBody(topic, records));
        await play.ask(`${name}, new version`, client, 'Produce', 13, produceBody(topic, records));
      }
      await play.ask('what is there', client, 'Fetch', 11, fetchBody(topic));
    },
  },
  {
    name: 'produce-topic-configs',
    async run(play) {
      const client = await play.connect();
      const compacted = await play.createTopic(client, 'compacted', 1, { 'cleanup.policy': 'compact' });
      const keyless = batch([], {
        records: [
          { key: 'k', value: 'x', timestamp: TIME },
          { key: null, value: 'x', timestamp: TIME },
        ],
      });
      for (const version of [7, 8, 12, 13])
        await play.ask('no key', client, 'Produce', version, produceBody(compacted, keyless));
      const appendTime = await play.createTopic(client, 'append-time', 1, {
        'message.timestamp.type': 'LogAppendTime',
      });
      await play.ask('append time', client, 'Produce', 9, produceBody(appendTime, batch(['a', 'b'])));
      await play.ask('append time, fetched', client, 'Fetch', 11, fetchBody(appendTime));
      const small = await play.createTopic(client, 'small', 1, { 'max.message.bytes': '200' });
      await play.ask('fits', client, 'Produce', 9, produceBody(small, batch(['x'])));
      await play.ask('too large', client, 'Produce', 9, produceBody(small, batch(['x'.repeat(200)])));
      const zipped = await play.createTopic(client, 'zipped', 1, { 'compression.type': 'gzip' });
      await play.ask('to be compressed', client, 'Produce', 9, produceBody(zipped, batch(['x'.repeat(1000)])));
      const plain = await play.createTopic(client, 'plain', 1, { 'compression.type': 'uncompressed' });
      await play.ask(
        'to be decompressed',
        client,
        'Produce',
        9,
        produceBody(plain, batch(['x'.repeat(1000)], { compression: 'gzip' })),
      );
      await play.ask('decompressed', client, 'Fetch', 11, fetchBody(plain));
      const strict = await play.createTopic(client, 'strict', 1, {
        'message.timestamp.before.max.ms': '1000',
        'message.timestamp.after.max.ms': '1000',
      });
      await play.ask('too old', client, 'Produce', 9, produceBody(strict, batch(['a', 'b'])));
      const isr = await play.createTopic(client, 'isr', 1, { 'min.insync.replicas': '2' });
      await play.ask('min.insync.replicas beyond the replicas', client, 'Produce', 9, produceBody(isr, batch(['a'])));
    },
  },
  {
    name: 'produce-twice-named',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 2);
      const partition = (index: number, value: string) => ({ index, records: batch([value]) });
      const ask = (
        label: string,
        topicData: { name: string; topicId: string; partitionData: { index: number; records: Buffer }[] }[],
      ) => play.ask(label, client, 'Produce', 11, { transactionalId: null, acks: -1, timeoutMs: 5000, topicData });
      await ask('a partition twice', [{ ...topic, partitionData: [partition(0, 'a'), partition(0, 'bb')] }]);
      await ask('a topic twice', [
        { ...topic, partitionData: [partition(0, 'c')] },
        { ...topic, partitionData: [partition(1, 'd')] },
      ]);
      await ask('nothing', []);
      await ask('a topic without partitions', [{ ...topic, partitionData: [] }]);
      await play.ask('what is there', client, 'Fetch', 11, fetchBody(topic));
    },
  },
  {
    name: 'idempotence',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders');
      await play.settle(client, 'InitProducerId', 4, {
        transactionalId: null,
        transactionTimeoutMs: 1000,
        producerId: -1,
        producerEpoch: -1,
      });
      for (const version of versions(0, 5)) {
        await play.ask('a producer id', client, 'InitProducerId', version, {
          transactionalId: null,
          transactionTimeoutMs: 60_000,
          producerId: -1,
          producerEpoch: -1,
        });
        await play.ask('an empty transactional id', client, 'InitProducerId', version, {
          transactionalId: '',
          transactionTimeoutMs: 60_000,
          producerId: -1,
          producerEpoch: -1,
        });
      }
      const send = (label: string, baseSequence: number, producerEpoch = 0, producerId = 100_000) =>
        play.ask(
          label,
          client,
          'Produce',
          9,
          produceBody(topic, batch(['a', 'b'], { producerId, producerEpoch, baseSequence })),
        );
      for (const sequence of [0, 2, 4, 6, 8, 10]) await send(`sequence ${sequence}`, sequence);
      await send('the last again', 10);
      await send('the fifth-last again', 2);
      await send('the sixth-last again', 0);
      await send('a gap', 20);
      await send('an overlap', 11);
      await send('a new epoch in the middle', 12, 1);
      await send('a new epoch from 0', 0, 1);
      await send('the old epoch', 12, 0);
      await send('an unknown producer in the middle', 77, 3, 200_000);
      await send('and on', 79, 3, 200_000);
    },
  },
  {
    name: 'decompressed-size',
    async run(play) {
      const client = await play.connect();
      const limit = { 'max.decompressed.message.bytes': '1000' };
      const topic = await play.createTopic(client, 't', 1, limit);
      for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
        for (const size of [500, 989, 990, 991, 992, 993, 20_000]) {
          const records = batch(['x'.repeat(size)], { compression });
          await play.ask(`${size} bytes, ${compression}`, client, 'Produce', 9, produceBody(topic, records));
        }
        const three = batch(['x'.repeat(900), 'x'.repeat(900), 'x'.repeat(900)], { compression });
        await play.ask(`three of 900 bytes, ${compression}`, client, 'Produce', 9, produceBody(topic, three));
        const last = batch(['x', 'x'.repeat(2000)], { compression });
        await play.ask(`the second of 2000 bytes, ${compression}`, client, 'Produce', 9, produceBody(topic, last));
      }
    },
  },
];
