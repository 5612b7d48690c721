/**
 * The 21 group configs of Kafka 4.4, as DescribeConfigs gave them, with the broker config behind each.
 * The form is explained in ../config-def.ts.
 */
export const GROUP_TABLE = `
consumer.assignment.interval.ms i 1000 >=0 =group.consumer.assignment.interval.ms
consumer.heartbeat.interval.ms i 5000 >=1 =group.consumer.heartbeat.interval.ms
consumer.session.timeout.ms i 45000 >=1 =group.consumer.session.timeout.ms
errors.deadletterqueue.copy.record.enable b false
errors.deadletterqueue.topic.name s ""
share.assignment.interval.ms i 1000 >=0 =group.share.assignment.interval.ms
share.auto.offset.reset s latest
share.delivery.count.limit i 5 >=1 =group.share.delivery.count.limit
share.heartbeat.interval.ms i 5000 >=1 =group.share.heartbeat.interval.ms
share.isolation.level s read_uncommitted {read_committed,read_uncommitted}
share.partition.max.record.locks i 2000 >=1 =group.share.partition.max.record.locks
share.record.lock.duration.ms i 30000 >=1 =group.share.record.lock.duration.ms
share.renew.acknowledge.enable b true
share.session.timeout.ms i 45000 >=1 =group.share.session.timeout.ms
streams.assignment.interval.ms i 1000 >=0 =group.streams.assignment.interval.ms
streams.assignor.name s sticky =group.streams.assignors
streams.heartbeat.interval.ms i 5000 >=1 =group.streams.heartbeat.interval.ms
streams.initial.rebalance.delay.ms i 3000 >=0 =group.streams.initial.rebalance.delay.ms
streams.num.standby.replicas i 0 >=0 =group.streams.num.standby.replicas
streams.rack.aware.assignment.tags l "" =group.streams.rack.aware.assignment.tags
streams.session.timeout.ms i 45000 >=1 =group.streams.session.timeout.ms
`;

/** The three configs of a client-metrics subscription (KIP-714). */
export const CLIENT_METRICS_TABLE = `
interval.ms i 300000 >=100 <=3600000
match l ""
metrics l ""
`;
