import type { Partition } from '@testka/core';
import { administer } from '../administer.ts';
import { checkInteger } from '../check.ts';
import { type BrokerContext, checkOpen } from '../context.ts';
import { BrokerError } from '../errors.ts';

/** Of a partition that nobody leads. */
const NO_LEADER = -1;
const START = 'start or resume a node that has it';
const ELECT = 'elect a leader with topic.setLeader()';
const ELECT_OTHER = 'elect another leader with topic.setLeader()';

/** @throws BrokerError ERR_NO_LEADER when nobody answers for the partition */
export function checkLeader(context: BrokerContext, topic: string, partitionIndex: number): void {
  const partition = context.view.metadata.partition(topic, partitionIndex);
  if (partition !== undefined && isLed(context, partition)) return;
  const what = partition === undefined ? 'does not exist' : describeUnled(context, partition);
  const wayOut =
    partition !== undefined && isOnRunningNodes(context, partition) ? ELECT : `${START}, or ${ELECT_OTHER}`;
  throw new BrokerError('ERR_NO_LEADER', `${topic}[${partitionIndex}] ${what}; ${wayOut}`);
}

/** Whether a leader is all that it lacks. */
export function isOnRunningNodes({ view }: BrokerContext, { replicas }: Partition): boolean {
  return replicas.every((id) => view.metadata.brokers.get(id)?.process === 'up');
}

/** @throws BrokerError ERR_NODE_STATE when there is nobody to do anything */
export function checkSomeNodeRuns({ view }: BrokerContext): void {
  const { metadata } = view;
  // Who was killed is the controller until its session ends, and does nothing all the same.
  const nodes = metadata.nodes();
  if (nodes.some(({ id, process }) => process === 'up' && metadata.brokers.has(id))) return;
  const [first] = nodes;
  const verb = first?.process === 'paused' ? 'resume' : 'start';
  throw new BrokerError(
    'ERR_NODE_STATE',
    `no node is running; ${verb} one, for instance with broker.node(${first?.id}).${verb}()`,
  );
}

/** Whether somebody leads the partition who answers. */
export function isLed({ view }: BrokerContext, { leader }: Partition): boolean {
  return view.metadata.brokers.get(leader)?.process === 'up';
}

/** Why nobody answers for a partition: `has no leader: its replicas are on node 1 (stopped) and node 2 (paused)`. */
export function describeUnled(context: BrokerContext, { leader, replicas }: Partition): string {
  if (leader !== NO_LEADER) return `is led by ${describeNode(context, leader)}`;
  return `has no leader: its replicas are on ${replicas.map((id) => describeNode(context, id)).join(', ')}`;
}

/** `node 2 (stopped)`. */
export function describeNode({ view }: BrokerContext, id: number): string {
  const process = view.metadata.node(id)?.process;
  if (process === 'up') return `node ${id}`;
  return `node ${id} (${process === 'down' ? 'stopped' : 'paused'})`;
}

/** See `Topic.setLeader`. @param partition of a topic that exists */
export function setLeader(context: BrokerContext, topic: string, partition: number, node: unknown): void {
  checkOpen(context);
  const broker = node === null ? NO_LEADER : checkNode(context, node);
  administer(
    context,
    { type: 'move-leader', topic, partition, broker },
    { code: 'ERR_LEADER_REFUSED', wayOut: wayToLead(context, broker) },
  );
}

function wayToLead({ view }: BrokerContext, node: number): string {
  const process = view.metadata.node(node)?.process;
  if (process === 'down') return 'start() it first';
  return process === 'paused' ? 'resume() it first' : 'see replicas and isr in topic.partitions';
}

/** The id of a node that there is, registered as a broker or not. @throws BrokerError ERR_UNKNOWN_NODE */
export function checkNode({ view }: BrokerContext, id: unknown): number {
  const nodes = view.metadata.nodes();
  const wanted = checkInteger({ name: 'the id of a node', value: id, code: 'ERR_UNKNOWN_NODE' }, 0);
  if (nodes.some((node) => node.id === wanted)) return wanted;
  const known = `there ${nodes.length === 1 ? 'is' : 'are'} ${nodes.map((node) => node.id).join(', ')}`;
  throw new BrokerError(
    'ERR_UNKNOWN_NODE',
    `there is no node ${wanted}; ${known}. Name nodes with createBroker({ nodes })`,
  );
}
