import type { AdminCommand, BrokerId } from '../command.ts';
import type { Metadata } from './metadata.ts';
import { NO_LEADER } from './partition-change.ts';

/** Why a command about brokers or leaders makes no sense now, as the end of a sentence; undefined when it does. */
export function refusalOf(
  metadata: Pick<Metadata, 'node' | 'brokers' | 'topic' | 'partition'>,
  command: AdminCommand,
): string | undefined {
  if (!('broker' in command) || command.type === 'broker-listening') return undefined;
  const { broker: id } = command;
  const broker = metadata.node(id);
  switch (command.type) {
    case 'move-leader':
      return refusalOfMove(metadata, command);
    case 'hold-follower':
    case 'release-follower':
    case 'expire-follower':
      return broker === undefined ? `there is no broker ${id}` : unknownPlace(metadata, command);
    case 'start-broker':
      if (broker === undefined) return `there is no broker ${id}`;
      // One that runs, but was unregistered, is registered again.
      return broker.process === 'down' || !metadata.brokers.has(id) ? undefined : `broker ${id} was not stopped`;
    case 'resume-broker':
      if (broker === undefined) return `there is no broker ${id}`;
      return broker.process === 'paused' ? undefined : `broker ${id} is not paused`;
    case 'pause-broker':
      if (broker === undefined) return `there is no broker ${id}`;
      return broker.process === 'up' ? undefined : `broker ${id} does not run`;
    case 'set-latency':
      return broker === undefined ? `there is no broker ${id}` : undefined;
    case 'stop-broker':
    case 'kill-broker':
      if (broker === undefined) return `there is no broker ${id}`;
      return broker.process === 'down' ? `broker ${id} is stopped already` : undefined;
  }
}

function refusalOfMove(
  metadata: Pick<Metadata, 'brokers' | 'topic' | 'partition'>,
  command: { topic: string; partition: number; broker: BrokerId },
): string | undefined {
  const { broker } = command;
  const unknown = unknownPlace(metadata, command);
  if (unknown !== undefined) return unknown;
  if (broker === NO_LEADER) return undefined;
  const {
    replicas = [],
    isr = [],
    eligibleLeaderReplicas = [],
  } = metadata.partition(command.topic, command.partition) ?? {};
  const place = `partition ${command.partition} of topic "${command.topic}"`;
  if (!replicas.includes(broker))
    return `broker ${broker} has no replica of ${place}, which lies on ${replicas.join(', ')}`;
  if (metadata.brokers.get(broker)?.state !== 'running') return `broker ${broker} does not run`;
  const mayLead = isr.includes(broker) || (isr.length === 0 && eligibleLeaderReplicas.includes(broker));
  return mayLead ? undefined : `broker ${broker} is not in sync for ${place} (in sync: ${isr.join(', ')})`;
}

function unknownPlace(
  metadata: Pick<Metadata, 'topic' | 'partition'>,
  { topic: name, partition }: { topic?: string; partition?: number },
): string | undefined {
  if (name === undefined) return undefined;
  const topic = metadata.topic(name);
  if (topic === undefined) return `there is no topic "${name}"`;
  if (partition === undefined || topic.partitions[partition] !== undefined) return undefined;
  return `topic "${name}" has no partition ${partition}`;
}
