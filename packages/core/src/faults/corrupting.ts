import type { Reply } from '../api.ts';
import { mapReply } from '../parked.ts';
import type { Passage } from './failing.ts';

type FetchAnswer = {
  readonly responses: readonly {
    readonly topic?: string | null;
    readonly topicId?: string;
    readonly partitions: readonly { readonly partitionIndex: number; readonly records?: readonly Buffer[] | null }[];
  }[];
};

/** Where the checksum of a record batch lies; in a message of magic 0 or 1 that is one of its last bytes but few. */
const CRC_OFFSET = 17;

/** Batches whose checksum is wrong, as after a bit that flipped on the way. What is stored stays as it is. */
export function breakChecksums({ exchange, context, selects, next }: Passage): Reply<unknown> {
  const { metadata } = context.services;
  return mapReply(next(exchange.request), (answer) => {
    if (typeof answer === 'symbol') return answer;
    const fetched = answer as FetchAnswer;
    const responses = fetched.responses.map((entry) => {
      const topic = entry.topic || metadata.topicById(entry.topicId ?? '')?.name;
      const partitions = entry.partitions.map((data) =>
        selects({ topic, partition: data.partitionIndex }) ? { ...data, records: broken(data.records ?? []) } : data,
      );
      return { ...entry, partitions };
    });
    return { ...fetched, responses };
  });
}

function broken(chunks: readonly Buffer[]): readonly Buffer[] {
  return chunks.map((chunk) => {
    const copy = Buffer.from(chunk);
    const crc = copy[CRC_OFFSET];
    if (crc !== undefined) copy[CRC_OFFSET] = crc ^ 0xff;
    return copy;
  });
}

/** The first half of an answer, as if the rest had been lost; its length is right. */
export function firstHalf(chunks: readonly Buffer[]): Buffer[] {
  const frame = Buffer.concat(chunks);
  const half = Buffer.from(frame.subarray(0, Math.max(MIN_FRAME, frame.length >> 1)));
  half.writeInt32BE(half.length - 4);
  return [half];
}

/** The length and the correlation id, by which the client finds its request. */
const MIN_FRAME = 8;
