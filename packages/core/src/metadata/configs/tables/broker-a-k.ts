/**
 * The broker configs of Kafka 4.4 before "l", as DescribeConfigs gave them; ranges from Kafka's definitions.
 * The form is explained in ../config-def.ts.
 */
export const BROKER_TABLE_A_TO_K = `
add.partitions.to.txn.retry.backoff.max.ms I 100
add.partitions.to.txn.retry.backoff.ms I 20
advertised.listeners L
alter.config.policy.class.name C
alter.log.dirs.replication.quota.window.num I 11
alter.log.dirs.replication.quota.window.size.seconds I 1
authorizer.class.name S ""
auto.create.topics.enable B true
auto.leader.rebalance.enable B true
background.threads i 10 >=1
broker.heartbeat.interval.ms I 2000
broker.id I -1
broker.rack S
broker.session.timeout.ms I 9000
client.quota.callback.class C
compression.gzip.level i -1 >=1 <=9 or=-1
compression.lz4.level i 9 >=1 <=17
compression.type s producer {uncompressed,zstd,lz4,snappy,gzip,producer}
compression.zstd.level i 3 >=-131072 <=22
config.providers l ""
connection.failed.authentication.delay.ms I 100 >=0
connections.max.idle.ms J 600000
connections.max.reauth.ms J 0
controlled.shutdown.enable B true
controller.listener.names L
controller.quorum.append.linger.ms I 25
controller.quorum.auto.join.enable B false
controller.quorum.bootstrap.servers L ""
controller.quorum.election.backoff.max.ms I 1000
controller.quorum.election.timeout.ms I 1000
controller.quorum.fetch.max.bytes I 1048576
controller.quorum.fetch.snapshot.max.bytes I 1048576
controller.quorum.fetch.timeout.ms I 2000
controller.quorum.request.timeout.ms I 2000
controller.quorum.retry.backoff.ms I 20
controller.quorum.voters L ""
controller.quota.window.num I 11
controller.quota.window.size.seconds I 1
controller.socket.timeout.ms I 30000
cordoned.log.dirs l ""
create.topic.policy.class.name C
default.replication.factor I 1
delegation.token.expiry.check.interval.ms J 3600000 >=1
delegation.token.expiry.time.ms J 86400000 >=1
delegation.token.max.lifetime.ms J 604800000 >=1
delegation.token.secret.key P
delete.records.purgatory.purge.interval.requests I 1
delete.topic.enable B true
early.start.listeners L
errors.deadletterqueue.auto.create.topics.enable b false
errors.deadletterqueue.topic.name.prefix s dlq.
fetch.max.bytes I 57671680 >=1024
fetch.purgatory.purge.interval.requests I 1000
follower.fetch.last.tiered.offset.enable b false
group.consumer.assignment.interval.ms i 1000
group.consumer.assignors L uniform,range
group.consumer.heartbeat.interval.ms I 5000 >=1
group.consumer.max.assignment.interval.ms I 15000
group.consumer.max.heartbeat.interval.ms I 15000 >=1
group.consumer.max.session.timeout.ms I 60000 >=1
group.consumer.max.size I 2147483647 >=1
group.consumer.migration.policy S bidirectional {bidirectional,upgrade,downgrade,disabled}
group.consumer.min.assignment.interval.ms I 0
group.consumer.min.heartbeat.interval.ms I 5000 >=1
group.consumer.min.session.timeout.ms I 45000 >=1
group.consumer.session.timeout.ms I 45000 >=1
group.coordinator.append.linger.ms I -1 >=-1
group.coordinator.background.threads I 2
group.coordinator.cached.buffer.max.bytes i 1048588
group.coordinator.rebalance.protocols L classic,consumer,streams
group.coordinator.threads I 4 >=1
group.initial.rebalance.delay.ms I 3000
group.max.session.timeout.ms I 1800000
group.max.size I 2147483647 >=1
group.min.session.timeout.ms I 6000
group.share.assignment.interval.ms i 1000
group.share.assignors L simple
group.share.delivery.count.limit I 5
group.share.heartbeat.interval.ms I 5000 >=1
group.share.max.assignment.interval.ms I 15000
group.share.max.delivery.count.limit I 10
group.share.max.heartbeat.interval.ms I 15000 >=1
group.share.max.partition.max.record.locks I 4000
group.share.max.record.lock.duration.ms I 60000
group.share.max.session.timeout.ms I 60000 >=1
group.share.max.share.sessions I 2000
group.share.max.size I 200
group.share.min.assignment.interval.ms I 0
group.share.min.delivery.count.limit I 2
group.share.min.heartbeat.interval.ms I 5000 >=1
group.share.min.partition.max.record.locks I 100
group.share.min.record.lock.duration.ms I 15000
group.share.min.session.timeout.ms I 45000 >=1
group.share.partition.max.record.locks I 2000
group.share.record.lock.duration.ms I 30000
group.share.session.timeout.ms I 45000 >=1
group.streams.assignment.interval.ms i 1000
group.streams.assignors L sticky
group.streams.heartbeat.interval.ms I 5000
group.streams.initial.rebalance.delay.ms I 3000
group.streams.max.assignment.interval.ms I 15000
group.streams.max.heartbeat.interval.ms I 15000
group.streams.max.session.timeout.ms I 60000
group.streams.max.size I 2147483647
group.streams.max.standby.replicas I 2
group.streams.min.assignment.interval.ms I 0
group.streams.min.heartbeat.interval.ms I 5000
group.streams.min.session.timeout.ms I 45000
group.streams.num.standby.replicas I 0
group.streams.rack.aware.assignment.tags L ""
group.streams.session.timeout.ms I 45000
group.streams.topology.description.plugin.class C
initial.broker.registration.timeout.ms I 60000
inter.broker.listener.name S
kafka.metrics.polling.interval.secs I 10
kafka.metrics.reporters L ""
`;
