package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// nobody is the id of a broker and of a voter that is not there.
const nobody = 4711

func clusterScenarios() []Scenario {
	return []Scenario{
		{"admin-log-dirs", logDirs},
		{"admin-elect-leaders", electLeaders},
		{"admin-reassignments", reassignments},
		{"admin-client-quotas", clientQuotas},
		{"admin-config-resources", configResources},
		{"admin-describe-producers", describeProducers},
		{"admin-quorum", quorum},
		{"admin-features", features},
		{"admin-unregister-broker", unregisterBroker},
	}
}

// written makes a topic of the scenario's name with one partition and three records, and returns the leader too.
func (t *Trial) written() (topic string, leader int32) {
	topic = t.topic("", 1, nil)
	t.produce(topic, makeRecords(3, 1))
	details, err := t.admin().ListTopics(t.Context, topic)
	t.must("describe", err)
	return topic, details[topic].Partitions[0].Leader
}

func setOf(topic string, partitions ...int32) kadm.TopicsSet {
	set := kadm.TopicsSet{}
	set.Add(topic, partitions...)
	return set
}

func logDirs(t *Trial) string {
	topic, leader := t.written()
	described, err := t.admin().DescribeBrokerLogDirs(t.Context, leader, setOf(topic, 0))
	t.must("describe log dirs", err)
	t.equal("log directories", len(described), 1)
	var directory string
	for path, each := range described {
		directory = path
		t.errorIs("error of the directory", each.Err, nil)
		replica, ok := each.Topics[topic][0]
		t.check(ok, "%s is not in %s", topic, path)
		t.check(replica.Size > 0, "the replica has %d bytes", replica.Size)
		t.equal("lag", replica.OffsetLag, int64(0))
		t.equal("being moved", replica.IsFuture, false)
	}
	move := func(path string) error {
		request := kadm.AlterReplicaLogDirsReq{path: setOf(topic, 0)}
		moved, err := t.admin().AlterBrokerReplicaLogDirs(t.Context, leader, request)
		t.must("alter replica log dirs", err)
		return moved[topic][0].Err
	}
	t.errorIs("to where it is", move(directory), nil)
	refusal := move(directory + "-of-another")
	t.errorIs("another directory", refusal, kerr.LogDirNotFound)
	return refusal.Error()
}

func electLeaders(t *Trial) string {
	topic := t.topic("", 1, nil)
	for name, how := range map[string]kadm.ElectLeadersHow{
		"preferred": kadm.ElectPreferredReplica, "unclean": kadm.ElectLiveReplica,
	} {
		elected, err := t.admin().ElectLeaders(t.Context, how, setOf(topic, 0, 1))
		t.must("elect leaders", err)
		t.errorIs(name+", led by its only replica", elected[topic][0].Err, kerr.ElectionNotNeeded)
		t.errorIs(name+", no such partition", elected[topic][1].Err, kerr.UnknownTopicOrPartition)
	}
	return "not needed, unknown"
}

func reassignments(t *Trial) string {
	topic, leader := t.written()
	reassign := func(replicas []int32) error {
		request := kadm.AlterPartitionAssignmentsReq{topic: {0: replicas}}
		answer, err := t.admin().AlterPartitionAssignments(t.Context, request)
		t.must("alter partition assignments", err)
		return answer[topic][0].Err
	}
	t.errorIs("to where it is", reassign([]int32{leader}), nil)
	listed, err := t.admin().ListPartitionReassignments(t.Context, setOf(topic, 0))
	t.must("list partition reassignments", err)
	t.equal("under way", len(listed), 0)
	t.errorIs("nothing to cancel", reassign(nil), kerr.NoReassignmentInProgress)
	refusal := reassign([]int32{nobody})
	t.errorIs("to a broker that is not there", refusal, kerr.InvalidReplicaAssignment)
	return refusal.Error()
}

func clientQuotas(t *Trial) string {
	name := t.name("")
	entity := kadm.ClientQuotaEntity{{Type: "client-id", Name: &name}}
	alter := func(op kadm.AlterClientQuotaOp) {
		entry := kadm.AlterClientQuotaEntry{Entity: entity, Ops: []kadm.AlterClientQuotaOp{op}}
		altered, err := t.admin().AlterClientQuotas(t.Context, []kadm.AlterClientQuotaEntry{entry})
		t.must("alter client quotas", err)
		t.errorIs("altered", altered[0].Err, nil)
	}
	// The brokers hear of it a moment after the controller has answered.
	await := func(expected string) {
		t.eventually("quotas", func() error {
			component := kadm.DescribeClientQuotaComponent{Type: "client-id", MatchName: &name}
			described, err := t.admin().DescribeClientQuotas(t.Context, true, []kadm.DescribeClientQuotaComponent{component})
			if err != nil {
				return err
			}
			if shown := fmt.Sprint(described); shown != expected {
				return fmt.Errorf("%s, expected %s", shown, expected)
			}
			return nil
		})
		t.check(true, "quotas")
	}
	alter(kadm.AlterClientQuotaOp{Key: "producer_byte_rate", Value: 1e9})
	value := kadm.ClientQuotaValue{Key: "producer_byte_rate", Value: 1e9}
	await(fmt.Sprint(kadm.DescribedClientQuotas{{Entity: entity, Values: kadm.ClientQuotaValues{value}}}))
	alter(kadm.AlterClientQuotaOp{Key: "producer_byte_rate", Remove: true})
	await(fmt.Sprint(kadm.DescribedClientQuotas(nil)))
	return "set and removed"
}

func configResources(t *Trial) string {
	topic, leader := t.written()
	listed, err := t.admin().ListConfigResources(t.Context, kadm.ConfigResourceTopic, kadm.ConfigResourceBroker)
	t.must("list config resources", errors.Join(err, listed.Err))
	for _, expected := range []kadm.ConfigResource{
		{Type: kadm.ConfigResourceTopic, Name: topic}, {Type: kadm.ConfigResourceBroker, Name: fmt.Sprint(leader)},
	} {
		t.check(slices.Contains(listed.Resources, expected), "%v is not among %v", expected, listed.Resources)
	}
	return "topics and brokers"
}

func describeProducers(t *Trial) string {
	topic, _ := t.written()
	described, err := t.admin().DescribeProducers(t.Context, setOf(topic, 0))
	t.must("describe producers", err)
	partition := described[topic].Partitions[0]
	t.errorIs("described", partition.Err, nil)
	t.equal("active producers", len(partition.ActiveProducers), 1)
	for _, producer := range partition.ActiveProducers {
		t.equal("epoch", producer.ProducerEpoch, int16(0))
		t.equal("last sequence", producer.LastSequence, int32(2))
		t.equal("open transaction", producer.CurrentTxnStartOffset, int64(-1))
	}
	return "one"
}

func quorum(t *Trial) string {
	client := t.client()
	request, topic := kmsg.NewDescribeQuorumRequest(), kmsg.NewDescribeQuorumRequestTopic()
	topic.Topic = "__cluster_metadata"
	topic.Partitions = append(topic.Partitions, kmsg.NewDescribeQuorumRequestTopicPartition())
	request.Topics = append(request.Topics, topic)
	response, err := request.RequestWith(t.Context, client)
	t.must("describe quorum", err)
	t.errorIs("described", kerr.ErrorForCode(response.ErrorCode), nil)
	described := response.Topics[0].Partitions[0]
	leads := func(voter kmsg.DescribeQuorumResponseTopicPartitionReplicaState) bool {
		return voter.ReplicaID == described.LeaderID
	}
	voters := described.CurrentVoters
	t.check(slices.ContainsFunc(voters, leads), "leader %d is not among %v", described.LeaderID, voters)
	t.check(described.HighWatermark > 0, "the metadata log is empty")
	add, listener := kmsg.NewAddRaftVoterRequest(), kmsg.NewAddRaftVoterRequestListener()
	listener.Name, listener.Host, listener.Port = "CONTROLLER", "127.0.0.1", 9
	add.VoterID, add.VoterDirectoryID, add.Listeners = nobody, [16]byte{1}, append(add.Listeners, listener)
	added, err := add.RequestWith(t.Context, client)
	t.must("add a voter", err)
	t.errorIs("another voter", kerr.ErrorForCode(added.ErrorCode), kerr.UnsupportedVersion)
	remove := kmsg.NewRemoveRaftVoterRequest()
	remove.VoterID, remove.VoterDirectoryID = nobody, [16]byte{1}
	removed, err := remove.RequestWith(t.Context, client)
	t.must("remove a voter", err)
	t.errorIs("a voter less", kerr.ErrorForCode(removed.ErrorCode), kerr.UnsupportedVersion)
	return optional(removed.ErrorMessage)
}

func features(t *Trial) string {
	response, err := kmsg.NewPtrApiVersionsRequest().RequestWith(t.Context, t.client())
	t.must("api versions", err)
	var level int16
	for _, feature := range response.FinalizedFeatures {
		if feature.Name == "metadata.version" {
			level = feature.MaxVersionLevel
		}
	}
	t.check(level > 0, "metadata.version is not among %v", response.FinalizedFeatures)
	for _, feature := range response.SupportedFeatures {
		isSupported := feature.Name != "metadata.version" || level <= feature.MaxVersion
		t.check(isSupported, "finalized at %d, supported to %d", level, feature.MaxVersion)
	}
	// kadm 1.19.0 shows the errors of single features only.
	update := func(feature string, level int16) error {
		request, change := kmsg.NewUpdateFeaturesRequest(), kmsg.NewUpdateFeaturesRequestFeatureUpdate()
		change.Feature, change.MaxVersionLevel, change.UpgradeType = feature, level, 1
		request.FeatureUpdates = append(request.FeatureUpdates, change)
		response, err := request.RequestWith(t.Context, t.client())
		t.must("update features", err)
		return kerr.ErrorForCode(response.ErrorCode)
	}
	t.errorIs("as it is", update("metadata.version", level), nil)
	refusal := update("no.such.feature", 1)
	t.errorIs("an unknown feature", refusal, kerr.InvalidUpdateVersion)
	return refusal.Error()
}

func unregisterBroker(t *Trial) string {
	request := kmsg.NewUnregisterBrokerRequest()
	request.BrokerID = nobody
	response, err := request.RequestWith(t.Context, t.client())
	t.must("unregister a broker", err)
	t.errorIs("a broker that is not there", kerr.ErrorForCode(response.ErrorCode), kerr.BrokerIDNotRegistered)
	return optional(response.ErrorMessage)
}
