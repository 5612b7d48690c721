import type { Connection } from '../../connections.ts';
import type { Partition } from '../../partition/partition.ts';
import type { Services } from '../../services.ts';

/** A commit and whoever sent it. */
export interface CommitOrigin {
  /** Undefined: the test itself. */
  readonly connection: Connection | undefined;
  readonly memberId: string;
  readonly partition: Partition;
  readonly committedOffset: number;
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
