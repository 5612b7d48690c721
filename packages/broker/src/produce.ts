import type { Topic as CoreTopic } from '@testka/core';
import {
  buildRecordBatch,
  ErrorCode,
  errorName,
  type InferInput,
  type ProduceResponse,
  ZERO_UUID,
} from '@testka/protocol';
import { type BrokerContext, codecsOf } from './context.ts';
import { BrokerError } from './errors.ts';
import { existingTopic } from './existing.ts';
import { plural } from './format.ts';
import { checkLeader, checkSomeNodeRuns, isLed } from './nodes/leader.ts';
import { encodeMessage, type EncodedMessage } from './messages/encode-message.ts';
import { partitionForKey } from './partitioner.ts';
import type { ProduceMessage } from './types/message.ts';

type Response = InferInput<typeof ProduceResponse>;

/** Messages that go into one batch. */
interface Run {
  readonly partition: number;
  readonly messages: EncodedMessage[];
  sizeInBytes: number;
}

const ALL_IN_SYNC_REPLICAS = -1;
/** What a batch and each record in it take besides keys, values and headers, at most. */
const BATCH_OVERHEAD = 61;
const RECORD_OVERHEAD = 40;
const HEADER_OVERHEAD = 10;

/**
 * Appends messages in their order, as a producer would.
 * @throws BrokerError ERR_INVALID_MESSAGE, ERR_INVALID_PARTITION, ERR_NO_LEADER, ERR_SCHEMA_MISMATCH, ERR_UNKNOWN_TOPIC,
 * ERR_PRODUCE_FAILED
 */
export async function produceMessages(
  context: BrokerContext,
  topicName: string,
  messages: readonly ProduceMessage[],
): Promise<void> {
  const codecs = codecsOf(context, topicName);
  const nowMs = context.driver.clock.now();
  const encoded = messages.map((message, index) =>
    encodeMessage(message, codecs, `topic "${topicName}", message ${index}`, nowMs),
  );
  const topic = existing(context, topicName);
  const partitions = encoded.map((message, index) => checkPartition(topic, message, index));
  const runs = runsOf(context, topic, encoded, partitions);
  // All leaders first: without one of them nothing is written.
  for (const { partition } of runs) checkLeader(context, topicName, partition);
  const responses = await Promise.all(runs.map((run) => send(context, topicName, run)));
  for (const response of responses) throwIfFailed(topicName, response);
}

/** The topic; asking for it may create it. */
function existing(context: BrokerContext, name: string): CoreTopic {
  const { view, driver } = context;
  const topic = view.metadata.topic(name);
  if (topic !== undefined) return topic;
  checkSomeNodeRuns(context);
  driver.requestNow('Metadata', {
    topics: [{ topicId: ZERO_UUID, name }],
    allowAutoTopicCreation: true,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  });
  return existingTopic(context, name, 'It is not created by itself: create it with createTopics()');
}

/** The partition asked for, or undefined. */
function checkPartition(
  { name, partitions }: CoreTopic,
  { partition }: EncodedMessage,
  index: number,
): number | undefined {
  if (partition === undefined || partition < partitions.length) return partition;
  const has = `it has ${plural(partitions.length, 'partition')}, counted from 0`;
  throw new BrokerError(
    'ERR_INVALID_PARTITION',
    `topic "${name}", message ${index}: there is no partition ${partition}; ${has}`,
  );
}

/** One batch per run of messages for the same partition, so that the order of appends is that of the messages. */
function runsOf(
  context: BrokerContext,
  topic: CoreTopic,
  messages: readonly EncodedMessage[],
  wanted: readonly (number | undefined)[],
): Run[] {
  const runs: Run[] = [];
  messages.forEach((message, index) => {
    const partition = wanted[index] ?? choosePartition(context, topic, message);
    const size = sizeOf(message);
    const maxSize = topic.partitions[partition]?.config.maxMessageBytes ?? 0;
    const last = runs.at(-1);
    if (last !== undefined && last.partition === partition && last.sizeInBytes + size <= maxSize) {
      last.messages.push(message);
      last.sizeInBytes += size;
    } else {
      runs.push({ partition, messages: [message], sizeInBytes: BATCH_OVERHEAD + size });
    }
  });
  return runs;
}

/** Without a key in turn, past partitions that have no leader, as clients do it; a key's partition is always the same. */
function choosePartition(context: BrokerContext, { name, partitions }: CoreTopic, { key }: EncodedMessage): number {
  if (key !== null) return partitionForKey(key, partitions.length);
  const { keyless } = context;
  const count = keyless.get(name) ?? 0;
  keyless.set(name, count + 1);
  const led = partitions.filter((partition) => isLed(context, partition));
  return led[count % led.length]?.partitionIndex ?? count % partitions.length;
}

function sizeOf({ key, value, headers = [] }: EncodedMessage): number {
  const headerSize = headers.reduce(
    (sum, header) => sum + HEADER_OVERHEAD + header.key.length * 3 + (header.value?.length ?? 0),
    0,
  );
  return RECORD_OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0) + headerSize;
}

/** Followers that are held back keep it waiting: no longer than any other wait, so that the error comes before the runner's. */
function send({ driver, waits }: BrokerContext, name: string, { partition, messages }: Run): Promise<Response> {
  const partitionData = [{ index: partition, records: buildRecordBatch({ records: messages }) }];
  return driver.request('Produce', {
    transactionalId: null,
    acks: ALL_IN_SYNC_REPLICAS,
    timeoutMs: waits.limit().timeoutMs,
    topicData: [{ name, topicId: ZERO_UUID, partitionData }],
  });
}

function throwIfFailed(topicName: string, { responses }: Response): void {
  for (const { partitionResponses } of responses) {
    for (const { index, errorCode, errorMessage, recordErrors } of partitionResponses) {
      if (errorCode === ErrorCode.NONE) continue;
      const reasons = [errorMessage, ...(recordErrors ?? []).map((each) => each.batchIndexErrorMessage)].filter(
        Boolean,
      );
      if (errorCode === ErrorCode.REQUEST_TIMED_OUT) {
        reasons.push('they are written, but not all in-sync replicas have them; see broker.explain()');
      }
      const reason = reasons.length === 0 ? '' : ` (${[...new Set(reasons)].join('; ')})`;
      const message = `${topicName}[${index}] refused the messages with ${errorName(errorCode)}${reason}; a client's producer would get the same error`;
      throw new BrokerError('ERR_PRODUCE_FAILED', message);
    }
  }
}
