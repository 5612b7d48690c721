package testka.conformance;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running group member: it polls in a thread of its own and remembers what it owns and what it
 * got.
 */
final class Member implements AutoCloseable {
    /** The shortest session timeout brokers allow by default (group.min.session.timeout.ms). */
    static final Map<String, Object> SHORT_SESSION = Map.of("session.timeout.ms", 6_000);

    static final Map<String, Object> COOPERATIVE =
            Map.of(
                    "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    static final Map<String, Object> RANGE =
            Map.of(
                    "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.RangeAssignor");

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ConcurrentLinkedQueue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final TreeSet<Integer> owned = new TreeSet<>();
    private final List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();
    private final Thread thread;
    private int rebalances;
    private Exception error;
    private volatile boolean closing;

    Member(String group, String topic, Map<String, Object> config) {
        Map<String, Object> properties = Records.consumerDefaults();
        properties.put("group.id", group);
        properties.put("session.timeout.ms", 45_000);
        properties.put("heartbeat.interval.ms", 500);
        properties.putAll(config);
        consumer = new KafkaConsumer<>(properties);
        consumer.subscribe(List.of(topic), new Listener());
        thread = new Thread(this::poll, "member of " + group);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Listener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            change(partitions, owned::add);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            change(partitions, owned::remove);
        }

        private void change(Collection<TopicPartition> partitions, Consumer<Integer> each) {
            synchronized (owned) {
                rebalances++;
                for (TopicPartition partition : partitions) each.accept(partition.partition());
            }
        }
    }

    private void poll() {
        try (consumer) {
            while (!closing) {
                for (Runnable request = requests.poll(); request != null; request = requests.poll())
                    request.run();
                try {
                    var polled = consumer.poll(Duration.ofSeconds(10));
                    synchronized (received) {
                        polled.forEach(received::add);
                    }
                } catch (WakeupException awake) {
                    // Something is in the queue, or it is time to close.
                }
            }
        } catch (Exception failed) {
            error = failed;
        }
    }

    /** Runs in the polling thread, which is the only one that may use the consumer. */
    <T> T ask(java.util.function.Function<KafkaConsumer<byte[], byte[]>, T> question)
            throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(
                () -> {
                    try {
                        answer.complete(question.apply(consumer));
                    } catch (RuntimeException failed) {
                        answer.completeExceptionally(failed);
                    }
                });
        consumer.wakeup();
        return answer.get(10, TimeUnit.SECONDS);
    }

    /** Stores the position after everything received. */
    void commit() throws Exception {
        ask(
                each -> {
                    each.commitSync();
                    return null;
                });
    }

    ConsumerGroupMetadata metadata() throws Exception {
        return ask(KafkaConsumer::groupMetadata);
    }

    /** Leaves the group (a static member does not: that is what static means). */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(20_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    List<Integer> partitions() {
        synchronized (owned) {
            return List.copyOf(owned);
        }
    }

    int rebalances() {
        synchronized (owned) {
            return rebalances;
        }
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    @Override
    public String toString() {
        return "owns " + partitions() + (error == null ? "" : ", died of " + error);
    }

    static Map<String, Object> with(Map<String, Object> config, String key, Object value) {
        Map<String, Object> merged = new HashMap<>(config);
        merged.put(key, value);
        return merged;
    }

    /**
     * The process that group-member-dies kills. It prints how many partitions it owns whenever that
     * changes.
     */
    static void runAlone(String group, String topic) throws InterruptedException {
        Member member =
                new Member(
                        group,
                        topic,
                        with(
                                SHORT_SESSION,
                                "partition.assignment.strategy",
                                RANGE.get("partition.assignment.strategy")));
        for (int printed = -1; member.error == null; Thread.sleep(20)) {
            int count = member.partitions().size();
            if (count == printed) continue;
            printed = count;
            System.out.println("owns " + count);
            System.out.flush();
        }
    }
}
