import type { StoredBatch } from '@testka/core';
import type { GroupStateData, MemberData, MessageData, StateData, TopicData } from '@testka/viewer/data';
import type { BrokerContext } from '../../context.ts';
import type { OwnedPartition } from '../../group/readiness.ts';
import { openerOf } from '../../leftovers/opener.ts';
import { rawRecords } from '../../messages/decode-batch.ts';
import { isUsed, keepState, type KeptGroup, type KeptMember, type KeptState, type KeptTopic } from '../kept-state.ts';
import { type FoundMessage, plainMessageOf } from './plain-message.ts';

/** The newest messages of each topic that a page has. */
const MAX_MESSAGES = 200;
/** How much of messages a page holds, as JSON; of topics beyond it has the numbers only. */
const MAX_MESSAGES_LENGTH = 8 * 1024 * 1024;

/** What a state may still take of the page. */
interface Room {
  left: number;
}

/** What the broker holds, and what a reset has taken away; the one that the test is about comes first. */
export function statesOf(context: BrokerContext): { readonly kept: readonly KeptState[]; readonly data: StateData[] } {
  const { finishedState } = context.recording;
  const now = keepState(context, undefined, []);
  // Where nothing was written since, the test was over before the reset.
  const kept = finishedState === undefined ? [now] : isUsed(now) ? [now, finishedState] : [finishedState, now];
  const room = { left: MAX_MESSAGES_LENGTH };
  return { kept, data: kept.map((state) => plainState(context, state, room)) };
}

function plainState(context: BrokerContext, { atMs, endedBy, topics, groups }: KeptState, room: Room): StateData {
  return {
    name: endedBy === undefined ? 'At the end' : `Before ${endedBy}()`,
    atMs,
    topics: topics.map((topic) => plainTopic(context, topic, room)),
    groups: groups.map((group) => plainGroup(context, group)),
  };
}

function plainTopic(context: BrokerContext, topic: KeptTopic, room: Room): TopicData {
  return {
    name: topic.name,
    partitions: topic.partitions.map(({ logStartOffset, logEndOffset, highWatermark }) => {
      return { logStartOffset, logEndOffset, count: Math.max(highWatermark - logStartOffset, 0) };
    }),
    messages: newestMessages(context, topic, room),
  };
}

/** In the order in which they were written, over all partitions. */
function newestMessages(context: BrokerContext, topic: KeptTopic, room: Room): MessageData[] {
  const messages: MessageData[] = [];
  for (const [partitionIndex, stored] of newestBatches(context, topic)) {
    if (messages.length >= MAX_MESSAGES || room.left <= 0) break;
    const place = { topicName: topic.name, partitionIndex };
    const from = topic.partitions[partitionIndex]?.logStartOffset ?? 0;
    const found = readable(place, stored, from, topic).slice(-(MAX_MESSAGES - messages.length));
    for (const each of found.reverse()) {
      const message = plainMessageOf(context, each);
      room.left -= JSON.stringify(message).length;
      messages.push(message);
    }
  }
  return messages;
}

/** Each batch has a record at least: so many are enough. */
function newestBatches({ since }: BrokerContext, { partitions }: KeptTopic): [partition: number, StoredBatch][] {
  const found = partitions.flatMap(({ log, logStartOffset, highWatermark }, index) => {
    const newest: [number, StoredBatch][] = [];
    const batches = log.segments.toReversed().flatMap((segment) => segment.batches.slice().reverse());
    for (const stored of batches) {
      if (stored.lastOffset < logStartOffset || newest.length >= MAX_MESSAGES) break;
      const isMeant = stored.baseOffset < highWatermark && stored.origin.sequence > since && !stored.batch.isControl;
      if (isMeant) newest.push([index, stored]);
    }
    return newest;
  });
  return found.sort(([, a], [, b]) => b.origin.sequence - a.origin.sequence);
}

/** What cannot be read is told of by whoever reads it; the page is about the rest. */
function readable(
  place: FoundMessage['place'],
  stored: StoredBatch,
  from: number,
  { codecs }: KeptTopic,
): FoundMessage[] {
  const found: FoundMessage[] = [];
  try {
    for (const raw of rawRecords(place, stored, from)) found.push({ place, stored, raw, codecs });
    return found;
  } catch {
    return found;
  }
}

function plainGroup(context: BrokerContext, group: KeptGroup): GroupStateData {
  const { groupId, type, state, generationId, protocolName, members, lags } = group;
  return {
    groupId,
    type,
    state,
    generation: generationId,
    assignor: protocolName,
    members: members.map((member) => plainMember(context, groupId, member)),
    offsets: lags.map(({ topic, partition, committed, highWatermark, lag }) => {
      return { topic, partition, committed, end: highWatermark, lag };
    }),
  };
}

function plainMember(context: BrokerContext, groupId: string, member: KeptMember): MemberData {
  const { memberId, clientId, assignment, isReady, connections } = member;
  const native = context.clientSockets.nativePlace({ clientId, groupId });
  const places = connections.flatMap((connection) => openerOf(context, connection).place ?? []);
  return { memberId, clientId, openedBy: native ?? places[0] ?? null, assignment: placesText(assignment), isReady };
}

/** "orders[0, 2], audit[0]" */
function placesText(places: readonly OwnedPartition[]): string {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of places) topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return [...topics].map(([topic, partitions]) => `${topic}[${partitions.join(', ')}]`).join(', ');
}
