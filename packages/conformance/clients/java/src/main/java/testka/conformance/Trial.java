package testka.conformance;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run of one scenario: its time limit, its names, its clients (closed at the end) and its
 * checks.
 */
final class Trial implements AutoCloseable {
    static final String BOOTSTRAP_SERVERS = System.getenv("BOOTSTRAP_SERVERS");
    static final Duration TIME_LIMIT =
            Duration.ofMillis(
                    Long.parseLong(System.getenv().getOrDefault("TIME_LIMIT_MS", "30000")));
    private static final String BREAK = System.getenv().getOrDefault("BREAK", "");

    /** Why a behaviour did not hold. */
    static final class Failure extends RuntimeException {
        Failure(String message) {
            super(message);
        }
    }

    /** Asked again and again; returns null when it holds, else what is still missing. */
    interface Condition {
        String missing() throws Exception;
    }

    interface Action {
        void run() throws Exception;
    }

    private final String scenario;
    private final long deadlineNanos = System.nanoTime() + TIME_LIMIT.toNanos();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private Admin admin;
    private int checks;

    Trial(String scenario) {
        this.scenario = scenario;
    }

    int checkCount() {
        return checks;
    }

    static boolean broken(String how) {
        return BREAK.equals(how);
    }

    /**
     * The only place where an expectation can fail. BREAK=check makes every one fail, to prove that
     * it would.
     */
    void check(boolean holds, String message) {
        checks++;
        if (!holds || broken("check")) throw new Failure(message);
    }

    void equal(String what, Object actual, Object expected) {
        check(
                Objects.equals(actual, expected),
                what + ": got " + shorten(actual) + ", expected " + shorten(expected));
    }

    /** Runs what the broker must refuse and returns the client's message for it. */
    String refused(String what, Class<? extends Exception> expected, Action action)
            throws Exception {
        try {
            action.run();
        } catch (ExecutionException error) {
            return sameError(what, expected, error.getCause());
        } catch (RuntimeException error) {
            return sameError(what, expected, error);
        }
        check(false, what + ": accepted, expected " + expected.getSimpleName());
        return "";
    }

    private String sameError(String what, Class<? extends Exception> expected, Throwable actual) {
        check(
                actual.getClass() == expected,
                what + ": got " + actual + ", expected " + expected.getSimpleName());
        return expected.getSimpleName() + ": " + actual.getMessage();
    }

    /** Asks until the condition holds; the scenario's time limit ends it with the last answer. */
    void eventually(String what, Condition condition) throws Exception {
        while (true) {
            String missing;
            try {
                missing = condition.missing();
            } catch (ExecutionException error) {
                missing = String.valueOf(error.getCause());
            }
            if (missing == null) return;
            if (remaining().isZero()) throw new Failure(what + ": " + missing + " (time limit)");
            Thread.sleep(20);
        }
    }

    Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    <T> T get(KafkaFuture<T> future) throws Exception {
        return future.get(remaining().toMillis() + 1, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    String name(String suffix) {
        return System.getenv("RUN_ID") + "-" + scenario + suffix;
    }

    /** Closed at the end of the scenario, the last registered first. */
    <T extends AutoCloseable> T own(T resource) {
        toClose.push(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : toClose) {
            try {
                resource.close();
            } catch (Exception error) {
                System.err.println(scenario + ": close: " + error);
            }
        }
    }

    static Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", BOOTSTRAP_SERVERS);
        return properties;
    }

    Admin admin() {
        if (admin == null) admin = own(Admin.create(common()));
        return admin;
    }

    String topic(int partitionCount) throws Exception {
        return topic("", partitionCount, Map.of());
    }

    /**
     * Creates a topic of the scenario's name plus suffix and waits until every partition takes
     * requests.
     */
    String topic(String suffix, int partitionCount, Map<String, String> configs) throws Exception {
        String topic = name(suffix);
        get(
                admin().createTopics(
                                List.of(
                                        new NewTopic(topic, partitionCount, (short) 1)
                                                .configs(configs)))
                        .all());
        awaitTopic(topic, partitionCount);
        return topic;
    }

    /**
     * Metadata first and then each leader for its end offset: in KRaft metadata knows a topic a
     * moment before the leaders do.
     */
    void awaitTopic(String topic, int partitionCount) throws Exception {
        eventually(
                "metadata of " + topic,
                () -> {
                    TopicDescription description =
                            get(admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
                    if (description.partitions().size() != partitionCount)
                        return description.partitions().size() + " partitions";
                    endOffsets(topic, partitionCount);
                    return null;
                });
    }

    Map<Integer, Long> endOffsets(String topic, int partitionCount) throws Exception {
        var latest =
                IntStream.range(0, partitionCount)
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        partition -> new TopicPartition(topic, partition),
                                        partition -> OffsetSpec.latest()));
        Map<Integer, Long> offsets = new HashMap<>();
        get(admin().listOffsets(latest).all())
                .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private static String shorten(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 400
                ? text
                : text.substring(0, 200) + " … " + text.substring(text.length() - 200);
    }
}
