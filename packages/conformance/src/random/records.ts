import type { FetchRequest, InferInput } from '@testka/protocol';
import type { Answer, Body } from '../differential/raw-client.ts';
import type { ActionOf, FetchAction, PartitionBatch, PartitionToFetch, TopicRef } from './action.ts';
import { bytesOf, START } from './batches.ts';
import { pause, producerId, settleReplicas } from './settle.ts';
import { PATIENCE_MS, type Via, type World } from './world.ts';

/** Of Produce and of Fetch. */
const FIRST_VERSION_WITH_IDS = 13;
const UNBOUNDED = 2_147_483_647;
/** A session that was never opened. */
const NO_SUCH_SESSION = 123_456_789;
/** A fetch that is not answered after so long waits for something to happen. */
const PARKING_MS = 120;
/** An answer within so much time came from a broker that nothing holds up. */
const PROMPT_MS = 10;
const MAX_ATTEMPTS = 50;

export async function produce(world: World, action: ActionOf<'produce'>): Promise<void> {
  const { connection, version, acks } = action;
  for (const { batch } of action.batches) if (batch.producer) await producerId(world, batch.producer.name);
  const topicData = world
    .byTopic(action.batches, (each) => partitionDataOf(world, each), version >= FIRST_VERSION_WITH_IDS)
    .map(({ partitions, ...topic }) => ({ ...topic, partitionData: partitions }));
  const body = { transactionalId: null, acks, timeoutMs: 5000, topicData };
  const via = world.via(connection, firstOf(action.batches));
  if (acks === 0) await produceUnanswered(world, via, version, body);
  else await world.ask(via, 'Produce', version, body, (answer) => byPartition(world, answer));
  await settleReplicas(
    world,
    action.batches.map(({ topic }) => topic),
  );
}

/** Nothing is answered; whether the connection was closed shows in the next request. */
async function produceUnanswered(world: World, via: Via, version: number, body: Body<'Produce'>): Promise<void> {
  const client = await world.connection(via);
  client.send('Produce', version, body);
  await world.ask(via, 'FindCoordinator', 0, { key: 'g', keyType: 0, coordinatorKeys: [] }, () => 'still open');
}

/** What a request is about first. */
function firstOf<P extends TopicRef>(partitions: readonly P[]): P | TopicRef {
  return partitions[0] ?? { topic: 'a' };
}

function partitionDataOf(world: World, { batch, partition }: PartitionBatch): { index: number; records: Buffer } {
  const id = world.producers.get(batch.producer?.name ?? '') ?? -1;
  return { index: partition, records: bytesOf(batch, id) };
}

/** Kafka keeps what it answers in maps: its order says nothing. */
function byPartition(world: World, { responses, ...rest }: Answer<'Produce'>): unknown {
  const partitions = responses.flatMap((topic) =>
    topic.partitionResponses.map((each) => [world.partitionKey(topic, each.index), each]),
  );
  return { ...rest, partitions: Object.fromEntries(partitions) };
}

export async function fetch(world: World, action: FetchAction): Promise<void> {
  const { version, session } = action;
  const via = viaOf(world, action);
  const answer = await world.ask(via, 'Fetch', version, fetchBody(world, action), (each) =>
    fetchedByPartition(world, each),
  );
  if (session !== undefined) followSession(world, session, via.node, answer);
}

/** A session goes on where it was opened, unless the action says where. */
function viaOf(world: World, { connection, partitions, session }: FetchAction): Via {
  const opened = session === undefined || session.step === 'open' ? undefined : world.sessions.get(session.name);
  if (opened !== undefined && typeof connection !== 'number') return { name: 'session', node: opened.node };
  return world.via(connection, firstOf(partitions));
}

/**
 * Waits until the broker answers without delay. It takes up requests in their order but works on several at a time: on a machine
 * that stood still, one that was answered late says nothing about the one before.
 */
async function passedBy(world: World, node: number): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const askedAt = performance.now();
    await world.quietly('FindCoordinator', 0, { key: 'g', keyType: 0, coordinatorKeys: [] }, node);
    if (performance.now() - askedAt < PROMPT_MS) return;
  }
}

/** What is fetched while other things happen. */
export async function poll(
  world: World,
  { fetch: action, meanwhile }: ActionOf<'poll'>,
  perform: (each: ActionOf<'poll'>['meanwhile'][number]) => Promise<void>,
): Promise<void> {
  const { node } = viaOf(world, action);
  const client = await world.connection({ name: 'poll', node });
  const answered = client.ask('Fetch', action.version, fetchBody(world, action), PATIENCE_MS);
  await Promise.race([answered, pause(PARKING_MS)]);
  await passedBy(world, node);
  for (const each of meanwhile) await perform(each);
  const outcome = await answered;
  if (outcome.kind !== 'answered') world.drop(client);
  world.note({ api: 'Fetch' }, `Fetch v${action.version}, waiting`, outcome, (each) => fetchedByPartition(world, each));
  const answer = outcome.kind === 'answered' ? outcome.response : undefined;
  if (action.session !== undefined) followSession(world, action.session, node, answer);
}

function fetchBody(world: World, action: FetchAction): InferInput<typeof FetchRequest> {
  const isById = action.version >= FIRST_VERSION_WITH_IDS;
  const { session, partitions, forgotten = [], maxBytes = UNBOUNDED, minBytes = 1, waitMs = 0, committed } = action;
  return {
    maxWaitMs: waitMs,
    minBytes,
    maxBytes,
    isolationLevel: committed ? 1 : 0,
    ...sessionOf(world, session),
    topics: world.byTopic(partitions, wantedOf, isById),
    forgottenTopicsData: world.byTopic(forgotten, ({ partition }) => partition, isById),
  };
}

function wantedOf({ partition, offset, maxBytes, currentEpoch, lastEpoch }: PartitionToFetch) {
  return {
    partition,
    fetchOffset: offset,
    partitionMaxBytes: maxBytes ?? 1_000_000,
    currentLeaderEpoch: currentEpoch ?? -1,
    lastFetchedEpoch: lastEpoch ?? -1,
  };
}

function sessionOf(world: World, session: FetchAction['session']): { sessionId: number; sessionEpoch: number } {
  if (session === undefined) return { sessionId: 0, sessionEpoch: -1 };
  const { id, epoch } = world.sessions.get(session.name) ?? { id: NO_SUCH_SESSION, epoch: 1 };
  switch (session.step) {
    case 'open':
      return { sessionId: 0, sessionEpoch: 0 };
    case 'close':
      return { sessionId: id, sessionEpoch: -1 };
    case 'wrong-epoch':
      return { sessionId: id, sessionEpoch: epoch + 3 };
    case 'next':
      return { sessionId: id, sessionEpoch: epoch };
  }
}

function followSession(
  world: World,
  { name, step }: NonNullable<FetchAction['session']>,
  node: number,
  answer: Answer<'Fetch'> | undefined,
): void {
  if (answer === undefined || answer.errorCode !== 0) return;
  const known = world.sessions.get(name);
  if (step === 'open') {
    if (known !== undefined) world.abandoned.push(known);
    world.sessions.set(name, { id: answer.sessionId, epoch: 1, node });
  } else if (step === 'close') world.sessions.delete(name);
  else if (known !== undefined) known.epoch++;
}

function fetchedByPartition(world: World, { responses, ...rest }: Answer<'Fetch'>): unknown {
  const partitions = responses.flatMap(({ topic, topicId, partitions: each }) =>
    each.map((one) => [world.partitionKey({ name: topic, topicId }, one.partitionIndex), one]),
  );
  return { ...rest, partitions: Object.fromEntries(partitions) };
}

/** Sessions take up room that is shared with other sequences. */
export async function closeSessions(world: World): Promise<void> {
  for (const { id: sessionId, node } of [...world.abandoned, ...world.sessions.values()]) {
    const body = { maxWaitMs: 0, minBytes: 0, sessionId, sessionEpoch: -1, topics: [], forgottenTopicsData: [] };
    await world.quietly('Fetch', 12, body, node);
  }
}

export async function listOffsets(world: World, action: ActionOf<'list-offsets'>): Promise<void> {
  const { connection, version, committed, partitions } = action;
  await world.ask(world.via(connection, firstOf(partitions)), 'ListOffsets', version, {
    replicaId: -1,
    isolationLevel: committed ? 1 : 0,
    timeoutMs: 1000,
    topics: world.byTopic(partitions, ({ partition, time, currentEpoch }) => ({
      partitionIndex: partition,
      timestamp: time < 0 ? time : START + time,
      currentLeaderEpoch: currentEpoch ?? -1,
    })),
  });
}

export async function epochEnd(world: World, action: ActionOf<'epoch-end'>): Promise<void> {
  const { connection, version, topic, partition, epoch, currentEpoch } = action;
  const partitions = [{ partition, currentLeaderEpoch: currentEpoch, leaderEpoch: epoch }];
  const topics = [{ topic: world.topicName(topic), partitions }];
  const via = world.via(connection, { topic, partition });
  await world.ask(via, 'OffsetForLeaderEpoch', version, { replicaId: -1, topics });
}

export async function deleteRecords(world: World, action: ActionOf<'delete-records'>): Promise<void> {
  const topics = world.byTopic(action.partitions, ({ partition, offset }) => ({ partitionIndex: partition, offset }));
  const via = world.via(action.connection, firstOf(action.partitions));
  await world.ask(via, 'DeleteRecords', action.version, { topics, timeoutMs: 5000 });
  await settleReplicas(
    world,
    action.partitions.map(({ topic }) => topic),
  );
}
