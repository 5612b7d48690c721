import { MalformedFrameError, type Reader } from './reader.ts';
import type { Field, Fields, Infer, InferInput, Message } from './schema.ts';
import { MAX_STRING_LENGTH, stringLength, type Writer } from './writer.ts';

/** Encodes and decodes one version of one message. */
export interface Codec<M extends Message> {
  decode(reader: Reader): Infer<M>;
  encode(writer: Writer, value: InferInput<M>): void;
}

type Decode = (reader: Reader) => unknown;
type Encode = (writer: Writer, value: unknown) => void;
interface AnyCodec {
  readonly decode: Decode;
  readonly encode: Encode;
}
interface Scope {
  readonly version: number;
  readonly flexible: boolean;
}

const compiled = new WeakMap<Message, Map<number, AnyCodec>>();

/**
 * The codec of one version, compiled to closures at first use and kept.
 * @throws RangeError when the message does not have that version.
 */
export function codecOf<M extends Message>(message: M, version: number): Codec<M> {
  let versions = compiled.get(message);
  if (versions === undefined) compiled.set(message, (versions = new Map()));
  let codec = versions.get(version);
  if (codec === undefined) versions.set(version, (codec = compileMessage(message, version)));
  return codec as Codec<M>;
}

function compileMessage(message: Message, version: number): AnyCodec {
  const [min, max] = message.versions;
  if (version < min || version > max) {
    throw new RangeError(`${message.type} of API ${message.apiKey} has versions ${min} to ${max}, not ${version}`);
  }
  return compileStruct(message.fields, { version, flexible: version >= message.flexible });
}

interface Member {
  readonly name: string;
  readonly field: Field;
  readonly codec: AnyCodec | undefined;
}

function compileStruct(fields: Fields, scope: Scope): AnyCodec {
  const members: Member[] = Object.entries(fields).map(([name, field]) => {
    const present = scope.version >= field.since && scope.version <= field.until;
    return { name, field, codec: present ? compileField(field, scope) : undefined };
  });
  const plain = members.filter(({ field, codec }) => codec !== undefined && field.tag === undefined);
  const tagged = members.filter(({ field, codec }) => codec !== undefined && field.tag !== undefined);
  tagged.sort((a, b) => (a.field.tag ?? 0) - (b.field.tag ?? 0));
  return { decode: structDecoder(members, tagged, scope), encode: structEncoder(plain, tagged, scope) };
}

function structDecoder(members: readonly Member[], tagged: readonly Member[], scope: Scope): Decode {
  return (reader) => {
    const value: Record<string, unknown> = {};
    for (const { name, field, codec } of members) {
      value[name] = codec === undefined || field.tag !== undefined ? field.defaultValue : codec.decode(reader);
    }
    if (scope.flexible) {
      reader.taggedFields((tag) => {
        const member = tagged.find(({ field }) => field.tag === tag);
        if (member?.codec === undefined) return false;
        value[member.name] = member.codec.decode(reader);
        return true;
      });
    }
    return value;
  };
}

function structEncoder(plain: readonly Member[], tagged: readonly Member[], scope: Scope): Encode {
  return (writer, value) => {
    const source = value as Readonly<Record<string, unknown>>;
    for (const { name, field, codec } of plain) {
      const given = source[name];
      codec?.encode(writer, given === undefined ? field.defaultValue : given);
    }
    if (scope.flexible) encodeTagged(writer, source, tagged);
  };
}

function encodeTagged(writer: Writer, source: Readonly<Record<string, unknown>>, tagged: readonly Member[]): void {
  const present = tagged.filter(({ name, field }) => source[name] !== undefined && !isDefault(source[name], field));
  writer.unsignedVarint(present.length);
  for (const { name, field, codec } of present) {
    if (codec === undefined || field.tag === undefined) continue;
    const body = writer.nested();
    codec.encode(body, source[name]);
    writer.unsignedVarint(field.tag);
    writer.unsignedVarint(body.size);
    for (const chunk of body.finish()) writer.copy(chunk);
  }
}

/** A tagged field at its default is left out, as Kafka's generated classes do. */
function isDefault(value: unknown, field: Field): boolean {
  if (value === field.defaultValue) return true;
  if (Array.isArray(value)) return value.length === 0 && Array.isArray(field.defaultValue);
  if (field.fields === undefined || value === null || field.defaultValue === null) return false;
  const source = value as Readonly<Record<string, unknown>>;
  return Object.entries(field.fields).every(
    ([name, member]) => source[name] === undefined || isDefault(source[name], member),
  );
}

function compileField(field: Field, scope: Scope): AnyCodec {
  const nullable = scope.version >= field.nullableSince;
  switch (field.kind) {
    case 'array':
      return compileArray(field, nullable, scope);
    case 'struct':
      return compileNested(field, nullable, scope);
    case 'string':
      return compileString(nullable, scope.flexible && !field.isPlain);
    case 'bytes':
    case 'records':
    case 'recordChunks':
      return compileBlock(field.kind, nullable, scope);
    default:
      return SCALARS[field.kind];
  }
}

const scalar = <T>(decode: (reader: Reader) => T, encode: (writer: Writer, value: T) => void): AnyCodec => ({
  decode,
  encode: encode as Encode,
});

const SCALARS = {
  int8: scalar(
    (r) => r.int8(),
    (w, v) => w.int8(v),
  ),
  int16: scalar(
    (r) => r.int16(),
    (w, v) => w.int16(v),
  ),
  uint16: scalar(
    (r) => r.uint16(),
    (w, v) => w.uint16(v),
  ),
  int32: scalar(
    (r) => r.int32(),
    (w, v) => w.int32(v),
  ),
  uint32: scalar(
    (r) => r.uint32(),
    (w, v) => w.uint32(v),
  ),
  int64: scalar(
    (r) => r.int64(),
    (w, v) => w.int64(v),
  ),
  bigint64: scalar(
    (r) => r.bigint64(),
    (w, v) => w.bigint64(v),
  ),
  float64: scalar(
    (r) => r.float64(),
    (w, v) => w.float64(v),
  ),
  bool: scalar(
    (r) => r.boolean(),
    (w, v) => w.boolean(v),
  ),
  uuid: scalar(
    (r) => r.uuid(),
    (w, v) => w.uuid(v),
  ),
} as const satisfies Record<string, AnyCodec>;

function compileString(nullable: boolean, compact: boolean): AnyCodec {
  const length = lengthPrefix(compact, 'int16');
  return {
    decode(reader) {
      const size = length.read(reader);
      if (size < 0) return nullOr(nullable, 'string');
      // Kafka closes the connection too.
      if (size > MAX_STRING_LENGTH) throw new MalformedFrameError(`a string is ${size} bytes long`);
      const text = reader.text(size);
      // Each byte that is no UTF-8 becomes three: what was read must be something that can be written again.
      if (size > MAX_STRING_LENGTH / 3 && Buffer.byteLength(text) > MAX_STRING_LENGTH)
        throw new MalformedFrameError(`a string of ${size} bytes is not UTF-8`);
      return text;
    },
    encode(writer, value) {
      if (value === null) return length.write(writer, nullable ? -1 : refuseNull('string'));
      const text = value as string;
      const size = stringLength(text);
      length.write(writer, size);
      writer.text(text, size);
    },
  };
}

function compileBlock(kind: 'bytes' | 'records' | 'recordChunks', nullable: boolean, scope: Scope): AnyCodec {
  const length = lengthPrefix(scope.flexible, 'int32');
  return {
    decode(reader) {
      const size = length.read(reader);
      if (size < 0) return nullOr(nullable, kind);
      const block = reader.slice(size);
      return kind === 'recordChunks' ? [block] : block;
    },
    encode(writer, value) {
      if (value === null) return length.write(writer, nullable ? -1 : refuseNull(kind));
      if (kind === 'bytes') {
        length.write(writer, (value as Buffer).length);
        return writer.copy(value as Buffer);
      }
      const blocks = kind === 'recordChunks' ? (value as readonly Buffer[]) : [value as Buffer];
      length.write(
        writer,
        blocks.reduce((sum, block) => sum + block.length, 0),
      );
      for (const block of blocks) writer.append(block);
    },
  };
}

function compileArray(field: Field, nullable: boolean, scope: Scope): AnyCodec {
  if (field.element === undefined) throw new TypeError('an array field needs an element');
  const element = compileField(field.element, scope);
  const length = lengthPrefix(scope.flexible, 'int32');
  return {
    decode(reader) {
      const read = length.read(reader);
      if (read < 0) return nullOr(nullable, 'array');
      const count = reader.listLength(read);
      const values: unknown[] = [];
      for (let index = 0; index < count; index++) values.push(element.decode(reader));
      return values;
    },
    encode(writer, value) {
      if (value === null) return length.write(writer, nullable ? -1 : refuseNull('array'));
      const values = value as readonly unknown[];
      length.write(writer, values.length);
      for (const item of values) element.encode(writer, item);
    },
  };
}

/** A structure; a nullable one is preceded by a byte, which is -1 for null (KIP-893), or 0 where the field is tagged. */
function compileNested(field: Field, nullable: boolean, scope: Scope): AnyCodec {
  const struct = compileStruct(field.fields ?? {}, scope);
  if (!nullable) return struct;
  const absent = field.tag === undefined ? -1 : 0;
  return {
    decode: (reader) => (reader.int8() <= absent ? null : struct.decode(reader)),
    encode(writer, value) {
      writer.int8(value === null ? absent : 1);
      if (value !== null) struct.encode(writer, value);
    },
  };
}

interface Length {
  /** -1 for null. */
  read(reader: Reader): number;
  write(writer: Writer, length: number): void;
}

const LENGTHS = {
  compact: { read: (r) => r.unsignedVarint() - 1, write: (w, length) => w.unsignedVarint(length + 1) },
  int16: { read: (r) => r.int16(), write: (w, length) => w.int16(length) },
  int32: { read: (r) => r.int32(), write: (w, length) => w.int32(length) },
} as const satisfies Record<string, Length>;

function lengthPrefix(flexible: boolean, plain: 'int16' | 'int32'): Length {
  return flexible ? LENGTHS.compact : LENGTHS[plain];
}

function nullOr(nullable: boolean, kind: string): null {
  if (!nullable) throw new MalformedFrameError(`null in a ${kind} that may not be null`);
  return null;
}

function refuseNull(kind: string): never {
  throw new TypeError(`null given for a ${kind} that may not be null in this version`);
}
