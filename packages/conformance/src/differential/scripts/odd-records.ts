import { buildRecordBatch, stampCrc } from '@testka/protocol';
import type { Script } from '../play.ts';
import { batch, FAR_FUTURE, fetchBody, patched, produceBody, TIME, UNKNOWN_ID, versions, ZERO } from './shapes.ts';

interface TopicData {
  name: string;
  topicId: string;
  partitionData: { index: number; records: Buffer }[];
}

type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

function restamped(bytes: Buffer, position: number, ...values: number[]): Buffer {
  const copy = patched(bytes, position, ...values);
  stampCrc(copy);
  return copy;
}

/** Records with these times; null: without a key too. */
function timed(
  times: readonly (number | null)[],
  compression: Compression = 'none',
  keyless: readonly number[] = [],
): Buffer {
  const records = times.map((timestamp, index) => ({
    key: keyless.includes(index) ? null : 'k',
    value: `v${index}`,
    timestamp: timestamp ?? TIME,
  }));
  return buildRecordBatch({ records, compression });
}

const CODECS = ['none', 'gzip', 'lz4'] as const;

/** Produce with records of which some are wrong. */
export const ODD_RECORD_SCRIPTS: readonly Script[] = [
  {
    name: 'odd-records',
    async run(play) {
      const client = await play.connect();
      const DAY = 86_400_000;
      const configs: Record<string, Record<string, string>> = {
        plain: {},
        before: { 'message.timestamp.before.max.ms': String(DAY) },
        both: { 'message.timestamp.before.max.ms': '1', 'message.timestamp.after.max.ms': '1' },
        append: { 'message.timestamp.type': 'LogAppendTime', 'message.timestamp.before.max.ms': '1' },
        compact: { 'cleanup.policy': 'compact' },
        mixed: { 'cleanup.policy': 'compact,delete', 'message.timestamp.before.max.ms': String(DAY) },
        compactAppend: { 'cleanup.policy': 'compact', 'message.timestamp.type': 'LogAppendTime' },
        recompressed: { 'compression.type': 'gzip', 'cleanup.policy': 'compact' },
      };
      for (const [base, config] of Object.entries(configs)) {
        const topic = await play.createTopic(client, base, 2, config);
        for (const compression of CODECS) {
          for (const version of [7, 8, 13]) {
            const send = (label: string, records: Buffer) =>
              play.ask(`${base}, ${compression}: ${label}`, client, 'Produce', version, produceBody(topic, records));
            await send('old ones', timed([TIME, TIME + 1], compression));
            await send('one of the future between', timed([TIME, FAR_FUTURE, TIME], compression));
            await send('two of the future', timed([FAR_FUTURE, TIME, FAR_FUTURE + 1], compression));
            await send('without a time', timed([-1, -1], compression));
            await send('with and without a time', timed([-1, TIME], compression));
            await send('a negative time', timed([-2, TIME], compression));
            await send('without keys', timed([TIME, TIME, TIME], compression, [0, 2]));
            await send('without keys, of the future', timed([FAR_FUTURE, TIME, FAR_FUTURE], compression, [0, 1]));
            await send('time 0', timed([0], compression));
          }
        }
        await play.ask(`${base}: what is there`, client, 'ListOffsets', 7, {
          replicaId: -1,
          isolationLevel: 0,
          timeoutMs: 0,
          topics: [{ name: topic.name, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
        });
      }
    },
  },
  {
    name: 'odd-batches',
    async run(play) {
      const client = await play.connect();
      const topic = await play.createTopic(client, 'orders', 3);
      await play.group(client, 'g');
      const good = batch(['a', 'b']);
      const zipped = batch(['a', 'b'], { compression: 'gzip' });
      const int32 = (value: number) => [
        ...Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]),
      ];
      const shapes: Record<string, Buffer> = {
        'a length of 0': patched(good, 8, 0, 0, 0, 0),
        'a length of -1': patched(good, 8, 255, 255, 255, 255),
        'a length one too small': restamped(good, 8, ...int32(good.length - 13)),
        'a length one too large': restamped(good, 8, ...int32(good.length - 11)),
        'eleven bytes': good.subarray(0, 11),
        'twelve bytes': good.subarray(0, 12),
        'sixteen bytes': good.subarray(0, 16),
        'seventeen bytes': good.subarray(0, 17),
        'sixty bytes': good.subarray(0, 60),
        'the header alone': good.subarray(0, 61),
        'magic 255': patched(good, 16, 255),
        'a count of 0': restamped(good, 57, ...int32(0)),
        'a count of 1': restamped(good, 57, ...int32(1)),
        'a count of 3': restamped(good, 57, ...int32(3)),
        'a count of -1': restamped(good, 57, ...int32(-1)),
        'compressed, a count of 0': restamped(zipped, 57, ...int32(0)),
        'compressed, a count of 1': restamped(zipped, 57, ...int32(1)),
        'compressed, a count of 3': restamped(zipped, 57, ...int32(3)),
        'compressed, a count of -1': restamped(zipped, 57, ...int32(-1)),
        'last offset delta 0': restamped(good, 23, ...int32(0)),
        'last offset delta -1': restamped(good, 23, ...int32(-1)),
        'last offset delta -2': restamped(good, 23, ...int32(-2)),
        'compressed, last offset delta 0': restamped(zipped, 23, ...int32(0)),
        'delta and count of 3': restamped(restamped(good, 23, ...int32(2)), 57, ...int32(3)),
        'codec 5': restamped(good, 22, 5),
        'codec 7': restamped(good, 22, 7),
        'codec zstd of plain bytes': restamped(good, 22, 4),
        'codec lz4 of plain bytes': restamped(good, 22, 3),
        'codec snappy of plain bytes': restamped(good, 22, 2),
        'codec gzip of plain bytes': restamped(good, 22, 1),
        'no codec for compressed bytes': restamped(zipped, 22, 0),
        'a record length beyond': restamped(good, 61, 0xfe, 1),
        'a record length of 0': restamped(good, 61, 0),
        'a record length of -1': restamped(good, 61, 1),
        'a timestamp delta beyond': restamped(good, 63, 0x7f),
        'a key length beyond': restamped(good, 65, 0x7e),
        'a key length of -1': restamped(good, 65, 1),
        'a key length of -2': restamped(good, 65, 3),
        'control of a producer': batch(['a'], {
          isControl: true,
          producerId: 4001,
          producerEpoch: 0,
          baseSequence: 0,
          isTransactional: true,
        }),
        'transactional without a producer': batch(['a'], { isTransactional: true }),
        'a sequence without a producer': batch(['a'], { baseSequence: 4 }),
        'an epoch without a producer': batch(['a'], { producerEpoch: 4 }),
        'a producer id of -2': batch(['a'], { producerId: -2, producerEpoch: 0, baseSequence: 0 }),
        'a sequence of -2': batch(['a'], { producerId: 4002, producerEpoch: 0, baseSequence: -2 }),
        'a producer epoch of -2': batch(['a'], { producerId: 4003, producerEpoch: -2, baseSequence: 0 }),
        'two batches of a producer': Buffer.concat(
          [0, 1].map((baseSequence) => batch(['a'], { producerId: 4004, producerEpoch: 0, baseSequence })),
        ),
        'three batches': Buffer.concat([good, zipped, good]),
        'a batch and its beginning': Buffer.concat([good, good.subarray(0, 30)]),
        'a batch and a bad one': Buffer.concat([good, patched(good, 17, 1, 2, 3, 4)]),
        'a base offset of -1': batch(['a'], { baseOffset: -1 }),
        'a leader epoch of -7': batch(['a'], { partitionLeaderEpoch: -7 }),
      };
      for (const [label, records] of Object.entries(shapes)) {
        for (const version of [3, 7, 8, 12])
          await play.ask(label, client, 'Produce', version, produceBody(topic, records));
      }
      await play.ask('what is there', client, 'Fetch', 12, fetchBody(topic));
      const partition = (index: number, records: Buffer) => ({ index, records });
      for (const version of versions(3, 13)) {
        const ask = (label: string, topicData: TopicData[], over: object = {}) =>
          play.ask(label, client, 'Produce', version, {
            transactionalId: null,
            acks: -1,
            timeoutMs: 5000,
            topicData,
            ...over,
          });
        const bad = patched(good, 17, 1, 2, 3, 4);
        await ask('one of three is bad', [
          { ...topic, partitionData: [partition(2, good), partition(0, bad), partition(1, good)] },
        ]);
        await ask('one is of the future', [
          { ...topic, partitionData: [partition(0, good), partition(1, timed([TIME, FAR_FUTURE]))] },
        ]);
        await ask('all are bad', [
          {
            ...topic,
            partitionData: [partition(0, bad), partition(1, Buffer.alloc(0)), partition(9, good), partition(-1, good)],
          },
        ]);
        await ask('acks=1, bad', [{ ...topic, partitionData: [partition(0, bad), partition(1, good)] }], { acks: 1 });
        for (const acks of [-2, 2, 32_767, -32_768])
          await ask(`acks=${acks}`, [{ ...topic, partitionData: [partition(0, good), partition(9, good)] }], { acks });
        await ask('no time', [{ ...topic, partitionData: [partition(0, good)] }], { timeoutMs: 0 });
        await ask('a negative time', [{ ...topic, partitionData: [partition(0, good)] }], { timeoutMs: -1 });
        await ask('unknown topics', [
          { name: play.name('nope'), topicId: UNKNOWN_ID, partitionData: [partition(0, bad), partition(1, good)] },
          { ...topic, partitionData: [partition(0, good)] },
        ]);
        await ask('neither name nor id', [{ name: '', topicId: ZERO, partitionData: [partition(0, good)] }]);
        await ask('an internal topic', [
          { name: '__consumer_offsets', topicId: ZERO, partitionData: [partition(0, good)] },
        ]);
      }
      for (const version of [3, 9, 13]) {
        for (const [label, body] of Object.entries({
          'acks=0 and good': produceBody(topic, good, { acks: 0 }),
          'acks=0 and bad': produceBody(topic, patched(good, 17, 1, 2, 3, 4), { acks: 0 }),
          'acks=0 and of the future': produceBody(topic, timed([FAR_FUTURE]), { acks: 0 }),
          'acks=0 and two batches': produceBody(topic, Buffer.concat([good, good]), { acks: 0 }),
          'acks=0 and magic 1': produceBody(topic, patched(good, 16, 1), { acks: 0 }),
        }))
          await play.askAlone(label, 'Produce', version, body, { patienceMs: 700 });
      }
    },
  },
];
