import { ErrorCode, type OffsetCommitValue, type Uuid, ZERO_UUID } from '@testka/protocol';
import type { Release } from '../../releases/release.ts';
import { answer, type Outcome } from '../outcome.ts';
import type { Committer } from './group.ts';
import type { GroupShard } from './group-shard.ts';
import type { GroupRecord } from './records.ts';

/** An offset that a client commits, its topic known to exist. */
export interface OffsetToCommit {
  readonly topicName: string;
  readonly topicId: Uuid;
  readonly partitionIndex: number;
  readonly offset: number;
  /** -1: not said. */
  readonly leaderEpoch: number;
  readonly metadata: string | null;
  /** ms since the epoch, by the client's account, which v1 alone asks for; -1: when it comes. */
  readonly commitTimestampMs: number;
  /** It is from before a reset, so it is accepted and forgotten. */
  readonly isStale: boolean;
}

/** An OffsetCommit as far as the coordinator sees it. */
export interface Commit {
  readonly groupId: string;
  readonly committer: Committer;
  readonly apiVersion: number;
  /** Asked for by v2–4; -1: the broker's. */
  readonly retentionTimeMs: number;
  readonly offsets: readonly OffsetToCommit[];
}

/** First version in which a missing group is called so (KIP-848). */
const GROUP_ID_NOT_FOUND_SINCE = 9;
/** First version that names topics by id (KIP-848). */
const BY_TOPIC_ID_SINCE = 10;
const NO_RETENTION = -1;
const NO_TIMESTAMP = -1;

/**
 * OffsetCommit, v2–10. Offsets are not checked against the log: committing beyond its end, or -5, is the client's
 * affair.
 * @returns an error for each offset, in their order.
 */
export function commitOffsets(
  shard: GroupShard,
  commit: Commit,
  now: number,
): Outcome<GroupRecord, readonly ErrorCode[]> {
  const { groupId, committer, offsets } = commit;
  // Who was put out by a restore hears it from its heartbeat, which makes every client read its offsets anew; franz-go, refused
  // a commit, joins again with the positions that it has. What it commits is undone already.
  if (shard.ports.returning.isToHear(groupId, committer.memberId)) return answer(offsets.map(() => ErrorCode.NONE));
  const error = validateCommit(shard, commit);
  if (error !== ErrorCode.NONE) return answer(offsets.map(() => error));
  shard.groups.get(groupId)?.memberCommitted(committer.memberId, now);
  const maxMetadataLength = shard.ports.configs.broker.number('offset.metadata.max.bytes');
  // Kafka compares characters, whatever the name of the config says.
  const isTooLarge = ({ metadata }: OffsetToCommit): boolean =>
    metadata !== null && metadata.length > maxMetadataLength;
  return {
    records: offsets
      .filter((offset) => !isTooLarge(offset) && !offset.isStale)
      .map(({ topicName, partitionIndex, ...offset }) => {
        const topicId = isTopicIdKept(shard.ports.release, commit) ? offset.topicId : ZERO_UUID;
        const value = toValue({ ...offset, topicId }, commit.retentionTimeMs, now);
        return { type: 'OffsetCommit', groupId, topicName, partitionIndex, value };
      }),
    whenWritten: () => {
      // Nothing of it is written, not even the group that it makes.
      if (offsets.every(isTooLarge)) shard.addUnwritten(groupId);
      return offsets.map((offset) => (isTooLarge(offset) ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE));
    },
    whenRefused: (refusal) => offsets.map(() => refusal),
  };
}

function validateCommit(shard: GroupShard, { groupId, committer, apiVersion }: Commit): ErrorCode {
  const group = shard.groups.get(groupId);
  if (group !== undefined) return group.validateOffsetCommit(committer);
  // Who is not a member makes a "simple" group: one that only has offsets.
  if (committer.generationIdOrMemberEpoch < 0) return ErrorCode.NONE;
  const isNameable = apiVersion >= GROUP_ID_NOT_FOUND_SINCE && shard.ports.release.isAtLeast('4.0');
  const isNamed = isNameable && !committer.isTransactional;
  return isNamed ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION;
}

/** Since 4.1 a commit by id is kept with the id (KIP-848), since 4.3 any is. */
function isTopicIdKept(release: Release, { apiVersion }: Commit): boolean {
  return release.isAtLeast(apiVersion >= BY_TOPIC_ID_SINCE ? '4.1' : '4.3');
}

type OffsetOnly = Omit<OffsetToCommit, 'topicName' | 'partitionIndex'>;

function toValue(
  { offset, leaderEpoch, metadata, topicId, commitTimestampMs }: OffsetOnly,
  retentionTimeMs: number,
  now: number,
): OffsetCommitValue {
  // Kafka 3.9 takes any other, also one that is negative or to come.
  const commitTimestamp = commitTimestampMs === NO_TIMESTAMP ? now : commitTimestampMs;
  const value = { offset, leaderEpoch, metadata: metadata ?? '', commitTimestamp, expireTimestamp: -1, topicId };
  if (retentionTimeMs === NO_RETENTION) return value;
  // The record version with an expiry has neither, so they are not kept in memory either.
  return { ...value, leaderEpoch: -1, topicId: ZERO_UUID, expireTimestamp: now + retentionTimeMs };
}
