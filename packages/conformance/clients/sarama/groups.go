package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/IBM/sarama"
)

func groupScenarios() []Scenario {
	return []Scenario{
		{"group-of-one", func(t *Trial) string { return groupOf(t, 1, 4, 100) }},
		{"group-of-two", func(t *Trial) string { return groupOf(t, 2, 6, 120) }},
		{"commit-and-resume", commitAndResume},
	}
}

// Member is a running group member: it consumes in the background and remembers what it owns and what it got.
type Member struct {
	group    sarama.ConsumerGroup
	stop     context.CancelFunc
	running  sync.WaitGroup
	mutex    sync.Mutex
	owned    []int32
	received []*sarama.ConsumerMessage
}

// join starts a member of the scenario's group, which leaves at the end.
func (t *Trial) join(topic string) *Member {
	config := newConfig()
	config.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	group, err := sarama.NewConsumerGroup(servers(), t.name(), config)
	t.must("new member", err)
	ctx, cancel := context.WithCancel(context.Background())
	member := &Member{group: group, stop: cancel}
	member.running.Go(func() {
		for ctx.Err() == nil {
			if err := group.Consume(ctx, []string{topic}, member); errors.Is(err, sarama.ErrClosedConsumerGroup) {
				return
			}
		}
	})
	t.atEnd = append(t.atEnd, member.close)
	return member
}

func (m *Member) close() error {
	m.stop()
	m.running.Wait()
	return m.group.Close()
}

// Setup is called with what the member has been given.
func (m *Member) Setup(session sarama.ConsumerGroupSession) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, partitions := range session.Claims() {
		m.owned = partitions
	}
	return nil
}

// Cleanup is called when the member has lost it.
func (m *Member) Cleanup(sarama.ConsumerGroupSession) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.owned = nil
	return nil
}

// ConsumeClaim reads one partition and marks what is to be committed.
func (m *Member) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		m.mutex.Lock()
		m.received = append(m.received, message)
		m.mutex.Unlock()
		session.MarkMessage(message, "")
	}
	return nil
}

func (m *Member) state() ([]int32, []*sarama.ConsumerMessage) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.owned), slices.Clone(m.received)
}

func groupOf(t *Trial, memberCount, partitionCount, count int) string {
	topic := t.topic(int32(partitionCount))
	members := make([]*Member, memberCount)
	for index := range members {
		members[index] = t.join(topic)
	}
	startedAt := time.Now()
	t.eventually("assignment", func() error {
		for index, member := range members {
			if owned, _ := member.state(); len(owned) != partitionCount/memberCount {
				return fmt.Errorf("member %d owns %v", index, owned)
			}
		}
		return nil
	})
	stableAfter := time.Since(startedAt).Milliseconds()
	messages := makeMessages(count, partitionCount)
	t.produce(topic, messages, newConfig())
	t.awaitRecords(members, expectedByPartition(messages))
	for index, member := range members {
		owned, received := member.state()
		for _, message := range received {
			t.check(slices.Contains(owned, message.Partition), "member %d got a record of %d", index, message.Partition)
		}
	}
	return fmt.Sprintf("stable after %d ms", stableAfter)
}

// awaitRecords waits for as many records as expected, then checks that they are the expected ones, each once.
func (t *Trial) awaitRecords(members []*Member, expected map[int32][]string) {
	total := 0
	for lines := range maps.Values(expected) {
		total += len(lines)
	}
	t.eventually("records", func() error {
		if count := len(allReceived(members)); count < total {
			return fmt.Errorf("%d of %d received", count, total)
		}
		return nil
	})
	time.Sleep(300 * time.Millisecond) // A repeated record gets the time to arrive.
	lines := map[int32][]string{}
	for _, message := range allReceived(members) {
		lines[message.Partition] = append(lines[message.Partition], renderReceived(message))
	}
	t.equal("records received by the group", lines, expected)
}

func allReceived(members []*Member) []*sarama.ConsumerMessage {
	var all []*sarama.ConsumerMessage
	for _, member := range members {
		_, received := member.state()
		all = append(all, received...)
	}
	slices.SortStableFunc(all, func(a, b *sarama.ConsumerMessage) int { return int(a.Offset - b.Offset) })
	return all
}

// commitAndResume: closing commits what was marked, and the next member begins behind it.
func commitAndResume(t *Trial) string {
	topic := t.topic(1)
	messages := makeMessages(60, 1)
	lines := expectedByPartition(messages)[0]
	t.produce(topic, messages[:40], newConfig())
	first := t.join(topic)
	t.awaitRecords([]*Member{first}, map[int32][]string{0: lines[:40]})
	t.must("leave", first.close())
	offsets, err := t.admin().ListConsumerGroupOffsets(t.name(), map[string][]int32{topic: {0}})
	t.must("list offsets", err)
	t.equal("committed offset", offsets.GetBlock(topic, 0).Offset, int64(40))
	t.produce(topic, messages[40:], newConfig())
	t.awaitRecords([]*Member{t.join(topic)}, map[int32][]string{0: lines[40:]})
	return "40 and 20 records"
}
