import type { BrokerContext } from '../context.ts';
import { BrokerError } from '../errors.ts';

/** The node that leads a partition which exists: who is asked about it. @throws BrokerError ERR_NO_LEADER */
export function leaderOf(context: BrokerContext, topic: string, partitionIndex: number): number {
  const { metadata } = context.view;
  const leader = metadata.partition(topic, partitionIndex)?.leader ?? -1;
  if (metadata.brokers.get(leader)?.state === 'running') return leader;
  const wayOut = 'start a node that has it, or elect another leader with topic.setLeader()';
  throw new BrokerError('ERR_NO_LEADER', `${describeLeaderless(context, topic, partitionIndex)}; ${wayOut}`);
}

/** Which replicas a partition has that nobody leads, and why none of them does. */
function describeLeaderless({ view }: BrokerContext, topic: string, partitionIndex: number): string {
  const { brokers } = view.metadata;
  const { leader = -1, replicas = [] } = view.metadata.partition(topic, partitionIndex) ?? {};
  const states = replicas.map((id) => `${id} (${brokers.get(id)?.state ?? 'gone'})`).join(', ');
  const what = leader === -1 ? 'has no leader' : `is led by node ${leader}, which does not answer`;
  return `${topic}[${partitionIndex}] ${what}; its replicas are on ${states}`;
}
