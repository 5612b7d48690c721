import { InvalidRecordError } from './errors.ts';

/** How a transaction ended. */
export type EndTransactionResult = 'abort' | 'commit';

/** What a control record's key says it is. @see Kafka's ControlRecordType */
export const ControlRecordType = {
  ABORT: 0,
  COMMIT: 1,
  LEADER_CHANGE: 2,
  SNAPSHOT_HEADER: 3,
  SNAPSHOT_FOOTER: 4,
  KRAFT_VERSION: 5,
  KRAFT_VOTERS: 6,
} as const;

/** The end of a transaction in one partition: the only record of a control batch (KIP-98). */
export interface EndTransactionMarker {
  readonly result: EndTransactionResult;
  /** Epoch of the transaction coordinator that wrote it; an older one is fenced. */
  readonly coordinatorEpoch: number;
}

/** Version 0 of both parts is what Kafka 4.4 writes. */
const MARKER_VERSION = 0;

/** Key and value of the marker's record; see `buildRecordBatch` with `isControl` for the batch. */
export function encodeEndTransactionMarker(marker: EndTransactionMarker): { key: Buffer; value: Buffer } {
  const key = Buffer.alloc(4);
  key.writeInt16BE(MARKER_VERSION, 0);
  key.writeInt16BE(marker.result === 'commit' ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 2);
  const value = Buffer.alloc(6);
  value.writeInt16BE(MARKER_VERSION, 0);
  value.writeInt32BE(marker.coordinatorEpoch, 2);
  return { key, value };
}

/**
 * The type in a control record's key; of a later version than ours too, since new fields come behind.
 * @returns one of `ControlRecordType`, or a number that is not known yet.
 * @throws InvalidRecordError `bad-control-record` when there is no key or it is too short.
 */
export function controlRecordType(key: Buffer | null): number {
  if (key === null || key.length < 4) {
    throw new InvalidRecordError('bad-control-record', `control record has ${describe(key)} as key, 4 bytes needed`);
  }
  return key.readInt16BE(2);
}

/**
 * The marker in a control record.
 * @returns undefined when it is a control record of another kind.
 * @throws InvalidRecordError `bad-control-record` when key or value is absent or too short.
 */
export function decodeEndTransactionMarker(record: {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}): EndTransactionMarker | undefined {
  const type = controlRecordType(record.key);
  if (type !== ControlRecordType.ABORT && type !== ControlRecordType.COMMIT) return undefined;
  const { value } = record;
  if (value === null || value.length < 6) {
    throw new InvalidRecordError('bad-control-record', `end marker has ${describe(value)} as value, 6 bytes needed`);
  }
  return { result: type === ControlRecordType.COMMIT ? 'commit' : 'abort', coordinatorEpoch: value.readInt32BE(2) };
}

function describe(bytes: Buffer | null): string {
  return bytes === null ? 'null' : `${bytes.length} bytes`;
}
