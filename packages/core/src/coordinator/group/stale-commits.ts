import type { Connection } from '../../connections.ts';
import type { RequestContext } from '../../context.ts';
import type { Partition } from '../../partition/partition.ts';
import type { Services } from '../../services.ts';
import type { FetchedTopic } from './fetch-offsets.ts';
import { clientOn } from './returning-members.ts';

/** A commit and whoever sent it. */
export interface CommitOrigin {
  /** Undefined: the test itself. */
  readonly connection: Connection | undefined;
  readonly memberId: string;
  readonly partition: Partition;
  readonly committedOffset: number;
}

/** A client has been told how far its group is: what it asks for there is no longer its position of before a restore. */
export function tellOffsets(
  { connection, services: { connections, metadata } }: Pick<RequestContext, 'connection' | 'services'>,
  topics: readonly FetchedTopic[],
): void {
  if (connection === undefined) return;
  const client = clientOn(connection);
  for (const each of connections.values()) {
    if (!each.positions.hasStale || clientOn(each) !== client) continue;
    for (const { topicName, partitions } of topics) {
      for (const { partitionIndex, committedOffset } of partitions) {
        const partition = metadata.partition(topicName, partitionIndex);
        if (partition !== undefined) each.positions.offsetTold(partition, committedOffset);
      }
    }
  }
}

/** Whether a commit is about records from before a reset. */
export type IsStaleCommit = (origin: CommitOrigin) => boolean;

/**
 * After a reset a consumer may still commit what it read before. Such a commit would lie beyond the end of the emptied
 * partition, and a later consumer of the group would skip records up to there. It is told by who sends it: a client
 * none of whose connections has fetched from the partition since the reset. Of a member that a restore has put out it may also lie
 * within the log: @platformatic/kafka joins again, and commits what it had still to commit before it asks where to go on.
 */
export function commitsFromBeforeReset({
  resets,
  connections,
}: Pick<Services, 'resets' | 'connections'>): IsStaleCommit {
  return ({ connection, partition, committedOffset }) => {
    if (resets.latest === 0 || connection === undefined) return false;
    let wasReadBefore = false;
    for (const { clientId, peer, positions } of connections.values()) {
      if (clientId !== connection.clientId || peer.host !== connection.peer.host) continue;
      if (positions.of(partition) !== undefined) return false;
      wasReadBefore ||= positions.isOfMemberPutOut(partition);
    }
    return wasReadBefore || committedOffset > partition.highWatermark;
  };
}
