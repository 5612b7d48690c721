import {
  batchesIn,
  codecOf,
  type LegacyMagic,
  legacyRecordsIn,
  OffsetCommitKey,
  OffsetCommitValue,
  Reader,
  readLegacyRecord,
  readRecords,
} from '@testka/protocol';

/** The type of a record, in front of its key. */
const OFFSET_COMMIT = 1;

const text = (bytes: Buffer | null): string | null => bytes?.toString('utf8') ?? null;

/** What record batches hold, as plain data: the codecs' own bytes differ, and mean nothing. */
export function batchesOf(bytes: Buffer): unknown[] {
  return [...batchesIn(bytes)].map((batch) => ({
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    codec: batch.compressionType ?? batch.compressionId,
    timestampType: batch.timestampType,
    recordCount: batch.recordCount,
    baseTimestamp: recent(batch.baseTimestamp),
    maxTimestamp: recent(batch.maxTimestamp),
    producer: [batch.producerId, batch.producerEpoch, batch.baseSequence],
    crc: batch.isCrcValid(),
    records: [...readRecords(batch)].map(({ offset, timestamp, key, value, headers }) => {
      return [offset, recent(timestamp), text(key), text(value), headers.length];
    }),
  }));
}

/** What a message set holds, and what of it is none: an entry cut off, and what Kafka fills up with. */
export function messageSetOf(bytes: Buffer): unknown {
  const entries = [...legacyRecordsIn(bytes)];
  const size = entries.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
  const isCompressed = entries.some(({ compressionId }) => compressionId !== 0);
  const rest = bytes.subarray(size);
  return {
    entries: entries.map((entry) => ({
      offset: entry.offset,
      magic: entry.magic as LegacyMagic,
      codec: entry.compressionType ?? entry.compressionId,
      timestampType: entry.timestampType,
      timestamp: recent(entry.timestamp),
      key: text(entry.key),
      crc: entry.isCrcValid(),
      records: readLegacyRecord(entry).map(({ offset, timestamp, key, value }) => {
        return [offset, recent(timestamp), text(key), text(value)];
      }),
    })),
    // What a codec makes of records decides how much is filled up.
    ...(isCompressed ? {} : { rest: rest.toString('hex') }),
  };
}

/** What a partition of `__consumer_offsets` keeps of a group's offsets, oldest first. */
export function commitsOf(bytes: Buffer, groupId: string): unknown[] {
  const records = [...batchesIn(bytes)].flatMap((batch) => [...readRecords(batch)]);
  return records.flatMap(({ key, value }) => {
    if (key === null || value === null || key.readInt16BE() !== OFFSET_COMMIT) return [];
    const { group, partition } = codecOf(OffsetCommitKey, 0).decode(new Reader(key.subarray(2)));
    if (group !== groupId) return [];
    const commit = codecOf(OffsetCommitValue, value.readInt16BE()).decode(new Reader(value.subarray(2)));
    const times = [commit.commitTimestamp, commit.expireTimestamp].map((time) => recent(time));
    return [[partition, commit.offset, ...times]];
  });
}

/** The broker's own time becomes a word, whichever field it is in. */
function recent(timestamp: number): unknown {
  return timestamp > 1_750_000_000_000 && timestamp < 4_000_000_000_000 ? '<now>' : timestamp;
}
