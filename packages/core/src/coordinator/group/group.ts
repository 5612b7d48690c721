import type { ErrorCode } from '@testka/protocol';
import type { EmptyClassicGroup } from './group-snapshot.ts';
import type { GroupView } from './group-view.ts';
import type { CommittedOffset } from './offsets.ts';
import type { GroupRecord } from './records.ts';

/** Who commits, as the request says. */
export interface Committer {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Generation of a classic member or epoch of another; -1: not a member. */
  readonly generationIdOrMemberEpoch: number;
  /** Part of a transaction: old producers do not say who they are, and a rebalance does not stop them. */
  readonly isTransactional: boolean;
}

/** Time from which an offset's retention counts, ms. */
export type RetentionStart = (offset: CommittedOffset) => number;

/** What commits, listings, deletions and expiry need of a group of any type. */
export interface Group extends GroupView {
  /** Nobody is in it. */
  readonly isEmpty: boolean;
  validateOffsetCommit(committer: Committer): ErrorCode;
  /** For members that read their group's offsets (v9+). */
  validateOffsetFetch(memberId: string | null, memberEpoch: number): ErrorCode;
  validateOffsetDelete(): ErrorCode;
  validateDelete(): ErrorCode;
  /** Whether a member reads the topic, so that its offsets are in use. */
  isSubscribedTo(topicName: string): boolean;
  /** Undefined: its offsets never expire in this state. */
  retentionStart(): RetentionStart | undefined;
  /** What deletes it, its offsets aside. */
  tombstones(): GroupRecord[];
  /** A member's commit is a sign of life. */
  memberCommitted(memberId: string, now: number): void;
  /** Its members and parked requests survive a reset of everything durable. */
  readonly isInUse: boolean;
  /** What makes the durable state again after a reset. */
  durableRecords(): GroupRecord[];
  /** What it would be if all members left now; undefined: its offsets alone make it. */
  withoutMembers(now: number): EmptyClassicGroup | undefined;
  /** Gives up timers and answers whoever waits: it was deleted, or another broker takes over. */
  close(error: ErrorCode): void;
}
