package testka.conformance;

import static testka.conformance.Records.BASE_TIMESTAMP_MS;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

import testka.conformance.Records.Sent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where reading starts, and how long a fetch waits. */
final class ConsumerScenarios {
    private static final int LONG_POLL_MS = 5_000;

    private ConsumerScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put("seek-by-timestamp", ConsumerScenarios::seekByTimestamp);
        scenarios.put("reset-earliest", ConsumerScenarios::resetEarliest);
        scenarios.put("reset-latest", ConsumerScenarios::resetLatest);
        scenarios.put("long-poll-wakes", ConsumerScenarios::longPollWakes);
        scenarios.put("long-poll-close", ConsumerScenarios::longPollClose);
    }

    private static String seekByTimestamp(Trial trial) throws Exception {
        String topic = trial.topic(1);
        List<Sent> made = Records.make(10, 1);
        List<Sent> records =
                IntStream.range(0, 10)
                        .mapToObj(index -> made.get(index).at(BASE_TIMESTAMP_MS + index * 1_000L))
                        .toList();
        Map<Integer, List<String>> expected = Records.expected(records);
        Records.produce(trial, topic, records);
        Records.checkLog(trial, topic, 1, expected);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<byte[], byte[]>(Records.consumerDefaults())) {
            trial.equal("exact", found(consumer, partition, 4_000), "4 at +4000");
            trial.equal("between two records", found(consumer, partition, 4_001), "5 at +5000");
            trial.equal("before the first", found(consumer, partition, -1_000), "0 at +0");
            trial.equal("after the last", found(consumer, partition, 9_001), "none");
            consumer.assign(List.of(partition));
            consumer.seek(
                    partition,
                    consumer.offsetsForTimes(Map.of(partition, BASE_TIMESTAMP_MS + 6_500))
                            .get(partition)
                            .offset());
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            Records.poll(trial, consumer, 3, read);
            trial.equal(
                    "records from the timestamp on",
                    Records.render(read),
                    Map.of(0, expected.get(0).subList(7, 10)));
        }
        return "exact, between, before, after";
    }

    private static String found(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long sinceBaseMs) {
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, BASE_TIMESTAMP_MS + sinceBaseMs))
                        .get(partition);
        return found == null
                ? "none"
                : found.offset() + " at +" + (found.timestamp() - BASE_TIMESTAMP_MS);
    }

    private static String resetEarliest(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(1);
        List<Sent> records = Records.make(10, 1);
        Records.produce(trial, topic, records);
        group.awaitRecords(List.of(group.join(topic, Map.of())), Records.expected(records));
        return "from offset 0";
    }

    private static String resetLatest(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(1);
        List<Sent> records = Records.make(20, 1);
        Map<Integer, List<String>> expected = Records.expected(records);
        Records.produce(trial, topic, records.subList(0, 10));
        Member member = group.join(topic, Map.of("auto.offset.reset", "latest"));
        group.awaitShares(1, List.of(member), 1);
        // Asking for the position makes the consumer look up the end now, before anything else is
        // produced.
        long position = member.ask(consumer -> consumer.position(new TopicPartition(topic, 0)));
        trial.equal("position", position, 10L);
        Records.produce(trial, topic, records.subList(10, 20));
        group.awaitRecords(List.of(member), Map.of(0, expected.get(0).subList(10, 20)));
        return "from offset 10";
    }

    private static String longPollWakes(Trial trial) throws Exception {
        String topic = trial.topic(1);
        List<Sent> records = Records.make(1, 1);
        Map<String, Object> config = Records.consumerDefaults();
        config.put("fetch.max.wait.ms", LONG_POLL_MS);
        config.put("fetch.min.bytes", 1);
        try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            consumer.position(new TopicPartition(topic, 0));
            // Returns empty and leaves its fetch waiting at the broker.
            trial.equal("records before", consumer.poll(Duration.ofMillis(500)).count(), 0);
            long startedAt = System.currentTimeMillis();
            Records.produce(trial, topic, records);
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            Records.poll(trial, consumer, 1, read);
            long tookMs = System.currentTimeMillis() - startedAt;
            trial.check(tookMs < 2_000, "the record took " + tookMs + " ms, the fetch waits 5 s");
            trial.equal("record", Records.render(read), Records.expected(records));
            Records.checkLog(trial, topic, 1, Records.expected(records));
            return tookMs + " ms after produce began";
        }
    }

    private static String longPollClose(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(2);
        Member first = group.join(topic, Map.of("fetch.max.wait.ms", LONG_POLL_MS));
        group.awaitShares(2, List.of(first), 2);
        // The positions are known, so the poll after this question sends the fetch; it waits for 5
        // s.
        first.ask(
                consumer ->
                        consumer.position(new TopicPartition(topic, 0))
                                + consumer.position(new TopicPartition(topic, 1)));
        Thread.sleep(500);
        long startedAt = System.currentTimeMillis();
        first.close();
        long closedMs = System.currentTimeMillis() - startedAt;
        trial.check(closedMs < LONG_POLL_MS + 2_000, "close took " + closedMs + " ms");
        Member second = group.join(topic, Map.of());
        group.awaitShares(2, List.of(second), 2);
        long takenMs = System.currentTimeMillis() - startedAt;
        trial.check(takenMs < 15_000, "the partitions were free after " + takenMs + " ms");
        return "closed after " + closedMs + " ms, taken over after " + takenMs + " ms";
    }
}
