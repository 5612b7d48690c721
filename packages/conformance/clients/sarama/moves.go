package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/IBM/sarama"
)

const pauseBetweenSends = 2 * time.Millisecond

// movesReport is what src/moves.ts reads: numbers from 0 to Sent-1 were sent, as decimal text.
type movesReport struct {
	Client         string   `json:"client"`
	Sent           int      `json:"sent"`
	Unacknowledged []int    `json:"unacknowledged"`
	Missing        []int    `json:"missing"`
	Errors         []string `json:"errors"`
}

// runMoves sends numbers until standard input ends, consumes them in a group meanwhile, and prints what became of them.
func runMoves(group, topic string) {
	report := movesReport{Client: clientVersion(), Unacknowledged: []int{}, Missing: []int{}, Errors: []string{}}
	reader := startReader(group, topic)
	report.produce(topic)
	deadline := time.Now().Add(settleLimit())
	for report.Missing = reader.missingOf(report); len(report.Missing) > 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
		report.Missing = reader.missingOf(report)
	}
	reader.stop() // Which commits what is marked.
	printJSON(report)
}

func movesConfig() *sarama.Config {
	config := idempotent(newConfig())
	config.Producer.Partitioner = sarama.NewHashPartitioner
	config.Metadata.RefreshFrequency = 5 * time.Second // Until new partitions are heard of.
	config.Producer.Retry.Max = 1000
	config.Producer.Retry.Backoff = 50 * time.Millisecond
	config.Consumer.Retry.Backoff = 50 * time.Millisecond
	config.Consumer.Offsets.AutoCommit.Interval = 200 * time.Millisecond
	config.Consumer.Offsets.Retry.Max = 100
	config.RackID = os.Getenv("CLIENT_RACK")
	config.Consumer.Group.Heartbeat.Interval = 500 * time.Millisecond
	config.Consumer.Group.Session.Timeout = 6 * time.Second
	config.Consumer.Group.Rebalance.Retry.Max = 100
	config.Consumer.Group.Rebalance.Retry.Backoff = 50 * time.Millisecond
	return config
}

// produce sends until standard input ends, without waiting in between; closing waits for what is under way.
func (r *movesReport) produce(topic string) {
	producer, err := sarama.NewAsyncProducer(servers(), movesConfig())
	if err != nil {
		panic(err)
	}
	var answers, pending sync.WaitGroup
	answers.Go(func() {
		for range producer.Successes() {
			pending.Done()
		}
	})
	answers.Go(func() {
		for failed := range producer.Errors() {
			r.Unacknowledged = append(r.Unacknowledged, failed.Msg.Metadata.(int))
			r.Errors = append(r.Errors, fmt.Sprintf("send %v: %v", failed.Msg.Metadata, failed.Err))
			pending.Done()
		}
	})
	send := func(number int) {
		pending.Add(1)
		text := sarama.StringEncoder(strconv.Itoa(number))
		producer.Input() <- &sarama.ProducerMessage{Topic: topic, Key: text, Value: text, Metadata: number}
	}
	for stop := inputEnded(); ; r.Sent++ {
		select {
		case <-stop:
			// A broker that loses or repeats a record, see --break.
			switch os.Getenv("BREAK") {
			case "drop":
				r.Sent++
			case "duplicate":
				send(r.Sent - 1)
			}
			// Closed, it gives up what it has to send again.
			pending.Wait()
			producer.AsyncClose()
			answers.Wait()
			return
		case <-time.After(pauseBetweenSends):
			send(r.Sent)
		}
	}
}

// settleLimit is for the rest to be consumed, once nothing moves any more.
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

// reader is a member that remembers the numbers that it got.
type reader struct {
	mutex sync.Mutex
	seen  map[int]bool
	stop  func()
}

func startReader(group, topic string) *reader {
	member, err := sarama.NewConsumerGroup(servers(), group, movesConfig())
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	reading := &reader{seen: map[int]bool{}}
	var running sync.WaitGroup
	running.Go(func() {
		for ctx.Err() == nil {
			err := member.Consume(ctx, []string{topic}, reading)
			if errors.Is(err, sarama.ErrClosedConsumerGroup) {
				return
			}
			if err != nil {
				// A session that a move has ended; the next one goes on where it has committed.
				fmt.Fprintln(os.Stderr, "consume:", err)
				time.Sleep(50 * time.Millisecond)
			}
		}
	})
	running.Go(func() {
		for err := range member.Errors() {
			fmt.Fprintln(os.Stderr, "member:", err)
		}
	})
	reading.stop = func() {
		cancel()
		if err := member.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "close:", err)
		}
		running.Wait()
	}
	return reading
}

func (r *reader) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (r *reader) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (r *reader) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		number, err := strconv.Atoi(string(message.Value))
		if err != nil {
			return err
		}
		r.mutex.Lock()
		r.seen[number] = true
		r.mutex.Unlock()
		session.MarkMessage(message, "")
	}
	return nil
}

func (r *reader) missingOf(report movesReport) []int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	missing := []int{}
	for number := range report.Sent {
		if !r.seen[number] && !slices.Contains(report.Unacknowledged, number) {
			missing = append(missing, number)
		}
	}
	return missing
}
