package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Trial is one run of one scenario: its time limit, its names, its clients (closed at the end) and its checks.
type Trial struct {
	Context context.Context
	Name    string
	checks  int
	atEnd   []func()
	shared  *kadm.Client
}

// failure is what a failed check panics with; any other panic is a defect of this program and says so.
type failure string

func describeFailure(reason any) string {
	if text, ok := reason.(failure); ok {
		return string(text)
	}
	return fmt.Sprintf("panic: %v", reason)
}

func (t *Trial) fail(format string, arguments ...any) {
	panic(failure(fmt.Sprintf(format, arguments...)))
}

// check is the only place where an expectation can fail. BREAK=check makes every one fail, to prove that it would.
func (t *Trial) check(holds bool, format string, arguments ...any) {
	t.checks++
	if !holds || os.Getenv("BREAK") == "check" {
		t.fail(format, arguments...)
	}
}

func (t *Trial) equal(what string, actual, expected any) {
	t.check(reflect.DeepEqual(actual, expected), "%s: got %v, expected %v", what, shorten(actual), shorten(expected))
}

// errorIs checks that the broker's error code came through as the client's error for it.
func (t *Trial) errorIs(what string, actual, expected error) {
	t.check(errors.Is(actual, expected), "%s: got error %v, expected %v", what, actual, expected)
}

// must is for steps that are not what the scenario is about.
func (t *Trial) must(what string, err error) {
	if err != nil {
		t.fail("%s: %v", what, err)
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
			t.fail("%s: %v (time limit)", what, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (t *Trial) name(suffix string) string {
	return os.Getenv("RUN_ID") + "-" + t.Name + suffix
}

// atScenarioEnd registers what to close; the last registered goes first.
func (t *Trial) atScenarioEnd(action func()) { t.atEnd = append(t.atEnd, action) }

func (t *Trial) cleanUp() {
	for index := len(t.atEnd) - 1; index >= 0; index-- {
		t.atEnd[index]()
	}
}

func (t *Trial) client(options ...kgo.Opt) *kgo.Client {
	client, err := kgo.NewClient(append(commonOptions(), options...)...)
	t.must("new client", err)
	t.atScenarioEnd(client.Close)
	return client
}

// commonOptions: Kafka lists a new topic a moment before its partitions take requests, and franz-go looks again only
// after the minimum age of its metadata, 5 s by default.
func commonOptions() []kgo.Opt {
	return []kgo.Opt{
		kgo.SeedBrokers(strings.Split(os.Getenv("BOOTSTRAP_SERVERS"), ",")...),
		kgo.MetadataMinAge(50 * time.Millisecond),
	}
}

// admin is the scenario's one client for administration, made when first asked for.
func (t *Trial) admin() *kadm.Client {
	if t.shared == nil {
		t.shared = kadm.NewClient(t.client())
	}
	return t.shared
}

// topic creates a topic of the scenario's name plus suffix and waits until every partition takes requests.
func (t *Trial) topic(suffix string, partitionCount int32, configs map[string]*string) string {
	admin, name := t.admin(), t.name(suffix)
	response, err := admin.CreateTopic(t.Context, partitionCount, 1, configs, name)
	t.must("create topic "+name, errors.Join(err, response.Err))
	t.awaitTopic(admin, name, partitionCount)
	return name
}

// awaitTopic asks for metadata first and then each leader for its end offset: in KRaft metadata knows a topic a moment
// before the leaders do, and clients answer a refusal by backing off for up to a second.
func (t *Trial) awaitTopic(admin *kadm.Client, name string, partitionCount int32) {
	t.eventually("metadata of "+name, func() error {
		details, err := admin.ListTopics(t.Context, name)
		if err != nil {
			return err
		}
		detail := details[name]
		if detail.Err != nil {
			return detail.Err
		}
		if len(detail.Partitions) != int(partitionCount) {
			return fmt.Errorf("%d partitions", len(detail.Partitions))
		}
		for _, partition := range detail.Partitions {
			if partition.Err != nil || partition.Leader < 0 {
				return fmt.Errorf("partition %d: leader %d, %v", partition.Partition, partition.Leader, partition.Err)
			}
		}
		ends, err := admin.ListEndOffsets(t.Context, name)
		return errors.Join(err, ends.Error())
	})
}

func shorten(value any) string {
	text := fmt.Sprintf("%v", value)
	if len(text) > 400 {
		return text[:200] + " … " + text[len(text)-200:]
	}
	return text
}

func pointer[T any](value T) *T { return &value }
