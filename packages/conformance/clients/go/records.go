package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// baseTimestampMs lies an hour back: older than retention.ms, and the broker may delete the records under our feet.
var baseTimestampMs = time.Now().Add(-time.Hour).UnixMilli()

func recordScenarios() []Scenario {
	codecs := []struct {
		name  string
		codec kgo.CompressionCodec
	}{
		{"none", kgo.NoCompression()}, {"gzip", kgo.GzipCompression()}, {"snappy", kgo.SnappyCompression()},
		{"lz4", kgo.Lz4Compression()}, {"zstd", kgo.ZstdCompression()},
	}
	var scenarios []Scenario
	for _, each := range codecs {
		scenarios = append(scenarios, Scenario{"codec-" + each.name, func(t *Trial) string {
			return t.roundTrip(1, makeRecords(300, 1), kgo.ProducerBatchCompression(each.codec))
		}})
	}
	return append(scenarios,
		Scenario{"null-and-empty", nullAndEmpty},
		Scenario{"headers", headers},
		Scenario{"timestamps", timestamps},
		Scenario{"acks-0", acksNone},
		Scenario{"acks-1", func(t *Trial) string {
			return t.roundTrip(1, makeRecords(100, 1), kgo.RequiredAcks(kgo.LeaderAck()), kgo.DisableIdempotentWrite())
		}},
		Scenario{"acks-all", func(t *Trial) string {
			return t.roundTrip(1, makeRecords(100, 1), kgo.RequiredAcks(kgo.AllISRAcks()), kgo.DisableIdempotentWrite())
		}},
		Scenario{"idempotent-producer", func(t *Trial) string {
			return t.roundTrip(3, makeRecords(500, 3), kgo.ProducerBatchMaxBytes(1024), kgo.ProducerLinger(0))
		}},
		Scenario{"many-partitions", func(t *Trial) string { return t.roundTrip(50, makeRecords(1000, 50)) }},
	)
}

// makeRecords spreads count records over the partitions in turn; each is different from every other.
func makeRecords(count, partitionCount int) []*kgo.Record {
	records := make([]*kgo.Record, count)
	for index := range records {
		records[index] = &kgo.Record{
			Partition: int32(index % partitionCount),
			Key:       fmt.Appendf(nil, "key-%d", index),
			Value:     fmt.Appendf(nil, "value-%d-%s", index, strings.Repeat("abcdefghij", 20)),
			Headers:   []kgo.RecordHeader{{Key: "index", Value: fmt.Append(nil, index)}},
			Timestamp: time.UnixMilli(baseTimestampMs + int64(index)),
		}
	}
	return records
}

// roundTrip produces the records to their partitions, checks the acknowledged offsets and reads everything back.
func (t *Trial) roundTrip(partitionCount int32, records []*kgo.Record, options ...kgo.Opt) string {
	topic := t.topic("", partitionCount, nil)
	expected := expectedByPartition(records)
	t.produce(topic, records, options...)
	for partition, produced := range groupByPartition(records) {
		for index, record := range produced {
			t.equal(fmt.Sprintf("acknowledged offset in partition %d", partition), record.Offset, int64(index))
		}
	}
	t.checkLog(topic, partitionCount, expected)
	return fmt.Sprintf("%d records, %d partitions", len(records), partitionCount)
}

// produce sends in order and waits for every acknowledgement. BREAK=drop and BREAK=duplicate stand for a broker that
// loses or repeats a record.
func (t *Trial) produce(topic string, records []*kgo.Record, options ...kgo.Opt) {
	client := t.client(append([]kgo.Opt{kgo.RecordPartitioner(kgo.ManualPartitioner())}, options...)...)
	last := len(records) - 1
	switch sent := records; os.Getenv("BREAK") {
	case "drop":
		records = sent[:last]
	case "duplicate":
		again := *sent[last]
		records = append(slices.Clone(sent), &again)
	}
	for _, record := range records {
		record.Topic = topic
	}
	t.must("produce", client.ProduceSync(t.Context, records...).FirstErr())
}

// checkLog reads every partition from its start to its end and compares all that a record has.
func (t *Trial) checkLog(topic string, partitionCount int32, expected map[int32][]string) {
	ends, err := t.admin().ListEndOffsets(t.Context, topic)
	t.must("list end offsets", err)
	for partition := range partitionCount {
		end, _ := ends.Lookup(topic, partition)
		t.equal(fmt.Sprintf("end offset of partition %d", partition), end.Offset, int64(len(expected[partition])))
	}
	t.equal("records by partition", t.readAll(topic, partitionCount, expected), expected)
}

func (t *Trial) readAll(topic string, partitionCount int32, expected map[int32][]string) map[int32][]string {
	total := 0
	for _, lines := range expected {
		total += len(lines)
	}
	return renderByPartition(t.fetch(topic, partitionCount, total))
}

// fetch reads count records from the starts of the partitions, without a group.
func (t *Trial) fetch(topic string, partitionCount int32, count int) []*kgo.Record {
	starts := map[int32]kgo.Offset{}
	for partition := range partitionCount {
		starts[partition] = kgo.NewOffset().AtStart()
	}
	client := t.client(kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: starts}))
	var records []*kgo.Record
	for len(records) < count {
		fetches := client.PollFetches(t.Context)
		if err := fetches.Err(); err != nil {
			t.fail("read back: %d of %d records, %v", len(records), count, err)
		}
		records = append(records, fetches.Records()...)
	}
	return records
}

// render is the whole of a record but its topic, as one comparable line.
func render(record *kgo.Record, offset int64) string {
	key, value := renderBytes(record.Key), renderBytes(record.Value)
	line := fmt.Sprintf("%d %d %s %s", offset, record.Timestamp.UnixMilli(), key, value)
	for _, header := range record.Headers {
		line += fmt.Sprintf(" %s=%s", header.Key, renderBytes(header.Value))
	}
	return line
}

func renderBytes(bytes []byte) string {
	if bytes == nil {
		return "null"
	}
	return fmt.Sprintf("%q", bytes)
}

// expectedByPartition is what must be read back: the offsets are the positions in the partition.
func expectedByPartition(records []*kgo.Record) map[int32][]string {
	lines := map[int32][]string{}
	for partition, produced := range groupByPartition(records) {
		for index, record := range produced {
			lines[partition] = append(lines[partition], render(record, int64(index)))
		}
	}
	return lines
}

func renderByPartition(records []*kgo.Record) map[int32][]string {
	lines := map[int32][]string{}
	for _, record := range records {
		lines[record.Partition] = append(lines[record.Partition], render(record, record.Offset))
	}
	return lines
}

func groupByPartition(records []*kgo.Record) map[int32][]*kgo.Record {
	byPartition := map[int32][]*kgo.Record{}
	for _, record := range records {
		byPartition[record.Partition] = append(byPartition[record.Partition], record)
	}
	return byPartition
}

func nullAndEmpty(t *Trial) string {
	at := time.UnixMilli(baseTimestampMs)
	records := []*kgo.Record{
		{Key: []byte("tombstone"), Value: nil, Timestamp: at},
		{Key: nil, Value: []byte("no key"), Timestamp: at},
		{Key: nil, Value: nil, Timestamp: at},
		{Key: []byte{}, Value: []byte{}, Timestamp: at},
		{Key: []byte("empty"), Value: []byte{}, Timestamp: at},
	}
	return t.roundTrip(1, records)
}

func headers(t *Trial) string {
	at := time.UnixMilli(baseTimestampMs)
	record := &kgo.Record{Key: []byte("k"), Value: []byte("v"), Timestamp: at, Headers: []kgo.RecordHeader{
		{Key: "trace", Value: []byte("first")},
		{Key: "other", Value: []byte("between")},
		{Key: "trace", Value: []byte("second")},
		{Key: "null", Value: nil},
		{Key: "empty", Value: []byte{}},
		{Key: "", Value: []byte("empty name")},
		{Key: "bytes", Value: []byte{0x00, 0xff, 0xfe, 0x80}},
		{Key: "naïve-ключ-鍵", Value: []byte("unicode name")},
	}}
	return t.roundTrip(1, []*kgo.Record{record, {Value: []byte("no headers"), Timestamp: at}})
}

func timestamps(t *Trial) string {
	records := makeRecords(3, 1)
	for index, timestampMs := range []int64{baseTimestampMs + 5_000, baseTimestampMs, 0} {
		records[index].Timestamp = time.UnixMilli(timestampMs)
	}
	createTime := t.topic("-create", 1, map[string]*string{"retention.ms": pointer("-1")})
	expected := expectedByPartition(records)
	t.produce(createTime, records)
	t.checkLog(createTime, 1, expected)

	appendTime := t.topic("-append", 1, map[string]*string{"message.timestamp.type": pointer("LogAppendTime")})
	before := time.Now().UnixMilli()
	t.produce(appendTime, makeRecords(3, 1))
	after := time.Now().UnixMilli()
	appended := t.fetch(appendTime, 1, 3)
	t.equal("records in the LogAppendTime topic", len(appended), 3)
	for _, record := range appended {
		timestampMs := record.Timestamp.UnixMilli()
		t.check(before <= timestampMs && timestampMs <= after, "append time %d is not in %d–%d", timestampMs, before, after)
		t.equal("timestamp type", record.Attrs.TimestampType(), int8(1))
	}
	return "CreateTime and LogAppendTime"
}

func acksNone(t *Trial) string {
	topic := t.topic("", 1, nil)
	records := makeRecords(100, 1)
	expected := expectedByPartition(records)
	t.produce(topic, records, kgo.RequiredAcks(kgo.NoAck()), kgo.DisableIdempotentWrite())
	// Nothing is acknowledged, so the end offset is the only sign that the last batch has arrived.
	admin := t.admin()
	t.eventually("end offset", func() error {
		ends, err := admin.ListEndOffsets(context.WithoutCancel(t.Context), topic)
		if end, _ := ends.Lookup(topic, 0); err != nil || end.Offset < 100 {
			return fmt.Errorf("%d of 100, %w", end.Offset, errOrNone(err))
		}
		return nil
	})
	t.checkLog(topic, 1, expected)
	return "100 records"
}

func errOrNone(err error) error {
	if err == nil {
		return fmt.Errorf("no error")
	}
	return err
}
