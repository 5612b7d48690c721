import { batchesIn, codecOf, OffsetCommitKey, OffsetCommitValue, Reader, readRecords } from '@testka/protocol';

/** The type of a record, in front of its key. */
const OFFSET_COMMIT = 1;

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
