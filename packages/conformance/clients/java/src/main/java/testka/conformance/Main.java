package testka.conformance;

import org.apache.kafka.clients.producer.KafkaProducer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the scenarios of packages/conformance/src/scenarios.ts with kafka-clients against the broker
 * at BOOTSTRAP_SERVERS and prints one JSON line per scenario. Any failure makes the exit code 1.
 */
public final class Main {
    /** A named behaviour; returns a short fact worth printing or throws why it did not hold. */
    interface Scenario {
        String run(Trial trial) throws Exception;
    }

    private record Outcome(boolean ok, String detail) {}

    private static final String CLIENT = "kafka-clients " + version();

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("member")) {
            Member.runAlone(arguments[1], arguments[2]);
            return;
        }
        if (arguments.length > 0 && arguments[0].equals("moves")) {
            System.out.println(Moves.follow(CLIENT, arguments[1], arguments[2]));
            return;
        }
        Map<String, Scenario> scenarios = new LinkedHashMap<>();
        RecordScenarios.addTo(scenarios);
        GroupScenarios.addTo(scenarios);
        ConsumerScenarios.addTo(scenarios);
        AdminScenarios.addTo(scenarios);
        AdminGroupScenarios.addTo(scenarios);
        ClusterScenarios.addTo(scenarios);
        ErrorScenarios.addTo(scenarios);
        List<String> only = names(System.getenv("ONLY"));
        int failed = 0;
        for (Map.Entry<String, Scenario> entry : scenarios.entrySet()) {
            if (!only.isEmpty() && !only.contains(entry.getKey())) continue;
            long startedAt = System.nanoTime();
            Outcome outcome = run(entry.getKey(), entry.getValue());
            if (!outcome.ok) failed++;
            System.out.printf(
                    "{\"scenario\":%s,\"ok\":%s,\"detail\":%s,\"client\":%s,\"ms\":%d}%n",
                    quote(entry.getKey()),
                    outcome.ok,
                    quote(outcome.detail),
                    quote(CLIENT),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt));
            System.out.flush();
        }
        // Not a return: a client that hangs in a scenario's thread must not keep the program alive.
        Runtime.getRuntime().halt(failed == 0 ? 0 : 1);
    }

    /**
     * In a thread of its own, so that a client call that never returns costs one scenario and not
     * the run.
     */
    private static Outcome run(String name, Scenario scenario) throws InterruptedException {
        Trial trial = new Trial(name);
        var executor =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        });
        var running = executor.submit(() -> runHere(trial, scenario));
        try {
            return running.get(Trial.TIME_LIMIT.toMillis() + 5_000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException hanging) {
            return new Outcome(false, "time limit: still hanging");
        } catch (java.util.concurrent.ExecutionException defect) {
            return new Outcome(false, "defect: " + defect.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private static Outcome runHere(Trial trial, Scenario scenario) {
        try {
            String detail = scenario.run(trial);
            return trial.checkCount() > 0
                    ? new Outcome(true, detail)
                    : new Outcome(false, "the scenario checked nothing");
        } catch (Trial.Failure failure) {
            return new Outcome(false, failure.getMessage());
        } catch (Exception error) {
            return new Outcome(false, error.getClass().getSimpleName() + ": " + error.getMessage());
        } finally {
            trial.close();
        }
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream resource =
                KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            properties.load(resource);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }

    private static List<String> names(String commaSeparated) {
        List<String> names = new ArrayList<>();
        if (commaSeparated == null) return names;
        for (String name : commaSeparated.split(",")) if (!name.isEmpty()) names.add(name);
        return names;
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char character : String.valueOf(text).toCharArray()) {
            if (character == '"' || character == '\\') quoted.append('\\').append(character);
            else if (character < 0x20) quoted.append(String.format("\\u%04x", (int) character));
            else quoted.append(character);
        }
        return quoted.append('"').toString();
    }
}
