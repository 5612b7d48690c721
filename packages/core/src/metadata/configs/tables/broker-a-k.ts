/**
 * The broker configs of Kafka 4.4 before "l", as DescribeConfigs gave them; ranges from Kafka's definitions.
 * The form is explained in ../config-def.ts.
 */
export const BROKER_TABLE_A_TO_K = `
add.partitions.to.txn.retry.backoff.
 max.ms I 100
 ms I 20
advertised.listeners L
alter.
 config.policy.class.name C
 log.dirs.replication.quota.window.
  num I 11
  size.seconds I 1
authorizer.class.name S ""
auto.
 create.topics.enable B true
 leader.rebalance.enable B true
background.threads i 10 >=1
broker.
 heartbeat.interval.ms I 2000
 id I -1
 rack S
 session.timeout.ms I 9000
client.quota.callback.class C
compression.
 gzip.level i -1 >=1 <=9 or=-1
 lz4.level i 9 >=1 <=17
 type s producer {uncompressed,zstd,lz4,snappy,gzip,producer}
 zstd.level i 3 >=-131072 <=22
config.providers l ""
connection.failed.authentication.delay.ms I 100 >=0
connections.max.
 idle.ms J 600000
 reauth.ms J 0
controlled.shutdown.enable B true
controller.
 listener.names L
 quorum.
  append.linger.ms I 25
  auto.join.enable B false
  bootstrap.servers L ""
  election.
   backoff.max.ms I 1000
   timeout.ms I 1000
  fetch.
   max.bytes I 1048576
   snapshot.max.bytes I 1048576
   timeout.ms I 2000
  request.timeout.ms I 2000
  retry.backoff.ms I 20
  voters L ""
 quota.window.
  num I 11
  size.seconds I 1
 socket.timeout.ms I 30000
cordoned.log.dirs l ""
create.topic.policy.class.name C
default.replication.factor I 1
delegation.token.
 expiry.
  check.interval.ms J 3600000 >=1
  time.ms J 86400000 >=1
 max.lifetime.ms J 604800000 >=1
 secret.key P
delete.
 records.purgatory.purge.interval.requests I 1
 topic.enable B true
early.start.listeners L
errors.deadletterqueue.
 auto.create.topics.enable b false
 topic.name.prefix s dlq.
fetch.
 max.bytes I 57671680 >=1024
 purgatory.purge.interval.requests I 1000
follower.fetch.last.tiered.offset.enable b false
group.
 consumer.
  assignment.interval.ms i 1000
  assignors L uniform,range
  heartbeat.interval.ms I 5000 >=1
  max.
   assignment.interval.ms I 15000
   heartbeat.interval.ms I 15000 >=1
   session.timeout.ms I 60000 >=1
   size I 2147483647 >=1
  migration.policy S bidirectional {bidirectional,upgrade,downgrade,disabled}
  min.
   assignment.interval.ms I 0
   heartbeat.interval.ms I 5000 >=1
   session.timeout.ms I 45000 >=1
  session.timeout.ms I 45000 >=1
 coordinator.
  append.linger.ms I -1 >=-1
  background.threads I 2
  cached.buffer.max.bytes i 1048588
  rebalance.protocols L classic,consumer,streams
  threads I 4 >=1
 initial.rebalance.delay.ms I 3000
 max.session.timeout.ms I 1800000
 max.size I 2147483647 >=1
 min.session.timeout.ms I 6000
 share.
  assignment.interval.ms i 1000
  assignors L simple
  delivery.count.limit I 5
  heartbeat.interval.ms I 5000 >=1
  max.
   assignment.interval.ms I 15000
   delivery.count.limit I 10
   heartbeat.interval.ms I 15000 >=1
   partition.max.record.locks I 4000
   record.lock.duration.ms I 60000
   session.timeout.ms I 60000 >=1
   share.sessions I 2000
   size I 200
  min.
   assignment.interval.ms I 0
   delivery.count.limit I 2
   heartbeat.interval.ms I 5000 >=1
   partition.max.record.locks I 100
   record.lock.duration.ms I 15000
   session.timeout.ms I 45000 >=1
  partition.max.record.locks I 2000
  record.lock.duration.ms I 30000
  session.timeout.ms I 45000 >=1
 streams.
  assignment.interval.ms i 1000
  assignors L sticky
  heartbeat.interval.ms I 5000
  initial.rebalance.delay.ms I 3000
  max.
   assignment.interval.ms I 15000
   heartbeat.interval.ms I 15000
   session.timeout.ms I 60000
   size I 2147483647
   standby.replicas I 2
  min.
   assignment.interval.ms I 0
   heartbeat.interval.ms I 5000
   session.timeout.ms I 45000
  num.standby.replicas I 0
  rack.aware.assignment.tags L ""
  session.timeout.ms I 45000
  topology.description.plugin.class C
initial.broker.registration.timeout.ms I 60000
inter.broker.listener.name S
kafka.metrics.
 polling.interval.secs I 10
 reporters L ""
`;
