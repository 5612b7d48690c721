import { ErrorCode } from '@testka/protocol';
import { defined } from '../assert.ts';
import type { RequestContext } from '../context.ts';
import { failedRead, type PartitionRead } from '../partition/fetch-read.ts';
import type { SessionPartition } from '../partition/fetch-sessions.ts';

/** v0 and v1 know magic 0 only, v2 and v3 magic 1 (KIP-31), those before v10 no zstd (KIP-110). */
const FIRST_VERSION_WITH_MAGIC_1 = 2;
const FIRST_VERSION_WITH_BATCHES = 4;
const FIRST_VERSION_WITH_ZSTD = 10;

interface ReadOf {
  readonly wanted: SessionPartition;
  readonly read: PartitionRead;
}

/** What was read, in a format that the consumer knows: before v4, which only 3.9 has, message sets. */
export function inFormatKnown(context: RequestContext, reads: readonly ReadOf[]): readonly ReadOf[] {
  if (context.apiVersion >= FIRST_VERSION_WITH_ZSTD) return reads;
  return reads.map(({ wanted, read }) => ({ wanted, read: convert(context, wanted, read) }));
}

function convert(context: RequestContext, wanted: SessionPartition, read: PartitionRead): PartitionRead {
  const { services, apiVersion } = context;
  if (read.data.errorCode !== ErrorCode.NONE) return read;
  const { compressionType, messageDownconversionEnable } = services.configs.topic(wanted.topicName);
  if (compressionType === 'zstd') return unreadable(wanted, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  if (apiVersion >= FIRST_VERSION_WITH_BATCHES) return read;
  if (!messageDownconversionEnable) return unreadable(wanted, ErrorCode.UNSUPPORTED_VERSION);
  const messageSets = defined(services.messageSets, 'what writes message sets');
  const magic = apiVersion < FIRST_VERSION_WITH_MAGIC_1 ? 0 : 1;
  const records = messageSets.fromBatches(read.data.records ?? [], magic, wanted.fetchOffset);
  return typeof records === 'number' ? unreadable(wanted, records) : { ...read, data: { ...read.data, records } };
}

/** No records where other errors have an empty list of them, and an empty list of aborted transactions where they have none. */
function unreadable({ partitionIndex }: SessionPartition, errorCode: ErrorCode): PartitionRead {
  const failed = failedRead(partitionIndex, errorCode);
  return { ...failed, data: { ...failed.data, abortedTransactions: [], records: null } };
}
