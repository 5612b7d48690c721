package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func groupScenarios() []Scenario {
	return []Scenario{
		{"group-of-one", groupOfOne},
		{"group-of-two", func(t *Trial) string { return t.groupOf(2, 6, 120) }},
		{"group-of-twenty", func(t *Trial) string { return t.groupOf(20, 40, 400) }},
		{"group-member-joins", memberJoins},
		{"group-member-leaves", memberLeaves},
		{"group-member-dies", memberDies},
		{"group-static-restart", staticRestart},
		{"commit-and-resume", commitAndResume},
	}
}

func groupOfOne(t *Trial) string {
	topic := t.topic("", 4, nil)
	records := makeRecords(100, 4)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	members := []*Member{t.member(t.name(""), topic)}
	t.awaitShares(4, members, 4)
	t.awaitRecords(members, expected)
	return "100 records"
}

// groupOf starts all members at once, with the range assignor: its shares are exact.
func (t *Trial) groupOf(memberCount, partitionCount, recordCount int) string {
	topic := t.topic("", int32(partitionCount), nil)
	startedAt := time.Now()
	members, shares := make([]*Member, memberCount), make([]int, memberCount)
	for index := range members {
		members[index] = t.member(t.name(""), topic, kgo.Balancers(kgo.RangeBalancer()))
		shares[index] = partitionCount / memberCount
	}
	t.awaitShares(partitionCount, members, shares...)
	stableAfter := time.Since(startedAt)
	records := makeRecords(recordCount, partitionCount)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	t.awaitRecords(members, expected)
	t.checkOwners(members)
	return fmt.Sprintf("stable after %d ms", stableAfter.Milliseconds())
}

// phases produces the first half, lets the group read and commit it, changes the group, then does the second half.
// Whatever the change repeats or loses shows at the end.
func (t *Trial) phases(topic string, members []*Member, change func() []*Member) {
	records := makeRecords(120, 6)
	expected := expectedByPartition(records)
	firstHalf := map[int32][]string{}
	for partition, lines := range expected {
		firstHalf[partition] = lines[:len(lines)/2]
	}
	t.produce(topic, records[:60])
	t.awaitRecords(members, firstHalf)
	t.commit(members...)
	everyone := change()
	t.produce(topic, records[60:])
	t.awaitRecords(everyone, expected)
}

// memberJoins uses the cooperative-sticky assignor, franz-go's default: the first member keeps reading meanwhile.
func memberJoins(t *Trial) string {
	topic := t.topic("", 6, nil)
	first := t.member(t.name(""), topic)
	t.awaitShares(6, []*Member{first}, 6)
	var took time.Duration
	t.phases(topic, []*Member{first}, func() []*Member {
		startedAt := time.Now()
		both := []*Member{first, t.member(t.name(""), topic)}
		t.awaitShares(6, both, 3, 3)
		took = time.Since(startedAt)
		return both
	})
	return fmt.Sprintf("3 and 3 after %d ms", took.Milliseconds())
}

func memberLeaves(t *Trial) string {
	topic := t.topic("", 6, nil)
	both := []*Member{t.member(t.name(""), topic), t.member(t.name(""), topic)}
	t.awaitShares(6, both, 3, 3)
	var took time.Duration
	t.phases(topic, both, func() []*Member {
		startedAt := time.Now()
		both[1].close()
		t.awaitShares(6, both[:1], 6)
		took = time.Since(startedAt)
		return both
	})
	t.check(took < 15*time.Second, "took over after %v, expected a leave, not a session timeout", took)
	return fmt.Sprintf("taken over after %d ms", took.Milliseconds())
}

func memberDies(t *Trial) string {
	topic, group := t.topic("", 6, nil), t.name("")
	survivor := t.member(group, topic, shortSession())
	t.awaitShares(6, []*Member{survivor}, 6)
	victim := t.memberProcess(group, topic)
	t.awaitShares3(survivor)
	killedAt := time.Now()
	t.must("kill", victim.Process.Kill())
	t.awaitShares(6, []*Member{survivor}, 6)
	took := time.Since(killedAt)
	// The last heartbeat was at most one interval (500 ms) and a pause of a busy machine before the kill.
	t.check(took > 4*time.Second, "the dead member lost its partitions after %v, its session lasts 6 s", took)
	t.check(took < 15*time.Second, "the dead member kept its partitions for %v, its session lasts 6 s", took)
	records := makeRecords(60, 6)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	t.awaitRecords([]*Member{survivor}, expected)
	return fmt.Sprintf("taken over after %d ms", took.Milliseconds())
}

// memberProcess starts this program as a member and returns when it owns half of the partitions.
func (t *Trial) memberProcess(group, topic string) *exec.Cmd {
	executable, err := os.Executable()
	t.must("own path", err)
	command := exec.Command(executable, "member", group, topic)
	output, err := command.StdoutPipe()
	t.must("pipe", err)
	t.must("start", command.Start())
	t.atScenarioEnd(func() { _ = command.Process.Kill(); _ = command.Wait() })
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(output); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	for {
		select {
		case line, open := <-lines:
			if !open {
				t.fail("the member process ended")
			}
			if line == "owns 3" {
				return command
			}
		case <-t.Context.Done():
			t.fail("the member process never owned 3 partitions")
		}
	}
}

func (t *Trial) awaitShares3(survivor *Member) {
	t.eventually("survivor's share", func() error {
		if owned := survivor.partitions(); len(owned) != 3 {
			return fmt.Errorf("owns %v", owned)
		}
		return nil
	})
}

func staticRestart(t *Trial) string {
	topic := t.topic("", 6, nil)
	stays := t.member(t.name(""), topic, kgo.InstanceID("a"), kgo.Balancers(kgo.RangeBalancer()))
	restarts := t.member(t.name(""), topic, kgo.InstanceID("b"), kgo.Balancers(kgo.RangeBalancer()))
	t.awaitShares(6, []*Member{stays, restarts}, 3, 3)
	partitionsBefore, rebalancesBefore := restarts.partitions(), stays.rebalanceCount()
	_, generationBefore := stays.client.GroupMetadata()
	var restarted *Member
	t.phases(topic, []*Member{stays, restarts}, func() []*Member {
		restarts.close()
		restarted = t.member(t.name(""), topic, kgo.InstanceID("b"), kgo.Balancers(kgo.RangeBalancer()))
		t.awaitShares(6, []*Member{stays, restarted}, 3, 3)
		return []*Member{stays, restarts, restarted}
	})
	t.equal("partitions after the restart", restarted.partitions(), partitionsBefore)
	t.equal("rebalances the other member saw", stays.rebalanceCount()-rebalancesBefore, 0)
	_, generationAfter := restarted.client.GroupMetadata()
	t.equal("generation", generationAfter, generationBefore)
	return fmt.Sprintf("generation %d before and after", generationAfter)
}

func commitAndResume(t *Trial) string {
	topic, group := t.topic("", 1, nil), t.name("")
	records := makeRecords(100, 1)
	expected := expectedByPartition(records)
	t.produce(topic, records)
	first := t.member(group, topic)
	t.awaitRecords([]*Member{first}, expected)
	offsets := map[string]map[int32]kgo.EpochOffset{topic: {0: {Epoch: -1, Offset: 40}}}
	ctx := kgo.PreCommitFnContext(t.Context, addMetadata("checkpoint"))
	var commitError error
	first.client.CommitOffsetsSync(ctx, offsets, onCommit(&commitError))
	t.must("commit", commitError)
	first.close()

	committed, err := kadm.NewClient(t.client()).FetchOffsets(t.Context, group)
	t.must("fetch offsets", err)
	offset, _ := committed.Lookup(topic, 0)
	t.equal("committed offset", offset.At, int64(40))
	t.equal("committed metadata", offset.Metadata, "checkpoint")

	second := []*Member{t.member(group, topic)}
	t.awaitRecords(second, map[int32][]string{0: expected[0][40:]})
	return "resumed at 40"
}
