import type { Partition, StoredBatch } from '@testka/core';
import { checkInteger, checkNames, isPlainObject, wrong } from '../check.ts';
import type { Message, MessageQuery } from '../types/message.ts';
import { decodeRecord, rawRecords } from './decode-batch.ts';
import type { TopicCodecs } from './encode-message.ts';
import { isMatch, matcherOf } from './match.ts';

const QUERY_NAMES: readonly (keyof MessageQuery)[] = ['partition', 'key', 'match', 'isolation', 'from', 'limit'];
const ISOLATION_LEVELS: readonly unknown[] = ['read_committed', 'read_uncommitted', undefined];

interface Place {
  readonly partition: Partition;
  readonly stored: StoredBatch;
}

/**
 * What a topic holds, in append order over its partitions.
 * @throws BrokerError ERR_INVALID_ARGUMENT, ERR_INVALID_MATCH, ERR_DECODE
 */
export function readMessages(
  partitions: readonly Partition[],
  { codecs, since }: { readonly codecs: TopicCodecs; readonly since: number },
  query: MessageQuery = {},
): Message[] {
  const { from, limit, isolation, key, partition: only } = checkQuery(query);
  const isWanted = matcherOf(query.match);
  const found: Message[] = [];
  const places = partitions
    .filter((each) => only === undefined || each.partitionIndex === only)
    .flatMap((each) => placesIn(each, from, isolation))
    .filter(({ stored }) => stored.origin.sequence > since);
  if (partitions.length > 1) places.sort((a, b) => a.stored.origin.sequence - b.stored.origin.sequence);
  for (const { partition, stored } of places) {
    for (const raw of rawRecords(partition, stored, Math.max(from, partition.log.logStartOffset))) {
      if (found.length >= limit) return found;
      const message = decodeRecord(partition, stored, raw, codecs);
      if ((key === undefined || isMatch(key, message.key)) && isWanted(message)) found.push(message);
    }
  }
  return found;
}

function placesIn(partition: Partition, from: number, isolation: MessageQuery['isolation']): Place[] {
  const { log, highWatermark, lastStableOffset } = partition;
  const end = isolation === 'read_uncommitted' ? highWatermark : lastStableOffset;
  const places: Place[] = [];
  for (const stored of log.batchesFrom(Math.max(from, log.logStartOffset))) {
    if (stored.baseOffset >= end) break;
    places.push({ partition, stored });
  }
  return places;
}

function checkQuery(query: unknown): MessageQuery & { from: number; limit: number } {
  const given = (name: string, value: unknown) => ({ name, value, code: 'ERR_INVALID_ARGUMENT' }) as const;
  if (!isPlainObject(query)) throw wrong(given('the query', query), 'an object such as { partition: 0 }');
  checkNames(Object.keys(query), QUERY_NAMES, 'a message query', 'ERR_INVALID_ARGUMENT');
  const { partition, from = 0, limit, isolation } = query;
  if (partition !== undefined) checkInteger(given('partition', partition), 0);
  if (!ISOLATION_LEVELS.includes(isolation))
    throw wrong(given('isolation', isolation), "'read_committed' or 'read_uncommitted'");
  return {
    ...(query as MessageQuery),
    from: checkInteger(given('from', from), 0, Infinity),
    limit: limit === undefined ? Infinity : checkInteger(given('limit', limit), 0, Infinity),
  };
}
