/**
 * The 37 topic configs of Kafka 4.4, as DescribeConfigs gave them, with the broker config behind each.
 * The form is explained in ../config-def.ts.
 */
export const TOPIC_TABLE = `
cleanup.policy l delete {compact,delete} =log.cleanup.policy
compression.gzip.level i -1 >=1 <=9 or=-1 =
compression.lz4.level i 9 >=1 <=17 =
compression.type s producer {uncompressed,zstd,lz4,snappy,gzip,producer} =
compression.zstd.level i 3 >=-131072 <=22 =
delete.retention.ms j 86400000 >=0 =log.cleaner.delete.retention.ms
errors.deadletterqueue.group.enable b false
file.delete.delay.ms j 60000 >=0 =log.segment.delete.delay.ms
flush.messages j 9223372036854775807 >=1 =log.flush.interval.messages
flush.ms j 9223372036854775807 >=0 =log.flush.interval.ms
follower.replication.throttled.replicas l ""
index.interval.bytes i 4096 >=0 =log.index.interval.bytes
leader.replication.throttled.replicas l ""
local.retention.bytes j -2 >=-2 =log.local.retention.bytes
local.retention.ms j -2 >=-2 =log.local.retention.ms
max.compaction.lag.ms j 9223372036854775807 >=1 =log.cleaner.max.compaction.lag.ms
max.decompressed.message.bytes i 2147483639 >=1 =
max.message.bytes i 1048588 >=0 =message.max.bytes
message.timestamp.after.max.ms j 3600000 >=0 =log.message.timestamp.after.max.ms
message.timestamp.before.max.ms j 9223372036854775807 >=0 =log.message.timestamp.before.max.ms
message.timestamp.type s CreateTime {CreateTime,LogAppendTime} =log.message.timestamp.type
min.cleanable.dirty.ratio d 0.5 >=0 <=1 =log.cleaner.min.cleanable.ratio
min.compaction.lag.ms j 0 >=0 =log.cleaner.min.compaction.lag.ms
min.insync.replicas i 1 >=1 =
preallocate b false =log.preallocate
remote.copy.lag.bytes j -1 >=-1 =log.remote.copy.lag.bytes
remote.copy.lag.ms j 0 >=-1 =log.remote.copy.lag.ms
remote.log.copy.disable b false
remote.log.delete.on.disable b false
remote.storage.enable b false
retention.bytes j -1 =log.retention.bytes
retention.ms j 604800000 >=-1 =log.retention.ms
segment.bytes i 1073741824 >=1048576 =log.segment.bytes
segment.index.bytes i 10485760 >=4 =log.index.size.max.bytes
segment.jitter.ms j 0 >=0 =log.roll.jitter.ms
segment.ms j 604800000 >=1 =log.roll.ms
unclean.leader.election.enable b false =
`;
