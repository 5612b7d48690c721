import {
  codecOf,
  GroupMetadataKey,
  GroupMetadataValue,
  type Infer,
  type InferInput,
  type Message,
  OffsetCommitKey,
  OffsetCommitValue,
  Reader,
  Writer,
} from '@testka/protocol';
import type { Release } from '../../releases/release.ts';
import type { RecordSerde } from '../runtime.ts';

/** What a group coordinator writes to `__consumer_offsets`. A null value is a tombstone. */
export type GroupRecord = OffsetCommitRecord | GroupMetadataRecord;

export interface OffsetCommitRecord {
  readonly type: 'OffsetCommit';
  readonly groupId: string;
  readonly topicName: string;
  readonly partitionIndex: number;
  readonly value: OffsetCommitValue | null;
}

/** A classic group: its generation, members and assignment. */
export interface GroupMetadataRecord {
  readonly type: 'GroupMetadata';
  readonly groupId: string;
  readonly value: GroupMetadataValue | null;
}

/** Record types, which stand where other messages have the version of their key (CoordinatorRecordType). */
const RecordType = { LEGACY_OFFSET_COMMIT: 0, OFFSET_COMMIT: 1, GROUP_METADATA: 2 } as const;

/** Since 4.1 there is room for a topic id (KIP-848). */
const OFFSET_COMMIT_VALUE_VERSION = 4;
const OFFSET_COMMIT_VALUE_VERSION_BEFORE_4_1 = 3;
/** Offsets with a retention of their own need a version that lacks topic id and leader epoch. */
const OFFSET_COMMIT_VALUE_VERSION_WITH_EXPIRY = 1;
const GROUP_METADATA_VALUE_VERSION = 3;

/** Records as a release writes them; those of any release are read. */
export function groupRecordSerde(release: Release): RecordSerde<GroupRecord> {
  const offsetCommitVersion = release.isAtLeast('4.1')
    ? OFFSET_COMMIT_VALUE_VERSION
    : OFFSET_COMMIT_VALUE_VERSION_BEFORE_4_1;
  return { encode: (record) => encodeRecord(record, offsetCommitVersion), decode: decodeRecord };
}

function encodeRecord(record: GroupRecord, offsetCommitVersion: number): { key: Buffer; value: Buffer | null } {
  if (record.type === 'GroupMetadata') {
    const key = encode(GroupMetadataKey, RecordType.GROUP_METADATA, 0, { group: record.groupId });
    return { key, value: encodeValue(GroupMetadataValue, GROUP_METADATA_VALUE_VERSION, record.value) };
  }
  const { groupId: group, topicName: topic, partitionIndex: partition, value } = record;
  const key = encode(OffsetCommitKey, RecordType.OFFSET_COMMIT, 0, { group, topic, partition });
  const hasExpiry = value !== null && value.expireTimestamp !== -1;
  const version = hasExpiry ? OFFSET_COMMIT_VALUE_VERSION_WITH_EXPIRY : offsetCommitVersion;
  return { key, value: encodeValue(OffsetCommitValue, version, value) };
}

function decodeRecord(keyBytes: Buffer, valueBytes: Buffer | null): GroupRecord | undefined {
  const reader = new Reader(keyBytes);
  switch (reader.int16()) {
    case RecordType.LEGACY_OFFSET_COMMIT:
    case RecordType.OFFSET_COMMIT: {
      const {
        group: groupId,
        topic: topicName,
        partition: partitionIndex,
      } = codecOf(OffsetCommitKey, 0).decode(reader);
      return {
        type: 'OffsetCommit',
        groupId,
        topicName,
        partitionIndex,
        value: decodeValue(OffsetCommitValue, valueBytes),
      };
    }
    case RecordType.GROUP_METADATA: {
      const { group: groupId } = codecOf(GroupMetadataKey, 0).decode(reader);
      return { type: 'GroupMetadata', groupId, value: decodeValue(GroupMetadataValue, valueBytes) };
    }
    default:
      return undefined;
  }
}

export function offsetTombstone(groupId: string, topicName: string, partitionIndex: number): OffsetCommitRecord {
  return { type: 'OffsetCommit', groupId, topicName, partitionIndex, value: null };
}

export function groupMetadataTombstone(groupId: string): GroupMetadataRecord {
  return { type: 'GroupMetadata', groupId, value: null };
}

function encode<M extends Message>(message: M, prefix: number, version: number, value: InferInput<M>): Buffer {
  const writer = new Writer();
  writer.int16(prefix);
  codecOf(message, version).encode(writer, value);
  return Buffer.concat(writer.finish());
}

function encodeValue<M extends Message>(message: M, version: number, value: InferInput<M> | null): Buffer | null {
  return value === null ? null : encode(message, version, version, value);
}

function decodeValue<M extends Message>(message: M, bytes: Buffer | null): Infer<M> | null {
  if (bytes === null) return null;
  const reader = new Reader(bytes);
  return codecOf(message, reader.int16()).decode(reader);
}
