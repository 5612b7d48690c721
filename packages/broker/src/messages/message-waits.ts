import type { Log, Partition, StoredBatch } from '@testka/core';
import { checkInteger, checkWaitOptions, isPlainObject } from '../check.ts';
import { type BrokerContext, codecsOf } from '../context.ts';
import { BrokerError, type WaitFailure } from '../errors.ts';
import { checkPartitionOf } from '../existing.ts';
import { cut, formatDuration, formatValue, plural } from '../format.ts';
import type { Message, MessageMatch, WaitOptions } from '../types/message.ts';
import type { CallSite } from '../waits/call-site.ts';
import { failureReport } from '../waits/report.ts';
import { closestTo, reduceTo } from './closest.ts';
import { decodeRecord, rawRecords } from './decode-batch.ts';
import { isAsymmetric, type Matcher, matcherOf } from './match.ts';
import { recentMessages } from './recent-messages.ts';

interface Wanted {
  readonly topic: string;
  readonly count: number;
  readonly match: MessageMatch | undefined;
  readonly matcher: Matcher;
}

/** See `TestTopic.waitForMessages`. */
export function waitForMessages(
  context: BrokerContext,
  topic: string,
  wanted: { count: number; match: MessageMatch | undefined },
  options: WaitOptions,
  calledAt: CallSite,
): Promise<Message[]> {
  checkWaitOptions(options);
  const count = checkInteger({ name: 'count', value: wanted.count, code: 'ERR_INVALID_ARGUMENT' }, 1);
  const what: Wanted = { topic, count, match: wanted.match, matcher: matcherOf(wanted.match) };
  const scan = new MessageScan(context, what);
  return context.waits.until(
    { check: () => scan.check(), explain: (within) => explain(context, what, scan, within) },
    options,
    calledAt,
  );
}

/** Looks at each message of a topic once, however often it is asked. */
export class MessageScan {
  /** Those that match, in append order. */
  found: Message[] = [];
  others = 0;
  /** Why messages could not be read. */
  unreadable: string[] = [];
  readonly #context: BrokerContext;
  readonly #wanted: Wanted;
  /** The logs that were looked at, by partition: a reset puts others in their place. */
  #logs: Log[] = [];
  /** The next offset to look at, by partition. */
  #next: number[] = [];

  constructor(context: BrokerContext, wanted: Wanted) {
    this.#context = context;
    this.#wanted = wanted;
  }

  check(): { value: Message[] } | undefined {
    checkMatchedPartition(this.#context, this.#wanted.topic, this.#wanted.match);
    const partitions = this.#context.view.metadata.topic(this.#wanted.topic)?.partitions ?? [];
    if (this.#logs.some((log, index) => partitions[index]?.log !== log)) this.#restart();
    const fresh = partitions.flatMap((partition) => this.#freshIn(partition));
    if (partitions.length > 1) fresh.sort((a, b) => a.stored.origin.sequence - b.stored.origin.sequence);
    for (const { partition, stored, from } of fresh) this.#look(partition, stored, from);
    const { count } = this.#wanted;
    return this.found.length >= count ? { value: this.found.slice(0, count) } : undefined;
  }

  #restart(): void {
    this.found = [];
    this.others = 0;
    this.unreadable = [];
    this.#logs = [];
    this.#next = [];
  }

  #freshIn(partition: Partition): { partition: Partition; stored: StoredBatch; from: number }[] {
    const { partitionIndex, log, lastStableOffset } = partition;
    const from = Math.max(this.#next[partitionIndex] ?? 0, log.logStartOffset);
    this.#logs[partitionIndex] = log;
    this.#next[partitionIndex] = lastStableOffset;
    if (from >= lastStableOffset) return [];
    const fresh = [];
    for (const stored of log.batchesFrom(from)) {
      if (stored.baseOffset >= lastStableOffset) break;
      if (stored.origin.sequence <= this.#context.since) continue;
      fresh.push({ partition, stored, from });
    }
    return fresh;
  }

  #look(partition: Partition, stored: StoredBatch, from: number): void {
    const codecs = codecsOf(this.#context, this.#wanted.topic);
    try {
      for (const raw of rawRecords(partition, stored, from)) {
        const message = this.#read(() => decodeRecord(partition, stored, raw, codecs));
        if (message === undefined) continue;
        if (this.#wanted.matcher(message)) this.found.push(message);
        else this.others += 1;
      }
    } catch (error) {
      this.#noteUnreadable(error);
    }
  }

  #read(decode: () => Message): Message | undefined {
    try {
      return decode();
    } catch (error) {
      this.#noteUnreadable(error);
      return undefined;
    }
  }

  /** A message that does not fit the topic's codec is none that was waited for; the report tells of it. */
  #noteUnreadable(error: unknown): void {
    if (!(error instanceof BrokerError) || error.code !== 'ERR_DECODE') throw error;
    this.unreadable.push(error.message.slice(error.code.length + 2));
  }
}

/** Of a partition that there is not no message ever comes. @throws BrokerError ERR_INVALID_PARTITION */
export function checkMatchedPartition(context: BrokerContext, topic: string, match: MessageMatch | undefined): void {
  if (isComparable(match)) checkPartitionOf(context, topic, (match as { readonly partition?: unknown }).partition);
}

/** Messages that a report shows when it cannot tell which is closest. */
const MAX_SHOWN = 3;

function explain(context: BrokerContext, wanted: Wanted, scan: MessageScan, within: string): WaitFailure {
  const { topic, count, match, matcher } = wanted;
  const matching = match === undefined ? '' : ` matching ${describeMatch(match)}`;
  const what = count === 1 ? `no message${matching}` : `${scan.found.length} of ${plural(count, 'message')}${matching}`;
  const partitions = context.view.metadata.topic(topic)?.partitions ?? [];
  const recent = recentMessages(partitions, { codecs: codecsOf(context, topic), since: context.since });
  const isReadable = ({ partition, offset }: Message): boolean =>
    offset < (partitions[partition]?.lastStableOffset ?? 0);
  const hidden = recent.filter(({ message }) => !isReadable(message) && matcher(message));
  const unmatched = recent.filter(
    ({ message }) => isReadable(message) && !scan.found.some((each) => isSamePlace(each, message)),
  );
  const unreadable = scan.unreadable.slice(0, MAX_SHOWN).map((text) => `Unreadable: ${text}`);
  return failureReport(context, {
    headline: `topic "${topic}": ${what} ${within}${describeOthers(match, scan, hidden)}`,
    expected: match,
    actual: (scan.found.length > 0 ? scan.found : unmatched.map(({ message }) => message)).slice(-MAX_SHOWN),
    sections: [
      describeHidden(context, partitions, hidden),
      describeLast(context, match, unmatched),
      unreadable.join('\n'),
    ],
    closest: findClosest(context, match, unmatched),
    topics: [topic],
    match,
  });
}

function describeOthers(match: MessageMatch | undefined, { others }: MessageScan, hidden: Candidates): string {
  const unread = hidden.length === 0 ? '' : `; ${hidden.length} cannot be read yet`;
  if (match === undefined) return unread;
  if (others === 0 && hidden.length > 0) return unread;
  return `${unread}; ${others === 0 ? 'nothing else' : plural(others, 'other')} arrived`;
}

/** What would have ended the wait, if consumers could read it. */
function describeHidden(context: BrokerContext, partitions: readonly Partition[], hidden: Candidates): string {
  const lines = hidden.slice(-MAX_SHOWN).map((each) => {
    const { partition, offset } = each.message;
    const isReplicated = offset < (partitions[partition]?.highWatermark ?? 0);
    const why = isReplicated ? 'a transaction is open' : 'not all in-sync replicas have it';
    return `${placeOf(context, each)}, matches, but consumers cannot read it yet: ${why}`;
  });
  return lines.join('\n');
}

function placeOf(
  { clientSockets, driver }: BrokerContext,
  { message, appendedAtMs, peer }: Candidates[number],
): string {
  const age = formatDuration(driver.clock.now() - appendedAtMs);
  const line = peer === undefined ? null : clientSockets.producerLine(peer);
  const source = line === null ? '' : ` (${line})`;
  const client = message.producer.clientId === null ? 'by the test' : `client "${message.producer.clientId}"${source}`;
  return `${message.topic}[${message.partition}]@${message.offset}, ${age} ago, ${client}`;
}

export function describeMatch(match: MessageMatch): string {
  return typeof match === 'function' ? cut(String(match).replaceAll(/\s+/g, ' '), 120) : formatValue(match);
}

function isSamePlace(a: Message, b: Message): boolean {
  return a.partition === b.partition && a.offset === b.offset;
}

type Candidates = ReturnType<typeof recentMessages>;

function findClosest(context: BrokerContext, match: MessageMatch | undefined, candidates: Candidates): Nearest {
  if (!isComparable(match)) return undefined;
  const closest = closestTo(match, candidates);
  if (closest === undefined) return undefined;
  return { place: placeOf(context, closest), expected: match, actual: reduceTo(match, closest.message) };
}

type Nearest = Parameters<typeof failureReport>[1]['closest'];

/** Whether it says field by field what is wanted. */
function isComparable(match: MessageMatch | undefined): match is Exclude<typeof match, undefined> & object {
  return isPlainObject(match) && !isAsymmetric(match);
}

/** Where nobody can tell which is closest. */
function describeLast(context: BrokerContext, match: MessageMatch | undefined, candidates: Candidates): string {
  if (match === undefined || candidates.length === 0 || isComparable(match)) return '';
  const last = candidates
    .slice(-MAX_SHOWN)
    .map(
      (each) =>
        `  ${placeOf(context, each)}: key ${formatValue(each.message.key)}, value ${formatValue(each.message.value)}`,
    );
  return ['Last messages', ...last].join('\n');
}
