package testka.conformance;

import static testka.conformance.Member.COOPERATIVE;
import static testka.conformance.Member.RANGE;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import testka.conformance.Records.Sent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Classic groups: who owns what, and that nothing is lost or read twice when that changes. */
final class GroupScenarios {
    private GroupScenarios() {}

    /**
     * Changes the group between two halves of the records and returns everyone who was ever in it.
     */
    private interface Change {
        List<Member> run() throws Exception;
    }

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put("group-of-one", GroupScenarios::groupOfOne);
        scenarios.put("group-of-two", trial -> groupOf(trial, 2, 6, 120));
        scenarios.put("group-of-twenty", trial -> groupOf(trial, 20, 40, 400));
        scenarios.put("group-member-joins", GroupScenarios::memberJoins);
        scenarios.put("group-member-leaves", GroupScenarios::memberLeaves);
        scenarios.put("group-member-dies", GroupScenarios::memberDies);
        scenarios.put("group-static-restart", GroupScenarios::staticRestart);
        scenarios.put("commit-and-resume", GroupScenarios::commitAndResume);
    }

    private static String groupOfOne(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(4);
        List<Sent> records = Records.make(100, 4);
        Records.produce(trial, topic, records);
        List<Member> members = List.of(group.join(topic, Map.of()));
        group.awaitShares(4, members, 4);
        group.awaitRecords(members, Records.expected(records));
        return "100 records";
    }

    /** All members start at once, with the range assignor: its shares are exact. */
    private static String groupOf(Trial trial, int memberCount, int partitionCount, int recordCount)
            throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(partitionCount);
        long startedAt = System.currentTimeMillis();
        List<Member> members = new ArrayList<>();
        for (int index = 0; index < memberCount; index++) members.add(group.join(topic, RANGE));
        int[] shares = new int[memberCount];
        Arrays.fill(shares, partitionCount / memberCount);
        group.awaitShares(partitionCount, members, shares);
        long stableAfterMs = System.currentTimeMillis() - startedAt;
        List<Sent> records = Records.make(recordCount, partitionCount);
        Records.produce(trial, topic, records);
        group.awaitRecords(members, Records.expected(records));
        group.checkOwners(members);
        return "stable after " + stableAfterMs + " ms";
    }

    /**
     * The group reads and commits the first half, changes, and reads the second: a loss or
     * repetition shows at the end.
     */
    private static void phases(Trial trial, String topic, List<Member> members, Change change)
            throws Exception {
        Group group = new Group(trial);
        List<Sent> records = Records.make(120, 6);
        Records.produce(trial, topic, records.subList(0, 60));
        group.awaitRecords(members, Records.expected(records.subList(0, 60)));
        for (Member member : members) member.commit();
        List<Member> everyone = change.run();
        Records.produce(trial, topic, records.subList(60, 120));
        group.awaitRecords(everyone, Records.expected(records));
    }

    private static String memberJoins(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(6);
        Member first = group.join(topic, COOPERATIVE);
        group.awaitShares(6, List.of(first), 6);
        long[] tookMs = new long[1];
        phases(
                trial,
                topic,
                List.of(first),
                () -> {
                    long startedAt = System.currentTimeMillis();
                    List<Member> both = List.of(first, group.join(topic, COOPERATIVE));
                    group.awaitShares(6, both, 3, 3);
                    tookMs[0] = System.currentTimeMillis() - startedAt;
                    return both;
                });
        return "3 and 3 after " + tookMs[0] + " ms";
    }

    private static String memberLeaves(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(6);
        List<Member> both = List.of(group.join(topic, COOPERATIVE), group.join(topic, COOPERATIVE));
        group.awaitShares(6, both, 3, 3);
        long[] tookMs = new long[1];
        phases(
                trial,
                topic,
                both,
                () -> {
                    long startedAt = System.currentTimeMillis();
                    both.get(1).close();
                    group.awaitShares(6, both.subList(0, 1), 6);
                    tookMs[0] = System.currentTimeMillis() - startedAt;
                    return both;
                });
        trial.check(
                tookMs[0] < 15_000,
                "took over after " + tookMs[0] + " ms, expected a leave, not a session timeout");
        return "taken over after " + tookMs[0] + " ms";
    }

    private static String memberDies(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(6);
        Map<String, Object> config = new LinkedHashMap<>(RANGE);
        config.putAll(Member.SHORT_SESSION);
        Member survivor = group.join(topic, config);
        group.awaitShares(6, List.of(survivor), 6);
        Process victim = startMember(trial, trial.name(""), topic);
        trial.eventually(
                "survivor's share",
                () -> survivor.partitions().size() == 3 ? null : survivor.toString());
        long killedAt = System.currentTimeMillis();
        victim.destroyForcibly().waitFor();
        group.awaitShares(6, List.of(survivor), 6);
        long tookMs = System.currentTimeMillis() - killedAt;
        // The last heartbeat was at most one interval (500 ms) and a pause of a busy machine before
        // the kill.
        trial.check(
                tookMs > 4_000,
                "the dead member lost its partitions after "
                        + tookMs
                        + " ms, its session lasts 6 s");
        trial.check(
                tookMs < 15_000,
                "the dead member kept its partitions for " + tookMs + " ms, its session lasts 6 s");
        List<Sent> records = Records.make(60, 6);
        Records.produce(trial, topic, records);
        group.awaitRecords(List.of(survivor), Records.expected(records));
        return "taken over after " + tookMs + " ms";
    }

    /** Starts this program as a member and returns when it owns half of the partitions. */
    private static Process startMember(Trial trial, String group, String topic) throws Exception {
        String java = ProcessHandle.current().info().command().orElse("java");
        Process process =
                new ProcessBuilder(
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "member",
                                group,
                                topic)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        trial.own(process::destroyForcibly);
        AtomicBoolean ownsHalf = new AtomicBoolean();
        Thread reader =
                new Thread(
                        () -> {
                            try (var output =
                                    new BufferedReader(
                                            new InputStreamReader(process.getInputStream()))) {
                                for (String line = output.readLine();
                                        line != null;
                                        line = output.readLine())
                                    ownsHalf.set(line.equals("owns 3"));
                            } catch (IOException closed) {
                                ownsHalf.set(false);
                            }
                        });
        reader.setDaemon(true);
        reader.start();
        trial.eventually(
                "the member process", () -> ownsHalf.get() ? null : "does not own 3 partitions");
        return process;
    }

    private static String staticRestart(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(6);
        Member stays = group.join(topic, Member.with(RANGE, "group.instance.id", "a"));
        Member restarts = group.join(topic, Member.with(RANGE, "group.instance.id", "b"));
        group.awaitShares(6, List.of(stays, restarts), 3, 3);
        List<Integer> partitionsBefore = restarts.partitions();
        int rebalancesBefore = stays.rebalances();
        int generationBefore = stays.metadata().generationId();
        List<Member> restarted = new ArrayList<>();
        phases(
                trial,
                topic,
                List.of(stays, restarts),
                () -> {
                    restarts.close();
                    restarted.add(group.join(topic, Member.with(RANGE, "group.instance.id", "b")));
                    group.awaitShares(6, List.of(stays, restarted.get(0)), 3, 3);
                    return List.of(stays, restarts, restarted.get(0));
                });
        trial.equal(
                "partitions after the restart", restarted.get(0).partitions(), partitionsBefore);
        trial.equal("rebalances the other member saw", stays.rebalances() - rebalancesBefore, 0);
        trial.equal("generation", restarted.get(0).metadata().generationId(), generationBefore);
        return "generation " + generationBefore + " before and after";
    }

    private static String commitAndResume(Trial trial) throws Exception {
        Group group = new Group(trial);
        String topic = trial.topic(1);
        List<Sent> records = Records.make(100, 1);
        Map<Integer, List<String>> expected = Records.expected(records);
        Records.produce(trial, topic, records);
        Member first = group.join(topic, Map.of());
        group.awaitRecords(List.of(first), expected);
        TopicPartition partition = new TopicPartition(topic, 0);
        var checkpoint = new OffsetAndMetadata(40, "checkpoint");
        first.ask(
                consumer -> {
                    consumer.commitSync(Map.of(partition, checkpoint));
                    return null;
                });
        first.close();

        var committed =
                trial.get(
                        trial.admin()
                                .listConsumerGroupOffsets(trial.name(""))
                                .partitionsToOffsetAndMetadata());
        trial.equal("committed", committed, Map.of(partition, checkpoint));
        Member second = group.join(topic, Map.of());
        group.awaitRecords(List.of(second), Map.of(0, expected.get(0).subList(40, 100)));
        trial.equal(
                "committed, asked by the member",
                second.ask(consumer -> consumer.committed(java.util.Set.of(partition))),
                Map.of(partition, checkpoint));
        return "resumed at 40";
    }
}
