import { type } from 'arktype';
import { buildRecordBatch, ErrorCode, ProduceRequest, ProduceResponse, ZERO_UUID } from '@testka/protocol';
import * as v from 'valibot';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { failureOf, hintsOf, testBroker } from '../../test/broker.ts';
import { connectedProducer, kafkaOf } from '../../test/kafkajs.ts';
import { decodeResponse, RawClient, requestFrame } from '../../test/raw-client.ts';
import type { Broker, StandardSchema } from '../index.ts';

const NO_RETRIES = { retries: 0 };
const Order = z.object({ id: z.number(), lines: z.array(z.object({ cents: z.number() })).optional() });

/** Sends records as they are, and gives what is answered for the partition. */
async function produceRaw(
  broker: Broker,
  values: readonly (string | null)[],
  { key = null, version = 9 }: { key?: string | null; version?: number } = {},
): Promise<object | undefined> {
  const client = await RawClient.connect(broker.bootstrapServers);
  onTestFinished(() => client.destroy());
  const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));
  const timestamp = Date.now();
  const records = buildRecordBatch({
    records: values.map((value) => ({ key: bytesOf(key), value: bytesOf(value), timestamp })),
  });
  const topicData = [{ name: 'orders', topicId: ZERO_UUID, partitionData: [{ index: 0, records }] }];
  const body = { transactionalId: null, acks: -1, timeoutMs: 1000, topicData };
  client.write(requestFrame('Produce', ProduceRequest, version, body));
  const answer = decodeResponse((await client.frame()) ?? Buffer.alloc(0), ProduceResponse, version);
  const [partition] = answer.responses[0]?.partitionResponses ?? [];
  if (partition === undefined) return undefined;
  const { errorCode, baseOffset, recordErrors, errorMessage } = partition;
  return { errorCode, baseOffset, recordErrors, errorMessage };
}

test.each<{ name: string; schema: StandardSchema<unknown>; problem: string }>([
  { name: 'zod', schema: Order, problem: 'id: Invalid input: expected number, received string' },
  {
    name: 'valibot',
    schema: v.object({ id: v.number() }),
    problem: 'id: Invalid type: Expected number but received "1"',
  },
  { name: 'arktype', schema: type({ id: 'number' }), problem: 'id: id must be a number (was a string)' },
])('a record that does not fit is INVALID_RECORD, and names the field ($name)', async ({ schema, problem }) => {
  const broker = await testBroker({ topics: { orders: { value: schema } } });
  const answer = await produceRaw(broker, ['{"id":0}', '{"id":"1"}', '{"id":2}']);
  const message = `the value { id: '1' } does not fit the schema: ${problem}`;
  expect(answer).toEqual({
    errorCode: ErrorCode.INVALID_RECORD,
    baseOffset: -1,
    recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: message }],
    errorMessage: `One or more records have been rejected: ${message}`,
  });
  expect(broker.topic('orders').messages()).toEqual([]);
  expect(await produceRaw(broker, ['{"id":0}'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
});

test('every record is told of that does not fit, and which field of a field', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } } });
  expect(await produceRaw(broker, ['{"id":1,"lines":[{"cents":1},{"cents":"2"}]}', '{}'])).toMatchObject({
    recordErrors: [
      {
        batchIndex: 0,
        batchIndexErrorMessage: expect.stringMatching(/: lines\.1\.cents: Invalid input: expected number/),
      },
      { batchIndex: 1, batchIndexErrorMessage: expect.stringMatching(/: id: Invalid input: expected number/) },
    ],
    errorMessage: expect.stringMatching(/^One or more records have been rejected: .* \(and 1 more\)$/),
  });
});

test('before v8 there is no room for words', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } } });
  expect(await produceRaw(broker, ['{}'], { version: 7 })).toMatchObject({ errorCode: ErrorCode.INVALID_RECORD });
});

test('what is no JSON at all is called so', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } } });
  expect(await produceRaw(broker, ['{"id":1'])).toMatchObject({
    errorMessage: expect.stringMatching(
      /^One or more records have been rejected: the value '\{"id":1', which is not JSON \(.+\), does not fit the schema: /,
    ),
  });
});

test('keys are checked too, tombstones and records without a key are let through', async () => {
  const broker = await testBroker({ topics: { orders: { key: z.string().length(3), value: Order } } });
  expect(await produceRaw(broker, ['{"id":1}'], { key: 'ab' })).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    errorMessage: expect.stringMatching(/the key 'ab' does not fit the schema: /),
  });
  expect(await produceRaw(broker, [null], { key: 'abc' })).toMatchObject({ errorCode: 0 });
  expect(await produceRaw(broker, ['{"id":1}'])).toMatchObject({ errorCode: 0 });
});

test.each<{ name: string; schema: StandardSchema<unknown>; text: string; value: unknown }>([
  { name: 'a number', schema: z.number(), text: '42', value: 42 },
  { name: 'text that looks like a number', schema: z.string(), text: '42', value: '42' },
  { name: 'text that looks like an object', schema: z.string(), text: '{"id":1}', value: '{"id":1}' },
  { name: 'a boolean', schema: z.boolean(), text: 'true', value: true },
  {
    name: 'what a transform makes of it',
    schema: z.object({ at: z.string().transform((text) => new Date(text)) }),
    text: '{"at":"2020-02-29T00:00:00.000Z"}',
    value: { at: new Date('2020-02-29') },
  },
])('what is written is input, what is read is output: $name', async ({ schema, text, value }) => {
  const broker = await testBroker({ topics: { orders: { value: schema } } });
  expect(await produceRaw(broker, [text])).toMatchObject({ errorCode: 0 });
  expect(broker.topic('orders').messages()).toMatchObject([{ value, bytes: { value: Buffer.from(text) } }]);
});

test('values have the type of the schema', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } } });
  await broker.topic('orders').produce({ value: { id: 1 } });
  const [message] = broker.topic('orders').messages();
  expectTypeOf(message?.value).toEqualTypeOf<z.infer<typeof Order> | null | undefined>();
  expect(message?.value?.id).toBe(1);
});

test("what the test itself writes is checked as it will be read, and a Buffer isn't", async () => {
  const broker = await testBroker({ topics: { orders: { value: z.object({ at: z.date() }) } } });
  const orders = broker.topic('orders');
  expect(await failureOf(() => orders.produce({ value: { at: new Date(0) } }))).toMatchObject({
    code: 'ERR_SCHEMA_MISMATCH',
    message: expect.stringContaining("{ at: '1970-01-01T00:00:00.000Z' } does not fit the schema: at: "),
  });
  await orders.produce({ value: Buffer.from('poison') });
  expect(await failureOf(() => orders.messages())).toMatchObject({ code: 'ERR_DECODE' });
});

test('a client is told by its library, and the test by a hint', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } }, waitTimeout: 10 });
  const producer = await connectedProducer(kafkaOf(broker, 'shop', NO_RETRIES));
  const sending = failureOf(() => producer.send({ topic: 'orders', messages: [{ value: '{"id":"1"}' }] }));
  expect(await sending).toMatchObject({ type: 'INVALID_RECORD', code: ErrorCode.INVALID_RECORD });
  expect(await hintsOf('produce-failed', () => broker.topic('orders').waitForMessage())).toEqual([
    '1 batch of client "shop" for topic "orders" failed with INVALID_RECORD ' +
      "(the value { id: '1' } does not fit the schema: id: Invalid input: expected number, received string).",
  ]);
});

test('topics keep their schemas over reset(), and give them to forks', async () => {
  const broker = await testBroker({ topics: { orders: { value: Order } } });
  await broker.reset();
  expect(await produceRaw(broker, ['{}'])).toMatchObject({ errorCode: ErrorCode.INVALID_RECORD });
  const fork = await broker.fork();
  onTestFinished(() => fork.close());
  expect(await produceRaw(fork, ['{}'])).toMatchObject({ errorCode: ErrorCode.INVALID_RECORD });
});

test('a schema that is asynchronous is refused at once where that can be seen', async () => {
  const schema = v.objectAsync({
    id: v.pipeAsync(
      v.number(),
      v.checkAsync(async () => true),
    ),
  });
  expect((await failureOf(() => testBroker({ topics: { orders: { value: schema } } }))).message).toBe(
    'ERR_INVALID_OPTION: topics.orders.value validates asynchronously, but messages are read and checked at once; use a synchronous schema',
  );
});

test.each<{ name: string; schema: StandardSchema<unknown>; problem: RegExp }>([
  {
    name: 'one that turns out to be asynchronous',
    schema: z.object({ id: z.number() }).refine(async () => true),
    problem:
      /the value \{ id: 1 \} cannot be checked: the schema validates asynchronously, .*; use a synchronous schema$/,
  },
  {
    name: 'one that throws',
    schema: {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => {
          throw new RangeError('my mistake');
        },
      },
    },
    problem: /the schema of the value threw RangeError: my mistake$/,
  },
])('a schema that cannot be asked refuses the record, and says so: $name', async ({ schema, problem }) => {
  const broker = await testBroker({ topics: { orders: { value: schema } } });
  expect(await produceRaw(broker, ['{"id":1}'])).toMatchObject({
    errorCode: ErrorCode.INVALID_RECORD,
    errorMessage: expect.stringMatching(problem),
  });
});
