package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Member is a running group member: it polls in the background and remembers what it owns and what it got.
type Member struct {
	client     *kgo.Client
	mutex      sync.Mutex
	owned      map[int32]bool
	received   []*kgo.Record
	rebalances int
	lastError  error
	polling    sync.WaitGroup
	stopped    context.CancelFunc
}

func (t *Trial) member(group, topic string, options ...kgo.Opt) *Member {
	member := &Member{owned: map[int32]bool{}}
	member.client = t.client(append(member.options(group, topic), options...)...)
	ctx, cancel := context.WithCancel(context.Background())
	member.stopped = cancel
	member.polling.Go(func() { member.poll(ctx) })
	t.atScenarioEnd(member.close)
	return member
}

func (m *Member) options(group, topic string) []kgo.Opt {
	change := func(owned bool) func(context.Context, *kgo.Client, map[string][]int32) {
		return func(_ context.Context, _ *kgo.Client, partitions map[string][]int32) {
			m.mutex.Lock()
			defer m.mutex.Unlock()
			for _, partition := range partitions[topic] {
				m.rebalances++
				if owned {
					m.owned[partition] = true
				} else {
					delete(m.owned, partition)
				}
			}
		}
	}
	return []kgo.Opt{
		kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.SessionTimeout(45 * time.Second), kgo.HeartbeatInterval(500 * time.Millisecond),
		kgo.OnPartitionsAssigned(change(true)), kgo.OnPartitionsRevoked(change(false)), kgo.OnPartitionsLost(change(false)),
	}
}

func (m *Member) poll(ctx context.Context) {
	for ctx.Err() == nil {
		fetches := m.client.PollFetches(ctx)
		if fetches.IsClientClosed() {
			return
		}
		m.mutex.Lock()
		m.received = append(m.received, fetches.Records()...)
		if err := fetches.Err(); err != nil && ctx.Err() == nil {
			m.lastError = err
		}
		m.mutex.Unlock()
	}
}

// close leaves the group (a static member does not: that is what static means) and waits for the poll loop.
func (m *Member) close() {
	m.stopped()
	m.polling.Wait()
	m.client.Close()
}

func (m *Member) partitions() []int32 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	owned := make([]int32, 0, len(m.owned))
	for partition := range m.owned {
		owned = append(owned, partition)
	}
	slices.Sort(owned)
	return owned
}

func (m *Member) records() []*kgo.Record {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return slices.Clone(m.received)
}

func (m *Member) error() error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.lastError
}

func (m *Member) rebalanceCount() int {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.rebalances
}

// commit stores the position after everything received.
func (t *Trial) commit(members ...*Member) {
	for _, member := range members {
		t.must("commit", member.client.CommitUncommittedOffsets(t.Context))
	}
}

// awaitShares waits until the members own exactly the given numbers of partitions, together each partition once.
func (t *Trial) awaitShares(partitionCount int, members []*Member, shares ...int) {
	t.eventually("assignment", func() error {
		union := []int32{}
		for index, member := range members {
			owned := member.partitions()
			if len(owned) != shares[index] {
				return fmt.Errorf("member %d owns %v, expected %d (%v)", index, owned, shares[index], member.error())
			}
			union = append(union, owned...)
		}
		slices.Sort(union)
		if !slices.Equal(union, numbers(partitionCount)) {
			return fmt.Errorf("together they own %v", union)
		}
		return nil
	})
	t.checks++
}

// awaitRecords waits for count records in total, then checks that they are the expected ones, each once.
func (t *Trial) awaitRecords(members []*Member, expected map[int32][]string) {
	total := 0
	for _, lines := range expected {
		total += len(lines)
	}
	t.eventually("records", func() error {
		if count := len(allRecords(members)); count < total {
			return fmt.Errorf("%d of %d received", count, total)
		}
		return nil
	})
	t.quiet(members)
	t.equal("records received by the group", renderByPartition(sortedRecords(members)), expected)
}

// quiet gives a repeated record the time to arrive: the members' fetches must have come back empty once.
func (t *Trial) quiet(members []*Member) {
	count := len(allRecords(members))
	deadline := time.Now().Add(300 * time.Millisecond)
	for time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
		t.equal("records after the last expected one", len(allRecords(members))-count, 0)
	}
}

// checkOwners: after a stable assignment every record went to the member that owns its partition.
func (t *Trial) checkOwners(members []*Member) {
	for index, member := range members {
		owned := member.partitions()
		for _, record := range member.records() {
			owns := slices.Contains(owned, record.Partition)
			t.check(owns, "member %d owns %v but got a record of partition %d", index, owned, record.Partition)
		}
	}
}

func allRecords(members []*Member) []*kgo.Record {
	var records []*kgo.Record
	for _, member := range members {
		records = append(records, member.records()...)
	}
	return records
}

// sortedRecords orders by offset, which keeps a repeated record visible: its line is there twice.
func sortedRecords(members []*Member) []*kgo.Record {
	records := allRecords(members)
	slices.SortStableFunc(records, func(left, right *kgo.Record) int { return int(left.Offset - right.Offset) })
	return records
}

func numbers(count int) []int32 {
	list := make([]int32, count)
	for index := range list {
		list[index] = int32(index)
	}
	return list
}

// runMember is the process that group-member-dies kills: `conformance member <group> <topic>`. It prints what it owns
// whenever that changes.
func runMember(arguments []string) {
	member := &Member{owned: map[int32]bool{}}
	options := append(commonOptions(), append(member.options(arguments[0], arguments[1]), shortSession())...)
	client, err := kgo.NewClient(options...)
	if err != nil {
		panic(err)
	}
	member.client = client
	go member.poll(context.Background())
	printed := -1
	for {
		if owned := member.partitions(); len(owned) != printed {
			printed = len(owned)
			fmt.Println("owns", printed)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// shortSession is the shortest session timeout brokers allow by default (group.min.session.timeout.ms).
func shortSession() kgo.Opt { return kgo.SessionTimeout(6 * time.Second) }
