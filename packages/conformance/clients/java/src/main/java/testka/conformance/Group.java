package testka.conformance;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What holds for members together. */
final class Group {
    private final Trial trial;

    Group(Trial trial) {
        this.trial = trial;
    }

    Member join(String topic, Map<String, Object> config) {
        return trial.own(new Member(trial.name(""), topic, config));
    }

    /**
     * Waits until the members own exactly these numbers of partitions, together each partition
     * once.
     */
    void awaitShares(int partitionCount, List<Member> members, int... shares) throws Exception {
        List<Integer> everyPartition = IntStream.range(0, partitionCount).boxed().toList();
        trial.eventually(
                "assignment",
                () -> {
                    List<Integer> union = new ArrayList<>();
                    for (int index = 0; index < members.size(); index++) {
                        List<Integer> owned = members.get(index).partitions();
                        if (owned.size() != shares[index])
                            return "member "
                                    + index
                                    + " "
                                    + members.get(index)
                                    + ", expected "
                                    + shares[index];
                        union.addAll(owned);
                    }
                    union.sort(null);
                    return union.equals(everyPartition) ? null : "together they own " + union;
                });
        trial.check(true, "assignment");
    }

    /**
     * Waits for as many records as expected, then checks that they are the expected ones, each
     * once.
     */
    void awaitRecords(List<Member> members, Map<Integer, List<String>> expected) throws Exception {
        int count = Records.count(expected);
        trial.eventually(
                "records",
                () ->
                        records(members).size() < count
                                ? records(members).size() + " of " + count + " received"
                                : null);
        // A repeated record gets the time to arrive.
        for (int round = 0; round < 15; round++) {
            Thread.sleep(20);
            trial.equal("records after the last expected one", records(members).size() - count, 0);
        }
        trial.equal("records received by the group", Records.render(records(members)), expected);
    }

    /** After a stable assignment every record went to the member that owns its partition. */
    void checkOwners(List<Member> members) {
        for (Member member : members) {
            List<Integer> owned = member.partitions();
            for (ConsumerRecord<byte[], byte[]> record : member.records()) {
                trial.check(
                        owned.contains(record.partition()),
                        "owns " + owned + " but got a record of partition " + record.partition());
            }
        }
    }

    static List<ConsumerRecord<byte[], byte[]>> records(List<Member> members) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (Member member : members) all.addAll(member.records());
        return all;
    }
}
