import { type PackedSnapshot, packSnapshot, unpackSnapshot } from '@testka/core';
import { crc32c } from '@testka/protocol';
import { BrokerError } from '../errors.ts';
import type { TopicCodecs } from '../messages/encode-message.ts';
import type { BrokerState } from './broker-state.ts';

/** What the bytes of every snapshot begin with; the last says which format it is. */
const MAGIC: Buffer = Buffer.from('TESTKA\0\x01', 'latin1');
/** Magic, CRC-32C of what follows it, and the length of the JSON, which is followed by the bytes of all batches. */
const CRC_AT = 8;
const CRC_FROM = 12;
const LENGTH_AT = 12;
const HEADER_SIZE = 16;

interface Packed {
  readonly cluster: PackedSnapshot;
  readonly codecs: readonly (readonly [string, TopicCodecs])[];
  readonly keyless: readonly (readonly [string, number])[];
}

export function encodeState({ cluster, codecs, keyless }: BrokerState): Buffer {
  const batches: Buffer[] = [];
  const packed: Packed = {
    cluster: packSnapshot(cluster, batches),
    codecs: [...codecs].filter(([, { key, value }]) => [key, value].every((codec) => typeof codec === 'string')),
    keyless: [...keyless],
  };
  const json = Buffer.from(JSON.stringify(packed));
  const header = Buffer.alloc(HEADER_SIZE);
  MAGIC.copy(header);
  header.writeUInt32BE(json.length, LENGTH_AT);
  const data = Buffer.concat([header, json, ...batches]);
  data.writeUInt32BE(crc32c(data, CRC_FROM), CRC_AT);
  return data;
}

/** @throws BrokerError ERR_INVALID_SNAPSHOT */
export function decodeState(given: Uint8Array): BrokerState {
  // Copied: whose bytes they are may write over them, and the batches in them stay.
  const data = Buffer.from(given);
  if (!data.subarray(0, MAGIC.length).equals(MAGIC))
    throw invalid('are not those of a snapshot of this version of Testka');
  const isWhole = data.length >= HEADER_SIZE && data.readUInt32BE(CRC_AT) === crc32c(data, CRC_FROM);
  if (!isWhole) throw invalid('are damaged, or not all of them are there');
  const endOfJson = HEADER_SIZE + data.readUInt32BE(LENGTH_AT);
  const packed = JSON.parse(data.toString('utf8', HEADER_SIZE, endOfJson)) as Packed;
  return {
    cluster: unpackSnapshot(packed.cluster, data.subarray(endOfJson)),
    codecs: new Map(packed.codecs),
    keyless: new Map(packed.keyless),
  };
}

function invalid(what: string): BrokerError {
  return new BrokerError(
    'ERR_INVALID_SNAPSHOT',
    `the bytes of the snapshot ${what}; take it anew with broker.snapshot() and keep its data byte for byte`,
  );
}
