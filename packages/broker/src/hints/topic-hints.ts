import { nearestName, type Topic } from '@testka/core';
import { codecsOf } from '../context.ts';
import { formatDuration, plural } from '../format.ts';
import { recentMessages } from '../messages/recent-messages.ts';
import type { Hint, Scene } from './hint.ts';

export const TOPIC_HINTS: readonly Hint[] = [
  { code: 'topic-missing', find: topicMissing },
  { code: 'similar-topic', find: similarTopic },
  { code: 'message-elsewhere', find: messageElsewhere },
  { code: 'topic-auto-created', find: topicAutoCreated },
];

function topicMissing({ context, topics }: Scene): string[] {
  const missing = topics.filter((name) => context.view.metadata.topic(name) === undefined);
  const others = userTopics(context.view.metadata.topics).map(({ name }) => name);
  const there =
    others.length === 0
      ? 'there are no topics'
      : `there are ${others.slice(0, 8).join(', ')}${others.length > 8 ? ', …' : ''}`;
  return missing.map((name) => `Topic "${name}" does not exist; ${there}.`);
}

/** What might have been meant, and what is in it. */
function similarTopic(scene: Scene): string[] {
  const { context, topics } = scene;
  const all = userTopics(context.view.metadata.topics);
  return topics.flatMap((name) => {
    const similar = all.filter((topic) => topic.name !== name && isSimilar(name, topic.name));
    return similar.map((topic) => `Topic "${topic.name}" ${describe(scene, topic)}. Typo?`);
  });
}

function messageElsewhere(scene: Scene): string[] {
  const { context, topics, matcher } = scene;
  if (matcher === undefined) return [];
  const others = userTopics(context.view.metadata.topics).filter(
    ({ name }) => !topics.some((each) => each === name || isSimilar(each, name)),
  );
  return others.flatMap((topic) => {
    const count = countMatching(scene, topic);
    return count === 0 ? [] : [`Topic "${topic.name}" holds ${plural(count, 'matching message')}.`];
  });
}

function topicAutoCreated(scene: Scene): string[] {
  const { context, topics } = scene;
  return topics.flatMap((name) => {
    const topic = context.view.metadata.topic(name);
    const origin = context.journal.autoCreated.get(name);
    if (topic === undefined || origin === undefined || sizeOf(topic) > 0) return [];
    return [
      `Topic "${name}" was auto-created ${ago(scene, origin.atMs)} by client "${origin.clientId}", and nothing was produced to it.`,
    ];
  });
}

function describe(scene: Scene, topic: Topic): string {
  const origin = scene.context.journal.autoCreated.get(topic.name);
  const birth =
    origin === undefined ? '' : `was auto-created ${ago(scene, origin.atMs)} by client "${origin.clientId}" and `;
  const count = scene.matcher === undefined ? sizeOf(topic) : countMatching(scene, topic);
  const noun = scene.matcher === undefined ? 'message' : 'matching message';
  return `${birth}holds ${plural(count, noun)}`;
}

function countMatching({ context, matcher }: Scene, topic: Topic): number {
  if (matcher === undefined) return 0;
  return recentMessages(topic.partitions, { codecs: codecsOf(context, topic.name), since: context.since }).filter(
    ({ message }) => matches(matcher, message),
  ).length;
}

/** A predicate written for one topic may well fail on the messages of another. */
function matches(
  matcher: NonNullable<Scene['matcher']>,
  message: Parameters<NonNullable<Scene['matcher']>>[0],
): boolean {
  try {
    return matcher(message);
  } catch {
    return false;
  }
}

function userTopics(topics: Iterable<Topic>): Topic[] {
  return [...topics].filter(({ isInternal }) => !isInternal);
}

function sizeOf({ partitions }: Topic): number {
  return partitions.reduce((sum, { log }) => sum + log.logEndOffset - log.logStartOffset, 0);
}

function isSimilar(name: string, other: string): boolean {
  return plain(name) === plain(other) || nearestName(name, [other]) !== undefined;
}

/** "Orders-v1" and "orders.v1" are often meant to be the same. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '');
}

function ago({ nowMs }: Scene, atMs: number): string {
  return `${formatDuration(nowMs - atMs)} ago`;
}
