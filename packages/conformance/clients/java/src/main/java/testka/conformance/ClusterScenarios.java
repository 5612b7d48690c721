package testka.conformance;

import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

import testka.conformance.Records.Sent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an administrator sees of the cluster itself, and does to it. */
final class ClusterScenarios {
    /** The id of a broker, and of a voter, that is not there. */
    private static final int NOBODY = 4711;

    private ClusterScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put("admin-log-dirs", ClusterScenarios::logDirs);
        scenarios.put("admin-elect-leaders", ClusterScenarios::electLeaders);
        scenarios.put("admin-reassignments", ClusterScenarios::reassignments);
        scenarios.put("admin-client-quotas", ClusterScenarios::clientQuotas);
        scenarios.put("admin-config-resources", ClusterScenarios::configResources);
        scenarios.put("admin-describe-producers", ClusterScenarios::describeProducers);
        scenarios.put("admin-quorum", ClusterScenarios::quorum);
        scenarios.put("admin-features", ClusterScenarios::features);
        scenarios.put("admin-unregister-broker", ClusterScenarios::unregisterBroker);
    }

    private static String logDirs(Trial trial) throws Exception {
        TopicPartition partition = written(trial, 3);
        int leader = leaderOf(trial, partition);
        Map<String, LogDirDescription> directories =
                trial.get(
                        trial.admin().describeLogDirs(List.of(leader)).descriptions().get(leader));
        trial.equal("log directories", directories.size(), 1);
        var directory = directories.entrySet().iterator().next();
        trial.equal("error of the directory", directory.getValue().error(), null);
        var replica = directory.getValue().replicaInfos().get(partition);
        trial.check(replica != null, partition + " is not in " + directory.getKey());
        trial.check(replica.size() > 0, "the replica has " + replica.size() + " bytes");
        trial.equal("lag", replica.offsetLag(), 0L);
        trial.equal("being moved", replica.isFuture(), false);
        moveLog(trial, partition, leader, directory.getKey());
        return trial.refused(
                "another directory",
                LogDirNotFoundException.class,
                () -> moveLog(trial, partition, leader, directory.getKey() + "-of-another"));
    }

    private static void moveLog(Trial trial, TopicPartition partition, int broker, String directory)
            throws Exception {
        var replica =
                new TopicPartitionReplica(partition.topic(), partition.partition(), broker);
        trial.get(trial.admin().alterReplicaLogDirs(Map.of(replica, directory)).all());
    }

    private static String electLeaders(Trial trial) throws Exception {
        TopicPartition partition = new TopicPartition(trial.topic(1), 0);
        TopicPartition missing = new TopicPartition(partition.topic(), 1);
        for (ElectionType type : ElectionType.values()) {
            var elected = trial.admin().electLeaders(type, Set.of(partition, missing));
            var results = trial.get(elected.partitions());
            trial.equal(
                    type + ", led by its only replica",
                    results.get(partition).map(Object::getClass),
                    Optional.of(ElectionNotNeededException.class));
            trial.equal(
                    type + ", no such partition",
                    results.get(missing).map(Object::getClass),
                    Optional.of(UnknownTopicOrPartitionException.class));
        }
        return "not needed, unknown";
    }

    private static String reassignments(Trial trial) throws Exception {
        TopicPartition partition = written(trial, 3);
        int leader = leaderOf(trial, partition);
        reassign(trial, partition, Optional.of(new NewPartitionReassignment(List.of(leader))));
        trial.equal(
                "under way",
                trial.get(
                        trial.admin()
                                .listPartitionReassignments(Set.of(partition))
                                .reassignments()),
                Map.of());
        trial.refused(
                "nothing to cancel",
                NoReassignmentInProgressException.class,
                () -> reassign(trial, partition, Optional.empty()));
        return trial.refused(
                "to a broker that is not there",
                InvalidReplicaAssignmentException.class,
                () ->
                        reassign(
                                trial,
                                partition,
                                Optional.of(new NewPartitionReassignment(List.of(NOBODY)))));
    }

    private static void reassign(
            Trial trial, TopicPartition partition, Optional<NewPartitionReassignment> replicas)
            throws Exception {
        trial.get(trial.admin().alterPartitionReassignments(Map.of(partition, replicas)).all());
    }

    private static String clientQuotas(Trial trial) throws Exception {
        var entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, trial.name("")));
        setQuota(trial, entity, 1e9);
        awaitQuotas(trial, Map.of(entity, Map.of("producer_byte_rate", 1e9)));
        setQuota(trial, entity, null);
        awaitQuotas(trial, Map.of());
        return "set and removed";
    }

    private static void setQuota(Trial trial, ClientQuotaEntity entity, Double value)
            throws Exception {
        var operation = new ClientQuotaAlteration.Op("producer_byte_rate", value);
        var alteration = new ClientQuotaAlteration(entity, List.of(operation));
        trial.get(trial.admin().alterClientQuotas(List.of(alteration)).all());
    }

    /** The brokers hear of it a moment after the controller has answered. */
    private static void awaitQuotas(
            Trial trial, Map<ClientQuotaEntity, Map<String, Double>> expected) throws Exception {
        var name =
                ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, trial.name(""));
        var filter = ClientQuotaFilter.containsOnly(List.of(name));
        trial.eventually(
                "quotas",
                () -> {
                    var quotas = trial.get(trial.admin().describeClientQuotas(filter).entities());
                    return quotas.equals(expected) ? null : quotas + ", expected " + expected;
                });
        trial.check(true, "quotas");
    }

    private static String configResources(Trial trial) throws Exception {
        TopicPartition partition = written(trial, 1);
        Collection<ConfigResource> resources =
                trial.get(
                        trial.admin()
                                .listConfigResources(
                                        Set.of(
                                                ConfigResource.Type.TOPIC,
                                                ConfigResource.Type.BROKER),
                                        new ListConfigResourcesOptions())
                                .all());
        String broker = String.valueOf(leaderOf(trial, partition));
        for (ConfigResource resource :
                List.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, partition.topic()),
                        new ConfigResource(ConfigResource.Type.BROKER, broker))) {
            trial.check(resources.contains(resource), resource + " is not among " + resources);
        }
        return "topics and brokers";
    }

    private static String describeProducers(Trial trial) throws Exception {
        TopicPartition partition = written(trial, 3);
        var states = trial.get(trial.admin().describeProducers(List.of(partition)).all());
        List<ProducerState> active = states.get(partition).activeProducers();
        trial.equal("active producers", active.size(), 1);
        ProducerState producer = active.get(0);
        trial.equal("epoch", producer.producerEpoch(), 0);
        trial.equal("last sequence", producer.lastSequence(), 2);
        trial.check(producer.currentTransactionStartOffset().isEmpty(), "a transaction is open");
        return "producer " + producer.producerId();
    }

    private static String quorum(Trial trial) throws Exception {
        QuorumInfo quorum = trial.get(trial.admin().describeMetadataQuorum().quorumInfo());
        List<Integer> voters =
                quorum.voters().stream().map(QuorumInfo.ReplicaState::replicaId).toList();
        trial.check(
                voters.contains(quorum.leaderId()),
                "leader " + quorum.leaderId() + " is not among " + voters);
        trial.check(quorum.highWatermark() > 0, "the metadata log is empty");
        Uuid directory = Uuid.randomUuid();
        var endpoint = new RaftVoterEndpoint("CONTROLLER", "127.0.0.1", 9);
        trial.refused(
                "another voter",
                UnsupportedVersionException.class,
                () ->
                        trial.get(
                                trial.admin()
                                        .addRaftVoter(NOBODY, directory, Set.of(endpoint))
                                        .all()));
        return trial.refused(
                "a voter less",
                UnsupportedVersionException.class,
                () -> trial.get(trial.admin().removeRaftVoter(NOBODY, directory).all()));
    }

    private static String features(Trial trial) throws Exception {
        var features = trial.get(trial.admin().describeFeatures().featureMetadata());
        var finalized = features.finalizedFeatures();
        trial.check(
                finalized.containsKey("metadata.version"),
                "metadata.version is not among " + finalized);
        short level = finalized.get("metadata.version").maxVersionLevel();
        trial.check(
                level <= features.supportedFeatures().get("metadata.version").maxVersion(),
                "finalized at " + level + ", and not supported: " + features);
        update(trial, "metadata.version", level);
        return trial.refused(
                "an unknown feature",
                InvalidUpdateVersionException.class,
                () -> update(trial, "no.such.feature", (short) 1));
    }

    private static void update(Trial trial, String feature, short level) throws Exception {
        var change = new FeatureUpdate(level, FeatureUpdate.UpgradeType.UPGRADE);
        trial.get(
                trial.admin()
                        .updateFeatures(Map.of(feature, change), new UpdateFeaturesOptions())
                        .all());
    }

    private static String unregisterBroker(Trial trial) throws Exception {
        return trial.refused(
                "a broker that is not there",
                BrokerIdNotRegisteredException.class,
                () -> trial.get(trial.admin().unregisterBroker(NOBODY).all()));
    }

    /** A topic of the scenario's name with one partition, and so many records of one producer. */
    private static TopicPartition written(Trial trial, int count) throws Exception {
        String topic = trial.topic(1);
        List<Sent> records = Records.make(count, 1);
        Records.produce(trial, topic, records);
        return new TopicPartition(topic, 0);
    }

    private static int leaderOf(Trial trial, TopicPartition partition) throws Exception {
        String topic = partition.topic();
        var described = trial.get(trial.admin().describeTopics(List.of(topic)).allTopicNames());
        return described.get(topic).partitions().get(partition.partition()).leader().id();
    }
}
