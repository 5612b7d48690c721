import type { Outcome } from '../outcome.ts';
import type { Group, RetentionStart } from './group.ts';
import type { GroupShard } from './group-shard.ts';
import type { CommittedOffset } from './offsets.ts';
import { type GroupRecord, offsetTombstone } from './records.ts';

const MS_PER_MINUTE = 60_000;

/** The sweep for expired offsets, again and again as long as the shard is here. */
export function scheduleExpiration(shard: GroupShard, now: number): void {
  const { timers, configs } = shard.ports;
  timers.schedule(shard.expirationKey, now + configs.broker.number('offsets.retention.check.interval.ms'), (at) => {
    shard.run(expireOffsets(shard, at), at);
    scheduleExpiration(shard, at);
  });
}

/**
 * Offsets that nobody has used for `offsets.retention.minutes` go, and empty groups without offsets with them
 * (KIP-211).
 */
function expireOffsets(shard: GroupShard, now: number): Outcome<GroupRecord, void> {
  const records = [...shard.groups.values()].flatMap((group) => expireGroup(shard, group, now));
  return { records, whenWritten: () => {}, whenRefused: () => {} };
}

function expireGroup(shard: GroupShard, group: Group, now: number): GroupRecord[] {
  const { groupId } = group;
  const committed = [...shard.offsets.of(groupId)];
  const retentionStart = group.retentionStart();
  const expired =
    retentionStart === undefined
      ? []
      : committed.filter((offset) => isExpired(shard, group, offset, retentionStart, now));
  const tombstones = expired.map(({ topicName, partitionIndex }) =>
    offsetTombstone(groupId, topicName, partitionIndex),
  );
  const isLeftEmpty = group.isEmpty && expired.length === committed.length && !shard.offsets.hasPending(groupId);
  return isLeftEmpty ? [...tombstones, ...group.tombstones()] : tombstones;
}

function isExpired(
  shard: GroupShard,
  group: Group,
  offset: CommittedOffset,
  retentionStart: RetentionStart,
  now: number,
): boolean {
  const { topicName, partitionIndex, expireTimestampMs } = offset;
  if (group.isSubscribedTo(topicName) || shard.offsets.isPending(group.groupId, topicName, partitionIndex))
    return false;
  if (expireTimestampMs !== -1) return now >= expireTimestampMs;
  const retentionMs = shard.ports.configs.broker.number('offsets.retention.minutes') * MS_PER_MINUTE;
  return now - retentionStart(offset) >= retentionMs;
}
