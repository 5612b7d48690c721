package testka.conformance;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Producing and consuming while leaders, coordinators and brokers move: what src/moves.ts starts and
 * looks at.
 */
final class Moves {
    private static final long PAUSE_MS = 2;
    private static final String COMMIT_EVERY_MS = "200";

    /** Until new partitions are heard of, by default 5 minutes. */
    private static final int METADATA_AGE_MS = 5_000;

    /** For the rest to be consumed and committed, once nothing moves any more. */
    private static final Duration SETTLE =
            Duration.ofMillis(Long.parseLong(System.getenv().getOrDefault("SETTLE_MS", "30000")));

    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unacknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private volatile boolean settled;

    private Moves() {}

    /**
     * Sends numbers until standard input ends, consumes them in a group meanwhile, and returns what
     * became of them as JSON.
     */
    static String follow(String client, String group, String topic) throws Exception {
        return new Moves().run(client, group, topic);
    }

    private String run(String client, String group, String topic) throws Exception {
        Thread reader = start(() -> consume(group, topic));
        start(this::awaitEndOfInput);
        int sent = produce(topic);
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (!missing(sent).isEmpty() && System.nanoTime() < deadline) Thread.sleep(20);
        settled = true;
        reader.join(SETTLE.toMillis());
        if (reader.isAlive()) errors.add("no last commit for " + SETTLE);
        return "{\"client\":%s,\"sent\":%d,\"unacknowledged\":%s,\"missing\":%s,\"errors\":[%s]}"
                .formatted(
                        Main.quote(client),
                        sent,
                        unacknowledged,
                        missing(sent),
                        errors.stream().map(Main::quote).collect(Collectors.joining(",")));
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (java.io.IOException closed) {
            errors.add(String.valueOf(closed));
        }
        stopped = true;
    }

    private List<Integer> missing(int sent) {
        return IntStream.range(0, sent)
                .filter(number -> !seen.contains(number) && !unacknowledged.contains(number))
                .boxed()
                .toList();
    }

    /** Sends one after the other without waiting; closing waits for what is under way. */
    private int produce(String topic) throws InterruptedException {
        Map<String, Object> config = Trial.common();
        config.put("metadata.max.age.ms", METADATA_AGE_MS);
        config.put("key.serializer", StringSerializer.class);
        config.put("value.serializer", StringSerializer.class);
        int sent = 0;
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
            for (; !stopped; Thread.sleep(PAUSE_MS)) send(producer, topic, sent++);
            // A broker that loses or repeats a record, see --break.
            if (Trial.broken("drop")) sent++;
            if (Trial.broken("duplicate")) send(producer, topic, sent - 1);
        }
        return sent;
    }

    private void send(KafkaProducer<String, String> producer, String topic, int number) {
        String text = Integer.toString(number);
        unacknowledged.add(number);
        producer.send(
                new ProducerRecord<>(topic, text, text),
                (metadata, error) -> {
                    if (error == null) unacknowledged.remove(number);
                    else errors.add("send " + number + ": " + error);
                });
    }

    /** Reads and commits all the time; closing commits once more. */
    private void consume(String group, String topic) {
        Map<String, Object> config = Trial.common();
        config.put("metadata.max.age.ms", METADATA_AGE_MS);
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        config.put("auto.commit.interval.ms", COMMIT_EVERY_MS);
        config.put("session.timeout.ms", 6_000);
        config.put("heartbeat.interval.ms", 500);
        config.put("client.rack", System.getenv().getOrDefault("CLIENT_RACK", ""));
        config.put("key.deserializer", StringDeserializer.class);
        config.put("value.deserializer", StringDeserializer.class);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
            consumer.subscribe(List.of(topic));
            while (!settled) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> seen.add(Integer.valueOf(each.value())));
            }
            consumer.commitSync(SETTLE);
        } catch (KafkaException failed) {
            errors.add("consumer: " + failed);
        }
    }
}
