/**
 * The broker configs of Kafka 4.4 from "l" on, as DescribeConfigs gave them; ranges from Kafka's definitions.
 * The form is explained in ../config-def.ts.
 */
export const BROKER_TABLE_L_TO_Z = `
leader.imbalance.check.interval.seconds J 300
listener.security.protocol.map s SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT
listeners l PLAINTEXT://:9092
log.cleaner.backoff.ms j 15000 >=0
log.cleaner.dedupe.buffer.size j 134217728
log.cleaner.delete.retention.ms j 86400000 >=0
log.cleaner.enable B true
log.cleaner.io.buffer.load.factor d 0.9
log.cleaner.io.buffer.size i 524288
log.cleaner.io.max.bytes.per.second d 1.7976931348623157E308
log.cleaner.max.compaction.lag.ms j 9223372036854775807 >=1
log.cleaner.min.cleanable.ratio d 0.5 >=0 <=1
log.cleaner.min.compaction.lag.ms j 0 >=0
log.cleaner.threads i 1 >=0
log.cleanup.policy l delete {compact,delete}
log.dir L /tmp/kafka-logs
log.dir.failure.timeout.ms J 30000
log.dirs L
log.flush.interval.messages j 9223372036854775807 >=1
log.flush.interval.ms j
log.flush.offset.checkpoint.interval.ms I 60000 >=0
log.flush.scheduler.interval.ms J 9223372036854775807
log.flush.start.offset.checkpoint.interval.ms I 60000 >=0
log.index.interval.bytes i 4096 >=0
log.index.size.max.bytes i 10485760 >=4
log.local.retention.bytes j -2 >=-2
log.local.retention.ms j -2 >=-2
log.message.timestamp.after.max.ms j 3600000 >=0
log.message.timestamp.before.max.ms j 9223372036854775807 >=0
log.message.timestamp.type s CreateTime {CreateTime,LogAppendTime}
log.preallocate b false
log.remote.copy.lag.bytes j -1 >=-1
log.remote.copy.lag.ms j 0 >=-1
log.retention.bytes j -1
log.retention.check.interval.ms J 300000 >=1
log.retention.hours I 168
log.retention.minutes I
log.retention.ms j
log.roll.hours I 168 >=1
log.roll.jitter.hours I 0 >=0
log.roll.jitter.ms j
log.roll.ms j
log.segment.bytes i 1073741824 >=1048576
log.segment.delete.delay.ms j 60000 >=0
max.connection.creation.rate i 2147483647 >=0
max.connections i 2147483647 >=0
max.connections.per.ip i 2147483647 >=0
max.connections.per.ip.overrides s ""
max.decompressed.message.bytes i 2147483639 >=1
max.incremental.fetch.session.cache.slots I 1000 >=0
max.request.partition.size.limit I 2000 >=1
message.max.bytes i 1048588 >=0
metadata.log.dir S
metadata.log.max.record.bytes.between.snapshots J 20971520
metadata.log.max.snapshot.interval.ms J 3600000
metadata.log.segment.bytes I 1073741824
metadata.log.segment.ms J 604800000
metadata.max.idle.interval.ms I 500
metadata.max.retention.bytes J 104857600
metadata.max.retention.ms J 604800000
metric.reporters l org.apache.kafka.common.metrics.JmxReporter
metrics.num.samples I 2 >=1
metrics.recording.level S INFO {INFO,DEBUG,TRACE}
metrics.sample.window.ms J 30000 >=1
min.insync.replicas i 1 >=1
node.id I
num.io.threads i 8 >=1
num.network.threads i 3 >=1
num.partitions I 1 >=1
num.recovery.threads.per.data.dir i 2 >=1
num.replica.alter.log.dirs.threads I
num.replica.fetchers i 1
offset.metadata.max.bytes I 4096
offsets.commit.timeout.ms I 5000 >=1
offsets.load.buffer.size I 5242880 >=1
offsets.retention.check.interval.ms J 600000 >=1
offsets.retention.minutes I 10080 >=1
offsets.topic.compression.codec I 0
offsets.topic.num.partitions I 50 >=1
offsets.topic.replication.factor H 3 >=1
offsets.topic.segment.bytes I 104857600 >=1
principal.builder.class c org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder
process.roles L
producer.id.expiration.ms i 86400000 >=1
producer.purgatory.purge.interval.requests I 1000
queued.max.request.bytes J -1
queued.max.requests I 500 >=1
quota.window.num I 11 >=1
quota.window.size.seconds I 1 >=1
remote.fetch.max.wait.ms i 500
remote.list.offsets.request.timeout.ms j 30000
remote.log.index.file.cache.total.size.bytes j 1073741824
remote.log.manager.copier.thread.pool.size i 10
remote.log.manager.copy.max.bytes.per.second j 9223372036854775807
remote.log.manager.copy.quota.window.num I 11
remote.log.manager.copy.quota.window.size.seconds I 1
remote.log.manager.expiration.thread.pool.size i 10
remote.log.manager.fetch.max.bytes.per.second j 9223372036854775807
remote.log.manager.fetch.quota.window.num I 11
remote.log.manager.fetch.quota.window.size.seconds I 1
remote.log.manager.follower.thread.pool.size i 2
remote.log.manager.task.interval.ms J 30000
remote.log.manager.thread.pool.size I 2
remote.log.metadata.custom.metadata.max.bytes I 128
remote.log.metadata.manager.class.name S org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager
remote.log.metadata.manager.class.path S
remote.log.metadata.manager.impl.prefix S rlmm.config.
remote.log.metadata.manager.listener.name S
remote.log.reader.max.pending.tasks I 100
remote.log.reader.threads i 10
remote.log.storage.manager.class.name S
remote.log.storage.manager.class.path S
remote.log.storage.manager.impl.prefix S rsm.config.
remote.log.storage.system.enable B false
replica.fetch.backoff.ms I 1000
replica.fetch.max.bytes I 1048576 >=0
replica.fetch.min.bytes I 1
replica.fetch.response.max.bytes I 10485760 >=0
replica.fetch.wait.max.ms I 500
replica.high.watermark.checkpoint.interval.ms J 5000
replica.lag.time.max.ms J 30000
replica.selector.class S
replica.socket.receive.buffer.bytes I 65536
replica.socket.timeout.ms I 30000
replication.quota.window.num I 11 >=1
replication.quota.window.size.seconds I 1 >=1
request.timeout.ms I 30000
sasl.client.callback.handler.class C
sasl.enabled.mechanisms l GSSAPI
sasl.jaas.config p
sasl.kerberos.kinit.cmd s /usr/bin/kinit
sasl.kerberos.min.time.before.relogin j 60000
sasl.kerberos.principal.to.local.rules l DEFAULT
sasl.kerberos.service.name s
sasl.kerberos.ticket.renew.jitter d 0.05
sasl.kerberos.ticket.renew.window.factor d 0.8
sasl.login.callback.handler.class C
sasl.login.class C
sasl.login.connect.timeout.ms I
sasl.login.read.timeout.ms I
sasl.login.refresh.buffer.seconds h 300
sasl.login.refresh.min.period.seconds h 60
sasl.login.refresh.window.factor d 0.8
sasl.login.refresh.window.jitter d 0.05
sasl.login.retry.backoff.max.ms J 10000
sasl.login.retry.backoff.ms J 100
sasl.mechanism.controller.protocol S GSSAPI
sasl.mechanism.inter.broker.protocol s GSSAPI
sasl.oauthbearer.allow.unverified.audience B false
sasl.oauthbearer.allow.unverified.issuer B false
sasl.oauthbearer.assertion.algorithm S RS256
sasl.oauthbearer.assertion.claim.aud S
sasl.oauthbearer.assertion.claim.exp.seconds I 300
sasl.oauthbearer.assertion.claim.iss S
sasl.oauthbearer.assertion.claim.jti.include B false
sasl.oauthbearer.assertion.claim.nbf.seconds I 60
sasl.oauthbearer.assertion.claim.sub S
sasl.oauthbearer.assertion.file S
sasl.oauthbearer.assertion.private.key.file S
sasl.oauthbearer.assertion.private.key.passphrase P
sasl.oauthbearer.assertion.template.file S
sasl.oauthbearer.client.credentials.client.id S
sasl.oauthbearer.client.credentials.client.secret P
sasl.oauthbearer.clock.skew.seconds I 30
sasl.oauthbearer.expected.audience L ""
sasl.oauthbearer.expected.issuer S
sasl.oauthbearer.jwks.endpoint.refresh.ms J 3600000
sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms J 10000
sasl.oauthbearer.jwks.endpoint.retry.backoff.ms J 100
sasl.oauthbearer.jwks.endpoint.url S
sasl.oauthbearer.jwt.retriever.class C org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever
sasl.oauthbearer.jwt.validator.class C org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator
sasl.oauthbearer.scope S
sasl.oauthbearer.scope.claim.name S scope
sasl.oauthbearer.sub.claim.name S sub
sasl.oauthbearer.token.endpoint.url S
sasl.server.callback.handler.class C
sasl.server.max.receive.size I 524288
security.inter.broker.protocol S PLAINTEXT {PLAINTEXT,SSL,SASL_PLAINTEXT,SASL_SSL}
security.providers S
share.coordinator.append.linger.ms I -1
share.coordinator.cached.buffer.max.bytes i 1048588
share.coordinator.load.buffer.size I 5242880
share.coordinator.snapshot.update.records.per.snapshot I 500
share.coordinator.state.topic.compression.codec I 0
share.coordinator.state.topic.min.isr H 2
share.coordinator.state.topic.num.partitions I 50
share.coordinator.state.topic.replication.factor H 3
share.coordinator.state.topic.segment.bytes I 104857600
share.coordinator.threads I 1
share.coordinator.write.timeout.ms I 5000
share.fetch.purgatory.purge.interval.requests I 1000
socket.connection.setup.timeout.max.ms J 30000
socket.connection.setup.timeout.ms J 10000
socket.listen.backlog.size I 50 >=1
socket.receive.buffer.bytes I 102400
socket.request.max.bytes I 104857600 >=1
socket.send.buffer.bytes I 102400
ssl.allow.dn.changes B false
ssl.allow.san.changes B false
ssl.cipher.suites l ""
ssl.client.auth s none {none,requested,required}
ssl.enabled.protocols l TLSv1.2,TLSv1.3
ssl.endpoint.identification.algorithm s https
ssl.engine.factory.class c
ssl.key.password p
ssl.keymanager.algorithm s SunX509
ssl.keystore.certificate.chain p
ssl.keystore.key p
ssl.keystore.location s
ssl.keystore.password p
ssl.keystore.type s JKS
ssl.principal.mapping.rules S DEFAULT
ssl.protocol s TLSv1.3
ssl.provider s
ssl.secure.random.implementation s
ssl.trustmanager.algorithm s PKIX
ssl.truststore.certificates p
ssl.truststore.location s
ssl.truststore.password p
ssl.truststore.type s JKS
telemetry.max.bytes I 1048576
transaction.abort.timed.out.transaction.cleanup.interval.ms I 10000 >=1
transaction.max.timeout.ms I 900000 >=1
transaction.partition.verification.enable b true
transaction.remove.expired.transaction.cleanup.interval.ms I 3600000 >=1
transaction.state.log.load.buffer.size I 5242880 >=1
transaction.state.log.min.isr I 2 >=1
transaction.state.log.num.partitions I 50 >=1
transaction.state.log.replication.factor H 3 >=1
transaction.state.log.segment.bytes I 104857600 >=1
transaction.two.phase.commit.enable B false
transactional.id.expiration.ms I 604800000 >=1
unclean.leader.election.enable b false
`;
