package main

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/IBM/sarama"
)

// Trial is one run of one scenario: its time limit, its names, its clients (closed at the end) and its checks.
type Trial struct {
	Context context.Context
	Name    string
	checks  int
	atEnd   []func() error
	shared  sarama.ClusterAdmin
}

// failure is what a failed check panics with; any other panic is a defect of this program and says so.
type failure string

func describeFailure(reason any) string {
	if text, ok := reason.(failure); ok {
		return string(text)
	}
	return fmt.Sprintf("panic: %v", reason)
}

// check is the only place where an expectation can fail. BREAK=check makes every one fail, to prove that it would.
func (t *Trial) check(holds bool, format string, arguments ...any) {
	t.checks++
	if !holds || os.Getenv("BREAK") == "check" {
		panic(failure(fmt.Sprintf(format, arguments...)))
	}
}

func (t *Trial) equal(what string, actual, expected any) {
	t.check(reflect.DeepEqual(actual, expected), "%s: got %.400v, expected %.400v", what, actual, expected)
}

// must is for steps that are not what the scenario is about.
func (t *Trial) must(what string, err error) {
	if err != nil {
		panic(failure(fmt.Sprintf("%s: %v", what, err)))
	}
}

// eventually asks until condition is nil; the scenario's time limit ends it with the last answer.
func (t *Trial) eventually(what string, condition func() error) {
	for {
		err := condition()
		if err == nil {
			return
		}
		select {
		case <-t.Context.Done():
			t.must(what+" (time limit)", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (t *Trial) name() string { return os.Getenv("RUN_ID") + "-" + t.Name }

func (t *Trial) cleanUp() {
	for index := len(t.atEnd) - 1; index >= 0; index-- {
		if err := t.atEnd[index](); err != nil {
			fmt.Fprintf(os.Stderr, "%s: close: %v\n", t.Name, err)
		}
	}
}

func servers() []string { return strings.Split(os.Getenv("BOOTSTRAP_SERVERS"), ",") }

// newConfig looks for new leaders more often than sarama does by itself: every 250 ms, three times.
func newConfig() *sarama.Config {
	config := sarama.NewConfig()
	config.Version = sarama.MaxVersion
	config.ClientID = "sarama"
	config.Metadata.Retry.Backoff = 50 * time.Millisecond
	config.Metadata.Retry.Max = 100
	config.Producer.Return.Successes = true
	config.Producer.Partitioner = sarama.NewManualPartitioner
	config.Consumer.Return.Errors = true
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Consumer.MaxWaitTime = 100 * time.Millisecond
	return config
}

func (t *Trial) admin() sarama.ClusterAdmin {
	if t.shared == nil {
		admin, err := sarama.NewClusterAdmin(servers(), newConfig())
		t.must("new admin", err)
		t.atEnd = append(t.atEnd, admin.Close)
		t.shared = admin
	}
	return t.shared
}

// topic creates a topic of the scenario's name and waits until every partition has a leader.
func (t *Trial) topic(partitionCount int32) string {
	name := t.name()
	err := t.admin().CreateTopic(name, &sarama.TopicDetail{NumPartitions: partitionCount, ReplicationFactor: 1}, false)
	t.must("create topic "+name, err)
	t.eventually("metadata of "+name, func() error { return t.described(name, partitionCount) })
	return name
}

func (t *Trial) described(name string, partitionCount int32) error {
	described, err := t.admin().DescribeTopics([]string{name})
	if err != nil {
		return err
	}
	if count := len(described[0].Partitions); count != int(partitionCount) {
		return fmt.Errorf("%d partitions", count)
	}
	for _, partition := range described[0].Partitions {
		if partition.Leader < 0 {
			return fmt.Errorf("partition %d has no leader", partition.ID)
		}
	}
	return nil
}
