package testka.conformance;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Making, sending, reading and comparing records. */
final class Records {
    /**
     * An hour back: older than retention.ms, and the broker may delete the records under our feet.
     */
    static final long BASE_TIMESTAMP_MS = System.currentTimeMillis() - 3_600_000;

    /** A record to send, to a partition of a topic named later. */
    record Sent(int partition, Long timestampMs, byte[] key, byte[] value, List<Header> headers) {
        Sent at(long otherTimestampMs) {
            return new Sent(partition, otherTimestampMs, key, value, headers);
        }
    }

    private Records() {}

    /** Spreads the records over the partitions in turn; each is different from every other. */
    static List<Sent> make(int count, int partitionCount) {
        return IntStream.range(0, count)
                .mapToObj(
                        index ->
                                new Sent(
                                        index % partitionCount,
                                        BASE_TIMESTAMP_MS + index,
                                        utf8("key-" + index),
                                        utf8("value-" + index + "-" + "abcdefghij".repeat(20)),
                                        List.of(header("index", utf8("" + index)))))
                .toList();
    }

    static Header header(String name, byte[] value) {
        return new RecordHeader(name, value);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, Object> producerDefaults() {
        Map<String, Object> properties = Trial.common();
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        properties.put("linger.ms", 5);
        return properties;
    }

    static Map<String, Object> consumerDefaults() {
        Map<String, Object> properties = Trial.common();
        properties.put("group.protocol", "classic");
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        // Closing a consumer waits for the fetch it has in flight, by default up to 500 ms, at
        // every end of a scenario.
        properties.put("fetch.max.wait.ms", 100);
        return properties;
    }

    /** Produces, checks the acknowledged offsets and reads everything back. */
    static String roundTrip(
            Trial trial, int partitionCount, List<Sent> records, Map<String, Object> producerConfig)
            throws Exception {
        String topic = trial.topic(partitionCount);
        List<RecordMetadata> acknowledged = produce(trial, topic, records, producerConfig);
        Map<Integer, Long> next = new HashMap<>();
        for (int index = 0; index < records.size(); index++) {
            int partition = records.get(index).partition();
            long offset = next.merge(partition, 1L, Long::sum) - 1;
            trial.check(index < acknowledged.size(), "record " + index + " was not acknowledged");
            trial.equal(
                    "acknowledged offset in partition " + partition,
                    acknowledged.get(index).offset(),
                    offset);
            trial.equal("acknowledged partition", acknowledged.get(index).partition(), partition);
        }
        checkLog(trial, topic, partitionCount, expected(records));
        return records.size() + " records, " + partitionCount + " partitions";
    }

    static List<RecordMetadata> produce(Trial trial, String topic, List<Sent> records)
            throws Exception {
        return produce(trial, topic, records, Map.of());
    }

    /**
     * Sends in order and waits for every acknowledgement. BREAK=drop and BREAK=duplicate stand for
     * a broker that loses or repeats a record.
     */
    static List<RecordMetadata> produce(
            Trial trial, String topic, List<Sent> records, Map<String, Object> config)
            throws Exception {
        Map<String, Object> properties = producerDefaults();
        properties.putAll(config);
        List<Sent> toSend = new ArrayList<>(records);
        if (Trial.broken("drop")) toSend.remove(toSend.size() - 1);
        if (Trial.broken("duplicate")) toSend.add(toSend.get(toSend.size() - 1));
        List<RecordMetadata> acknowledged = new ArrayList<>();
        try (var producer = new KafkaProducer<byte[], byte[]>(properties)) {
            List<Future<RecordMetadata>> futures = new ArrayList<>();
            for (Sent record : toSend) futures.add(producer.send(addressed(topic, record)));
            producer.flush();
            for (Future<RecordMetadata> future : futures) acknowledged.add(future.get());
        }
        return acknowledged;
    }

    private static ProducerRecord<byte[], byte[]> addressed(String topic, Sent record) {
        return new ProducerRecord<>(
                topic,
                record.partition(),
                record.timestampMs(),
                record.key(),
                record.value(),
                record.headers());
    }

    /** Reads every partition from its start to its end and compares all that a record has. */
    static void checkLog(
            Trial trial, String topic, int partitionCount, Map<Integer, List<String>> expected)
            throws Exception {
        Map<Integer, Long> ends = trial.endOffsets(topic, partitionCount);
        for (int partition = 0; partition < partitionCount; partition++) {
            long count = expected.getOrDefault(partition, List.of()).size();
            trial.equal("end offset of partition " + partition, ends.get(partition), count);
        }
        trial.equal(
                "records by partition",
                render(read(trial, topic, partitionCount, count(expected))),
                expected);
    }

    static int count(Map<Integer, List<String>> lines) {
        return lines.values().stream().mapToInt(List::size).sum();
    }

    /** Reads count records from the starts of the partitions, without a group. */
    static List<ConsumerRecord<byte[], byte[]>> read(
            Trial trial, String topic, int partitionCount, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<byte[], byte[]>(consumerDefaults())) {
            var partitions =
                    IntStream.range(0, partitionCount)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            poll(trial, consumer, count, records);
        }
        return records;
    }

    static void poll(
            Trial trial,
            KafkaConsumer<byte[], byte[]> consumer,
            int count,
            List<ConsumerRecord<byte[], byte[]>> into) {
        while (into.size() < count) {
            if (trial.remaining().isZero())
                throw new Trial.Failure(
                        "read back: " + into.size() + " of " + count + " records (time limit)");
            ConsumerRecords<byte[], byte[]> polled =
                    consumer.poll(java.time.Duration.ofMillis(200));
            polled.forEach(into::add);
        }
    }

    /** What must be read back: the offsets are the positions in the partition. */
    static Map<Integer, List<String>> expected(List<Sent> records) {
        Map<Integer, List<String>> lines = new TreeMap<>();
        for (Sent record : records) {
            List<String> partition =
                    lines.computeIfAbsent(record.partition(), ignored -> new ArrayList<>());
            partition.add(
                    line(
                            partition.size(),
                            record.timestampMs(),
                            record.key(),
                            record.value(),
                            record.headers()));
        }
        return lines;
    }

    /**
     * One line per record, by partition, in order of offset; a record received twice is there
     * twice.
     */
    static Map<Integer, List<String>> render(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Integer, List<String>> lines = new TreeMap<>();
        records.stream()
                .sorted(Comparator.comparingLong(ConsumerRecord::offset))
                .forEach(
                        record ->
                                lines.computeIfAbsent(
                                                record.partition(), ignored -> new ArrayList<>())
                                        .add(
                                                line(
                                                        record.offset(),
                                                        record.timestamp(),
                                                        record.key(),
                                                        record.value(),
                                                        record.headers())));
        return lines;
    }

    private static String line(
            long offset, long timestampMs, byte[] key, byte[] value, Iterable<Header> headers) {
        StringBuilder line =
                new StringBuilder(offset + " " + timestampMs + " " + text(key) + " " + text(value));
        for (Header header : headers)
            line.append(' ').append(header.key()).append('=').append(text(header.value()));
        return line.toString();
    }

    /** Latin-1 keeps every byte apart. */
    private static String text(byte[] bytes) {
        return bytes == null
                ? "null"
                : "\"" + new String(bytes, StandardCharsets.ISO_8859_1) + "\"";
    }
}
