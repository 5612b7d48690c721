import type { CheckRecord, RecordCheck } from '@testka/core';
import type { Codec, StandardSchema } from '../types/message.ts';
import type { TopicCodecs } from './encode-message.ts';
import { isSchema, readBySchema } from './schemas.ts';

/** What the schemas of topics demand of the records of clients. @param codecs as they are at any time */
export function recordCheckOf(codecs: ReadonlyMap<string, TopicCodecs>): RecordCheck {
  return (topic) => {
    const of = codecs.get(topic);
    if (of === undefined) return undefined;
    const checks = [...checkOf('key', of.key), ...checkOf('value', of.value)];
    if (checks.length === 0) return undefined;
    return (record) => {
      for (const check of checks) {
        const problem = check(record);
        if (problem !== undefined) return problem;
      }
      return undefined;
    };
  };
}

/** Null is let through: records without a key, and tombstones. */
function checkOf(part: 'key' | 'value', codec: Codec): CheckRecord[] {
  if (!isSchema(codec)) return [];
  return [
    (record) => {
      const bytes = record[part];
      return bytes === null ? undefined : problemOf(part, codec, bytes);
    },
  ];
}

function problemOf(part: 'key' | 'value', schema: StandardSchema<unknown>, bytes: Buffer): string | undefined {
  try {
    // A schema may keep what it is given, and the record's own bytes go into the log.
    const read = readBySchema(schema, Buffer.from(bytes));
    return 'problem' in read ? `the ${part} ${read.problem}` : undefined;
  } catch (error) {
    return `the schema of the ${part} threw ${String(error)}`;
  }
}
