import * as protocol from '@testka/protocol';
import {
  ApiKey,
  type ApiName,
  codecOf,
  encodeRequestHeader,
  MAX_STRING_LENGTH,
  type Message,
  Writer,
} from '@testka/protocol';
import type { Dice } from './dice.ts';
import type { Knowledge } from './knowledge.ts';
import { withManyEntries } from './many-entries.ts';
import { bomb } from './record-batches.ts';
import { valuesOf } from './request-values.ts';

/** An API that is served, with its first and last version. */
export interface Served {
  readonly api: ApiName;
  readonly versions: readonly [number, number];
}

const EXTREME_LENGTHS = [0, -1, 1, 127, 128, 32_767, 65_535, 0x7fff_ffff, -0x8000_0000, 100_000_000];
const BOMB_ONCE_IN = 5000;
const MANY_ONCE_IN = 1000;
const LONGEST_CLIENT_ID = 'c'.repeat(MAX_STRING_LENGTH);

/** A request as bytes, without its length: right, nearly right or at random. */
export function frame(served: readonly Served[], dice: Dice, known: Knowledge): Buffer {
  if (dice.oneIn(BOMB_ONCE_IN)) return bombFrame(dice);
  if (dice.oneIn(MANY_ONCE_IN)) return manyFrame(served, dice, known);
  if (dice.oneIn(20)) return dice.bytes(dice.below(100));
  const { api, version } = drawn(served, dice);
  if (dice.oneIn(20)) return Buffer.concat([header(api, version, dice), dice.bytes(dice.below(200))]);
  const bytes = Buffer.concat([header(api, version, dice), body(api, version, dice, known)]);
  return dice.oneIn(3) ? mutated(bytes, dice) : bytes;
}

function drawn(served: readonly Served[], dice: Dice): { api: ApiName; version: number } {
  const { api, versions } = dice.pick(served);
  return { api, version: versions[0] + dice.below(versions[1] - versions[0] + 1) };
}

function header(api: ApiName, apiVersion: number, dice: Dice): Buffer {
  const writer = new Writer();
  const clientId = dice.oneIn(200) ? LONGEST_CLIENT_ID : dice.pick(['fuzz', 'fuzz', '', null, 'admin']);
  const fields = { apiKey: ApiKey[api], apiVersion, correlationId: dice.below(1_000_000), clientId };
  encodeRequestHeader(writer, fields, apiVersion >= requestOf(api).flexible);
  return Buffer.concat(writer.finish());
}

/** A request as bytes, without its length. */
export function requestFrame(api: ApiName, apiVersion: number, values: Record<string, unknown>): Buffer {
  const writer = new Writer();
  const fields = { apiKey: ApiKey[api], apiVersion, correlationId: 1, clientId: 'fuzz' };
  encodeRequestHeader(writer, fields, apiVersion >= requestOf(api).flexible);
  return Buffer.concat([...writer.finish(), encoded(api, apiVersion, values)]);
}

function requestOf(api: ApiName): Message {
  return protocol[`${api}Request`];
}

function body(api: ApiName, version: number, dice: Dice, known: Knowledge): Buffer {
  return encoded(api, version, valuesOf(requestOf(api).fields, version, dice, known));
}

function encoded(api: ApiName, version: number, values: Record<string, unknown>): Buffer {
  const writer = new Writer();
  codecOf(requestOf(api), version).encode(writer, values);
  return Buffer.concat(writer.finish());
}

/** One that asks for a great deal at once. */
function manyFrame(served: readonly Served[], dice: Dice, known: Knowledge): Buffer {
  const { api, version } = drawn(served, dice);
  const { fields } = requestOf(api);
  const values = withManyEntries(fields, version, valuesOf(fields, version, dice, known), dice);
  return Buffer.concat([header(api, version, dice), encoded(api, version, values)]);
}

function bombFrame(dice: Dice): Buffer {
  const version = 9;
  const writer = new Writer();
  const partitionData = [{ index: 0, records: bomb(dice) }];
  codecOf(protocol.ProduceRequest, version).encode(writer, {
    transactionalId: null,
    acks: 1,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: protocol.ZERO_UUID, partitionData }],
  });
  return Buffer.concat([header('Produce', version, dice), ...writer.finish()]);
}

type Mutation = (bytes: Buffer, dice: Dice) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, dice) => changed(bytes, (copy) => (copy[dice.below(copy.length)]! ^= 1 << dice.below(8))),
  (bytes, dice) => changed(bytes, (copy) => (copy[dice.below(copy.length)] = dice.pick([0, 1, 2, 127, 128, 254, 255]))),
  (bytes, dice) => bytes.subarray(0, dice.below(bytes.length)),
  (bytes, dice) => Buffer.concat([bytes, dice.bytes(1 + dice.below(20))]),
  (bytes, dice) => overwritten(bytes, dice, 4),
  (bytes, dice) => overwritten(bytes, dice, 2),
  (bytes, dice) => spliced(bytes, dice, 0, dice.bytes(1 + dice.below(8))),
  (bytes, dice) => spliced(bytes, dice, 1 + dice.below(8), Buffer.alloc(0)),
  (bytes, dice) => spliced(bytes, dice, 0, bytes.subarray(dice.below(bytes.length))),
  // A varint of five bytes where one was.
  (bytes, dice) => spliced(bytes, dice, 1, Buffer.from(dice.pick(['ffffffff0f', 'ffffffff07', '8080808000']), 'hex')),
];

function mutated(bytes: Buffer, dice: Dice): Buffer {
  let result = bytes;
  for (let count = 1 + dice.below(3); count > 0 && result.length > 0; count--) {
    result = dice.pick(MUTATIONS)(result, dice);
  }
  return result;
}

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** A length, a count or any other number becomes one that is wrong. */
function overwritten(bytes: Buffer, dice: Dice, size: 2 | 4): Buffer {
  if (bytes.length < size) return bytes;
  return changed(bytes, (copy) => {
    const position = dice.below(copy.length - size + 1);
    const value = dice.pick(EXTREME_LENGTHS);
    if (size === 4) copy.writeInt32BE(value | 0, position);
    else copy.writeUInt16BE(value & 0xffff, position);
  });
}

function spliced(bytes: Buffer, dice: Dice, removed: number, added: Buffer): Buffer {
  const position = dice.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, position), added, bytes.subarray(position + removed)]);
}

/** The frames with their lengths, cut anywhere; now and then a length lies. */
export function chunksOf(frames: readonly Buffer[], dice: Dice): Buffer[] {
  const stream = Buffer.concat(frames.flatMap((bytes) => [lengthOf(bytes, dice), bytes]));
  const chunks: Buffer[] = [];
  for (let start = 0; start < stream.length;) {
    const end = dice.oneIn(4) ? start + 1 + dice.below(20) : stream.length;
    chunks.push(stream.subarray(start, end));
    start = end;
  }
  return chunks;
}

function lengthOf(bytes: Buffer, dice: Dice): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(dice.oneIn(500) ? dice.pick(EXTREME_LENGTHS) | 0 : bytes.length);
  return length;
}
