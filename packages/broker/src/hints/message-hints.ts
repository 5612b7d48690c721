import type { GroupView, Partition } from '@testka/core';
import { isPlainObject } from '../check.ts';
import { codecsOf } from '../context.ts';
import { formatValue, plural } from '../format.ts';
import { isMatch } from '../messages/match.ts';
import { recentMessages } from '../messages/recent-messages.ts';
import { partitionForKey } from '../partitioner.ts';
import type { Message } from '../types/message.ts';
import type { HintRule, Scene } from './hint.ts';
import { isMatchedBy, isSimilar, messagesOf, userTopics } from './in-question.ts';
import { readOtherwise } from './read-otherwise.ts';

export const MESSAGE_HINTS: readonly HintRule[] = [
  { code: 'decoded-differently', find: decodedDifferently },
  { code: 'other-partition', find: otherPartition },
  { code: 'headers-differ', find: headersDiffer },
  { code: 'tombstone', find: tombstone },
  { code: 'message-elsewhere', find: messageElsewhere },
];

/** Looks at so many of the last messages, as each is read in many ways. */
const MAX_READ_OTHERWISE = 100;

/** Another codec would make it match. */
function decodedDifferently(scene: Scene): string[] {
  const { context, topics, matcher } = scene;
  if (matcher === undefined) return [];
  return topics.flatMap((topic) => {
    const codecs = codecsOf(context, topic);
    const partitions = context.view.metadata.topic(topic)?.partitions ?? [];
    const asBytes = { codecs: { key: 'bytes', value: 'bytes' }, since: context.since } as const;
    const recent = recentMessages(partitions, asBytes).slice(-MAX_READ_OTHERWISE);
    for (const { message } of recent.toReversed()) {
      const found = readOtherwise(message, codecs, (each) => isMatchedBy(matcher, each));
      if (found !== undefined) return [`${placeOf(message)} would match if ${found}.`];
    }
    return [];
  });
}

/** The message is there, or the offset cannot be: the key, or its producer, has chosen another partition. */
function otherPartition(scene: Scene): string[] {
  const { match, place } = scene;
  if (place !== undefined) return commitOfOtherPartition(scene, place);
  if (!isPlainObject(match) || match['partition'] === undefined) return [];
  const { partition: wanted, offset: _, ...rest } = match;
  return lastOf(scene, (message) => isMatch(rest, message)).map(({ message, partitions }) => {
    return `${placeOf(message)} matches, but for its partition: ${formatValue(wanted)} was awaited. ${chosenBy(message, partitions)}`;
  });
}

function chosenBy({ bytes: { key }, partition }: Message, partitions: readonly Partition[]): string {
  if (key === null) return 'It has no key, so its producer chose the partition.';
  const chosen = partitionForKey(key, partitions.length);
  const of = `of ${plural(partitions.length, 'partition')}`;
  if (chosen === partition) return `Its key belongs there: of its hash comes partition ${chosen} ${of}.`;
  return `Kafka's own clients would have taken partition ${chosen} ${of} for its key: its producer partitions in another way.`;
}

function commitOfOtherPartition({ context }: Scene, { topic, partition }: NonNullable<Scene['place']>): string[] {
  const partitions = context.view.metadata.topic(topic)?.partitions ?? [];
  const awaited = partitions[partition];
  if (awaited === undefined || awaited.log.logEndOffset > 0) return [];
  const filled = partitions.filter(({ log }) => log.logEndOffset > 0);
  if (filled.length === 0) return [];
  const others = filled
    .slice(0, 4)
    .map(({ partitionIndex, log }) => `${topic}[${partitionIndex}] (${plural(log.logEndOffset, 'message')})`);
  return [
    `${topic}[${partition}] is empty; the messages are in ${others.join(', ')}. A message's key decides where it goes.`,
  ];
}

function headersDiffer(scene: Scene): string[] {
  const { match } = scene;
  if (!isPlainObject(match) || match['headers'] === undefined) return [];
  const { headers: wanted, ...rest } = match;
  return lastOf(scene, (message) => isMatch(rest, message) && !isMatch(wanted, message.headers)).map(({ message }) => {
    return `${placeOf(message)} matches, but for its headers, which are ${formatValue(message.headers)}.`;
  });
}

function tombstone(scene: Scene): string[] {
  const { match } = scene;
  if (!isPlainObject(match) || match['value'] === undefined || match['value'] === null) return [];
  const { value: _, offset: _offset, ...rest } = match;
  if (Object.keys(rest).length === 0) return [];
  return lastOf(scene, (message) => message.value === null && isMatch(rest, message)).map(({ message }) => {
    return `${placeOf(message)} has no value: it is a tombstone. Was it sent with a value of null or undefined?`;
  });
}

/** The last message of each awaited topic that has what is asked. */
function lastOf(
  { context, topics }: Scene,
  has: (message: Message) => boolean,
): { readonly message: Message; readonly partitions: readonly Partition[] }[] {
  return topics.flatMap((topic) => {
    const partitions = context.view.metadata.topic(topic)?.partitions ?? [];
    const message = messagesOf(context, topic).findLast(has);
    return message === undefined ? [] : [{ message, partitions }];
  });
}

/** In topics of quite another name; those of a similar name are told of anyway. */
function messageElsewhere({ context, topics, matcher }: Scene): string[] {
  if (matcher === undefined) return [];
  const others = userTopics(context).filter(
    ({ name }) => !topics.some((each) => each === name || isSimilar(each, name)),
  );
  return others.flatMap(({ name }) => {
    // What the test has written itself is what was to be worked on, not what came of it.
    const isOfClient = ({ producer }: Message): boolean => producer.clientId !== null;
    const found = messagesOf(context, name).filter((message) => isOfClient(message) && isMatchedBy(matcher, message));
    const clients = [...new Set(found.map(({ producer }) => `"${producer.clientId}"`))].join(', ');
    return found.length === 0
      ? []
      : [
          `Topic "${name}" holds ${plural(found.length, 'matching message')}, by client ${clients}${describeReaders(context, name)}.`,
        ];
  });
}

/** A topic that somebody reads may well hold what the awaited message was to be made of. */
function describeReaders({ view }: Scene['context'], topic: string): string {
  const isReader = (group: GroupView): boolean =>
    [...group.memberViews()].some(({ subscribedTopics }) => subscribedTopics.includes(topic));
  const readers = [...view.groups.groups()].filter(isReader).map(({ groupId }) => `"${groupId}"`);
  return readers.length === 0 ? '' : `; group ${readers.join(', ')} reads it, so it may be the input`;
}

function placeOf({ topic, partition, offset }: Message): string {
  return `${topic}[${partition}]@${offset}`;
}
