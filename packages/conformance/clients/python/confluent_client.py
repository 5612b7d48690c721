"""The scenarios with confluent-kafka, which is librdkafka."""

import confluent_kafka
from confluent_kafka import (
    ConsumerGroupTopicPartitions,
    ElectionType,
    KafkaError,
    KafkaException,
    TopicCollection,
    TopicPartition,
)
from confluent_kafka import Consumer as RdConsumer
from confluent_kafka import Producer as RdProducer
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    OffsetSpec,
    ResourceType,
)
from confluent_kafka.admin import NewTopic as RdNewTopic

from harness import BOOTSTRAP_SERVERS, NewTopic, Refused
from library import CONFIG_SOURCES, Cluster, GroupDescription, GroupMember, main
from records import Received, Sent

LOG_APPEND_TIME = 2  # RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME


def _refused(error: KafkaError) -> Refused:
    return Refused(error.code(), str(error))


def _wait(future):
    try:
        return future.result(timeout=25)
    except KafkaException as error:
        raise _refused(error.args[0]) from error


class Producer:
    def __init__(self, acks="all", idempotent=False, codec="none", small_batches=False):
        self._acknowledged = acks != "0"
        self._producer = RdProducer(
            {
                "bootstrap.servers": BOOTSTRAP_SERVERS,
                "acks": acks,
                "enable.idempotence": idempotent,
                "compression.type": codec,
                "batch.size": 1024 if small_batches else 1_000_000,
                "linger.ms": 0 if small_batches else 5,
            }
        )

    def send(self, topic: str, records: list[Sent]) -> list:
        reports = [None] * len(records)

        def reporter(index):
            def report(error, message):
                reports[index] = (error, message)

            return report

        for index, r in enumerate(records):
            self._producer.produce(
                topic,
                r.value,
                r.key,
                r.partition,
                on_delivery=reporter(index),
                timestamp=r.timestamp_ms,
                headers=r.headers,
            )
        self._producer.flush(25)
        answers = []
        for report in reports:
            if report is None:
                raise TimeoutError("no delivery report within 25 s")
            error, message = report
            if error is not None:
                raise _refused(error)
            answers.append((message.partition(), message.offset() if self._acknowledged else None))
        return answers

    def close(self) -> None:
        self._producer.flush(5)


class SteadyProducer:
    """Sends one after the other without waiting; `reported` gets None or the error of each."""

    def __init__(self, metadata_age_ms: int):
        config = {"topic.metadata.refresh.interval.ms": metadata_age_ms, "enable.idempotence": True}
        self._producer = RdProducer({"bootstrap.servers": BOOTSTRAP_SERVERS, **config})

    def send(self, topic: str, value: bytes, reported) -> None:
        self._producer.produce(topic, value, key=value, on_delivery=lambda error, _: reported(error))
        self._producer.poll(0)

    def flush(self, timeout_s: float) -> None:
        self._producer.flush(timeout_s)


class Consumer:
    def __init__(
        self,
        group=None,
        reset="earliest",
        session_ms=45_000,
        instance_id=None,
        cooperative=False,
        fetch_wait_ms=100,
        client_id="confluent-kafka",
        rack="",
        metadata_age_ms=300_000,
    ):
        config = {
            "bootstrap.servers": BOOTSTRAP_SERVERS,
            "client.id": client_id,
            "client.rack": rack,
            "topic.metadata.refresh.interval.ms": metadata_age_ms,
            "group.id": group or "unused",  # required, also where nothing is committed and nobody joins
            "session.timeout.ms": session_ms,
            "heartbeat.interval.ms": 500,
            "enable.auto.commit": False,
            "auto.offset.reset": reset,
            "fetch.wait.max.ms": fetch_wait_ms,
            "partition.assignment.strategy": "cooperative-sticky" if cooperative else "range",
        }
        if instance_id is not None:
            config["group.instance.id"] = instance_id
        self._consumer = RdConsumer(config)

    def subscribe(self, topic: str, assigned, revoked) -> None:
        # Callbacks that do not assign themselves leave it to the library, eager or cooperative.
        self._consumer.subscribe(
            [topic],
            on_assign=lambda _, partitions: assigned([each.partition for each in partitions]),
            on_revoke=lambda _, partitions: revoked([each.partition for each in partitions]),
            on_lost=lambda _, partitions: revoked([each.partition for each in partitions]),
        )

    def assign_from_start(self, topic: str, partition_count: int) -> None:
        beginning = confluent_kafka.OFFSET_BEGINNING
        self._consumer.assign([TopicPartition(topic, partition, beginning) for partition in range(partition_count)])

    def seek(self, topic: str, partition: int, offset: int) -> None:
        self._consumer.assign([TopicPartition(topic, partition, offset)])

    def poll(self, timeout_s: float) -> list[Received]:
        """The first record ends the wait, as with the other libraries; consume() would wait for a full batch."""
        first = self._consumer.poll(timeout_s)
        messages = [] if first is None else [first, *self._consumer.consume(500, 0)]
        for message in messages:
            if message.error() is not None:
                raise _refused(message.error())
        return [_received(message) for message in messages]

    def offset_for_time(self, topic: str, partition: int, timestamp_ms: int) -> tuple:
        (found,) = self._consumer.offsets_for_times([TopicPartition(topic, partition, timestamp_ms)], timeout=20)
        return (None if found.offset == confluent_kafka.OFFSET_END else found.offset, None)

    def commit(self) -> None:
        self._consumer.commit(asynchronous=False)

    def commit_offset(self, topic: str, partition: int, offset: int, metadata: str) -> None:
        position = TopicPartition(topic, partition, offset, metadata)
        for answer in self._consumer.commit(offsets=[position], asynchronous=False):
            if answer.error is not None:
                raise _refused(answer.error)

    def committed(self, topic: str, partition: int) -> tuple:
        (committed,) = self._consumer.committed([TopicPartition(topic, partition)], timeout=20)
        return (committed.offset, committed.metadata)

    def generation(self) -> None:
        """Not shown: group metadata is opaque here."""

    def member_id(self) -> str:
        return self._consumer.memberid()

    def close(self) -> None:
        self._consumer.close()


def _received(message) -> Received:
    kind, timestamp_ms = message.timestamp()
    return Received(
        message.partition(),
        message.offset(),
        timestamp_ms,
        message.key(),
        message.value(),
        message.headers() or [],
        kind == LOG_APPEND_TIME,
    )


class Admin:
    alters_incrementally = True

    def __init__(self):
        self._admin = AdminClient({"bootstrap.servers": BOOTSTRAP_SERVERS})

    def create_topics(self, topics: list[NewTopic]) -> None:
        request = [
            RdNewTopic(topic.name, topic.partition_count, 1, config=topic.configs or {})
            if topic.assignment is None
            else RdNewTopic(
                topic.name,
                len(topic.assignment),
                replica_assignment=[topic.assignment[p] for p in sorted(topic.assignment)],
            )
            for topic in topics
        ]
        for answer in self._admin.create_topics(request).values():
            _wait(answer)

    def layout(self, topic: str) -> dict:
        description = _wait(self._admin.describe_topics(TopicCollection([topic]))[topic])
        return {
            each.id: (each.leader.id, [node.id for node in each.replicas], [node.id for node in each.isr])
            for each in description.partitions
        }

    def topics(self) -> list[str]:
        return list(self._admin.list_topics(timeout=20).topics)

    def end_offsets(self, topic: str, partition_count: int) -> list[int]:
        partitions = [TopicPartition(topic, partition) for partition in range(partition_count)]
        answers = self._admin.list_offsets({each: OffsetSpec.latest() for each in partitions})
        ends = {partition.partition: _wait(answer).offset for partition, answer in answers.items()}
        return [ends[partition] for partition in range(partition_count)]

    def create_partitions(self, topic: str, total: int) -> None:
        _wait(self._admin.create_partitions([NewPartitions(topic, total)])[topic])

    def delete_records(self, topic: str, partition: int, before: int) -> int:
        (answer,) = self._admin.delete_records([TopicPartition(topic, partition, before)]).values()
        return _wait(answer).low_watermark

    def topic_configs(self, topic: str) -> dict:
        (answer,) = self._admin.describe_configs([ConfigResource(ResourceType.TOPIC, topic)]).values()
        return {key: (entry.value, CONFIG_SOURCES[entry.source]) for key, entry in _wait(answer).items()}

    def alter_topic_config(self, topic: str, key: str, value: str | None) -> None:
        operation = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
        entry = ConfigEntry(key, value, incremental_operation=operation)
        resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
        (answer,) = self._admin.incremental_alter_configs([resource]).values()
        _wait(answer)

    def groups(self, state: str | None = None) -> dict:
        states = set() if state is None else {confluent_kafka.ConsumerGroupState[state.upper()]}
        listed = _wait(self._admin.list_consumer_groups(states=states)).valid
        # Only groups of protocol type "consumer" are listed, which the library checks itself.
        return {each.group_id: ("consumer", each.state.name) for each in listed}

    def describe_group(self, group: str) -> GroupDescription:
        description = _wait(self._admin.describe_consumer_groups([group])[group])
        members = [
            GroupMember(
                each.member_id,
                each.client_id,
                each.host,
                {(partition.topic, partition.partition) for partition in each.assignment.topic_partitions},
            )
            for each in description.members
        ]
        return GroupDescription(description.state.name, description.partition_assignor, members)

    def group_offsets(self, group: str) -> dict:
        answer = self._admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group]
        return {(each.topic, each.partition): each.offset for each in _wait(answer).topic_partitions}

    def delete_group(self, group: str) -> None:
        _wait(self._admin.delete_consumer_groups([group])[group])

    def delete_topic(self, topic: str) -> None:
        _wait(self._admin.delete_topics([topic])[topic])

    def cluster(self) -> Cluster:
        answer = _wait(self._admin.describe_cluster())
        brokers = [(each.id, each.host, each.port) for each in answer.nodes]
        return Cluster(answer.cluster_id, answer.controller.id, brokers)

    def elect_leaders(self, topic: str, partitions: list[int], is_unclean: bool) -> dict:
        kind = ElectionType.UNCLEAN if is_unclean else ElectionType.PREFERRED
        answer = self._admin.elect_leaders(kind, [TopicPartition(topic, partition) for partition in partitions])
        return {each.partition: 0 if error is None else error.code() for each, error in _wait(answer).items()}

    def close(self) -> None:
        self._admin.poll(0)


class Confluent:
    version = f"confluent-kafka {confluent_kafka.version()} (librdkafka {confluent_kafka.libversion()[0]})"
    member_poll_s = 0.05
    sends_neither_key_nor_value = True
    sends_null_header_values = True
    producer = Producer
    steady_producer = SteadyProducer
    consumer = Consumer
    admin = Admin

    @staticmethod
    def is_nothing_to_commit(error: Exception) -> bool:
        return isinstance(error, KafkaException) and error.args[0].code() == KafkaError._NO_OFFSET


if __name__ == "__main__":
    main(Confluent())
