import { ErrorCode } from '@testka/protocol';
import type { BrokerId } from '../command.ts';
import type { Partition } from '../partition/partition.ts';
import { changeRecords } from './elections.ts';
import type { Metadata } from './metadata.ts';
import { without } from './partition-change.ts';
import type { MetadataRecord } from './records.ts';
import { type CreationError, validateReplicas } from './topic-creation.ts';

type Brokers = readonly BrokerId[];

export function isReassigning({ addingReplicas, removingReplicas }: Partition): boolean {
  return addingReplicas.length > 0 || removingReplicas.length > 0;
}

/** The records that begin to move a partition to other replicas, or why it cannot be moved there. */
export function reassign(
  metadata: Metadata,
  partition: Partition,
  target: Brokers,
  mayChangeFactor: boolean,
): readonly MetadataRecord[] | CreationError {
  const refusal = validateReplicas(metadata, target);
  if (refusal !== undefined) return refusal;
  const factor = without(partition.replicas, partition.removingReplicas).length;
  if (!mayChangeFactor && target.length !== factor) {
    const errorMessage = `The replication factor is changed from ${factor} to ${target.length}`;
    return { errorCode: ErrorCode.INVALID_REPLICATION_FACTOR, errorMessage };
  }
  const byId = (some: Brokers): Brokers => some.toSorted((a, b) => a - b);
  const removingReplicas = byId(without(partition.replicas, target));
  const addingReplicas = byId(without(target, partition.replicas));
  return changeRecords({ metadata }, partition, {
    replicas: [...target, ...removingReplicas],
    // As in Kafka, an empty list leaves that of a move under way as it is: who is to be added and then taken away again stays
    // until the move is cancelled.
    ...(addingReplicas.length > 0 && { addingReplicas }),
    ...(removingReplicas.length > 0 && { removingReplicas }),
  });
}

/** The records that give up a move: the replicas are those from before it. */
export function cancelReassignment(
  metadata: Metadata,
  partition: Partition,
): readonly MetadataRecord[] | CreationError {
  if (!isReassigning(partition)) return { errorCode: ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, errorMessage: null };
  const { addingReplicas } = partition;
  const replicas = without(partition.replicas, addingReplicas);
  const isr = without(partition.isr, addingReplicas);
  if (isr.length === 0 && !partition.config.uncleanLeaderElectionEnable) {
    const errorMessage = 'It cannot be cancelled: none of the replicas that would remain is in sync';
    return { errorCode: ErrorCode.INVALID_REPLICA_ASSIGNMENT, errorMessage };
  }
  return changeRecords({ metadata }, partition, { replicas, isr, addingReplicas: [], removingReplicas: [] });
}
