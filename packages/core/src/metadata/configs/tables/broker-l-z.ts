/**
 * The broker configs of Kafka 4.4 from "l" on, as DescribeConfigs gave them; ranges from Kafka's definitions.
 * The form is explained in ../config-def.ts.
 */
export const BROKER_TABLE_L_TO_Z = `
leader.imbalance.check.interval.seconds J 300
listener.security.protocol.map s SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT
listeners l PLAINTEXT://:9092
log.
 cleaner.
  backoff.ms j 15000 >=0
  dedupe.buffer.size j 134217728
  delete.retention.ms j 86400000 >=0
  enable B true
  io.buffer.
   load.factor d 0.9
   size i 524288
  io.max.bytes.per.second d 1.7976931348623157E308
  max.compaction.lag.ms j 9223372036854775807 >=1
  min.cleanable.ratio d 0.5 >=0 <=1
  min.compaction.lag.ms j 0 >=0
  threads i 1 >=0
 cleanup.policy l delete {compact,delete}
 dir L /tmp/kafka-logs
 dir.failure.timeout.ms J 30000
 dirs L
 flush.
  interval.
   messages j 9223372036854775807 >=1
   ms j
  offset.checkpoint.interval.ms I 60000 >=0
  scheduler.interval.ms J 9223372036854775807
  start.offset.checkpoint.interval.ms I 60000 >=0
 index.
  interval.bytes i 4096 >=0
  size.max.bytes i 10485760 >=4
 local.retention.
  bytes j -2 >=-2
  ms j -2 >=-2
 message.timestamp.
  after.max.ms j 3600000 >=0
  before.max.ms j 9223372036854775807 >=0
  type s CreateTime {CreateTime,LogAppendTime}
 preallocate b false
 remote.copy.lag.
  bytes j -1 >=-1
  ms j 0 >=-1
 retention.
  bytes j -1
  check.interval.ms J 300000 >=1
  hours I 168
  minutes I
  ms j
 roll.
  hours I 168 >=1
  jitter.
   hours I 0 >=0
   ms j
  ms j
 segment.
  bytes i 1073741824 >=1048576
  delete.delay.ms j 60000 >=0
max.
 connection.creation.rate i 2147483647 >=0
 connections i 2147483647 >=0
 connections.per.
  ip i 2147483647 >=0
  ip.overrides s ""
 decompressed.message.bytes i 2147483639 >=1
 incremental.fetch.session.cache.slots I 1000 >=0
 request.partition.size.limit I 2000 >=1
message.max.bytes i 1048588 >=0
metadata.
 log.
  dir S
  max.record.bytes.between.snapshots J 20971520
  max.snapshot.interval.ms J 3600000
  segment.
   bytes I 1073741824
   ms J 604800000
 max.
  idle.interval.ms I 500
  retention.
   bytes J 104857600
   ms J 604800000
metric.reporters l org.apache.kafka.common.metrics.JmxReporter
metrics.
 num.samples I 2 >=1
 recording.level S INFO {INFO,DEBUG,TRACE}
 sample.window.ms J 30000 >=1
min.insync.replicas i 1 >=1
node.id I
num.
 io.threads i 8 >=1
 network.threads i 3 >=1
 partitions I 1 >=1
 recovery.threads.per.data.dir i 2 >=1
 replica.
  alter.log.dirs.threads I
  fetchers i 1
offset.metadata.max.bytes I 4096
offsets.
 commit.timeout.ms I 5000 >=1
 load.buffer.size I 5242880 >=1
 retention.
  check.interval.ms J 600000 >=1
  minutes I 10080 >=1
 topic.
  compression.codec I 0
  num.partitions I 50 >=1
  replication.factor H 3 >=1
  segment.bytes I 104857600 >=1
principal.builder.class c org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder
process.roles L
producer.
 id.expiration.ms i 86400000 >=1
 purgatory.purge.interval.requests I 1000
queued.max.
 request.bytes J -1
 requests I 500 >=1
quota.window.
 num I 11 >=1
 size.seconds I 1 >=1
remote.
 fetch.max.wait.ms i 500
 list.offsets.request.timeout.ms j 30000
 log.
  index.file.cache.total.size.bytes j 1073741824
  manager.
   copier.thread.pool.size i 10
   copy.
    max.bytes.per.second j 9223372036854775807
    quota.window.
     num I 11
     size.seconds I 1
   expiration.thread.pool.size i 10
   fetch.
    max.bytes.per.second j 9223372036854775807
    quota.window.
     num I 11
     size.seconds I 1
   follower.thread.pool.size i 2
   task.interval.ms J 30000
   thread.pool.size I 2
  metadata.
   custom.metadata.max.bytes I 128
   manager.
    class.name S org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager
    class.path S
    impl.prefix S rlmm.config.
    listener.name S
  reader.
   max.pending.tasks I 100
   threads i 10
  storage.manager.
   class.name S
   class.path S
   impl.prefix S rsm.config.
  storage.system.enable B false
replica.
 fetch.
  backoff.ms I 1000
  max.bytes I 1048576 >=0
  min.bytes I 1
  response.max.bytes I 10485760 >=0
  wait.max.ms I 500
 high.watermark.checkpoint.interval.ms J 5000
 lag.time.max.ms J 30000
 selector.class S
 socket.
  receive.buffer.bytes I 65536
  timeout.ms I 30000
replication.quota.window.
 num I 11 >=1
 size.seconds I 1 >=1
request.timeout.ms I 30000
sasl.
 client.callback.handler.class C
 enabled.mechanisms l GSSAPI
 jaas.config p
 kerberos.
  kinit.cmd s /usr/bin/kinit
  min.time.before.relogin j 60000
  principal.to.local.rules l DEFAULT
  service.name s
  ticket.renew.
   jitter d 0.05
   window.factor d 0.8
 login.
  callback.handler.class C
  class C
  connect.timeout.ms I
  read.timeout.ms I
  refresh.
   buffer.seconds h 300
   min.period.seconds h 60
   window.
    factor d 0.8
    jitter d 0.05
  retry.backoff.
   max.ms J 10000
   ms J 100
 mechanism.
  controller.protocol S GSSAPI
  inter.broker.protocol s GSSAPI
 oauthbearer.
  allow.unverified.
   audience B false
   issuer B false
  assertion.
   algorithm S RS256
   claim.
    aud S
    exp.seconds I 300
    iss S
    jti.include B false
    nbf.seconds I 60
    sub S
   file S
   private.key.
    file S
    passphrase P
   template.file S
  client.credentials.client.
   id S
   secret P
  clock.skew.seconds I 30
  expected.
   audience L ""
   issuer S
  jwks.endpoint.
   refresh.ms J 3600000
   retry.backoff.
    max.ms J 10000
    ms J 100
   url S
  jwt.retriever.class C org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever
  jwt.validator.class C org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator
  scope S
  scope.claim.name S scope
  sub.claim.name S sub
  token.endpoint.url S
 server.
  callback.handler.class C
  max.receive.size I 524288
security.
 inter.broker.protocol S PLAINTEXT {PLAINTEXT,SSL,SASL_PLAINTEXT,SASL_SSL}
 providers S
share.coordinator.
 append.linger.ms I -1
 cached.buffer.max.bytes i 1048588
 load.buffer.size I 5242880
 snapshot.update.records.per.snapshot I 500
 state.topic.
  compression.codec I 0
  min.isr H 2
  num.partitions I 50
  replication.factor H 3
  segment.bytes I 104857600
 threads I 1
 write.timeout.ms I 5000
share.fetch.purgatory.purge.interval.requests I 1000
socket.connection.setup.timeout.
 max.ms J 30000
 ms J 10000
socket.
 listen.backlog.size I 50 >=1
 receive.buffer.bytes I 102400
 request.max.bytes I 104857600 >=1
 send.buffer.bytes I 102400
ssl.
 allow.
  dn.changes B false
  san.changes B false
 cipher.suites l ""
 client.auth s none {none,requested,required}
 enabled.protocols l TLSv1.2,TLSv1.3
 endpoint.identification.algorithm s https
 engine.factory.class c
 key.password p
 keymanager.algorithm s SunX509
 keystore.
  certificate.chain p
  key p
  location s
  password p
  type s JKS
 principal.mapping.rules S DEFAULT
 protocol s TLSv1.3
 provider s
 secure.random.implementation s
 trustmanager.algorithm s PKIX
 truststore.
  certificates p
  location s
  password p
  type s JKS
telemetry.max.bytes I 1048576
transaction.
 abort.timed.out.transaction.cleanup.interval.ms I 10000 >=1
 max.timeout.ms I 900000 >=1
 partition.verification.enable b true
 remove.expired.transaction.cleanup.interval.ms I 3600000 >=1
 state.log.
  load.buffer.size I 5242880 >=1
  min.isr I 2 >=1
  num.partitions I 50 >=1
  replication.factor H 3 >=1
  segment.bytes I 104857600 >=1
 two.phase.commit.enable B false
transactional.id.expiration.ms I 604800000 >=1
unclean.leader.election.enable b false
`;
