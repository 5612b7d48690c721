import type { Partition, StoredBatch } from '@testka/core';
import { type Record as KafkaRecord, readRecords } from '@testka/protocol';
import { BrokerError } from '../errors.ts';
import type { Message, MessageHeaders } from '../types/message.ts';
import { decodeWith } from './codecs.ts';
import type { TopicCodecs } from './encode-message.ts';

/** Where a batch lies. */
type Place = Pick<Partition, 'topicName' | 'partitionIndex'>;

/** A record and its place in its batch. */
export interface RawRecord {
  readonly record: KafkaRecord;
  readonly index: number;
}

/**
 * The records of a stored batch from `fromOffset` on, one by one as they are asked for; none of a control batch.
 * @throws BrokerError ERR_DECODE naming the batch
 */
export function* rawRecords(partition: Place, stored: StoredBatch, fromOffset: number): Generator<RawRecord> {
  if (stored.batch.isControl) return;
  let index = -1;
  try {
    for (const record of readRecords(stored.batch)) {
      index += 1;
      if (record.offset >= fromOffset) yield { record, index };
    }
  } catch (error) {
    const place = `${partition.topicName}[${partition.partitionIndex}]@${stored.baseOffset}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BrokerError('ERR_DECODE', `${place}: the batch cannot be read: ${reason}`, { cause: error });
  }
}

/**
 * The message that a record is.
 * @throws BrokerError ERR_DECODE naming the message
 */
export function decodeRecord(
  partition: Place,
  stored: StoredBatch,
  { record, index }: RawRecord,
  codecs: TopicCodecs,
): Message {
  const { topicName: topic, partitionIndex } = partition;
  const { batch, origin } = stored;
  const headers = decodeHeaders(record);
  const bytes = copyOf(record);
  const decode = (isKey: boolean): unknown => {
    const raw = isKey ? bytes.key : bytes.value;
    if (raw === null) return null;
    try {
      return decodeWith(isKey ? codecs.key : codecs.value, raw, { topic, isKey, headers });
    } catch (error) {
      throw decodeError(`${topic}[${partitionIndex}]@${record.offset}: the ${isKey ? 'key' : 'value'}`, error);
    }
  };
  return {
    topic,
    partition: partitionIndex,
    offset: record.offset,
    timestamp: new Date(record.timestamp),
    key: decode(true),
    value: decode(false),
    headers,
    bytes,
    producer: {
      clientId: origin.clientId,
      producerId: batch.producerId,
      epoch: batch.producerEpoch,
      sequence: batch.baseSequence < 0 ? -1 : (batch.baseSequence + index) % 0x8000_0000,
    },
    compression: batch.compressionType ?? 'none',
  };
}

/** The record's own bytes lie in the log, which nobody may write to. */
function copyOf({ key, value, headers }: KafkaRecord): Message['bytes'] {
  const copy = (bytes: Buffer | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes));
  return {
    key: copy(key),
    value: copy(value),
    headers: headers.map((header) => ({ key: header.key, value: copy(header.value) })),
  };
}

function decodeHeaders({ headers }: KafkaRecord): MessageHeaders {
  if (headers.length === 0) return {};
  const values = new Map<string, string | string[]>();
  for (const { key, value } of headers) {
    const text = value === null ? '' : value.toString('utf8');
    const before = values.get(key);
    if (before === undefined) values.set(key, text);
    else if (Array.isArray(before)) before.push(text);
    else values.set(key, [before, text]);
  }
  return Object.fromEntries(values);
}

function decodeError(where: string, error: unknown): unknown {
  if (!(error instanceof BrokerError)) return error;
  const text = error.message.slice(error.code.length + 2);
  return new BrokerError('ERR_DECODE', `${where} cannot be read: ${text}; see message.bytes under the codec 'bytes'`, {
    cause: error.cause,
  });
}
