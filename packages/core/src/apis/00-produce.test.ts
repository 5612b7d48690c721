import { ErrorCode, readRecords, RecordBatch, ZERO_UUID } from '@testka/protocol';
import { describe, expect, test } from 'vitest';
import { batchOf, fetchOf, Harness, produceTo, START } from '../../test/harness.ts';

/** The batch with some bytes overwritten, its CRC left as it was. */
function patched(bytes: Buffer, position: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  values.forEach((value, index) => copy.writeUInt8(value, position + index));
  return copy;
}

const good = batchOf(['a', 'b']);

/** One record, exactly so many bytes as a batch. */
function sizedBatch(size: number): Buffer {
  const overhead = batchOf(['x'.repeat(1_000_000)]).length - 1_000_000;
  return batchOf(['x'.repeat(size - overhead)]);
}

describe('what Kafka 4.4 refuses, with the code that it refuses it with', () => {
  test.each([
    { name: 'null records', records: null, errorCode: ErrorCode.INVALID_RECORD },
    { name: 'no bytes', records: Buffer.alloc(0), errorCode: ErrorCode.INVALID_RECORD },
    { name: 'a truncated batch', records: good.subarray(0, good.length - 1), errorCode: ErrorCode.INVALID_RECORD },
    { name: 'two batches', records: Buffer.concat([good, good]), errorCode: ErrorCode.INVALID_RECORD },
    { name: 'magic 1', records: patched(good, 16, 1), errorCode: ErrorCode.INVALID_RECORD },
    { name: 'magic 3', records: patched(good, 16, 3), errorCode: ErrorCode.CORRUPT_MESSAGE },
    { name: 'a CRC that does not match', records: patched(good, 17, 1, 2, 3, 4), errorCode: ErrorCode.CORRUPT_MESSAGE },
    { name: 'a base offset', records: batchOf(['a'], { baseOffset: 7 }), errorCode: ErrorCode.INVALID_RECORD },
    { name: 'a control batch', records: batchOf(['a'], { isControl: true }), errorCode: ErrorCode.INVALID_RECORD },
    {
      name: 'a producer id without a sequence',
      records: batchOf(['a'], { producerId: 5, producerEpoch: 0, baseSequence: -1 }),
      errorCode: ErrorCode.INVALID_RECORD,
    },
    {
      name: 'a transactional batch without a transactional id',
      records: batchOf(['a'], { producerId: 5, producerEpoch: 0, baseSequence: 0, isTransactional: true }),
      errorCode: ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    },
    { name: 'a batch of 1,048,589 bytes', records: sizedBatch(1_048_589), errorCode: ErrorCode.MESSAGE_TOO_LARGE },
  ])('$name', ({ records, errorCode }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    expect(produceTo(client, 'orders', records)).toMatchObject({ errorCode, baseOffset: -1 });
    expect(produceTo(client, 'orders', good)).toMatchObject({ errorCode: 0, baseOffset: 0 });
  });

  test.each([
    {
      name: 'an unknown topic',
      topic: 'nope',
      partition: 0,
      acks: -1,
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    },
    {
      name: 'an unknown partition',
      topic: 'orders',
      partition: 1,
      acks: -1,
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    },
    { name: 'acks=2', topic: 'orders', partition: 0, acks: 2, errorCode: ErrorCode.INVALID_REQUIRED_ACKS },
  ])('$name', ({ topic, partition, acks, errorCode }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    expect(produceTo(harness.connect(), topic, good, { partition, acks })).toMatchObject({
      errorCode,
      logStartOffset: -1,
    });
  });

  test('a batch of exactly max.message.bytes is accepted', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    expect(sizedBatch(1_048_588)).toHaveLength(1_048_588);
    expect(produceTo(harness.connect(), 'orders', sizedBatch(1_048_588))).toMatchObject({ errorCode: 0 });
  });

  test('an unknown topic id is UNKNOWN_TOPIC_ID', () => {
    const harness = new Harness();
    const { responses } = harness.connect().ask('Produce', 13, {
      acks: -1,
      timeoutMs: 1,
      topicData: [{ name: '', topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partitionData: [{ index: 0, records: good }] }],
    });
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_ID });
  });

  test('a client may not write to __consumer_offsets', () => {
    const harness = new Harness();
    const client = harness.connect();
    client.ask('FindCoordinator', 0, { key: 'g', coordinatorKeys: [] });
    expect(produceTo(client, '__consumer_offsets', good)).toMatchObject({
      errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION,
    });
  });

  test.each([
    { version: 10, errorCode: ErrorCode.INVALID_TXN_STATE },
    { version: 11, errorCode: ErrorCode.TRANSACTION_ABORTABLE },
    { version: 12, errorCode: ErrorCode.INVALID_PRODUCER_ID_MAPPING },
  ])('a transactional batch, v$version: there is no transaction', ({ version, errorCode }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    const records = batchOf(['a'], { producerId: 5, producerEpoch: 0, baseSequence: 0, isTransactional: true });
    const { responses } = harness.connect().ask('Produce', version, {
      transactionalId: 'tx',
      acks: -1,
      timeoutMs: 1000,
      topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }],
    });
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode, baseOffset: -1 });
  });

  test('zstd below v7', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const zstd = patched(good, 22, 4);
    for (const records of [zstd, Buffer.concat([zstd, zstd])])
      expect(produceTo(harness.connect(), 'orders', records, { version: 6 })).toMatchObject({
        errorCode: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
      });
  });

  test.each([
    { name: 'a first batch that is none', bad: patched(batchOf(['a']), 16, 3), version: 9, errorCode: 2 },
    { name: 'a codec that does not exist, before v7', bad: patched(batchOf(['a']), 22, 5), version: 6, errorCode: -1 },
    { name: 'a transactional batch', bad: patched(batchOf(['a']), 22, 0x10), version: 9, errorCode: 53 },
  ])('$name fails the whole request', ({ bad, version, errorCode }) => {
    const harness = new Harness();
    harness.createTopic('orders', 2);
    const client = harness.connect();
    const partitionData = [batchOf(['good']), bad].map((records, index) => ({ index, records }));
    const topicData = [{ name: 'orders', topicId: ZERO_UUID, partitionData }];
    const { responses } = client.ask('Produce', version, { acks: -1, timeoutMs: 1000, topicData });
    const told = responses[0]?.partitionResponses.map((each) => [each.index, each.errorCode, each.baseOffset]);
    expect(told).toEqual([
      [0, errorCode, -1],
      [1, errorCode, -1],
    ]);
    expect(harness.cluster.view.metadata.partition('orders', 0)?.highWatermark).toBe(0);
  });

  test('a record without a key, on a compacted topic, by its index', () => {
    const harness = new Harness();
    harness.createTopic('users', 1, { 'cleanup.policy': 'compact' });
    expect(produceTo(harness.connect(), 'users', good)).toMatchObject({
      errorCode: ErrorCode.INVALID_RECORD,
      logStartOffset: 0,
      recordErrors: [{ batchIndex: 0 }, { batchIndex: 1 }],
    });
  });

  test('a timestamp more than an hour ahead', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const hour = 3_600_000;
    const at = (timestamp: number) => batchOf([], { records: [{ value: 'x', timestamp }] });
    expect(produceTo(client, 'orders', at(START + hour + 1))).toMatchObject({
      errorCode: ErrorCode.INVALID_TIMESTAMP,
      recordErrors: [{ batchIndex: 0 }],
    });
    expect(produceTo(client, 'orders', at(START + hour))).toMatchObject({ errorCode: 0 });
    expect(produceTo(client, 'orders', at(-1))).toMatchObject({ errorCode: 0 });
  });
});

describe('what decompresses to more than it may', () => {
  const zeros = (size: number, count = 1) =>
    batchOf(
      Array.from({ length: count }, () => '\0'.repeat(size)),
      { compression: 'gzip' },
    );

  function errorOf(records: Buffer, configs: Record<string, string> = {}): number | undefined {
    const harness = new Harness();
    harness.createTopic('orders', 1, configs);
    return produceTo(harness.connect(), 'orders', records)?.errorCode;
  }

  const LIMIT = { 'max.decompressed.message.bytes': '1000' };

  // As Kafka 4.4 was seen to answer: see the script decompressed-size.
  test.each([
    { name: 'a record of 1000 bytes', records: zeros(993), configs: LIMIT, expected: 0 },
    { name: 'a record of 1001 bytes', records: zeros(994), configs: LIMIT, expected: ErrorCode.INVALID_RECORD },
    {
      name: '32 MiB, where no limit is set',
      records: zeros(33 << 20),
      configs: {},
      expected: ErrorCode.INVALID_RECORD,
    },
    {
      name: 'as much, where the topic allows it',
      records: zeros(33 << 20),
      configs: { 'max.decompressed.message.bytes': '2147483638' },
      expected: 0,
    },
  ])('$name', ({ records, configs, expected }) => {
    expect(errorOf(records, configs)).toBe(expected);
  });

  test.each([
    { name: '64 MiB in all', configs: {}, expected: [0, 0, ErrorCode.INVALID_RECORD, ErrorCode.INVALID_RECORD] },
    {
      name: 'more, where the topic allows it',
      configs: { 'max.decompressed.message.bytes': '2147483638' },
      expected: [0, 0, 0, 0],
    },
  ])('many small ones in one request: $name', ({ configs, expected }) => {
    const harness = new Harness();
    harness.createTopic('orders', 4, configs);
    const records = zeros(30 << 20);
    const partitionData = [0, 1, 2, 3].map((index) => ({ index, records }));
    const client = harness.connect();
    const ask = () =>
      client
        .ask('Produce', 9, {
          acks: -1,
          timeoutMs: 1000,
          topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData }],
        })
        .responses.flatMap(({ partitionResponses }) => partitionResponses.map(({ errorCode }) => errorCode));
    // The next request has as much again.
    expect([ask(), ask()]).toEqual([expected, expected]);
  });
});

describe('acks', () => {
  test('0: nothing comes back, and the next request is served', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const sent = client.send('Produce', 11, {
      acks: 0,
      timeoutMs: 1,
      topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData: [{ index: 0, records: good }] }],
    });
    expect(sent.response).toBeUndefined();
    expect(client.frames).toEqual([]);
    expect(produceTo(client, 'orders', good)).toMatchObject({ baseOffset: 2 });
  });

  test('0 with an error: the connection is closed', () => {
    const harness = new Harness();
    const client = harness.connect();
    client.send('Produce', 11, {
      acks: 0,
      timeoutMs: 1,
      topicData: [{ name: 'nope', topicId: ZERO_UUID, partitionData: [{ index: 0, records: good }] }],
    });
    expect(client.closed).toBeDefined();
  });
});

describe('what is stored', () => {
  test('is the bytes that came, but for the base offset and the leader epoch', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', good);
    produceTo(client, 'orders', good);
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 2));
    const [stored] = responses[0]?.partitions[0]?.records ?? [];
    expect(stored?.subarray(16)).toEqual(good.subarray(16));
    expect(RecordBatch.at(stored ?? Buffer.alloc(0))).toMatchObject({ baseOffset: 2, partitionLeaderEpoch: 0 });
  });

  test('has the time of the append, under LogAppendTime', () => {
    const harness = new Harness();
    harness.createTopic('orders', 1, { 'message.timestamp.type': 'LogAppendTime' });
    const client = harness.connect();
    harness.advance(5);
    expect(produceTo(client, 'orders', good)).toMatchObject({ logAppendTimeMs: START + 5 });
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0));
    const batch = RecordBatch.at(responses[0]?.partitions[0]?.records?.[0] ?? Buffer.alloc(0));
    expect({
      type: batch.timestampType,
      max: batch.maxTimestamp,
      base: batch.baseTimestamp,
      crc: batch.isCrcValid(),
    }).toEqual({
      type: 'LogAppendTime',
      max: START + 5,
      base: START,
      crc: true,
    });
  });

  test.each([
    { name: 'a max timestamp too small', input: { maxTimestamp: START - 7 } },
    { name: 'a max timestamp too large', input: { maxTimestamp: START + 7 } },
    { name: 'none, compressed', input: { maxTimestamp: -1, compression: 'gzip' } },
    { name: "the broker's type of timestamps", input: { timestampType: 'LogAppendTime' } },
  ] as const)('has the type and the max timestamp that its topic and its records have: $name', ({ input }) => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', batchOf(['a', 'b'], input));
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0));
    const batch = RecordBatch.at(responses[0]?.partitions[0]?.records?.[0] ?? Buffer.alloc(0));
    const max = Math.max(...[...readRecords(batch)].map(({ timestamp }) => timestamp));
    expect([batch.timestampType, batch.maxTimestamp, batch.isCrcValid()]).toEqual(['CreateTime', max, true]);
  });

  test.each([
    { name: 'under LogAppendTime', type: 'LogAppendTime', input: {} },
    { name: 'without times, under CreateTime', type: 'CreateTime', input: { maxTimestamp: -1 } },
  ])('is nothing when its producer took the time for the broker, $name', ({ type, input }) => {
    const harness = new Harness();
    harness.createTopic('orders', 1, { 'message.timestamp.type': type });
    const refused = produceTo(
      harness.connect(),
      'orders',
      batchOf(['a', 'b'], { timestampType: 'LogAppendTime', ...input }),
    );
    expect([refused?.errorCode, refused?.recordErrors.map(({ batchIndex }) => batchIndex)]).toEqual([
      ErrorCode.INVALID_TIMESTAMP,
      [0, 1],
    ]);
  });

  test('is compressed as the topic says', () => {
    const harness = new Harness();
    harness.createTopic('orders', 1, { 'compression.type': 'gzip' });
    const client = harness.connect();
    produceTo(client, 'orders', good);
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0));
    expect(RecordBatch.at(responses[0]?.partitions[0]?.records?.[0] ?? Buffer.alloc(0)).compressionType).toBe('gzip');
  });

  test('is only the last of a partition named twice', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const entry = (value: string) => ({ index: 0, records: batchOf([value]) });
    const { responses } = client.ask('Produce', 11, {
      acks: -1,
      timeoutMs: 1,
      topicData: [{ name: 'orders', topicId: ZERO_UUID, partitionData: [entry('first'), entry('second')] }],
    });
    expect(responses[0]?.partitionResponses).toMatchObject([{ index: 0, baseOffset: 0 }]);
    expect(harness.cluster.view.metadata.partition('orders', 0)?.highWatermark).toBe(1);
  });
});

describe('idempotence', () => {
  const batch = (baseSequence: number, { epoch = 0, count = 10 } = {}): Buffer =>
    batchOf(
      Array.from({ length: count }, () => 'x'),
      { producerId: 7, producerEpoch: epoch, baseSequence },
    );

  /** Six batches of ten: sequences 0–9 … 50–59. */
  function afterSix() {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    for (const sequence of [0, 10, 20, 30, 40, 50]) produceTo(client, 'orders', batch(sequence));
    return client;
  }

  test.each([
    { name: 'the next sequence is appended', records: batch(60), expected: { errorCode: 0, baseOffset: 60 } },
    {
      name: 'the last batch again is answered with its offset',
      records: batch(50),
      expected: { errorCode: 0, baseOffset: 50, logAppendTimeMs: START },
    },
    { name: 'the fifth-last batch again as well', records: batch(10), expected: { errorCode: 0, baseOffset: 10 } },
    { name: 'the sixth-last is out of order', records: batch(0), expected: { errorCode: 45, baseOffset: -1 } },
    { name: 'a gap is out of order', records: batch(70), expected: { errorCode: 45 } },
    { name: 'a partial overlap is out of order', records: batch(55), expected: { errorCode: 45 } },
    { name: 'a new epoch begins at 0', records: batch(0, { epoch: 1 }), expected: { errorCode: 0, baseOffset: 60 } },
    { name: 'a new epoch elsewhere is out of order', records: batch(60, { epoch: 1 }), expected: { errorCode: 45 } },
  ])('$name', ({ records, expected }) => {
    expect(produceTo(afterSix(), 'orders', records)).toMatchObject(expected);
  });

  test('a batch that is too large is refused as that, whatever its sequence', () => {
    const harness = new Harness();
    harness.createTopic('small', 1, { 'max.message.bytes': '200' });
    const client = harness.connect();
    const send = (value: string, baseSequence: number) =>
      produceTo(client, 'small', batchOf([value], { producerId: 5, producerEpoch: 0, baseSequence }))?.errorCode;
    expect([send('a', 0), send('x'.repeat(200), 9), send('a', 9)]).toEqual([
      ErrorCode.NONE,
      ErrorCode.MESSAGE_TOO_LARGE,
      ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    ]);
  });

  test('a batch that its sequence refuses begins a new segment all the same, if one was due', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    const send = (baseSequence: number, timestamp: number) => {
      const records = [{ value: 'a', timestamp }];
      return produceTo(client, 'orders', batchOf([], { records, producerId: 5, producerEpoch: 0, baseSequence }));
    };
    expect([send(0, 0), send(9, 700_000_000), send(1, 0)].map((each) => each?.errorCode)).toEqual([
      ErrorCode.NONE,
      ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
      ErrorCode.NONE,
    ]);
    const { responses } = client.ask('Fetch', 11, fetchOf('orders', 0));
    expect(Buffer.concat(responses[0]?.partitions[0]?.records ?? [])).toHaveLength(batchOf(['a']).length);
  });

  test('an old epoch is fenced', () => {
    const client = afterSix();
    produceTo(client, 'orders', batch(0, { epoch: 3 }));
    expect(produceTo(client, 'orders', batch(60, { epoch: 2 }))).toMatchObject({ errorCode: 47 });
  });

  test('a producer that the partition does not know may begin anywhere', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    expect(produceTo(harness.connect(), 'orders', batch(123))).toMatchObject({ errorCode: 0 });
  });

  test('a producer that was silent for a day is forgotten', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', batch(0));
    harness.advance(86_400_000 - 1);
    expect(produceTo(client, 'orders', batch(500))).toMatchObject({ errorCode: 45 });
    harness.advance(1);
    expect(produceTo(client, 'orders', batch(500))).toMatchObject({ errorCode: 0 });
  });

  test('sequences wrap to 0 after 2^31 - 1', () => {
    const harness = new Harness();
    harness.createTopic('orders');
    const client = harness.connect();
    produceTo(client, 'orders', batch(0x7fff_ffff - 9));
    expect(produceTo(client, 'orders', batch(0))).toMatchObject({ errorCode: 0, baseOffset: 10 });
  });

  test('ids are 0, 1, 2, …', () => {
    const client = new Harness().connect();
    const ask = () => client.ask('InitProducerId', 5, { transactionalId: null, transactionTimeoutMs: 1000 });
    expect([ask(), ask()]).toMatchObject([
      { errorCode: 0, producerId: 0, producerEpoch: 0 },
      { errorCode: 0, producerId: 1, producerEpoch: 0 },
    ]);
  });
});
