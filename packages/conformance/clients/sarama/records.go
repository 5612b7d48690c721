package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/IBM/sarama"
)

// baseTimestampMs lies an hour back: older than retention.ms, and the broker may delete the records under our feet.
var baseTimestampMs = time.Now().Add(-time.Hour).UnixMilli()

func recordScenarios() []Scenario {
	var scenarios []Scenario
	for _, codec := range []sarama.CompressionCodec{
		sarama.CompressionNone, sarama.CompressionGZIP, sarama.CompressionSnappy, sarama.CompressionLZ4, sarama.CompressionZSTD,
	} {
		scenarios = append(scenarios, Scenario{"codec-" + codec.String(), func(t *Trial) string {
			config := newConfig()
			config.Producer.Compression = codec
			return t.roundTrip(1, makeMessages(300, 1), config)
		}})
	}
	acks := func(acks sarama.RequiredAcks) func(t *Trial) string {
		return func(t *Trial) string {
			config := newConfig()
			config.Producer.RequiredAcks = acks
			return t.roundTrip(1, makeMessages(100, 1), config)
		}
	}
	return append(scenarios,
		Scenario{"null-and-empty", nullAndEmpty},
		Scenario{"headers", headers},
		Scenario{"acks-0", acks(sarama.NoResponse)},
		Scenario{"acks-1", acks(sarama.WaitForLocal)},
		Scenario{"acks-all", acks(sarama.WaitForAll)},
		Scenario{"idempotent-producer", func(t *Trial) string {
			config := idempotent(newConfig())
			config.Producer.Flush.MaxMessages = 5
			return t.roundTrip(3, makeMessages(500, 3), config)
		}},
	)
}

// idempotent sets what sarama asks for with it.
func idempotent(config *sarama.Config) *sarama.Config {
	config.Producer.Idempotent = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Net.MaxOpenRequests = 1
	return config
}

// makeMessages spreads count messages over the partitions in turn; each is different from every other.
func makeMessages(count, partitionCount int) []*sarama.ProducerMessage {
	messages := make([]*sarama.ProducerMessage, count)
	for index := range messages {
		messages[index] = &sarama.ProducerMessage{
			Partition: int32(index % partitionCount),
			Key:       sarama.StringEncoder(fmt.Sprintf("key-%d", index)),
			Value:     sarama.StringEncoder(fmt.Sprintf("value-%d-%s", index, strings.Repeat("abcdefghij", 20))),
			Headers:   []sarama.RecordHeader{{Key: []byte("index"), Value: fmt.Append(nil, index)}},
			Timestamp: time.UnixMilli(baseTimestampMs + int64(index)),
		}
	}
	return messages
}

// roundTrip produces the messages to their partitions and reads everything back.
func (t *Trial) roundTrip(partitionCount int32, messages []*sarama.ProducerMessage, config *sarama.Config) string {
	topic := t.topic(partitionCount)
	expected := expectedByPartition(messages)
	t.produce(topic, messages, config)
	if config.Producer.RequiredAcks != sarama.NoResponse {
		for partition, sent := range byPartition(messages) {
			for index, message := range sent {
				t.equal(fmt.Sprintf("acknowledged offset in partition %d", partition), message.Offset, int64(index))
			}
		}
	}
	t.equal("records by partition", t.readAll(topic, expected), expected)
	return fmt.Sprintf("%d records, %d partitions", len(messages), partitionCount)
}

// produce sends in order and waits for every acknowledgement. BREAK=drop and BREAK=duplicate stand for a broker that
// loses or repeats a record.
func (t *Trial) produce(topic string, messages []*sarama.ProducerMessage, config *sarama.Config) {
	producer, err := sarama.NewSyncProducer(servers(), config)
	t.must("new producer", err)
	t.atEnd = append(t.atEnd, producer.Close)
	last := len(messages) - 1
	switch os.Getenv("BREAK") {
	case "drop":
		messages = messages[:last]
	case "duplicate":
		again := *messages[last]
		messages = append(slices.Clone(messages), &again)
	}
	for _, message := range messages {
		message.Topic = topic
	}
	t.must("produce", producer.SendMessages(messages))
}

// readAll reads each partition from its start until it has as many as expected, and what comes right behind them.
func (t *Trial) readAll(topic string, expected map[int32][]string) map[int32][]string {
	consumer, err := sarama.NewConsumer(servers(), newConfig())
	t.must("new consumer", err)
	t.atEnd = append(t.atEnd, consumer.Close)
	lines := map[int32][]string{}
	for partition, wanted := range expected {
		reader, err := consumer.ConsumePartition(topic, partition, sarama.OffsetOldest)
		t.must("consume", err)
		t.atEnd = append(t.atEnd, reader.Close)
		for waiting := true; waiting; {
			patience := 20 * time.Second
			if len(lines[partition]) >= len(wanted) {
				patience = 300 * time.Millisecond
			}
			select {
			case message := <-reader.Messages():
				lines[partition] = append(lines[partition], renderReceived(message))
			case err := <-reader.Errors():
				t.must("read back", err)
			case <-time.After(patience):
				waiting = false
			}
		}
	}
	return lines
}

func byPartition(messages []*sarama.ProducerMessage) map[int32][]*sarama.ProducerMessage {
	grouped := map[int32][]*sarama.ProducerMessage{}
	for _, message := range messages {
		grouped[message.Partition] = append(grouped[message.Partition], message)
	}
	return grouped
}

// expectedByPartition is what must be read back: the offsets are the positions in the partition.
func expectedByPartition(messages []*sarama.ProducerMessage) map[int32][]string {
	lines := map[int32][]string{}
	for partition, sent := range byPartition(messages) {
		for index, message := range sent {
			line := render(int64(index), message.Timestamp, encoded(message.Key), encoded(message.Value))
			lines[partition] = append(lines[partition], withHeaders(line, message.Headers))
		}
	}
	return lines
}

func encoded(encoder sarama.Encoder) []byte {
	if encoder == nil {
		return nil
	}
	bytes, err := encoder.Encode()
	if err != nil {
		panic(err)
	}
	return bytes
}

func renderReceived(message *sarama.ConsumerMessage) string {
	line := render(message.Offset, message.Timestamp, message.Key, message.Value)
	headers := make([]sarama.RecordHeader, len(message.Headers))
	for index, header := range message.Headers {
		headers[index] = *header
	}
	return withHeaders(line, headers)
}

// render is the whole of a record but its topic and headers, as one comparable line.
func render(offset int64, timestamp time.Time, key, value []byte) string {
	return fmt.Sprintf("%d %d %s %s", offset, timestamp.UnixMilli(), renderBytes(key), renderBytes(value))
}

func withHeaders(line string, headers []sarama.RecordHeader) string {
	for _, header := range headers {
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

func nullAndEmpty(t *Trial) string {
	at := time.UnixMilli(baseTimestampMs)
	text := func(text string) sarama.Encoder { return sarama.ByteEncoder([]byte(text)) }
	return t.roundTrip(1, []*sarama.ProducerMessage{
		{Key: text("tombstone"), Value: nil, Timestamp: at},
		{Key: nil, Value: text("no key"), Timestamp: at},
		{Key: nil, Value: nil, Timestamp: at},
		{Key: text(""), Value: text(""), Timestamp: at},
		{Key: text("empty"), Value: text(""), Timestamp: at},
	}, newConfig())
}

func headers(t *Trial) string {
	message := &sarama.ProducerMessage{
		Key: sarama.StringEncoder("k"), Value: sarama.StringEncoder("v"), Timestamp: time.UnixMilli(baseTimestampMs),
		Headers: []sarama.RecordHeader{
			{Key: []byte("trace"), Value: []byte("first")},
			{Key: []byte("other"), Value: []byte("between")},
			{Key: []byte("trace"), Value: []byte("second")},
			{Key: []byte("null"), Value: nil},
			{Key: []byte("empty"), Value: []byte{}},
			{Key: []byte("bytes"), Value: []byte{0, 0xff, 0xfe}},
		},
	}
	return t.roundTrip(1, []*sarama.ProducerMessage{message}, newConfig())
}
