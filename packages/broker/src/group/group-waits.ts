import type { GroupView, MemberView } from '@testka/core';
import { checkInteger, checkObject, checkTopicName, checkWaitOptions, wrong } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { checkPartitionOf } from '../existing.ts';
import { plural } from '../format.ts';
import type { TopicPartitionOffset } from '../types/group.ts';
import type { WaitOptions } from '../types/message.ts';
import type { CallSite } from '../waits/call-site.ts';
import { failureReport } from '../waits/report.ts';
import { describeGroup } from './describe-group.ts';
import { committedBy, lagOf, totalLag } from './lag.ts';
import { isReady, partitionsOf } from './readiness.ts';

/** See `Group.waitUntilReady`. */
export function waitUntilReady(
  context: BrokerContext,
  groupId: string,
  options: WaitOptions & { members?: number; topics?: readonly string[] },
  calledAt: CallSite,
): Promise<void> {
  checkWaitOptions(options, ['members', 'topics']);
  if (options.topics !== undefined && !Array.isArray(options.topics)) {
    throw wrong({ name: 'topics', value: options.topics, code: 'ERR_INVALID_ARGUMENT' }, 'an array of topic names');
  }
  const members =
    options.members === undefined
      ? 1
      : checkInteger({ name: 'members', value: options.members, code: 'ERR_INVALID_ARGUMENT' }, 1);
  const topics = (options.topics ?? []).map((topic) => checkTopicName(topic));
  return context.waits.until(
    {
      check: () => (isReadyNow(context, groupId, { members, topics }) ? { value: undefined } : undefined),
      explain: (within) =>
        failureReport(context, {
          headline: `group "${groupId}": not ready ${within}${shortfall(context, groupId, members, topics)}`,
          expected: { state: 'Stable', members, topics },
          actual: describeGroup(context, groupId).data,
          sections: [describeGroup(context, groupId).text],
          group: groupId,
          topics,
        }),
    },
    options,
    calledAt,
  );
}

/** Whether `waitUntilReady` would resolve at once. */
export function isReadyNow(
  context: BrokerContext,
  groupId: string,
  { members = 1, topics = [] }: { readonly members?: number; readonly topics?: readonly string[] },
): boolean {
  const group = context.view.groups.group(groupId);
  return group !== undefined && isGroupReady(context, group, members, topics);
}

function isGroupReady(context: BrokerContext, group: GroupView, members: number, topics: readonly string[]): boolean {
  const all = [...group.memberViews()];
  if (group.state !== 'Stable' || all.length < members) return false;
  return (
    all.every((member) => isReady(context.view, group, member)) && topics.every((topic) => isOwned(context, all, topic))
  );
}

/** What is missing besides members that are not ready. */
function shortfall(context: BrokerContext, groupId: string, members: number, topics: readonly string[]): string {
  const all = [...(context.view.groups.group(groupId)?.memberViews() ?? [])];
  if (all.length < members) return `; it has ${all.length} of ${plural(members, 'member')}`;
  const unowned = topics.filter((topic) => !isOwned(context, all, topic));
  return unowned.length === 0 ? '' : `; nobody owns all partitions of ${unowned.join(', ')}`;
}

function isOwned({ view }: BrokerContext, members: readonly MemberView[], topic: string): boolean {
  const { partitions = [] } = view.metadata.topic(topic) ?? {};
  const owned = new Set(members.flatMap(partitionsOf).map((each) => (each.topic === topic ? each.partition : -1)));
  return partitions.length > 0 && partitions.every(({ partitionIndex }) => owned.has(partitionIndex));
}

/** See `Group.waitUntilCaughtUp`. */
export function waitUntilCaughtUp(
  context: BrokerContext,
  groupId: string,
  options: WaitOptions & { topic?: string; lag?: number },
  calledAt: CallSite,
): Promise<void> {
  checkWaitOptions(options, ['topic', 'lag']);
  const limit =
    options.lag === undefined
      ? 0
      : checkInteger({ name: 'lag', value: options.lag, code: 'ERR_INVALID_ARGUMENT' }, 0, Infinity);
  const topic = options.topic === undefined ? undefined : checkTopicName(options.topic);
  const isDone = (): boolean => {
    const state = context.view.groups.group(groupId)?.state;
    const lags = lagOf(context, groupId, topic);
    return (state === 'Stable' || state === 'Empty') && lags.length > 0 && totalLag(lags) <= limit;
  };
  return context.waits.until(
    {
      check: () => (isDone() ? { value: undefined } : undefined),
      explain: (within) => {
        const lags = lagOf(context, groupId, topic);
        const what = topic === undefined ? '' : ` with topic "${topic}"`;
        const lag =
          lags.length === 0
            ? 'it has neither committed anything nor been given partitions'
            : `its lag is ${totalLag(lags)}`;
        const described = describeGroup(context, groupId);
        return failureReport(context, {
          headline: `group "${groupId}": not caught up${what} ${within}; ${lag}`,
          expected: { lag: limit },
          actual: { lag: totalLag(lags), partitions: lags },
          sections: [described.text],
          group: groupId,
          topics: topic === undefined ? [] : [topic],
        });
      },
    },
    options,
    calledAt,
  );
}

/** See `Group.waitForCommit`. */
export function waitForCommit(
  context: BrokerContext,
  groupId: string,
  at: TopicPartitionOffset,
  options: WaitOptions,
  calledAt: CallSite,
): Promise<void> {
  checkWaitOptions(options);
  const { topic, partition, offset } = checkPlace(at);
  const committed = (): number | null => {
    const found = committedBy(context.view, groupId).find(
      (each) => each.topicName === topic && each.partitionIndex === partition,
    );
    return found?.offset ?? null;
  };
  return context.waits.until(
    {
      check: () => {
        checkPartitionOf(context, topic, partition);
        return (committed() ?? -1) >= offset ? { value: undefined } : undefined;
      },
      explain: (within) => {
        const now = committed();
        return failureReport(context, {
          headline:
            `group "${groupId}": offset ${offset} of ${topic}[${partition}] not committed ${within}; ` +
            (now === null ? 'nothing is committed there' : `committed is ${now}`),
          expected: { topic, partition, offset },
          actual: { topic, partition, offset: now },
          sections: [describeGroup(context, groupId).text],
          group: groupId,
          topics: [topic],
          place: { topic, partition },
        });
      },
    },
    options,
    calledAt,
  );
}

/** @throws BrokerError ERR_INVALID_ARGUMENT, ERR_INVALID_TOPIC_NAME */
export function checkPlace(at: unknown): Required<TopicPartitionOffset> {
  const { topic, partition = 0, offset } = checkObject({ name: 'a place', value: at, code: 'ERR_INVALID_ARGUMENT' });
  return {
    topic: checkTopicName(topic),
    partition: checkInteger({ name: 'partition', value: partition, code: 'ERR_INVALID_ARGUMENT' }, 0),
    offset: checkInteger({ name: 'offset', value: offset, code: 'ERR_INVALID_ARGUMENT' }, 0, Infinity),
  };
}
