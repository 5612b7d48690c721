import type { Partition, Topic } from '@testka/core';
import { plural } from '../format.ts';
import { describeNode, describeUnled, isLed } from '../nodes/leader.ts';
import type { HintRule, Scene } from './hint.ts';

/** The most partitions that are named one by one. */
const MAX_SHOWN = 4;

export const NODE_HINTS: readonly HintRule[] = [
  { code: 'no-leader', find: noLeader },
  { code: 'no-coordinator', find: noCoordinator },
  { code: 'not-replicated', find: notReplicated },
  { code: 'node-stopped', find: nodeStopped },
  { code: 'node-slow', find: nodeSlow },
];

function noLeader(scene: Scene): string[] {
  const { context } = scene;
  const unled = partitionsInQuestion(scene).filter((each) => !isLed(context, each));
  const [first] = unled;
  if (first === undefined) return [];
  if (unled.length === 1) return [`${nameOf(first)} ${describeUnled(context, first)}.`];
  return [`${listed(unled)} have no leader that answers.`];
}

/** Without a coordinator a group is not in memory: of all groups, only where they are kept can be told. */
function noCoordinator({ context, group, topics }: Scene): string[] {
  const { groups, metadata } = context.view;
  if (group !== undefined) {
    const partition = groups.existingPartitionOf(group);
    if (partition === undefined || isLed(context, partition)) return [];
    return [`Group "${group}" has no coordinator: ${nameOf(partition)} ${describeUnled(context, partition)}.`];
  }
  const kept = metadata.topic('__consumer_offsets')?.partitions ?? [];
  const unled = kept.filter((each) => !isLed(context, each));
  if (topics.length > 0 || unled.length === 0) return [];
  return [`Groups in ${listed(unled)} have no coordinator that answers.`];
}

/** Stored by the leader, and kept from consumers until all that are in sync have it. */
function notReplicated(scene: Scene): string[] {
  const waiting = partitionsInQuestion(scene).filter(({ log, highWatermark }) => highWatermark < log.logEndOffset);
  const [first] = waiting;
  if (first === undefined) return [];
  const count = waiting.reduce((sum, { log, highWatermark }) => sum + log.logEndOffset - highWatermark, 0);
  return [
    `Consumers do not get ${plural(count, 'message')} of ${listed(waiting)} yet: ${whatHoldsBack(scene, waiting)}.`,
  ];
}

/** The followers that are behind; those that a test holds back apart, as the test can end that. */
function whatHoldsBack({ context }: Scene, waiting: readonly Partition[]): string {
  const held = new Set<number>();
  const slow = new Set<number>();
  for (const partition of waiting) {
    const { topicName, partitionIndex, isr, leader, log } = partition;
    for (const id of isr) {
      if (id === leader || partition.replicaOn(id).logEndOffset >= log.logEndOffset) continue;
      const isHeld = [...context.holds].some((hold) => hold.covers(id, topicName, partitionIndex));
      (isHeld ? held : slow).add(id);
    }
  }
  const name = (ids: Iterable<number>): string => [...ids].map((id) => describeNode(context, id)).join(', ');
  const verb = held.size === 1 ? 'is' : 'are';
  const reasons = [
    ...(held.size > 0 ? [`${name(held)} ${verb} held back (hold.release() and hold.expire() end that)`] : []),
    ...(slow.size > 0 ? [`${name(slow)}, in sync, did not replicate them`] : []),
  ];
  return reasons.length > 0 ? reasons.join('; ') : 'fewer replicas are in sync than min.insync.replicas says';
}

function nodeStopped({ context }: Scene): string[] {
  const down = context.view.metadata.nodes().filter(({ process }) => process !== 'up');
  return down.map(({ id, process }) => `Node ${id} is ${process === 'down' ? 'stopped' : 'paused'}.`);
}

/** What the test itself makes late. */
function nodeSlow({ context }: Scene): string[] {
  const { view } = context;
  const slow = view.metadata.nodes().filter(({ id }) => view.latencyOf(id) > 0);
  return slow.map(
    ({ id }) => `Node ${id} answers ${view.latencyOf(id)} ms late: broker.node(${id}).setLatency(0) ends that.`,
  );
}

/** Those of the topics waited for, or of all. */
function partitionsInQuestion({ context, topics }: Scene): Partition[] {
  const all = [...context.view.metadata.topics].filter(({ isInternal }) => !isInternal);
  const isWanted = ({ name }: Topic): boolean => topics.length === 0 || topics.includes(name);
  return all.filter(isWanted).flatMap(({ partitions }) => partitions);
}

function listed(partitions: readonly Partition[]): string {
  const shown = partitions.slice(0, MAX_SHOWN).map(nameOf).join(', ');
  return partitions.length > MAX_SHOWN ? `${shown} and ${partitions.length - MAX_SHOWN} more` : shown;
}

function nameOf({ topicName, partitionIndex }: Partition): string {
  return `${topicName}[${partitionIndex}]`;
}
