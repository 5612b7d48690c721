package testka.conformance;

import static testka.conformance.Records.BASE_TIMESTAMP_MS;
import static testka.conformance.Records.header;
import static testka.conformance.Records.make;
import static testka.conformance.Records.roundTrip;
import static testka.conformance.Records.utf8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.record.TimestampType;

import testka.conformance.Records.Sent;

import java.util.List;
import java.util.Map;

/** What is stored is what was sent. */
final class RecordScenarios {
    private RecordScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            scenarios.put(
                    "codec-" + codec,
                    trial -> roundTrip(trial, 1, make(300, 1), Map.of("compression.type", codec)));
        }
        scenarios.put("null-and-empty", RecordScenarios::nullAndEmpty);
        scenarios.put("headers", RecordScenarios::headers);
        scenarios.put("timestamps", RecordScenarios::timestamps);
        scenarios.put("acks-0", RecordScenarios::acksNone);
        scenarios.put(
                "acks-1",
                trial ->
                        roundTrip(
                                trial,
                                1,
                                make(100, 1),
                                Map.of("acks", "1", "enable.idempotence", false)));
        scenarios.put(
                "acks-all",
                trial ->
                        roundTrip(
                                trial,
                                1,
                                make(100, 1),
                                Map.of("acks", "all", "enable.idempotence", false)));
        scenarios.put(
                "idempotent-producer",
                trial ->
                        roundTrip(
                                trial,
                                3,
                                make(500, 3),
                                Map.of(
                                        "enable.idempotence",
                                        true,
                                        "batch.size",
                                        1024,
                                        "linger.ms",
                                        0,
                                        "max.in.flight.requests.per.connection",
                                        5)));
        scenarios.put("many-partitions", trial -> roundTrip(trial, 50, make(1000, 50), Map.of()));
    }

    private static String nullAndEmpty(Trial trial) throws Exception {
        return roundTrip(
                trial,
                1,
                List.of(
                        plain(utf8("tombstone"), null),
                        plain(null, utf8("no key")),
                        plain(null, null),
                        plain(new byte[0], new byte[0]),
                        plain(utf8("empty"), new byte[0])),
                Map.of());
    }

    private static Sent plain(byte[] key, byte[] value) {
        return new Sent(0, BASE_TIMESTAMP_MS, key, value, List.of());
    }

    private static String headers(Trial trial) throws Exception {
        Sent record =
                new Sent(
                        0,
                        BASE_TIMESTAMP_MS,
                        utf8("k"),
                        utf8("v"),
                        List.of(
                                header("trace", utf8("first")),
                                header("other", utf8("between")),
                                header("trace", utf8("second")),
                                header("null", null),
                                header("empty", new byte[0]),
                                header("", utf8("empty name")),
                                header(
                                        "bytes",
                                        new byte[] {0x00, (byte) 0xff, (byte) 0xfe, (byte) 0x80}),
                                header("naïve-ключ-鍵", utf8("unicode name"))));
        return roundTrip(trial, 1, List.of(record, plain(null, utf8("no headers"))), Map.of());
    }

    private static String timestamps(Trial trial) throws Exception {
        List<Sent> three = make(3, 1);
        List<Sent> records =
                List.of(
                        three.get(0).at(BASE_TIMESTAMP_MS + 5_000),
                        three.get(1).at(BASE_TIMESTAMP_MS),
                        three.get(2).at(0));
        String createTime = trial.topic("-create", 1, Map.of("retention.ms", "-1"));
        Records.produce(trial, createTime, records);
        Records.checkLog(trial, createTime, 1, Records.expected(records));

        String appendTime =
                trial.topic("-append", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();
        List<RecordMetadata> acknowledged = Records.produce(trial, appendTime, make(3, 1));
        long after = System.currentTimeMillis();
        trial.equal(
                "records in the LogAppendTime topic",
                trial.endOffsets(appendTime, 1),
                Map.of(0, 3L));
        for (ConsumerRecord<byte[], byte[]> record : Records.read(trial, appendTime, 1, 3)) {
            long timestampMs = record.timestamp();
            trial.check(
                    before <= timestampMs && timestampMs <= after,
                    "append time " + timestampMs + " is not in " + before + "–" + after);
            trial.equal("timestamp type", record.timestampType(), TimestampType.LOG_APPEND_TIME);
            trial.equal(
                    "acknowledged timestamp",
                    acknowledged.get((int) record.offset()).timestamp(),
                    timestampMs);
        }
        return "CreateTime and LogAppendTime";
    }

    private static String acksNone(Trial trial) throws Exception {
        String topic = trial.topic(1);
        List<Sent> records = make(100, 1);
        for (RecordMetadata metadata :
                Records.produce(
                        trial, topic, records, Map.of("acks", "0", "enable.idempotence", false))) {
            trial.equal("offset without acknowledgement", metadata.hasOffset(), false);
        }
        // Nothing is acknowledged, so the end offset is the only sign that the last batch has
        // arrived.
        trial.eventually(
                "end offset",
                () -> {
                    long end = trial.endOffsets(topic, 1).get(0);
                    return end < 100 ? end + " of 100" : null;
                });
        Records.checkLog(trial, topic, 1, Records.expected(records));
        return "100 records";
    }
}
