import { nearestName, type Topic } from '@testka/core';
import { type BrokerContext, codecsOf } from '../context.ts';
import type { Matcher } from '../messages/match.ts';
import { recentMessages } from '../messages/recent-messages.ts';
import type { Message } from '../types/message.ts';

/** Topics that are not Kafka's own. */
export function userTopics({ view }: BrokerContext): Topic[] {
  return [...view.metadata.topics].filter(({ isInternal }) => !isInternal);
}

/** The last messages of a topic that can be read, as far as they are looked at. */
export function messagesOf(context: BrokerContext, topic: string): Message[] {
  const partitions = context.view.metadata.topic(topic)?.partitions ?? [];
  const recent = recentMessages(partitions, { codecs: codecsOf(context, topic), since: context.since });
  return recent.map(({ message }) => message);
}

/** A predicate written for one topic, or for what was awaited, may well fail on other messages. */
export function isMatchedBy(matcher: Matcher, message: Message): boolean {
  try {
    return matcher(message);
  } catch {
    return false;
  }
}

/** Whether one name may have been meant to be the other. */
export function isSimilar(name: string, other: string): boolean {
  return plain(name) === plain(other) || nearestName(name, [other]) !== undefined;
}

/** "Orders-v1" and "orders.v1" are often meant to be the same. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[._-]/g, '');
}
