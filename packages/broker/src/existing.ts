import { nearestName, type Topic } from '@testka/core';
import { checkBoolean, checkNames, isPlainObject, wrong } from './check.ts';
import type { BrokerContext } from './context.ts';
import { BrokerError } from './errors.ts';
import { plural } from './format.ts';

/** The most names that a message lists. */
const MAX_SHOWN = 10;

/**
 * The topic, which must exist.
 * @param wayOut what to do where it is none
 * @throws BrokerError ERR_UNKNOWN_TOPIC
 */
export function existingTopic({ view }: BrokerContext, name: string, wayOut: string): Topic {
  const topic = view.metadata.topic(name);
  if (topic !== undefined) return topic;
  const others = othersThan(name, topicNames(view));
  throw new BrokerError('ERR_UNKNOWN_TOPIC', `topic "${name}" does not exist; ${others} ${wayOut}`);
}

function topicNames({ metadata }: BrokerContext['view']): string[] {
  return [...metadata.topics].filter(({ isInternal }) => !isInternal).map(({ name }) => name);
}

/**
 * A topic that does not exist is as good as empty: a service may not have written to it yet. Where one exists whose name differs by
 * a letter or two, that is what was meant, and whatever is said of this one is true for no good reason.
 * @throws BrokerError ERR_UNKNOWN_TOPIC
 */
export function checkReadable(context: BrokerContext, name: string, mayBeMissing: boolean): void {
  if (mayBeMissing || !isMisspelt(name, topicNames(context.view))) return;
  const wayOut = `If this one may well be missing, as nothing has been written to it, say broker.topic('${name}', { mayBeMissing: true })`;
  existingTopic(context, name, wayOut);
}

/** The most edits that a typo is. */
const MOST_EDITS = 2;
/** Of such a number `orders.v2` is no typo for `orders.v1`, nor for `orders`. */
const NUMBER = /[._-]?v?\d+/gi;

function isMisspelt(name: string, known: readonly string[]): boolean {
  if (known.includes(name)) return false;
  const meant = nearestName(name, known, Math.min(MOST_EDITS, Math.floor(name.length / 3)));
  return meant !== undefined && meant.replaceAll(NUMBER, '') !== name.replaceAll(NUMBER, '');
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

/** Where an offset is to be. @throws BrokerError ERR_UNKNOWN_TOPIC, ERR_INVALID_PARTITION */
export function checkPlaceExists(context: BrokerContext, topic: string, partition?: number): void {
  existingTopic(
    context,
    topic,
    'Create it with the option topics or createTopics(), or wait until the application has',
  );
  checkPartitionOf(context, topic, partition);
}

/** Where something is said to be, or not. @throws BrokerError ERR_UNKNOWN_TOPIC for a typo, ERR_INVALID_PARTITION */
export function checkPlaceReadable(context: BrokerContext, topic: string, partition?: number): void {
  if (isMisspelt(topic, topicNames(context.view))) checkPlaceExists(context, topic);
  checkPartitionOf(context, topic, partition);
}

/** @throws BrokerError ERR_UNKNOWN_GROUP; a group is known once somebody has joined it or committed in it */
export function checkGroupExists({ view }: BrokerContext, groupId: string, wayOut: string): void {
  if (view.groups.group(groupId) !== undefined) return;
  const others = othersThan(groupId, groupIds(view), 'groups');
  throw new BrokerError('ERR_UNKNOWN_GROUP', `there is no group "${groupId}"; ${others} ${wayOut}`);
}

/** A group that nobody has joined is as good as empty, unless its name is a typo. @throws BrokerError ERR_UNKNOWN_GROUP */
export function checkGroupReadable(context: BrokerContext, groupId: string, wayOut: string): void {
  if (isMisspelt(groupId, groupIds(context.view))) checkGroupExists(context, groupId, wayOut);
}

function groupIds({ groups }: BrokerContext['view']): string[] {
  return [...groups.groups()].map(({ groupId }) => groupId);
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
