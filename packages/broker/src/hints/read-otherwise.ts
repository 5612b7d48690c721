import { formatValue } from '../format.ts';
import { decodeWith } from '../messages/codecs.ts';
import type { TopicCodecs } from '../messages/encode-message.ts';
import type { Codec, Message } from '../types/message.ts';

/** A way to read bytes, and how a report calls it. */
interface Reading {
  readonly name: string;
  /** @throws when the bytes are no such thing */
  read(bytes: Buffer): unknown;
}

type Part = 'key' | 'value';

/** A schema registry's clients write a zero and the id of the schema before what they encode. */
const FRAME_MARK = 0;
const FRAME_SIZE = 5;

const TWICE: Reading = {
  name: 'JSON inside a JSON string, as it was stringified twice',
  read: (bytes) => {
    const text: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof text !== 'string') throw new TypeError('no text');
    return JSON.parse(text);
  },
};
const FRAMED: Reading = {
  name: 'JSON behind the 5 bytes of a schema registry',
  read: (bytes) => {
    if (bytes[0] !== FRAME_MARK || bytes.length <= FRAME_SIZE) throw new TypeError('no frame');
    return JSON.parse(bytes.toString('utf8', FRAME_SIZE));
  },
};

/**
 * By which other reading of its key, its value or both a message would be the one that is awaited, in words.
 * @param message with keys and values as bytes
 * @returns undefined: by none, or as it is read it is awaited already
 */
export function readOtherwise(
  message: Message,
  codecs: TopicCodecs,
  isAwaited: (message: Message) => boolean,
): string | undefined {
  const asRead = { key: readingOf(message, 'key', codecs), value: readingOf(message, 'value', codecs) };
  const keys = [asRead.key, ...otherReadings(codecs.key)];
  const values = [asRead.value, ...otherReadings(codecs.value)];
  for (const key of keys) {
    for (const value of values) {
      const read = readWith(message, key, value);
      if (read === undefined || !isAwaited(read)) continue;
      const changes = [
        ...(key === asRead.key ? [] : [describeChange(message, 'key', key, codecs.key)]),
        ...(value === asRead.value ? [] : [describeChange(message, 'value', value, codecs.value)]),
      ];
      return changes.length === 0 ? undefined : changes.join(', and ');
    }
  }
  return undefined;
}

function readingOf(message: Message, part: Part, codecs: TopicCodecs): Reading {
  const codec = codecs[part];
  const { topic, headers } = message;
  return { name: nameOf(codec), read: (bytes) => decodeWith(codec, bytes, { topic, headers, isKey: part === 'key' }) };
}

function otherReadings(own: Codec): Reading[] {
  const named = (['auto', 'json', 'string', 'bytes'] as const).filter((codec) => codec !== own);
  return [
    ...named.map((codec) => ({ name: nameOf(codec), read: (bytes: Buffer) => decodeWith(codec, bytes, NOWHERE) })),
    TWICE,
    FRAMED,
  ];
}

const NOWHERE = { topic: '', isKey: false, headers: {} };

function readWith(message: Message, key: Reading, value: Reading): Message | undefined {
  const { bytes } = message;
  try {
    return {
      ...message,
      key: bytes.key === null ? null : key.read(bytes.key),
      value: bytes.value === null ? null : value.read(bytes.value),
    };
  } catch {
    return undefined;
  }
}

/** `its value were read as 'json'; under 'auto' it is '42'`. */
function describeChange({ bytes, ...message }: Message, part: Part, other: Reading, own: Codec): string {
  const raw = bytes[part];
  const { topic, headers } = message;
  let now = 'it cannot be read';
  try {
    const value = raw === null ? null : decodeWith(own, raw, { topic, headers, isKey: part === 'key' });
    now = `it is ${formatValue(value)}`;
  } catch {
    // That it cannot be read is what the report says then.
  }
  return `its ${part} were read as ${other.name}; under ${nameOf(own)} ${now}`;
}

function nameOf(codec: Codec): string {
  if (typeof codec === 'string') return `'${codec}'`;
  return '~standard' in codec ? "the topic's schema" : "the topic's own codec";
}
