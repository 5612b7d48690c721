import type { StoredBatch } from '@testka/core';
import type { MessageData, MessagePart } from '@testka/viewer/data';
import type { BrokerContext } from '../../context.ts';
import { cut, formatValue } from '../../format.ts';
import { decodeRecord, type RawRecord } from '../../messages/decode-batch.ts';
import type { TopicCodecs } from '../../messages/encode-message.ts';
import { isBytes } from '../../messages/codecs.ts';
import { isMatch } from '../../messages/match.ts';
import { messageOf, withoutValue } from './plain-records.ts';
import { plainBytes, specialBytes, specialText } from './plain-value.ts';

/** A description is no longer than this. */
const MAX_DESCRIPTION = 2000;

/** Where a message was found, and how its topic is read. */
export interface FoundMessage {
  readonly place: { readonly topicName: string; readonly partitionIndex: number };
  readonly stored: StoredBatch;
  readonly raw: RawRecord;
  readonly codecs: TopicCodecs;
}

/** A message as tests read it, and who has written it. */
export function plainMessageOf(context: BrokerContext, found: FoundMessage): MessageData {
  const { place, stored, raw } = found;
  const { origin, batch } = stored;
  const { record } = raw;
  const { values } = context.options.trace;
  const header = (value: Buffer | null): MessagePart =>
    value === null ? null : values ? plainBytes(value) : withoutValue(value);
  return {
    partition: place.partitionIndex,
    offset: record.offset,
    timestampMs: record.timestamp,
    ...(values ? decoded(found) : { key: leftOut(record.key), value: leftOut(record.value) }),
    headers: record.headers.map(({ key, value }) => ({ key, value: header(value) })),
    clientId: origin.clientId,
    producerId: batch.producerId,
    openedBy: origin.peer === undefined ? null : context.clientSockets.producerLine(origin.peer),
  };
}

function leftOut(bytes: Buffer | null): MessagePart {
  return bytes === null ? null : withoutValue(bytes);
}

function decoded({ place, stored, raw, codecs }: FoundMessage): Pick<MessageData, 'key' | 'value'> {
  try {
    const { key, value, bytes } = decodeRecord(place, stored, raw, codecs);
    return { key: plainDecoded(key, bytes.key), value: plainDecoded(value, bytes.value) };
  } catch (error) {
    // A codec of the user's may throw what it likes; the page is about the rest as well.
    const { key, value } = raw.record;
    const problem = cut(messageOf(error), MAX_DESCRIPTION);
    return { key: key && plainBytes(key), value: value === null ? problem : `${problem}: ${plainBytes(value).value}` };
  }
}

/** What a test reads, as the page can say it and a test can be made of it; in words where nothing else is it. */
function plainDecoded(value: unknown, bytes: Buffer | null): MessagePart {
  if (bytes === null) return null;
  if (typeof value === 'string') return specialText('text', value, bytes.length);
  if (isBytes(value)) return specialBytes(Buffer.from(value));
  const json = jsonOf(value);
  return json === undefined ? formatValue(value, MAX_DESCRIPTION) : specialText('json', json, bytes.length);
}

/** Undefined: JSON would make something else of it, such as of a date. */
function jsonOf(value: unknown): string | undefined {
  try {
    const json = JSON.stringify(value);
    return json !== undefined && isMatch(JSON.parse(json), value) ? json : undefined;
  } catch {
    return undefined;
  }
}
