import assert from 'node:assert/strict';
import { type ApiName, batchesIn, type InferInput, type ProduceRequest, readRecords } from '@testka/protocol';
import type { CreatedTopic, Play } from '../differential/play.ts';
import type { Answer, Body, RawClient } from '../differential/raw-client.ts';
import { batch, fetchBody, metadataBody, produceBody } from '../differential/scripts/shapes.ts';

const PROBE_INTERVAL_MS = 25;
const PATIENCE_MS = 20_000;

/** Asks, and takes nothing but an answer. */
export async function ask<A extends ApiName>(
  client: RawClient,
  api: A,
  version: number,
  body: Body<A>,
): Promise<Answer<A>> {
  const outcome = await client.ask(api, version, body);
  assert(outcome.kind === 'answered', `${api} v${version}: ${outcome.kind}`);
  return outcome.response;
}

/** The answer to a request sent earlier. */
export async function answerTo<A extends ApiName>(
  client: RawClient,
  api: A,
  version: number,
  correlationId: number,
): Promise<Answer<A>> {
  const outcome = await client.answerTo(api, version, correlationId);
  assert(outcome.kind === 'answered', `${api} v${version}: ${outcome.kind}`);
  return outcome.response;
}

/** Asks again until the broker, which does some things in its own time, has come to `wanted`. */
export async function until<T>(what: string, probe: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await probe();
    if (wanted(value)) return value;
    assert(performance.now() < deadline, `never came: ${what}; last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, PROBE_INTERVAL_MS));
  }
}

/** That a connection stays without an answer while others get theirs. */
export async function assertParked(play: Play, client: RawClient): Promise<void> {
  const other = await play.connect();
  for (let round = 0; round < 3; round++) await ask(other, 'Metadata', 1, metadataBody([]));
  assert.equal(await client.nextFrame(0), 'silent');
  other.close();
}

type PartitionProduced = Answer<'Produce'>['responses'][number]['partitionResponses'][number];
type PartitionFetched = Answer<'Fetch'>['responses'][number]['partitions'][number];

/** What became of one batch for one partition. */
export async function produceTo(
  client: RawClient,
  topic: CreatedTopic,
  records: Buffer,
  { version = 9, ...shape }: { version?: number; index?: number; acks?: number } = {},
): Promise<PartitionProduced> {
  const answer = await ask(client, 'Produce', version, produceBody(topic, records, shape));
  return only(answer.responses.flatMap(({ partitionResponses }) => partitionResponses));
}

/** Values in a batch each, appended one after the other. */
export async function append(client: RawClient, topic: CreatedTopic, ...values: string[]): Promise<void> {
  for (const value of values) assert.equal((await produceTo(client, topic, batch([value]))).errorCode, 0);
}

/** What one partition gave. */
export async function fetchFrom(
  client: RawClient,
  topic: CreatedTopic,
  { version = 11, ...shape }: { version?: number } & Parameters<typeof fetchBody>[1] = {},
): Promise<PartitionFetched> {
  const answer = await ask(client, 'Fetch', version, fetchBody(topic, shape));
  assert.equal(answer.errorCode, 0);
  return only(answer.responses.flatMap(({ partitions }) => partitions));
}

/** Batches for several partitions of one topic. */
export function produceToMany(
  topic: CreatedTopic,
  records: readonly (Buffer | null)[],
): InferInput<typeof ProduceRequest> {
  const partitionData = records.map((each, index) => ({ index, records: each }));
  return { transactionalId: null, acks: -1, timeoutMs: 5000, topicData: [{ ...topic, partitionData }] };
}

/** A Fetch of several partitions of one topic. */
export function fetchMany(
  topic: CreatedTopic,
  offsets: Readonly<Record<number, number>>,
  shape: Parameters<typeof fetchBody>[1] = {},
) {
  const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
    partition: Number(partition),
    fetchOffset,
    partitionMaxBytes: shape.partitionMaxBytes ?? 1_000_000,
  }));
  const { name, topicId } = topic;
  return { ...fetchBody(topic, shape), topics: [{ topic: name, topicId, partitions }] };
}

/** What was fetched, in one piece. Never null from a broker that answers as Kafka does. */
export function bytesOf(records: PartitionFetched['records']): Buffer {
  assert(records !== null, 'records are null');
  return Buffer.concat(records);
}

/** Offsets and values, as a client that takes every record it is sent would see them. */
export function recordsIn(records: PartitionFetched['records']): { offset: number; value: string | null }[] {
  return [...batchesIn(bytesOf(records))].flatMap((each) =>
    [...readRecords(each)].map(({ offset, value }) => ({ offset, value: value?.toString() ?? null })),
  );
}

/** Where a time or a name such as -1 (latest) leads. */
export async function offsetOf(
  client: RawClient,
  { name }: CreatedTopic,
  timestamp: number,
  { version = 7, isolationLevel = 0, partitionIndex = 0 } = {},
): Promise<{ errorCode: number; timestamp: number; offset: number; leaderEpoch: number }> {
  const topics = [{ name, partitions: [{ partitionIndex, timestamp, currentLeaderEpoch: -1 }] }];
  const answer = await ask(client, 'ListOffsets', version, { replicaId: -1, isolationLevel, topics, timeoutMs: 1000 });
  const { errorCode, timestamp: found, offset, leaderEpoch } = only(answer.topics.flatMap((each) => each.partitions));
  return { errorCode, timestamp: found, offset, leaderEpoch };
}

/** A producer's id, as of a broker that has some. */
export async function producerId(play: Play, client: RawClient): Promise<number> {
  const body = { transactionalId: null, transactionTimeoutMs: 1000, producerId: -1, producerEpoch: -1 };
  return (await play.settle(client, 'InitProducerId', 4, body)).producerId;
}

/** Deleted, and gone from what the broker knows. */
export async function deleteTopic(client: RawClient, { name }: CreatedTopic): Promise<void> {
  const body = { topics: [{ name, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }], topicNames: [], timeoutMs: 5000 };
  const answer = await ask(client, 'DeleteTopics', 6, body);
  assert.equal(only(answer.responses).errorCode, 0);
  await until(
    'the end of the topic',
    () => offsetOf(client, { name, topicId: '' }, -1),
    ({ errorCode }) => errorCode === 3,
  );
}

/** The one thing there is. */
export function only<T>(items: readonly T[]): T {
  const [item] = items;
  assert(item !== undefined && items.length === 1, `one was due, there are ${items.length}`);
  return item;
}
