import type { Connection, GroupView, Log, MemberView } from '@testka/core';
import { type BrokerContext, codecsOf } from '../context.ts';
import { lagOf, type PartitionLag } from '../group/lag.ts';
import { connectionsOf, isReady, type OwnedPartition, partitionsOf } from '../group/readiness.ts';
import { hintsAtLarge } from '../hints/hints.ts';
import type { TopicCodecs } from '../messages/encode-message.ts';
import type { Hint } from '../types/hint.ts';
import type { Leftover } from '../types/leftover.ts';

/** What the broker held at one moment, for the page. Messages are not looked at: a log is immutable up to its end. */
export interface KeptState {
  readonly atMs: number;
  /** What ended it; undefined: it goes on. */
  readonly endedBy: 'reset' | 'restore' | undefined;
  readonly topics: readonly KeptTopic[];
  readonly groups: readonly KeptGroup[];
  readonly hints: readonly Hint[];
  /** Faults that were not used; of what is still open it is known later only. */
  readonly leftovers: readonly Leftover[];
  /** The event from which on it was written to: the reset before, or the beginning. */
  readonly since: number;
}

export interface KeptTopic {
  readonly name: string;
  readonly codecs: TopicCodecs;
  readonly partitions: readonly KeptPartition[];
}

/** By its log: a reset gives the partition another one, and leaves this as it is. */
interface KeptPartition {
  readonly log: Log;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
}

export interface KeptGroup extends Pick<GroupView, 'groupId' | 'type' | 'state' | 'generationId' | 'protocolName'> {
  readonly members: readonly KeptMember[];
  readonly lags: readonly PartitionLag[];
}

export interface KeptMember extends Pick<MemberView, 'memberId' | 'clientId' | 'clientHost' | 'groupInstanceId'> {
  readonly assignment: readonly OwnedPartition[];
  readonly isReady: boolean;
  /** Whose code they are of is looked up when the page is made: it takes a stack trace. */
  readonly connections: readonly Connection[];
}

/**
 * What ends with a reset or restore; undefined: nothing is to be kept, as nothing is recorded, or as nothing has happened
 * since the reset before.
 */
export function endingState(
  context: BrokerContext,
  endedBy: 'reset' | 'restore',
  swept: readonly Leftover[],
): KeptState | undefined {
  const { recording, view } = context;
  if (!recording.isOn) return undefined;
  const isAsBefore = recording.finishedState !== undefined && recording.total === 0 && view.sequence === view.lastReset;
  return isAsBefore ? undefined : keepState(context, endedBy, swept);
}

/** O(partitions). @param leftovers what is known to be unused */
export function keepState(
  context: BrokerContext,
  endedBy: KeptState['endedBy'],
  leftovers: readonly Leftover[],
): KeptState {
  const { driver, recording, view } = context;
  return {
    atMs: driver.clock.now(),
    endedBy,
    topics: keptTopics(context),
    groups: [...view.groups.groups()].map((group) => keptGroup(context, group)),
    // Nobody is misunderstood who has asked for nothing.
    hints: recording.total === 0 ? [] : hintsAtLarge(context),
    leftovers,
    since: view.lastReset,
  };
}

/** Whether a message was written in it. What consumers do by themselves after a reset does not count. */
export function isUsed({ topics, since }: KeptState): boolean {
  return topics.some(({ partitions }) =>
    // Sequences grow: the last batch tells of all.
    partitions.some(({ log }) => (log.segments.at(-1)?.batches.at(-1)?.origin.sequence ?? 0) > since),
  );
}

function keptTopics(context: BrokerContext): KeptTopic[] {
  const topics: KeptTopic[] = [];
  for (const { name, isInternal, partitions } of context.view.metadata.topics) {
    if (isInternal) continue;
    topics.push({
      name,
      codecs: codecsOf(context, name),
      partitions: partitions.map(({ log, highWatermark }) => {
        const { logStartOffset, logEndOffset } = log;
        return { log, logStartOffset, logEndOffset, highWatermark };
      }),
    });
  }
  return topics;
}

function keptGroup(context: BrokerContext, group: GroupView): KeptGroup {
  const { groupId, type, state, generationId, protocolName } = group;
  const members = [...group.memberViews()].map((member) => keptMember(context, group, member));
  return { groupId, type, state, generationId, protocolName, members, lags: lagOf(context, groupId) };
}

function keptMember({ view, roles }: BrokerContext, group: GroupView, member: MemberView): KeptMember {
  const { memberId, clientId, clientHost, groupInstanceId } = member;
  const ofClient = connectionsOf(view, member);
  const own = ofClient.filter(({ id }) => roles.isOfMember(id, memberId));
  return {
    memberId,
    clientId,
    clientHost,
    groupInstanceId,
    assignment: partitionsOf(member),
    isReady: isReady(view, group, member),
    connections: own.length > 0 ? own : ofClient.filter(({ id }) => !roles.hasProduced(id)),
  };
}
