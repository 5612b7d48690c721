package testka.conformance;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;

import java.util.List;
import java.util.Map;

/** What the broker refuses, as the client's own exceptions. */
final class ErrorScenarios {
    private ErrorScenarios() {}

    static void addTo(Map<String, Main.Scenario> scenarios) {
        scenarios.put(
                "error-topic-exists",
                trial -> {
                    String topic = trial.topic(1);
                    return trial.refused(
                            "create again",
                            TopicExistsException.class,
                            () -> create(trial, topic, Map.of()));
                });
        scenarios.put(
                "error-unknown-config",
                trial ->
                        trial.refused(
                                "create",
                                InvalidConfigurationException.class,
                                () -> create(trial, trial.name(""), Map.of("no.such.key", "1"))));
        scenarios.put("error-message-too-large", ErrorScenarios::messageTooLarge);
        scenarios.put(
                "error-invalid-topic-name",
                trial ->
                        trial.refused(
                                "create",
                                InvalidTopicException.class,
                                () -> create(trial, trial.name("/slash"), Map.of())));
    }

    private static void create(Trial trial, String topic, Map<String, String> configs)
            throws Exception {
        trial.get(
                trial.admin()
                        .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs)))
                        .all());
    }

    private static String messageTooLarge(Trial trial) throws Exception {
        String topic = trial.topic("", 1, Map.of("max.message.bytes", "10000"));
        try (var producer = new KafkaProducer<byte[], byte[]>(Records.producerDefaults())) {
            String message =
                    trial.refused(
                            "20 000 bytes",
                            RecordTooLargeException.class,
                            () ->
                                    producer.send(new ProducerRecord<>(topic, new byte[20_000]))
                                            .get());
            var small = producer.send(new ProducerRecord<>(topic, Records.utf8("small"))).get();
            trial.equal("offset of 5 bytes afterwards", small.offset(), 0L);
            return message;
        }
    }
}
