import { checkInteger, checkTopicName } from '../check.ts';
import type { BrokerContext } from '../context.ts';
import { wholeReport } from '../errors.ts';
import { checkPartitionOf, checkPlaceReadable } from '../existing.ts';
import { describeGroup } from '../group/describe-group.ts';
import { checkPlace, isReadyNow, waitUntilReady } from '../group/group-waits.ts';
import { committedBy, lagOf, totalLag } from '../group/lag.ts';
import type { TopicPartitionOffset } from '../types/group.ts';
import { failureReport } from '../waits/report.ts';
import { checkIdleOptions } from '../waits/wait-for-idle.ts';
import type { Subject } from './subject.ts';
import { type Check, judge, type MatcherOptions, type Verdict } from './verdict.ts';

/** `toHaveLag`: so many records, in all or of one topic, are still to be committed. */
export async function toHaveLag(
  { context, name }: Subject,
  isNot: boolean,
  lag: number,
  options: Omit<MatcherOptions, 'lag'> & { topic?: string } = {},
): Promise<Verdict> {
  const wanted = checkInteger({ name: 'the lag', value: lag, code: 'ERR_INVALID_ARGUMENT' }, 0, Infinity);
  checkIdleOptions(options, ['topic']);
  const { topic, ...rest } = options;
  if (topic !== undefined) checkTopicName(topic);
  const what = topic === undefined ? '' : ` of topic "${topic}"`;
  const check = groupCheck(context, name, {
    topics: topic === undefined ? [] : [topic],
    wanted: { lag: wanted },
    holds: () => {
      const state = context.view.groups.group(name)?.state;
      const lags = lagOf(context, name, topic);
      return (state === 'Stable' || state === 'Empty') && lags.length > 0 && totalLag(lags) === wanted;
    },
    there: () => {
      const lags = lagOf(context, name, topic);
      const [text, data] =
        lags.length === 0
          ? ['it has neither committed anything nor been given partitions', { lag: null }]
          : [`its lag is ${totalLag(lags)}`, { lag: totalLag(lags) }];
      return { text, data };
    },
    headline: `expected a lag of ${wanted}${what}`,
    found: `expected another lag than ${wanted}${what}, but that is its lag`,
  });
  return judge(context, check, { isNot, options: rest });
}

/** `toHaveCommittedOffset`: the group has committed just this offset. */
export async function toHaveCommittedOffset(
  { context, name }: Subject,
  isNot: boolean,
  at: TopicPartitionOffset,
  options: MatcherOptions = {},
): Promise<Verdict> {
  const { topic, partition, offset } = checkPlace(at);
  checkIdleOptions(options);
  const committed = (): number | null => {
    const all = committedBy(context.view, name);
    return all.find((each) => each.topicName === topic && each.partitionIndex === partition)?.offset ?? null;
  };
  const place = `${topic}[${partition}]`;
  const check = groupCheck(context, name, {
    topics: [topic],
    place: { topic, partition },
    wanted: { topic, partition, offset },
    holds: () => committed() === offset,
    there: () => {
      const now = committed();
      const text = now === null ? 'nothing is committed there' : `committed is ${now}`;
      return { text, data: { topic, partition, offset: now } };
    },
    headline: `expected offset ${offset} of ${place} to be committed`,
    found: `expected offset ${offset} of ${place} not to be committed, but it is`,
  });
  return judge(context, check, { isNot, options });
}

/** `toBeReady`: see `Group.waitUntilReady`. */
export async function toBeReady(
  { context, name }: Subject,
  isNot: boolean,
  options: MatcherOptions & { members?: number; topics?: readonly string[] } = {},
): Promise<Verdict> {
  checkIdleOptions(options, ['members', 'topics']);
  const { members, topics, ...rest } = options;
  const wanted = { ...(members !== undefined && { members }), ...(topics !== undefined && { topics }) };
  const check: Check = {
    until: (wait, calledAt) => waitUntilReady(context, name, { ...wait, ...wanted }, calledAt),
    holdsNow: () =>
      isReadyNow(context, name, wanted)
        ? `group "${name}": expected not to be ready, but it is\n\n${indented(describeGroup(context, name).text)}`
        : undefined,
    needsSilence: false,
  };
  return judge(context, check, { isNot, options: rest });
}

/** What a check of a group is made of. */
interface GroupFacts {
  /** Those that are no typos, if anything is to be said of them. */
  readonly topics: readonly string[];
  readonly place?: { readonly topic: string; readonly partition: number };
  readonly wanted: object;
  holds(): boolean;
  /** What there is instead, in words and as data like `wanted`. */
  there(): { readonly text: string; readonly data: object };
  readonly headline: string;
  /** What is wrong when it holds under `.not`. */
  readonly found: string;
}

function groupCheck(context: BrokerContext, groupId: string, facts: GroupFacts): Check {
  return {
    until: (wait, calledAt) =>
      context.waits.until(
        {
          check: () => {
            if (facts.place !== undefined) checkPartitionOf(context, facts.place.topic, facts.place.partition);
            return facts.holds() ? { value: undefined } : undefined;
          },
          explain: (within) => {
            const { text, data } = facts.there();
            const failure = failureReport(context, {
              headline: `group "${groupId}": ${facts.headline} ${within}; ${text}`,
              expected: facts.wanted,
              actual: data,
              sections: [describeGroup(context, groupId).text],
              group: groupId,
              topics: facts.topics,
              place: facts.place,
            });
            const { expected, actual } = failure;
            return { ...failure, closest: { expected, actual, report: wholeReport(failure) } };
          },
        },
        wait,
        calledAt,
      ),
    checkExists: () => {
      for (const topic of facts.topics) checkPlaceReadable(context, topic, facts.place?.partition);
    },
    holdsNow: () => (facts.holds() ? `group "${groupId}": ${facts.found}` : undefined),
    needsSilence: false,
  };
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
