import type { Partition } from '@testka/core';
import { type BrokerContext, checkOpen } from '../context.ts';
import { BrokerError } from '../errors.ts';
import { checkNode, checkSomeNodeRuns, describeUnled, isLed, isOnRunningNodes, setLeader } from '../nodes/leader.ts';

/**
 * The partition whose leader coordinates the group; asking for it makes the topic that it is of.
 * @throws BrokerError ERR_NO_LEADER
 */
export function ensureCoordinator(context: BrokerContext, groupId: string): Partition {
  const { driver, view } = context;
  if (view.groups.existingPartitionOf(groupId) === undefined) checkSomeNodeRuns(context);
  driver.requestNow('FindCoordinator', { key: groupId, keyType: 0, coordinatorKeys: [groupId] });
  const partition = view.groups.existingPartitionOf(groupId);
  if (partition !== undefined && isLed(context, partition)) return partition;
  const why =
    partition === undefined
      ? 'there is no offsets topic'
      : `__consumer_offsets[${partition.partitionIndex}] ${describeUnled(context, partition)}`;
  const isElectable = partition !== undefined && isOnRunningNodes(context, partition);
  const wayOut = isElectable ? 'choose one with group.setCoordinator()' : 'start or resume a node that has it';
  throw new BrokerError('ERR_NO_LEADER', `group "${groupId}" has no coordinator: ${why}; ${wayOut}`);
}

/** See `Group.setCoordinator`. */
export function setCoordinator(context: BrokerContext, groupId: string, node: unknown): void {
  checkOpen(context);
  const broker = checkNode(context, node);
  checkSomeNodeRuns(context);
  context.driver.requestNow('FindCoordinator', { key: groupId, keyType: 0, coordinatorKeys: [groupId] });
  const partition = context.view.groups.existingPartitionOf(groupId);
  if (partition !== undefined) setLeader(context, partition.topicName, partition.partitionIndex, broker);
}
