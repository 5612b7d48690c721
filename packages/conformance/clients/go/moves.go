package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	pauseBetweenSends = 2 * time.Millisecond
	// flushLimit is for the rest to be acknowledged, once nothing moves any more.
	flushLimit = 30 * time.Second
)

// movesReport is what src/moves.ts reads: numbers from 0 to Sent-1 were sent, as decimal text.
type movesReport struct {
	Client         string   `json:"client"`
	Sent           int      `json:"sent"`
	Unacknowledged []int    `json:"unacknowledged"`
	Missing        []int    `json:"missing"`
	Errors         []string `json:"errors"`
}

// numbersSeen are those that a group has got.
type numbersSeen struct {
	mutex sync.Mutex
	seen  map[int]bool
}

func (n *numbersSeen) add(value []byte) {
	number, err := strconv.Atoi(string(value))
	if err != nil {
		panic(err)
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.seen[number] = true
}

func (n *numbersSeen) missingOf(count int, except map[int]bool) []int {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	missing := []int{}
	for number := range count {
		if !n.seen[number] && !except[number] {
			missing = append(missing, number)
		}
	}
	return missing
}

// runMoves is the process whose brokers move: `conformance moves <group> <topic>`. It sends numbers until standard input
// ends, consumes them in a group meanwhile, and prints what became of them.
func runMoves(arguments []string) {
	group, topic := arguments[0], arguments[1]
	report := movesReport{Client: clientVersion(), Unacknowledged: []int{}, Errors: []string{}}
	received := &numbersSeen{seen: map[int]bool{}}
	consumer := consumeMoves(group, topic, received)
	unacknowledged := report.produce(topic)
	deadline := time.Now().Add(settleLimit())
	for report.Missing = received.missingOf(report.Sent, unacknowledged); len(report.Missing) > 0; {
		if time.Now().After(deadline) {
			break
		}
		time.Sleep(20 * time.Millisecond)
		report.Missing = received.missingOf(report.Sent, unacknowledged)
	}
	if err := consumer.CommitUncommittedOffsets(context.Background()); err != nil {
		report.Errors = append(report.Errors, fmt.Sprintf("commit: %v", err))
	}
	consumer.Close()
	line, err := json.Marshal(report)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(line))
}

func newMovesClient(options ...kgo.Opt) *kgo.Client {
	options = append(options, kgo.MetadataMaxAge(5*time.Second)) // Until new partitions are heard of.
	client, err := kgo.NewClient(append(commonOptions(), options...)...)
	if err != nil {
		panic(err)
	}
	return client
}

func consumeMoves(group, topic string, received *numbersSeen) *kgo.Client {
	client := newMovesClient(
		kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.HeartbeatInterval(500*time.Millisecond), shortSession(), kgo.AutoCommitInterval(200*time.Millisecond),
		// It stays with the replica in its rack for so long, whether that is there or not (default: 30 minutes).
		kgo.Rack(os.Getenv("CLIENT_RACK")), kgo.RecheckPreferredReplicaInterval(2*time.Second),
	)
	go func() {
		for {
			fetches := client.PollFetches(context.Background())
			if fetches.IsClientClosed() {
				return
			}
			fetches.EachRecord(func(record *kgo.Record) { received.add(record.Value) })
		}
	}()
	return client
}

// produce sends until standard input ends and waits for what is under way. It returns what was not acknowledged.
func (r *movesReport) produce(topic string) map[int]bool {
	client := newMovesClient(kgo.DefaultProduceTopic(topic))
	defer client.Close()
	var mutex sync.Mutex
	unacknowledged := map[int]bool{}
	acknowledge := func(number int) func(*kgo.Record, error) {
		return func(_ *kgo.Record, err error) {
			mutex.Lock()
			defer mutex.Unlock()
			delete(unacknowledged, number)
			if err != nil {
				r.Unacknowledged = append(r.Unacknowledged, number)
				r.Errors = append(r.Errors, fmt.Sprintf("send %d: %v", number, err))
			}
		}
	}
	send := func(number int) {
		mutex.Lock()
		unacknowledged[number] = true
		mutex.Unlock()
		text := []byte(strconv.Itoa(number))
		client.Produce(context.Background(), &kgo.Record{Key: text, Value: text}, acknowledge(number))
	}
	for stop := inputEnded(); ; r.Sent++ {
		select {
		case <-stop:
			sabotage(&r.Sent, send)
			flushed, cancel := context.WithTimeout(context.Background(), flushLimit)
			defer cancel()
			if err := client.Flush(flushed); err != nil {
				r.Errors = append(r.Errors, fmt.Sprintf("flush: %v", err))
			}
			mutex.Lock()
			defer mutex.Unlock()
			for number := range unacknowledged {
				r.Unacknowledged = append(r.Unacknowledged, number)
			}
			for _, number := range r.Unacknowledged {
				unacknowledged[number] = true
			}
			return unacknowledged
		case <-time.After(pauseBetweenSends):
			send(r.Sent)
		}
	}
}

// sabotage stands for a broker that loses or repeats a record, see --break.
func sabotage(sent *int, send func(number int)) {
	switch os.Getenv("BREAK") {
	case "drop":
		*sent++
	case "duplicate":
		send(*sent - 1)
	}
}

// settleLimit is for the rest to be consumed and committed, once nothing moves any more.
func settleLimit() time.Duration {
	limit, err := strconv.Atoi(os.Getenv("SETTLE_MS"))
	if err != nil {
		panic(err)
	}
	return time.Duration(limit) * time.Millisecond
}

func inputEnded() <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	return ended
}
