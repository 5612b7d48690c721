package testka.conformance;

import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import testka.conformance.Records.Sent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Administration of topics, configs and the cluster. */
final class AdminScenarios {
    private AdminScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put("admin-create-topics", AdminScenarios::createTopics);
        scenarios.put("admin-create-topics-configs", AdminScenarios::createTopicsConfigs);
        scenarios.put("admin-create-topics-assignments", AdminScenarios::createTopicsAssignments);
        scenarios.put("admin-describe-topics", AdminScenarios::describeTopics);
        scenarios.put("admin-create-partitions", AdminScenarios::createPartitions);
        scenarios.put("admin-delete-records", AdminScenarios::deleteRecords);
        scenarios.put("admin-describe-configs", AdminScenarios::describeConfigs);
        scenarios.put("admin-alter-configs", AdminScenarios::alterConfigs);
        scenarios.put("admin-delete-topics", AdminScenarios::deleteTopics);
        scenarios.put("admin-describe-cluster", AdminScenarios::describeCluster);
    }

    private static String createTopics(Trial trial) throws Exception {
        Map<String, Integer> counts = Map.of(trial.name("-one"), 1, trial.name("-three"), 3);
        var created =
                trial.admin()
                        .createTopics(
                                counts.entrySet().stream()
                                        .map(
                                                each ->
                                                        new NewTopic(
                                                                each.getKey(),
                                                                each.getValue(),
                                                                (short) 1))
                                        .toList());
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            String topic = each.getKey();
            int partitionCount = each.getValue();
            trial.equal(
                    "partitions answered", trial.get(created.numPartitions(topic)), partitionCount);
            trial.equal(
                    "replication factor answered", trial.get(created.replicationFactor(topic)), 1);
            trial.check(
                    !trial.get(created.topicId(topic)).equals(Uuid.ZERO_UUID), "topic id is zero");
            trial.equal(
                    "retention.ms answered",
                    trial.get(created.config(topic)).get("retention.ms").value(),
                    "604800000");
            trial.awaitTopic(topic, partitionCount);
            List<Sent> records = Records.make(3, partitionCount);
            Records.produce(trial, topic, records);
            Records.checkLog(trial, topic, partitionCount, Records.expected(records));
        }
        return "1 and 3 partitions";
    }

    private static String createTopicsConfigs(Trial trial) throws Exception {
        String topic =
                trial.topic("", 1, Map.of("retention.ms", "3600000", "cleanup.policy", "compact"));
        Config config = topicConfig(trial, topic);
        trial.equal("retention.ms", render(config, "retention.ms"), "3600000 DYNAMIC_TOPIC_CONFIG");
        trial.equal(
                "cleanup.policy", render(config, "cleanup.policy"), "compact DYNAMIC_TOPIC_CONFIG");
        trial.equal(
                "max.message.bytes", render(config, "max.message.bytes"), "1048588 DEFAULT_CONFIG");
        return "retention.ms, cleanup.policy";
    }

    private static Config topicConfig(Trial trial, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return trial.get(trial.admin().describeConfigs(List.of(resource)).all()).get(resource);
    }

    private static String render(Config config, String key) {
        ConfigEntry entry = config.get(key);
        return entry == null ? "absent" : entry.value() + " " + entry.source();
    }

    private static String createTopicsAssignments(Trial trial) throws Exception {
        String topic = trial.name("");
        int broker = trial.get(trial.admin().describeCluster().nodes()).iterator().next().id();
        Map<Integer, List<Integer>> assignment = Map.of(0, List.of(broker), 1, List.of(broker));
        trial.get(trial.admin().createTopics(List.of(new NewTopic(topic, assignment))).all());
        trial.awaitTopic(topic, 2);
        TopicDescription description =
                trial.get(trial.admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
        Map<Integer, List<Integer>> described = new TreeMap<>();
        description
                .partitions()
                .forEach(
                        each ->
                                described.put(
                                        each.partition(),
                                        each.replicas().stream().map(Node::id).toList()));
        trial.equal("replicas", described, assignment);
        return "2 partitions on broker " + broker;
    }

    private static String describeTopics(Trial trial) throws Exception {
        String topic = trial.topic(3);
        Set<Integer> brokers =
                trial.get(trial.admin().describeCluster().nodes()).stream()
                        .map(Node::id)
                        .collect(Collectors.toSet());
        TopicDescription description =
                trial.get(trial.admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
        trial.equal("name", description.name(), topic);
        trial.equal("internal", description.isInternal(), false);
        trial.check(!description.topicId().equals(Uuid.ZERO_UUID), "topic id is zero");
        trial.equal(
                "partitions",
                description.partitions().stream().map(each -> each.partition()).toList(),
                List.of(0, 1, 2));
        for (var partition : description.partitions()) {
            trial.check(
                    brokers.contains(partition.leader().id()),
                    "leader " + partition.leader() + " is no broker");
            trial.equal("replicas", partition.replicas(), List.of(partition.leader()));
            trial.equal("in-sync replicas", partition.isr(), List.of(partition.leader()));
        }
        String message =
                trial.refused(
                        "missing topic",
                        UnknownTopicOrPartitionException.class,
                        () ->
                                trial.get(
                                        trial.admin()
                                                .describeTopics(List.of(trial.name("-missing")))
                                                .allTopicNames()));
        return "3 partitions; missing: " + message;
    }

    private static String createPartitions(Trial trial) throws Exception {
        String topic = trial.topic(1);
        trial.get(trial.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all());
        trial.awaitTopic(topic, 4);
        List<Sent> records = Records.make(8, 4);
        Records.produce(trial, topic, records);
        Records.checkLog(trial, topic, 4, Records.expected(records));
        return "shrink: "
                + trial.refused(
                        "4 to 2",
                        InvalidPartitionsException.class,
                        () ->
                                trial.get(
                                        trial.admin()
                                                .createPartitions(
                                                        Map.of(topic, NewPartitions.increaseTo(2)))
                                                .all()));
    }

    private static String deleteRecords(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        List<Sent> records = Records.make(10, 1);
        Map<Integer, List<String>> expected = Records.expected(records);
        Records.produce(trial, topic, records);
        Records.checkLog(trial, topic, 1, expected);
        var deleted =
                trial.get(
                        trial.admin()
                                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(6)))
                                .lowWatermarks()
                                .get(partition));
        trial.equal("low watermark", deleted.lowWatermark(), 6L);
        var earliest =
                trial.get(trial.admin().listOffsets(Map.of(partition, OffsetSpec.earliest())).all())
                        .get(partition);
        trial.equal("earliest offset", earliest.offset(), 6L);
        trial.equal(
                "records left",
                Records.render(Records.read(trial, topic, 1, 4)),
                Map.of(0, expected.get(0).subList(6, 10)));
        return trial.refused(
                "beyond the end",
                OffsetOutOfRangeException.class,
                () ->
                        trial.get(
                                trial.admin()
                                        .deleteRecords(
                                                Map.of(partition, RecordsToDelete.beforeOffset(11)))
                                        .all()));
    }

    private static String describeConfigs(Trial trial) throws Exception {
        String topic = trial.topic("", 1, Map.of("segment.bytes", "1048576"));
        Config config = topicConfig(trial, topic);
        trial.equal(
                "segment.bytes", render(config, "segment.bytes"), "1048576 DYNAMIC_TOPIC_CONFIG");
        trial.equal("retention.ms", render(config, "retention.ms"), "604800000 DEFAULT_CONFIG");
        trial.equal("cleanup.policy", render(config, "cleanup.policy"), "delete DEFAULT_CONFIG");
        trial.equal(
                "compression.type", render(config, "compression.type"), "producer DEFAULT_CONFIG");
        trial.equal(
                "message.timestamp.type",
                render(config, "message.timestamp.type"),
                "CreateTime DEFAULT_CONFIG");
        trial.refused(
                "missing topic",
                UnknownTopicOrPartitionException.class,
                () -> topicConfig(trial, trial.name("-missing")));
        return config.entries().size() + " keys";
    }

    private static String alterConfigs(Trial trial) throws Exception {
        String topic = trial.topic("", 1, Map.of("retention.ms", "1000"));
        alter(trial, topic, "max.message.bytes", "2000", AlterConfigOp.OpType.SET);
        awaitConfig(trial, topic, "max.message.bytes", "2000 DYNAMIC_TOPIC_CONFIG");
        trial.equal(
                "retention.ms",
                render(topicConfig(trial, topic), "retention.ms"),
                "1000 DYNAMIC_TOPIC_CONFIG");
        alter(trial, topic, "retention.ms", "", AlterConfigOp.OpType.DELETE);
        awaitConfig(trial, topic, "retention.ms", "604800000 DEFAULT_CONFIG");
        trial.equal(
                "max.message.bytes",
                render(topicConfig(trial, topic), "max.message.bytes"),
                "2000 DYNAMIC_TOPIC_CONFIG");
        alter(trial, topic, "cleanup.policy", "compact", AlterConfigOp.OpType.APPEND);
        awaitConfig(trial, topic, "cleanup.policy", "delete,compact DYNAMIC_TOPIC_CONFIG");
        alter(trial, topic, "cleanup.policy", "delete", AlterConfigOp.OpType.SUBTRACT);
        awaitConfig(trial, topic, "cleanup.policy", "compact DYNAMIC_TOPIC_CONFIG");
        return "set, delete, append, subtract";
    }

    private static void alter(
            Trial trial, String topic, String key, String value, AlterConfigOp.OpType operation)
            throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Collection<AlterConfigOp> operations =
                List.of(new AlterConfigOp(new ConfigEntry(key, value), operation));
        trial.get(trial.admin().incrementalAlterConfigs(Map.of(resource, operations)).all());
    }

    private static void awaitConfig(Trial trial, String topic, String key, String expected)
            throws Exception {
        trial.eventually(
                key,
                () -> {
                    String actual = render(topicConfig(trial, topic), key);
                    return actual.equals(expected) ? null : actual + ", expected " + expected;
                });
        trial.check(true, key);
    }

    private static String deleteTopics(Trial trial) throws Exception {
        String topic = trial.topic(2);
        trial.get(trial.admin().deleteTopics(List.of(topic)).all());
        trial.eventually(
                "gone from metadata",
                () ->
                        trial.get(trial.admin().listTopics().names()).contains(topic)
                                ? "still listed"
                                : null);
        return "again: "
                + trial.refused(
                        "deleted again",
                        UnknownTopicOrPartitionException.class,
                        () -> trial.get(trial.admin().deleteTopics(List.of(topic)).all()));
    }

    private static String describeCluster(Trial trial) throws Exception {
        var cluster = trial.admin().describeCluster();
        Collection<Node> nodes = trial.get(cluster.nodes());
        trial.check(!trial.get(cluster.clusterId()).isEmpty(), "cluster id is empty");
        Node controller = trial.get(cluster.controller());
        trial.check(
                nodes.contains(controller), "controller " + controller + " is not among " + nodes);
        List<String> addresses = new ArrayList<>();
        for (Node node : nodes) addresses.add(node.host() + ":" + node.port());
        for (String address : Trial.BOOTSTRAP_SERVERS.split(",")) {
            trial.check(addresses.contains(address), address + " is not among " + addresses);
        }
        return nodes.size() + " broker(s), cluster " + trial.get(cluster.clusterId());
    }
}
