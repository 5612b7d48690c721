import type { Connection, GroupView, MemberView, Partition } from '@testka/core';
import { formatDuration, plural } from '../format.ts';
import { connectionsOf, partitionsOf } from '../group/readiness.ts';
import { committedBy } from '../group/lag.ts';
import type { CommitFailure } from '../journal/journal.ts';
import type { RepeatedRead } from '../journal/repeated-reads.ts';
import { groupsOf, membersOf, nameOfMember } from './group-hints.ts';
import type { HintRule, Scene } from './hint.ts';

export const MEMBER_HINTS: readonly HintRule[] = [
  { code: 'commit-refused', find: commitRefused },
  { code: 'read-again', find: readAgain },
  { code: 'member-gone', find: memberGone },
  { code: 'not-fetching', find: notFetching },
  { code: 'not-committing', find: notCommitting },
];

/** A consumer is given so long, ms of broker time, to ask for more. */
const PATIENCE_MS = 500;

/** A partition that a member owns, and how its client reads it. */
interface Reading {
  readonly group: GroupView;
  readonly member: MemberView;
  readonly partition: Partition;
  readonly connections: readonly Connection[];
  /** The last fetch: from which offset, and when in the order of events. Undefined: there was none. */
  readonly fetch: { readonly offset: number; readonly sequence: number } | undefined;
}

function commitRefused({ context, group }: Scene): string[] {
  const failures = [...context.journal.commitFailures.values()];
  return failures
    .filter((failure) => group === undefined || failure.group === group)
    .map((failure) => {
      const { clientId, errors, subject, fault } = failure;
      const cause =
        fault === undefined
          ? describeCause(failure, context.view.groups.group(failure.group))
          : `by the fault ${fault}`;
      return `A commit of client "${clientId}" was refused with ${errors.join(', ')}: ${subject}${cause === '' ? '' : `; ${cause}`}.`;
    });
}

/** Why Kafka refuses a commit by its group. */
function describeCause({ generationId, errors }: CommitFailure, group: GroupView | undefined): string {
  if (errors.includes('ILLEGAL_GENERATION'))
    return `it was of generation ${generationId}, and the group is at ${group?.generationId ?? 'none'}: it has rebalanced, and whoever owns the partition now reads again from the last commit`;
  if (errors.includes('UNKNOWN_MEMBER_ID'))
    return 'its member is not in the group any more: its session has ended, or it has left';
  if (errors.includes('REBALANCE_IN_PROGRESS'))
    return 'the group rebalances, and takes it once the member has joined again';
  return '';
}

/** The same records were given so often that it is no accident. */
const OFTEN = 3;

/** A client gets the same records again and again, and nobody comes any further: a handler throws, mostly. */
function readAgain({ context, group, topics }: Scene): string[] {
  const { journal, view } = context;
  const groups = group === undefined ? [...view.groups.groups()].map(({ groupId }) => groupId) : [group];
  const isBeyond = ({ topic, partition, offset }: RepeatedRead): boolean =>
    groups.some((each) =>
      committedBy(view, each).some((commit) => {
        return commit.topicName === topic && commit.partitionIndex === partition && commit.offset > offset;
      }),
    );
  const isAwaited = ({ topic }: RepeatedRead): boolean =>
    group === undefined || topics.length === 0 || topics.includes(topic);
  return journal.repeatedReads
    .filter((read) => read.count >= OFTEN && isAwaited(read) && !isBeyond(read))
    .map(({ clientId, topic, partition, offset, count }) => {
      const what = `Client "${clientId}" has read ${topic}[${partition}] from offset ${offset} on ${count} times`;
      return `${what}, and nothing beyond it is committed. Does its handler throw?`;
    });
}

/** Nobody is behind a member, and the group does not know yet. A rebalance that waits for it says so itself. */
function memberGone(scene: Scene): string[] {
  const { context, nowMs } = scene;
  return groupsOf(scene)
    .filter(({ state }) => state === 'Stable')
    .flatMap((group) => {
      const gone = membersOf(group).filter((member) => connectionsOf(context.view, member).length === 0);
      return gone.map((member) => {
        const { lastSeenAtMs = nowMs, sessionTimeoutMs } = member;
        const leftMs = Math.max(0, lastSeenAtMs + sessionTimeoutMs - nowMs);
        return (
          `The connections of ${nameOfMember(member)} are gone, and it has not left group "${group.groupId}": its partitions wait until ` +
          `its session ends, in ${formatDuration(leftMs)}. broker.group('${group.groupId}').expireMember() ends it now.`
        );
      });
    });
}

/** There is something to fetch that a member does not ask for. */
function notFetching(scene: Scene): string[] {
  return readingsOf(scene).flatMap(({ group, member, partition, connections, fetch }) => {
    // Held, or on its way: it does ask.
    if (connections.length === 0 || connections.some(({ inProgress }) => inProgress === 'Fetch')) return [];
    const { topicName, partitionIndex, log, highWatermark } = partition;
    const from = Math.max(fetch?.offset ?? log.logStartOffset, log.logStartOffset);
    const since = fetch?.sequence ?? member.assignedSequence ?? Infinity;
    const unasked = [...log.batchesFrom(from)].filter(({ origin }) => origin.sequence > since || fetch === undefined);
    const [first] = unasked;
    if (first === undefined) return [];
    const waitingMs = scene.nowMs - Math.max(first.origin.appendedAtMs, member.assignedAtMs ?? 0);
    if (waitingMs < PATIENCE_MS) return [];
    const count = plural(highWatermark - Math.max(first.baseOffset, from), 'message');
    return [
      `${capitalised(nameOfMember(member))} of group "${group.groupId}" owns ${topicName}[${partitionIndex}], and has not asked for more of it for ` +
        `${formatDuration(waitingMs)}, while ${count} came. Has it paused the partition, or does a handler not return?`,
    ];
  });
}

/** What a member has asked for beyond it must have got, but its group has not committed it. */
function notCommitting(scene: Scene): string[] {
  const { context, group: awaited } = scene;
  if (awaited === undefined) return [];
  const committed = committedBy(context.view, awaited);
  return readingsOf(scene).flatMap(({ group, member, partition, connections, fetch }) => {
    const { topicName, partitionIndex, log } = partition;
    const offset = committed.find(
      (each) => each.topicName === topicName && each.partitionIndex === partitionIndex,
    )?.offset;
    const start = context.journal.firstFetch(connections, topicName, partitionIndex) ?? log.logStartOffset;
    if (fetch === undefined || fetch.offset <= Math.max(offset ?? start, start)) return [];
    const what = offset === undefined ? 'nothing of it is committed' : `committed is ${offset}`;
    return [
      `${capitalised(nameOfMember(member))} of group "${group.groupId}" has read ${topicName}[${partitionIndex}] up to offset ${fetch.offset}, and ${what}. ` +
        'Is auto-commit off, is its interval long, or does a handler still run?',
    ];
  });
}

/** Of stable groups: before that nobody owns anything. Only what is waited for, where that is known. */
function readingsOf(scene: Scene): Reading[] {
  const { context, topics } = scene;
  const { view } = context;
  return groupsOf(scene)
    .filter(({ state }) => state === 'Stable')
    .flatMap((group) =>
      membersOf(group).flatMap((member) => {
        const connections = connectionsOf(view, member);
        return partitionsOf(member).flatMap(({ topic, partition: index }) => {
          const partition = view.metadata.partition(topic, index);
          const isAwaited = scene.group === undefined || topics.length === 0 || topics.includes(topic);
          if (partition === undefined || !isAwaited) return [];
          const fetches = connections.flatMap(({ positions }) => positions.of(partition) ?? []);
          const fetch = fetches.toSorted((a, b) => b.sequence - a.sequence)[0];
          return [{ group, member, partition, connections, fetch }];
        });
      }),
    );
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
