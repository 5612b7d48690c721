/**
 * In what the configs of older releases differ from the tables, which are those of Kafka 4.4; as each release answered to
 * DescribeConfigs. `since 4.3` names configs that older releases do not have; `before 4.0` gives a config as it was in
 * older releases, whether or not it is still there.
 */
export const BROKER_HISTORY = `
since 4.0 share.coordinator.state.topic.min.isr share.coordinator.state.topic.replication.factor
before 4.0 advertised.listeners s
before 4.0 node.id I -1
before 4.0 process.roles L ""
before 4.2 advertised.listeners S
before 4.2 controller.listener.names S
before 4.2 listeners s PLAINTEXT://:9092
before 4.2 log.dir S /tmp/kafka-logs
before 4.2 log.dirs S
since 4.0 add.partitions.to.txn.retry.backoff.max.ms add.partitions.to.txn.retry.backoff.ms
since 4.0 group.consumer.migration.policy remote.list.offsets.request.timeout.ms share.coordinator.append.linger.ms
since 4.0 share.coordinator.load.buffer.size share.coordinator.snapshot.update.records.per.snapshot
since 4.0 share.coordinator.state.topic.compression.codec share.coordinator.state.topic.num.partitions
since 4.0 share.coordinator.state.topic.segment.bytes share.coordinator.threads share.coordinator.write.timeout.ms
since 4.0 share.fetch.purgatory.purge.interval.requests
before 4.0 auto.include.jmx.reporter B true
before 4.0 broker.id.generation.enable B true
before 4.0 control.plane.listener.name S
before 4.0 controlled.shutdown.max.retries I 3
before 4.0 controlled.shutdown.retry.backoff.ms J 5000
before 4.0 delegation.token.master.key P
before 4.0 eligible.leader.replicas.enable B false
before 4.0 group.consumer.assignors L org.apache.kafka.coordinator.group.assignor.UniformAssignor,org.apache.kafka.coordinator.group.assignor.RangeAssignor
before 4.0 group.coordinator.append.linger.ms I 10 >=-1
before 4.0 group.coordinator.rebalance.protocols L classic
before 4.0 group.coordinator.threads I 1 >=1
before 4.0 group.share.max.size H 200
before 4.0 inter.broker.protocol.version S 3.9-IV0
before 4.0 leader.imbalance.per.broker.percentage I 10
before 4.0 log.message.downconversion.enable b true
before 4.0 log.message.format.version S 3.0-IV1
before 4.0 log.message.timestamp.after.max.ms j 9223372036854775807 >=0
before 4.0 log.message.timestamp.difference.max.ms j 9223372036854775807
before 4.0 log.segment.bytes i 1073741824 >=14
before 4.0 metric.reporters l ""
before 4.0 num.recovery.threads.per.data.dir i 1 >=1
before 4.0 offsets.commit.required.acks H -1
before 4.0 password.encoder.cipher.algorithm S AES/CBC/PKCS5Padding
before 4.0 password.encoder.iterations I 4096
before 4.0 password.encoder.key.length I 128
before 4.0 password.encoder.keyfactory.algorithm S
before 4.0 password.encoder.old.secret P
before 4.0 password.encoder.secret P
before 4.0 remote.log.manager.copier.thread.pool.size I -1
before 4.0 remote.log.manager.expiration.thread.pool.size I -1
before 4.0 remote.log.manager.thread.pool.size I 10
before 4.0 remote.log.reader.threads I 10
before 4.0 reserved.broker.max.id I 1000
before 4.0 zookeeper.clientCnxnSocket S
before 4.0 zookeeper.connect S
before 4.0 zookeeper.connection.timeout.ms I
before 4.0 zookeeper.max.in.flight.requests I 10
before 4.0 zookeeper.metadata.migration.enable B false
before 4.0 zookeeper.session.timeout.ms I 18000
before 4.0 zookeeper.set.acl B false
before 4.0 zookeeper.ssl.cipher.suites L
before 4.0 zookeeper.ssl.client.enable B false
before 4.0 zookeeper.ssl.crl.enable B false
before 4.0 zookeeper.ssl.enabled.protocols L
before 4.0 zookeeper.ssl.endpoint.identification.algorithm S HTTPS
before 4.0 zookeeper.ssl.keystore.location S
before 4.0 zookeeper.ssl.keystore.password P
before 4.0 zookeeper.ssl.keystore.type S
before 4.0 zookeeper.ssl.ocsp.enable B false
before 4.0 zookeeper.ssl.protocol S TLSv1.2
before 4.0 zookeeper.ssl.truststore.location S
before 4.0 zookeeper.ssl.truststore.password P
before 4.0 zookeeper.ssl.truststore.type S
since 4.1 group.share.assignors group.share.max.share.sessions group.streams.heartbeat.interval.ms
since 4.1 group.streams.max.heartbeat.interval.ms group.streams.max.session.timeout.ms group.streams.max.size
since 4.1 group.streams.max.standby.replicas group.streams.min.heartbeat.interval.ms
since 4.1 group.streams.min.session.timeout.ms group.streams.num.standby.replicas group.streams.session.timeout.ms
since 4.1 sasl.oauthbearer.assertion.algorithm sasl.oauthbearer.assertion.claim.aud
since 4.1 sasl.oauthbearer.assertion.claim.exp.seconds sasl.oauthbearer.assertion.claim.iss
since 4.1 sasl.oauthbearer.assertion.claim.jti.include sasl.oauthbearer.assertion.claim.nbf.seconds
since 4.1 sasl.oauthbearer.assertion.claim.sub sasl.oauthbearer.assertion.file
since 4.1 sasl.oauthbearer.assertion.private.key.file sasl.oauthbearer.assertion.private.key.passphrase
since 4.1 sasl.oauthbearer.assertion.template.file sasl.oauthbearer.client.credentials.client.id
since 4.1 sasl.oauthbearer.client.credentials.client.secret sasl.oauthbearer.jwt.retriever.class
since 4.1 sasl.oauthbearer.jwt.validator.class sasl.oauthbearer.scope transaction.two.phase.commit.enable
before 4.1 group.coordinator.rebalance.protocols L classic,consumer
before 4.1 group.share.max.groups H 10
before 4.1 group.share.partition.max.record.locks I 200
before 4.1 share.coordinator.append.linger.ms I 10
since 4.2 config.providers controller.quorum.auto.join.enable group.streams.initial.rebalance.delay.ms
since 4.2 remote.log.manager.follower.thread.pool.size
before 4.2 early.start.listeners S
before 4.2 group.coordinator.append.linger.ms I 5 >=-1
before 4.2 sasl.oauthbearer.expected.audience L
before 4.2 share.coordinator.append.linger.ms I 5
since 4.3 controller.quorum.fetch.max.bytes controller.quorum.fetch.snapshot.max.bytes cordoned.log.dirs
since 4.3 follower.fetch.last.tiered.offset.enable group.consumer.assignment.interval.ms
since 4.3 group.consumer.max.assignment.interval.ms group.consumer.min.assignment.interval.ms
since 4.3 group.coordinator.background.threads group.coordinator.cached.buffer.max.bytes
since 4.3 group.share.assignment.interval.ms group.share.max.assignment.interval.ms
since 4.3 group.share.max.delivery.count.limit group.share.max.partition.max.record.locks
since 4.3 group.share.min.assignment.interval.ms group.share.min.delivery.count.limit
since 4.3 group.share.min.partition.max.record.locks group.streams.assignment.interval.ms
since 4.3 group.streams.max.assignment.interval.ms group.streams.min.assignment.interval.ms
since 4.3 share.coordinator.cached.buffer.max.bytes
since 4.4 errors.deadletterqueue.auto.create.topics.enable errors.deadletterqueue.topic.name.prefix
since 4.4 group.streams.assignors group.streams.rack.aware.assignment.tags
since 4.4 group.streams.topology.description.plugin.class log.remote.copy.lag.bytes log.remote.copy.lag.ms
since 4.4 max.decompressed.message.bytes sasl.oauthbearer.allow.unverified.audience
since 4.4 sasl.oauthbearer.allow.unverified.issuer
`;

export const TOPIC_HISTORY = `
before 4.0 message.downconversion.enable b true =log.message.downconversion.enable
before 4.0 message.format.version s 3.0-IV1 =log.message.format.version
before 4.0 message.timestamp.after.max.ms j 9223372036854775807 >=0 =log.message.timestamp.after.max.ms
before 4.0 message.timestamp.difference.max.ms j 9223372036854775807 =log.message.timestamp.difference.max.ms
before 4.1 segment.bytes i 1073741824 >=14 =log.segment.bytes
since 4.4 errors.deadletterqueue.group.enable max.decompressed.message.bytes remote.copy.lag.bytes remote.copy.lag.ms
`;

export const GROUP_HISTORY = `
since 4.0 consumer.heartbeat.interval.ms consumer.session.timeout.ms share.auto.offset.reset
since 4.0 share.heartbeat.interval.ms share.record.lock.duration.ms share.session.timeout.ms
since 4.1 share.isolation.level streams.heartbeat.interval.ms streams.num.standby.replicas streams.session.timeout.ms
since 4.2 streams.initial.rebalance.delay.ms
since 4.3 consumer.assignment.interval.ms share.assignment.interval.ms share.delivery.count.limit
since 4.3 share.partition.max.record.locks share.renew.acknowledge.enable streams.assignment.interval.ms
before 4.3 consumer.heartbeat.interval.ms i 5000 >=1
before 4.3 consumer.session.timeout.ms i 45000 >=1
before 4.3 share.heartbeat.interval.ms i 5000 >=1
before 4.3 share.record.lock.duration.ms i 30000 >=1
before 4.3 share.session.timeout.ms i 45000 >=1
before 4.3 streams.heartbeat.interval.ms i 5000 >=1
before 4.3 streams.initial.rebalance.delay.ms i 3000 >=0
before 4.3 streams.num.standby.replicas i 0 >=0
before 4.3 streams.session.timeout.ms i 45000 >=1
since 4.4 errors.deadletterqueue.copy.record.enable errors.deadletterqueue.topic.name streams.assignor.name
since 4.4 streams.rack.aware.assignment.tags
`;

/** Before 4.1 only what is set was shown. */
export const CLIENT_METRICS_HISTORY = `
since 4.1 interval.ms match metrics
`;
