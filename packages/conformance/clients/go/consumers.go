package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const longPoll = 5 * time.Second

func consumerScenarios() []Scenario {
	return []Scenario{
		{"seek-by-timestamp", seekByTimestamp},
		{"reset-earliest", resetEarliest},
		{"reset-latest", resetLatest},
		{"long-poll-wakes", longPollWakes},
		{"long-poll-close", longPollClose},
	}
}

func addMetadata(text string) func(*kmsg.OffsetCommitRequest) error {
	return func(request *kmsg.OffsetCommitRequest) error {
		for topic := range request.Topics {
			for partition := range request.Topics[topic].Partitions {
				request.Topics[topic].Partitions[partition].Metadata = &text
			}
		}
		return nil
	}
}

// onCommit keeps the first error of a commit, of the request or of one of its partitions.
func onCommit(result *error) func(*kgo.Client, *kmsg.OffsetCommitRequest, *kmsg.OffsetCommitResponse, error) {
	return func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, response *kmsg.OffsetCommitResponse, err error) {
		*result = err
		if err != nil {
			return
		}
		for _, topic := range response.Topics {
			for _, partition := range topic.Partitions {
				if err := kerr.ErrorForCode(partition.ErrorCode); err != nil {
					*result = err
				}
			}
		}
	}
}

func seekByTimestamp(t *Trial) string {
	topic := t.topic("", 1, nil)
	records := makeRecords(10, 1)
	for index, record := range records {
		record.Timestamp = time.UnixMilli(baseTimestampMs + int64(index)*1000)
	}
	expected := expectedByPartition(records)
	t.produce(topic, records)
	t.checkLog(topic, 1, expected)
	admin := t.admin()
	for _, row := range []struct{ sinceBaseMs, offset, timestampMs int64 }{
		{4000, 4, baseTimestampMs + 4000},
		{4001, 5, baseTimestampMs + 5000},
		{-1000, 0, baseTimestampMs},
	} {
		listed, err := admin.ListOffsetsAfterMilli(t.Context, baseTimestampMs+row.sinceBaseMs, topic)
		t.must("list offsets", err)
		found, _ := listed.Lookup(topic, 0)
		t.equal(fmt.Sprintf("offset at %+d ms", row.sinceBaseMs), found.Offset, row.offset)
		t.equal(fmt.Sprintf("its timestamp at %+d ms", row.sinceBaseMs), found.Timestamp, row.timestampMs)
	}
	// kadm replaces "none" (-1) by the end offset and leaves the timestamp at -1.
	listed, err := admin.ListOffsetsAfterMilli(t.Context, baseTimestampMs+9001, topic)
	t.must("list offsets", err)
	none, _ := listed.Lookup(topic, 0)
	t.equal("timestamp after the last record", none.Timestamp, int64(-1))

	start := kgo.NewOffset().AfterMilli(baseTimestampMs + 6500)
	client := t.client(kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: {0: start}}))
	var read []*kgo.Record
	for len(read) < 3 {
		fetches := client.PollFetches(t.Context)
		t.must("poll", fetches.Err())
		read = append(read, fetches.Records()...)
	}
	t.equal("records from the timestamp on", renderByPartition(read), map[int32][]string{0: expected[0][7:]})
	return "exact, between, before, after"
}

func resetEarliest(t *Trial) string {
	topic := t.topic("", 1, nil)
	records := makeRecords(10, 1)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	t.awaitRecords([]*Member{t.member(t.name(""), topic)}, expected)
	return "from offset 0"
}

func resetLatest(t *Trial) string {
	topic := t.topic("", 1, nil)
	records := makeRecords(20, 1)
	t.produce(topic, records[:10])
	member := t.member(t.name(""), topic, kgo.ConsumeResetOffset(kgo.NewOffset().AtEnd()))
	t.awaitShares(1, []*Member{member}, 1)
	// To own the partition is not to have looked up its end: probes tell when that is done.
	var probes []*kgo.Record
	t.eventually("position at the end", func() error {
		if len(member.records()) > 0 {
			return nil
		}
		value := fmt.Appendf(nil, "probe-%d", len(probes))
		probes = append(probes, &kgo.Record{Value: value, Timestamp: time.UnixMilli(baseTimestampMs)})
		t.produce(topic, probes[len(probes)-1:])
		time.Sleep(100 * time.Millisecond)
		return fmt.Errorf("nothing received after %d probes", len(probes))
	})
	first := member.records()[0].Offset
	there := first >= 10 && first < int64(10+len(probes))
	t.check(there, "received offset %d first, which was there before", first)
	t.produce(topic, records[10:])
	// Everything from the first received offset on, and nothing before it.
	everything := expectedByPartition(slices.Concat(records[:10], probes, records[10:]))[0]
	t.awaitRecords([]*Member{member}, map[int32][]string{0: everything[first:]})
	return fmt.Sprintf("from offset %d, %d probe(s)", first, len(probes))
}

func longPollWakes(t *Trial) string {
	topic := t.topic("", 1, nil)
	start := map[string]map[int32]kgo.Offset{topic: {0: kgo.NewOffset().AtStart()}}
	parked := make(chan struct{})
	wait := []kgo.Opt{kgo.FetchMaxWait(longPoll), kgo.FetchMinBytes(1), kgo.WithHooks(onFetchSent{parked})}
	client := t.client(append(wait, kgo.ConsumePartitions(start))...)
	type arrival struct {
		at      time.Time
		fetches kgo.Fetches
	}
	arrived := make(chan arrival, 1)
	go func() {
		fetches := client.PollFetches(t.Context)
		arrived <- arrival{time.Now(), fetches}
	}()
	select {
	case <-parked:
	case <-t.Context.Done():
		t.fail("no fetch was sent")
	}
	records := makeRecords(1, 1)
	expected := expectedByPartition(records)
	producedAt := time.Now()
	t.produce(topic, records)
	var got arrival
	select {
	case got = <-arrived:
	case <-t.Context.Done():
		t.fail("no record arrived")
	}
	t.must("poll", got.fetches.Err())
	took := got.at.Sub(producedAt)
	t.check(took < 2*time.Second, "the record took %v, the fetch waits 5 s", took)
	t.equal("record", renderByPartition(got.fetches.Records()), expected)
	t.checkLog(topic, 1, expected)
	return fmt.Sprintf("%d ms after produce began", took.Milliseconds())
}

func longPollClose(t *Trial) string {
	topic, group := t.topic("", 2, nil), t.name("")
	parked := make(chan struct{})
	first := t.member(group, topic, kgo.FetchMaxWait(longPoll), kgo.WithHooks(onFetchSent{parked}))
	t.awaitShares(2, []*Member{first}, 2)
	select {
	case <-parked:
	case <-t.Context.Done():
		t.fail("no fetch was sent")
	}
	startedAt := time.Now()
	first.close()
	closed := time.Since(startedAt)
	t.check(closed < longPoll+2*time.Second, "close took %v", closed)
	second := t.member(group, topic)
	t.awaitShares(2, []*Member{second}, 2)
	taken := time.Since(startedAt)
	t.check(taken < 15*time.Second, "the partitions were free after %v", taken)
	return fmt.Sprintf("closed after %d ms, taken over after %d ms", closed.Milliseconds(), taken.Milliseconds())
}

// onFetchSent closes its channel when the first fetch request has been written.
type onFetchSent struct{ parked chan struct{} }

func (hook onFetchSent) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, _ error) {
	if key != (&kmsg.FetchRequest{}).Key() {
		return
	}
	select {
	case <-hook.parked:
	default:
		close(hook.parked)
	}
}
