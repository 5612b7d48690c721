import { ErrorCode } from '@testka/protocol';
import type { RequestContext } from '../context.ts';
import type { Partition } from './partition.ts';

/**
 * Why this broker may not answer for a partition. A replica knows the leader's epoch, so that comes before the question
 * whether it leads; a broker without a replica knows nothing.
 * @param mayFollow whether a follower may answer too.
 */
export function checkReplica(
  context: RequestContext,
  partition: Partition,
  currentLeaderEpoch: number,
  mayFollow = false,
): ErrorCode {
  if (!hasReplica(context, partition)) return ErrorCode.NOT_LEADER_OR_FOLLOWER;
  const epochError = partition.checkLeaderEpoch(currentLeaderEpoch);
  if (epochError !== ErrorCode.NONE) return epochError;
  return context.leads(partition) || mayFollow ? ErrorCode.NONE : ErrorCode.NOT_LEADER_OR_FOLLOWER;
}

export function hasReplica(context: RequestContext, partition: Partition): boolean {
  return context.leads(partition) || partition.replicas.includes(context.broker);
}
