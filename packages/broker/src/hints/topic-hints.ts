import type { Topic } from '@testka/core';
import { formatDuration, plural } from '../format.ts';
import type { TopicOrigin } from '../journal/journal.ts';
import type { HintRule, Scene } from './hint.ts';
import { isMatchedBy, isSimilar, messagesOf, userTopics } from './in-question.ts';

export const TOPIC_HINTS: readonly HintRule[] = [
  { code: 'topic-missing', find: topicMissing },
  { code: 'similar-topic', find: similarTopic },
  { code: 'topic-auto-created', find: topicAutoCreated },
];

function topicMissing({ context, topics }: Scene): string[] {
  const missing = topics.filter((name) => context.view.metadata.topic(name) === undefined);
  const others = userTopics(context).map(({ name }) => name);
  const there =
    others.length === 0
      ? 'there are no topics'
      : `there are ${others.slice(0, 8).join(', ')}${others.length > 8 ? ', …' : ''}`;
  return missing.map((name) => `Topic "${name}" does not exist; ${there}.`);
}

/** What might have been meant, and what is in it. */
function similarTopic(scene: Scene): string[] {
  const { context, topics } = scene;
  const all = userTopics(context);
  return topics.flatMap((name) => {
    const similar = all.filter((topic) => topic.name !== name && isSimilar(name, topic.name));
    return similar.map((topic) => `Topic "${topic.name}" ${describe(scene, topic)}. Typo?`);
  });
}

function topicAutoCreated(scene: Scene): string[] {
  const { context, topics } = scene;
  return topics.flatMap((name) => {
    const topic = context.view.metadata.topic(name);
    const origin = context.journal.autoCreated.get(name);
    if (topic === undefined || origin === undefined || sizeOf(topic) > 0) return [];
    return [`Topic "${name}" was auto-created ${describeOrigin(scene, name, origin)}, and nothing was produced to it.`];
  });
}

/** `300 ms ago by client "worker", which subscribes to it in group "billing"`. */
function describeOrigin(scene: Scene, topic: string, { atMs, clientId }: TopicOrigin): string {
  const groups = [...scene.context.view.groups.groups()].filter((group) =>
    [...group.memberViews()].some((each) => each.clientId === clientId && each.subscribedTopics.includes(topic)),
  );
  const [group] = groups;
  const as = group === undefined ? '' : `, which subscribes to it in group "${group.groupId}"`;
  return `${formatDuration(scene.nowMs - atMs)} ago by client "${clientId}"${as}`;
}

function describe(scene: Scene, topic: Topic): string {
  const origin = scene.context.journal.autoCreated.get(topic.name);
  const birth = origin === undefined ? '' : `was auto-created ${describeOrigin(scene, topic.name, origin)} and `;
  const { context, matcher } = scene;
  if (matcher === undefined) return `${birth}holds ${plural(sizeOf(topic), 'message')}`;
  const count = messagesOf(context, topic.name).filter((message) => isMatchedBy(matcher, message)).length;
  return `${birth}holds ${plural(count, 'matching message')}`;
}

function sizeOf({ partitions }: Topic): number {
  return partitions.reduce((sum, { log }) => sum + log.logEndOffset - log.logStartOffset, 0);
}
