package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func adminScenarios() []Scenario {
	return []Scenario{
		{"admin-create-topics", createTopics},
		{"admin-create-topics-configs", createTopicsConfigs},
		{"admin-create-topics-assignments", createTopicsAssignments},
		{"admin-describe-topics", describeTopics},
		{"admin-create-partitions", createPartitions},
		{"admin-delete-records", deleteRecords},
		{"admin-describe-configs", describeConfigs},
		{"admin-alter-configs", alterConfigs},
		{"admin-list-groups", listGroups},
		{"admin-describe-groups", describeGroups},
		{"admin-list-group-offsets", listGroupOffsets},
		{"admin-delete-group-offsets", deleteGroupOffsets},
		{"admin-delete-groups", deleteGroups},
		{"admin-delete-topics", deleteTopics},
		{"admin-describe-cluster", describeCluster},
	}
}

func createTopics(t *Trial) string {
	client := t.client()
	request := kmsg.NewCreateTopicsRequest()
	request.TimeoutMillis = 10_000
	counts := map[string]int32{t.name("-one"): 1, t.name("-three"): 3}
	for name, count := range counts {
		topic := kmsg.NewCreateTopicsRequestTopic()
		topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, count, 1
		request.Topics = append(request.Topics, topic)
	}
	response, err := request.RequestWith(t.Context, client)
	t.must("create topics", err)
	t.equal("topics answered", len(response.Topics), 2)
	for _, topic := range response.Topics {
		t.errorIs(topic.Topic, kerr.ErrorForCode(topic.ErrorCode), nil)
		t.equal("partitions answered", topic.NumPartitions, counts[topic.Topic])
		t.check(topic.TopicID != [16]byte{}, "topic id is zero")
		t.awaitTopic(kadm.NewClient(client), topic.Topic, counts[topic.Topic])
		records := makeRecords(3, int(counts[topic.Topic]))
		expected := expectedByPartition(records)
		t.produce(topic.Topic, records)
		t.checkLog(topic.Topic, counts[topic.Topic], expected)
	}
	return "1 and 3 partitions"
}

func createTopicsConfigs(t *Trial) string {
	topic := t.topic("", 1, map[string]*string{"retention.ms": pointer("3600000"), "cleanup.policy": pointer("compact")})
	configs := t.topicConfigs(topic)
	t.equal("retention.ms", renderConfig(configs["retention.ms"]), "3600000 DYNAMIC_TOPIC_CONFIG")
	t.equal("cleanup.policy", renderConfig(configs["cleanup.policy"]), "compact DYNAMIC_TOPIC_CONFIG")
	t.equal("max.message.bytes", renderConfig(configs["max.message.bytes"]), "1048588 DEFAULT_CONFIG")
	return "retention.ms, cleanup.policy"
}

func (t *Trial) topicConfigs(topic string) map[string]kadm.Config {
	described, err := t.admin().DescribeTopicConfigs(t.Context, topic)
	t.must("describe configs", err)
	t.equal("resources answered", len(described), 1)
	t.must("describe configs", described[0].Err)
	configs := map[string]kadm.Config{}
	for _, config := range described[0].Configs {
		configs[config.Key] = config
	}
	return configs
}

func renderConfig(config kadm.Config) string {
	return fmt.Sprintf("%s %s", config.MaybeValue(), config.Source)
}

func createTopicsAssignments(t *Trial) string {
	client, name := t.client(), t.name("")
	brokers, err := kadm.NewClient(client).ListBrokers(t.Context)
	t.must("list brokers", err)
	broker := brokers[0].NodeID
	request, topic := kmsg.NewCreateTopicsRequest(), kmsg.NewCreateTopicsRequestTopic()
	request.TimeoutMillis = 10_000
	topic.Topic, topic.NumPartitions, topic.ReplicationFactor = name, -1, -1
	for partition := range int32(2) {
		assignment := kmsg.NewCreateTopicsRequestTopicReplicaAssignment()
		assignment.Partition, assignment.Replicas = partition, []int32{broker}
		topic.ReplicaAssignment = append(topic.ReplicaAssignment, assignment)
	}
	request.Topics = append(request.Topics, topic)
	response, err := request.RequestWith(t.Context, client)
	t.must("create topics", err)
	t.errorIs("created", kerr.ErrorForCode(response.Topics[0].ErrorCode), nil)
	admin := kadm.NewClient(client)
	t.awaitTopic(admin, name, 2)
	details, err := admin.ListTopics(t.Context, name)
	t.must("describe", err)
	for partition := range int32(2) {
		t.equal("replicas", details[name].Partitions[partition].Replicas, []int32{broker})
	}
	return fmt.Sprintf("2 partitions on broker %d", broker)
}

func describeTopics(t *Trial) string {
	topic, admin := t.topic("", 3, nil), t.admin()
	details, err := admin.ListTopics(t.Context, topic)
	t.must("describe", err)
	brokers, err := admin.ListBrokers(t.Context)
	t.must("list brokers", err)
	detail := details[topic]
	t.equal("topics answered", len(details), 1)
	t.equal("internal", detail.IsInternal, false)
	t.check(detail.ID != kadm.TopicID{}, "topic id is zero")
	t.equal("partitions", detail.Partitions.Numbers(), numbers(3))
	for _, partition := range detail.Partitions {
		t.check(slices.Contains(brokers.NodeIDs(), partition.Leader), "leader %d is no broker", partition.Leader)
		t.equal("replicas", partition.Replicas, []int32{partition.Leader})
		t.equal("in-sync replicas", partition.ISR, []int32{partition.Leader})
		t.equal("offline replicas", len(partition.OfflineReplicas), 0)
	}
	missing, err := admin.ListTopics(t.Context, t.name("-missing"))
	t.must("describe missing", err)
	t.errorIs("missing topic", missing[t.name("-missing")].Err, kerr.UnknownTopicOrPartition)
	return "3 partitions; missing: " + missing[t.name("-missing")].Err.Error()
}

func createPartitions(t *Trial) string {
	topic, admin := t.topic("", 1, nil), t.admin()
	grown, err := admin.UpdatePartitions(t.Context, 4, topic)
	t.must("create partitions", err)
	t.errorIs("1 to 4", grown[topic].Err, nil)
	t.awaitTopic(admin, topic, 4)
	records := makeRecords(8, 4)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	t.checkLog(topic, 4, expected)
	client := t.client()
	request, change := kmsg.NewCreatePartitionsRequest(), kmsg.NewCreatePartitionsRequestTopic()
	change.Topic, change.Count, request.TimeoutMillis = topic, 2, 10_000
	request.Topics = append(request.Topics, change)
	response, err := request.RequestWith(t.Context, client)
	t.must("shrink", err)
	t.errorIs("4 to 2", kerr.ErrorForCode(response.Topics[0].ErrorCode), kerr.InvalidPartitions)
	return "shrink: " + optional(response.Topics[0].ErrorMessage)
}

func deleteRecords(t *Trial) string {
	topic, admin := t.topic("", 1, nil), t.admin()
	records := makeRecords(10, 1)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	var offsets kadm.Offsets
	offsets.AddOffset(topic, 0, 6, -1)
	deleted, err := admin.DeleteRecords(t.Context, offsets)
	t.must("delete records", err)
	t.errorIs("deleted", deleted[topic][0].Err, nil)
	t.equal("low watermark", deleted[topic][0].LowWatermark, int64(6))
	starts, err := admin.ListStartOffsets(t.Context, topic)
	t.must("list start offsets", err)
	start, _ := starts.Lookup(topic, 0)
	t.equal("earliest offset", start.Offset, int64(6))
	t.equal("records left", renderByPartition(t.fetch(topic, 1, 4)), map[int32][]string{0: expected[0][6:]})
	var beyond kadm.Offsets
	beyond.AddOffset(topic, 0, 11, -1)
	refused, err := admin.DeleteRecords(t.Context, beyond)
	t.check(err != nil || refused[topic][0].Err != nil, "offset 11 of 10 was accepted")
	t.errorIs("beyond the end", errors.Join(err, refused[topic][0].Err), kerr.OffsetOutOfRange)
	return "low watermark 6"
}

func describeConfigs(t *Trial) string {
	topic := t.topic("", 1, map[string]*string{"segment.bytes": pointer("1048576")})
	configs := t.topicConfigs(topic)
	for key, value := range map[string]string{
		"segment.bytes":          "1048576 DYNAMIC_TOPIC_CONFIG",
		"retention.ms":           "604800000 DEFAULT_CONFIG",
		"cleanup.policy":         "delete DEFAULT_CONFIG",
		"compression.type":       "producer DEFAULT_CONFIG",
		"message.timestamp.type": "CreateTime DEFAULT_CONFIG",
	} {
		t.equal(key, renderConfig(configs[key]), value)
	}
	_, err := t.admin().DescribeTopicConfigs(t.Context, t.name("-missing"))
	missing, _ := t.admin().DescribeTopicConfigs(t.Context, t.name("-missing"))
	t.must("describe missing", err)
	t.errorIs("missing topic", missing[0].Err, kerr.UnknownTopicOrPartition)
	return fmt.Sprintf("%d keys", len(configs))
}

func alterConfigs(t *Trial) string {
	topic, admin := t.topic("", 1, map[string]*string{"retention.ms": pointer("1000")}), t.admin()
	alter := func(change kadm.AlterConfig) {
		altered, err := admin.AlterTopicConfigs(t.Context, []kadm.AlterConfig{change}, topic)
		t.must("alter configs", err)
		t.errorIs("altered", altered[0].Err, nil)
	}
	alter(kadm.AlterConfig{Op: kadm.SetConfig, Name: "max.message.bytes", Value: pointer("2000")})
	t.awaitConfig(topic, "max.message.bytes", "2000 DYNAMIC_TOPIC_CONFIG")
	t.equal("retention.ms", renderConfig(t.topicConfigs(topic)["retention.ms"]), "1000 DYNAMIC_TOPIC_CONFIG")
	alter(kadm.AlterConfig{Op: kadm.DeleteConfig, Name: "retention.ms"})
	t.awaitConfig(topic, "retention.ms", "604800000 DEFAULT_CONFIG")
	t.equal("max.message.bytes", renderConfig(t.topicConfigs(topic)["max.message.bytes"]), "2000 DYNAMIC_TOPIC_CONFIG")
	return "set and deleted"
}

func (t *Trial) awaitConfig(topic, key, expected string) {
	t.eventually(key, func() error {
		if actual := renderConfig(t.topicConfigs(topic)[key]); actual != expected {
			return fmt.Errorf("%s, expected %s", actual, expected)
		}
		return nil
	})
}

// stableMember is a group of the scenario's name with one member that owns the one partition of the topic.
func (t *Trial) stableMember(topic string) (*Member, string) {
	member := t.member(t.name(""), topic, kgo.ClientID("conformance"), kgo.Balancers(kgo.RangeBalancer()))
	t.awaitShares(1, []*Member{member}, 1)
	return member, t.name("")
}

func listGroups(t *Trial) string {
	_, group := t.stableMember(t.topic("", 1, nil))
	listed, err := t.admin().ListGroups(t.Context)
	t.must("list groups", err)
	found, ok := listed[group]
	t.check(ok, "group %s is not among %d", group, len(listed))
	t.equal("protocol type", found.ProtocolType, "consumer")
	t.equal("state", found.State, "Stable")
	empty, err := t.admin().ListGroups(t.Context, "Empty")
	t.must("list groups by state", err)
	_, ok = empty[group]
	t.equal("listed as Empty", ok, false)
	return "consumer, Stable"
}

func describeGroups(t *Trial) string {
	topic := t.topic("", 1, nil)
	member, group := t.stableMember(topic)
	describe := func() kadm.DescribedGroup {
		described, err := t.admin().DescribeGroups(t.Context, group)
		t.must("describe groups", err)
		t.must("describe groups", described[group].Err)
		return described[group]
	}
	stable := describe()
	t.equal("state", stable.State, "Stable")
	t.equal("protocol", stable.ProtocolType+" "+stable.Protocol, "consumer range")
	t.equal("members", len(stable.Members), 1)
	memberID, _ := member.client.GroupMetadata()
	t.equal("member id", stable.Members[0].MemberID, memberID)
	t.equal("client id", stable.Members[0].ClientID, "conformance")
	assignment, ok := stable.Members[0].Assigned.AsConsumer()
	t.check(ok && len(assignment.Topics) == 1, "assignment is not the consumer protocol's: %v", assignment)
	t.equal("assigned topic", assignment.Topics[0].Topic, topic)
	t.equal("assigned partitions", assignment.Topics[0].Partitions, []int32{0})
	member.close()
	empty := describe()
	t.equal("state after leaving", empty.State, "Empty")
	t.equal("members after leaving", len(empty.Members), 0)
	return "Stable, then Empty; host " + stable.Members[0].ClientHost
}

func (t *Trial) commitTo(group, topic string, offsetByPartition map[int32]int64) {
	var offsets kadm.Offsets
	for partition, offset := range offsetByPartition {
		offsets.AddOffset(topic, partition, offset, -1)
	}
	admin := t.admin()
	t.must("commit", admin.CommitAllOffsets(t.Context, group, offsets))
}

func (t *Trial) committedOffsets(group, topic string) map[int32]int64 {
	fetched, err := t.admin().FetchOffsets(t.Context, group)
	t.must("fetch offsets", err)
	t.must("fetch offsets", fetched.Error())
	offsets := map[int32]int64{}
	for partition, response := range fetched[topic] {
		offsets[partition] = response.At
	}
	return offsets
}

func listGroupOffsets(t *Trial) string {
	topic, group := t.topic("", 3, nil), t.name("")
	t.commitTo(group, topic, map[int32]int64{0: 7, 1: 11})
	t.equal("committed offsets", t.committedOffsets(group, topic), map[int32]int64{0: 7, 1: 11})
	t.equal("offsets of an unknown group", t.committedOffsets(group+"-missing", topic), map[int32]int64{})
	return "7, 11, none"
}

func deleteGroupOffsets(t *Trial) string {
	topic := t.topic("", 1, nil)
	member, group := t.stableMember(topic)
	var commitError error
	offsets := map[string]map[int32]kgo.EpochOffset{topic: {0: {Epoch: -1, Offset: 5}}}
	member.client.CommitOffsetsSync(t.Context, offsets, onCommit(&commitError))
	t.must("commit", commitError)
	var partitions kadm.TopicsSet
	partitions.Add(topic, 0)
	refused, err := t.admin().DeleteOffsets(t.Context, group, partitions)
	t.must("delete offsets", err)
	t.errorIs("while subscribed", refused[topic][0], kerr.GroupSubscribedToTopic)
	member.close()
	deleted, err := t.admin().DeleteOffsets(t.Context, group, partitions)
	t.must("delete offsets", err)
	t.errorIs("when empty", deleted[topic][0], nil)
	t.equal("offsets afterwards", t.committedOffsets(group, topic), map[int32]int64{})
	return "refused: " + refused[topic][0].Error()
}

func deleteGroups(t *Trial) string {
	member, group := t.stableMember(t.topic("", 1, nil))
	refused, err := t.admin().DeleteGroups(t.Context, group)
	t.must("delete groups", err)
	t.errorIs("while a member is in", refused[group].Err, kerr.NonEmptyGroup)
	member.close()
	deleted, err := t.admin().DeleteGroups(t.Context, group)
	t.must("delete groups", err)
	t.errorIs("when empty", deleted[group].Err, nil)
	listed, err := t.admin().ListGroups(t.Context)
	t.must("list groups", err)
	_, ok := listed[group]
	t.equal("still listed", ok, false)
	again, err := t.admin().DeleteGroups(t.Context, group)
	t.must("delete groups again", err)
	t.errorIs("deleted again", again[group].Err, kerr.GroupIDNotFound)
	return "refused: " + refused[group].Err.Error()
}

func deleteTopics(t *Trial) string {
	topic, admin := t.topic("", 2, nil), t.admin()
	deleted, err := admin.DeleteTopics(t.Context, topic)
	t.must("delete topics", err)
	t.errorIs("deleted", deleted[topic].Err, nil)
	t.eventually("gone from metadata", func() error {
		listed, err := admin.ListTopics(t.Context)
		if err != nil {
			return err
		}
		if listed.Has(topic) {
			return fmt.Errorf("still listed")
		}
		return nil
	})
	again, err := admin.DeleteTopics(t.Context, topic)
	t.must("delete topics again", err)
	t.errorIs("deleted again", again[topic].Err, kerr.UnknownTopicOrPartition)
	return "again: " + again[topic].Err.Error()
}

func describeCluster(t *Trial) string {
	metadata, err := t.admin().BrokerMetadata(t.Context)
	t.must("metadata", err)
	t.check(metadata.Cluster != "", "cluster id is empty")
	controller := metadata.Controller
	t.check(slices.Contains(metadata.Brokers.NodeIDs(), controller), "controller %d is no broker", controller)
	var addresses []string
	for _, broker := range metadata.Brokers {
		addresses = append(addresses, fmt.Sprintf("%s:%d", broker.Host, broker.Port))
	}
	for _, address := range strings.Split(os.Getenv("BOOTSTRAP_SERVERS"), ",") {
		t.check(slices.Contains(addresses, address), "%s is not among %v", address, addresses)
	}
	response, err := kmsg.NewPtrDescribeClusterRequest().RequestWith(t.Context, t.client())
	t.must("describe cluster", err)
	t.equal("cluster id of DescribeCluster", response.ClusterID, metadata.Cluster)
	t.equal("brokers of DescribeCluster", len(response.Brokers), len(metadata.Brokers))
	return fmt.Sprintf("%d broker(s), cluster %s", len(addresses), metadata.Cluster)
}

func optional(text *string) string {
	if text == nil {
		return "null"
	}
	return *text
}
