import { buildRecordBatch } from '@testka/protocol';
import * as protocol from '@testka/protocol';

export const ZERO = protocol.ZERO_UUID;
/** A topic id that no cluster has given out. */
export const UNKNOWN_ID = 'AAAAAAAAAAAAAAAAAAAAAQ';
/** Record times, ms since the epoch: past, so that both brokers accept them. */
export const TIME = 1_700_000_000_000;
/** A time that no broker takes, as it is more than an hour ahead: the year 2100. */
export const FAR_FUTURE = 4_102_444_800_000;

export function batch(
  values: readonly (string | null)[],
  options: Partial<Parameters<typeof buildRecordBatch>[0]> = {},
): Buffer {
  return buildRecordBatch({
    records: values.map((value, index) => ({ key: `k${index}`, value, timestamp: TIME + index })),
    ...options,
  });
}

/** The bytes with some overwritten; the CRC stays as it was. */
export function patched(bytes: Buffer, position: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  values.forEach((value, index) => copy.writeUInt8(value, position + index));
  return copy;
}

/** Both ends included. */
export function versions(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export function produceBody(
  topic: { name: string; topicId: string },
  records: Buffer | null,
  { index = 0, acks = -1, transactionalId = null as string | null } = {},
) {
  return { transactionalId, acks, timeoutMs: 5000, topicData: [{ ...topic, partitionData: [{ index, records }] }] };
}

interface FetchShape {
  fetchOffset?: number;
  partition?: number;
  partitionMaxBytes?: number;
  currentLeaderEpoch?: number;
  lastFetchedEpoch?: number;
  maxWaitMs?: number;
  minBytes?: number;
  maxBytes?: number;
  isolationLevel?: number;
  sessionId?: number;
  sessionEpoch?: number;
}

export function fetchBody({ name, topicId }: { name: string; topicId: string }, shape: FetchShape = {}) {
  const {
    fetchOffset = 0,
    partition = 0,
    partitionMaxBytes = 1_000_000,
    currentLeaderEpoch = -1,
    lastFetchedEpoch = -1,
    ...rest
  } = shape;
  return {
    maxWaitMs: 0,
    minBytes: 1,
    isolationLevel: 0,
    ...rest,
    topics: [
      {
        topic: name,
        topicId,
        partitions: [{ partition, fetchOffset, partitionMaxBytes, currentLeaderEpoch, lastFetchedEpoch }],
      },
    ],
    forgottenTopicsData: [],
  };
}

export function metadataBody(
  names: readonly (string | null)[] | null,
  { allow = false, operations = false, ids = [] as string[] } = {},
) {
  const topics =
    names === null
      ? null
      : [...names.map((name) => ({ topicId: ZERO, name })), ...ids.map((topicId) => ({ topicId, name: null }))];
  return {
    topics,
    allowAutoTopicCreation: allow,
    includeClusterAuthorizedOperations: operations,
    includeTopicAuthorizedOperations: operations,
  };
}
