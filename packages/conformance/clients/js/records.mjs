/** Making, sending, reading and comparing records. */
import { BREAK } from './harness.mjs';

/** An hour back: older than retention.ms, and the broker may delete the records under our feet. */
export const BASE_TIMESTAMP_MS = Date.now() - 3_600_000;

/**
 * Spreads the records over the partitions in turn; each is different from every other.
 * A record is `{ partition, timestampMs, key, value, headers }` with Buffers or null, headers as a list of pairs.
 */
export function make(count, partitionCount = 1) {
  return Array.from({ length: count }, (_, index) => ({
    partition: index % partitionCount,
    timestampMs: BASE_TIMESTAMP_MS + index,
    key: Buffer.from(`key-${index}`),
    value: Buffer.from(`value-${index}-${'abcdefghij'.repeat(20)}`),
    headers: [['index', Buffer.from(String(index))]],
  }));
}

/**
 * Sends in order and waits; resolves to [partition, offset] by record, the offset undefined when not acknowledged.
 * BREAK=drop and BREAK=duplicate stand for a broker that loses or repeats a record.
 */
export async function produce(trial, topic, records, options = {}) {
  const toSend = [...records];
  if (BREAK === 'drop') toSend.pop();
  if (BREAK === 'duplicate') toSend.push(toSend.at(-1));
  const producer = await trial.library.producer(options);
  try {
    return await producer.send(topic, toSend);
  } finally {
    await producer.close();
  }
}

/** Produces, checks the acknowledged offsets and reads everything back. */
export async function roundTrip(trial, partitionCount, records, options = {}) {
  const topic = await trial.topic({ partitionCount });
  const acknowledged = await produce(trial, topic, records, options);
  const nextOffset = new Map();
  for (const [index, record] of records.entries()) {
    const offset = nextOffset.get(record.partition) ?? 0;
    nextOffset.set(record.partition, offset + 1);
    trial.equal(`acknowledgement of record ${index}`, acknowledged[index], [record.partition, offset]);
  }
  await checkLog(trial, topic, partitionCount, expected(trial, records));
  return `${records.length} records, ${partitionCount} partitions`;
}

/** Reads every partition from its start to its end and compares all that a record has. */
export async function checkLog(trial, topic, partitionCount, lines) {
  const ends = await (await trial.admin()).endOffsets(topic, partitionCount);
  const counts = Array.from({ length: partitionCount }, (_, partition) => lines.get(partition)?.length ?? 0);
  trial.equal('end offsets', ends, counts);
  trial.equal('records by partition', render(trial, await read(trial, topic, count(lines))), lines);
}

let readerCount = 0;

/** Reads records from the starts of the partitions. None of the libraries reads without a group, so it is a new one. */
export async function read(trial, topic, recordCount, options = {}) {
  const records = [];
  const reader = await trial.library.member({
    group: trial.name(`-reader-${readerCount++}`),
    topic,
    reset: 'earliest',
    onRecord: (record) => records.push(record),
    onAssigned: () => undefined,
    onLost: () => undefined,
    ...options,
  });
  try {
    await trial.eventually('read back', () =>
      records.length < recordCount ? `${records.length} of ${recordCount} records` : undefined,
    );
  } finally {
    await reader.close();
  }
  return records;
}

export function count(lines) {
  return [...lines.values()].reduce((sum, each) => sum + each.length, 0);
}

/** What must be read back: the offsets are the positions in the partition. */
export function expected(trial, records) {
  const nextOffset = new Map();
  const placed = records.map((record) => {
    const offset = nextOffset.get(record.partition) ?? 0;
    nextOffset.set(record.partition, offset + 1);
    return { ...record, offset };
  });
  return render(trial, placed);
}

/** One line per record, by partition, in order of offset; a record received twice is there twice. */
export function render(trial, records) {
  const lines = new Map();
  for (const record of records.toSorted(
    (left, right) => left.partition - right.partition || left.offset - right.offset,
  )) {
    const line = `${record.offset} ${record.timestampMs} ${text(record.key)} ${text(record.value)} ${headers(trial, record)}`;
    if (lines.has(record.partition)) lines.get(record.partition).push(line);
    else lines.set(record.partition, [line]);
  }
  return lines;
}

/** kafkajs keeps the order of equal names only, so there both sides are sorted by name (a stable sort). */
function headers(trial, { headers }) {
  const entries = trial.library.keepsHeaderOrder
    ? headers
    : headers.toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)));
  return entries.map(([name, value]) => `${name}=${text(value)}`).join(' ');
}

/** Latin-1 keeps every byte apart. */
function text(bytes) {
  return bytes === null || bytes === undefined ? 'null' : JSON.stringify(bytes.toString('latin1'));
}
