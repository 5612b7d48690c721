import { nearestName, type Topic } from '@testka/core';
import { checkBoolean, checkNames, isPlainObject, wrong } from './check.ts';
import type { BrokerContext } from './context.ts';
import { BrokerError } from './errors.ts';
import { plural } from './format.ts';

/** The most names that a message lists. */
const MAX_SHOWN = 10;

/**
 * The topic: nothing is said of one that does not exist, as its name may be a typo.
 * @param wayOut what to do where it is none
 * @throws BrokerError ERR_UNKNOWN_TOPIC
 */
export function existingTopic({ view }: BrokerContext, name: string, wayOut: string): Topic {
  const topic = view.metadata.topic(name);
  if (topic !== undefined) return topic;
  const known = [...view.metadata.topics].filter(({ isInternal }) => !isInternal).map((each) => each.name);
  throw new BrokerError('ERR_UNKNOWN_TOPIC', `topic "${name}" does not exist; ${othersThan(name, known)} ${wayOut}`);
}

/** @throws BrokerError ERR_UNKNOWN_TOPIC where something would be said of a topic that may be a typo */
export function checkReadable(context: BrokerContext, name: string, mayBeMissing: boolean): void {
  if (mayBeMissing) return;
  existingTopic(
    context,
    name,
    `Where it may well be missing, as nothing has been written to it, say broker.topic('${name}', { mayBeMissing: true })`,
  );
}

/** A partition of a topic, as far as the topic exists. @throws BrokerError ERR_INVALID_PARTITION */
export function checkPartitionOf({ view }: BrokerContext, topic: string, partition: unknown): void {
  const count = view.metadata.topic(topic)?.partitions.length;
  // Asymmetric matchers are matches too.
  if (count === undefined || typeof partition !== 'number' || partition < count) return;
  throw noPartition(topic, partition, count);
}

export function noPartition(topic: string, partition: unknown, count: number): BrokerError {
  const has = `it has ${plural(count, 'partition')}, counted from 0`;
  return new BrokerError('ERR_INVALID_PARTITION', `topic "${topic}" has no partition ${String(partition)}; ${has}`);
}

/** Of a place where something is said to be, or not. @throws BrokerError ERR_UNKNOWN_TOPIC, ERR_INVALID_PARTITION */
export function checkPlaceExists(context: BrokerContext, topic: string, partition?: number): void {
  existingTopic(
    context,
    topic,
    'Create it with the option topics or createTopics(), or wait until the application has',
  );
  checkPartitionOf(context, topic, partition);
}

/** @throws BrokerError ERR_UNKNOWN_GROUP; a group is known once somebody has joined it or committed in it */
export function checkGroupExists({ view }: BrokerContext, groupId: string, wayOut: string): void {
  if (view.groups.group(groupId) !== undefined) return;
  const known = [...view.groups.groups()].map((each) => each.groupId);
  const others = othersThan(groupId, known, 'groups');
  throw new BrokerError('ERR_UNKNOWN_GROUP', `there is no group "${groupId}"; ${others} ${wayOut}`);
}

/** The name that was probably meant, or what there is. */
function othersThan(name: string, known: readonly string[], what = 'topics'): string {
  const meant = nearestName(name, known);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  if (known.length === 0) return `there are no ${what}.`;
  return `there are ${known.slice(0, MAX_SHOWN).join(', ')}${known.length > MAX_SHOWN ? ', …' : ''}.`;
}

/** The options of `broker.topic()`. @returns whether the topic may be missing @throws BrokerError ERR_INVALID_ARGUMENT */
export function checkTopicOptions(options: unknown): boolean {
  const code = 'ERR_INVALID_ARGUMENT';
  if (!isPlainObject(options))
    throw wrong({ name: 'the options of topic()', value: options, code }, 'an object such as { mayBeMissing: true }');
  checkNames(Object.keys(options), ['mayBeMissing'], 'topic()', code);
  const { mayBeMissing = false } = options;
  return checkBoolean({ name: 'mayBeMissing', value: mayBeMissing, code });
}
