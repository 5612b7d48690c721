"""The scenarios with aiokafka: one event loop in a thread, and the blocking calls the scenarios are written in."""

import asyncio
import threading
from contextlib import contextmanager

import aiokafka
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, OffsetAndMetadata, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, RecordsToDelete
from aiokafka.admin import NewTopic as AioNewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import BrokerResponseError, for_code

from harness import BOOTSTRAP_SERVERS, LOSES_RECORDS, NewTopic, Refused
from library import CONFIG_SOURCES, Cluster, GroupDescription, GroupMember, main
from records import Received, Sent

_loop = asyncio.new_event_loop()
threading.Thread(target=_loop.run_forever, daemon=True).start()


def _wait(coroutine, timeout_s: float = 25):
    """Runs it in the loop's thread and waits for its result here."""
    with _broker_errors():
        return asyncio.run_coroutine_threadsafe(coroutine, _loop).result(timeout_s)


async def _made(factory):
    """aiokafka's objects want to be made inside the loop."""
    made = factory()
    await made.start()
    return made


@contextmanager
def _broker_errors():
    try:
        yield
    except BrokerResponseError as error:
        raise Refused(error.errno, f"{type(error).__name__}: {error}") from error


def _raise_for(code: int, message: str | None = "") -> None:
    if code:
        with _broker_errors():
            raise for_code(code)(message or "")


class Producer:
    def __init__(self, acks="all", idempotent=False, codec="none", small_batches=False):
        self._acknowledged = acks != "0"
        self._producer = _wait(
            _made(
                lambda: AIOKafkaProducer(
                    bootstrap_servers=BOOTSTRAP_SERVERS,
                    acks="all" if acks == "all" else int(acks),
                    enable_idempotence=idempotent,
                    compression_type=None if codec == "none" else codec,
                    max_batch_size=1024 if small_batches else 16_384,
                    linger_ms=0 if small_batches else 5,
                )
            )
        )

    def send(self, topic: str, records: list[Sent]) -> list:
        return _wait(self._send(topic, records))

    async def _send(self, topic: str, records: list[Sent]) -> list:
        futures = [
            await self._producer.send(topic, r.value, r.key, r.partition, r.timestamp_ms, r.headers) for r in records
        ]
        answers = [await future for future in futures]
        if not self._acknowledged:
            return [(r.partition, None) for r in records]
        return [(answer.partition, answer.offset) for answer in answers]

    def close(self) -> None:
        _wait(self._producer.stop())


class SteadyProducer:
    """Sends one after the other without waiting; `reported` gets None or the error of each."""

    def __init__(self, metadata_age_ms: int):
        self._producer = _wait(
            _made(
                lambda: AIOKafkaProducer(
                    bootstrap_servers=BOOTSTRAP_SERVERS,
                    # It has no way past OUT_OF_ORDER_SEQUENCE_NUMBER: of a partition that has lost its last batches every later
                    # one is refused.
                    enable_idempotence=not LOSES_RECORDS,
                    metadata_max_age_ms=metadata_age_ms,
                )
            )
        )

    def send(self, topic: str, value: bytes, reported) -> None:
        sent = _wait(self._producer.send(topic, value, key=value))
        sent.add_done_callback(lambda done: reported(done.exception()))

    def flush(self, timeout_s: float) -> None:
        _wait(self._producer.flush(), timeout_s)


class _Listener(ConsumerRebalanceListener):
    def __init__(self, assigned, revoked):
        self._assigned, self._revoked = assigned, revoked

    def on_partitions_assigned(self, assigned):
        self._assigned([each.partition for each in assigned])

    def on_partitions_revoked(self, revoked):
        self._revoked([each.partition for each in revoked])


class Consumer:
    def __init__(
        self,
        group=None,
        reset="earliest",
        session_ms=45_000,
        instance_id=None,
        cooperative=False,
        fetch_wait_ms=100,
        client_id="aiokafka",
        rack="",
        metadata_age_ms=60_000,
    ):
        # There is no cooperative assignor; the eager sticky one takes its place.
        assignor = StickyPartitionAssignor if cooperative else RangePartitionAssignor
        self._consumer = _wait(
            _made(
                lambda: AIOKafkaConsumer(
                    bootstrap_servers=BOOTSTRAP_SERVERS,
                    client_id=client_id,
                    client_rack=rack or None,
                    group_id=group,
                    group_instance_id=instance_id,
                    session_timeout_ms=session_ms,
                    heartbeat_interval_ms=500,
                    enable_auto_commit=False,
                    auto_offset_reset=reset,
                    fetch_max_wait_ms=fetch_wait_ms,
                    metadata_max_age_ms=metadata_age_ms,
                    partition_assignment_strategy=[assignor],
                )
            )
        )

    def subscribe(self, topic: str, assigned, revoked) -> None:
        async def subscribe():
            self._consumer.subscribe([topic], listener=_Listener(assigned, revoked))

        _wait(subscribe())

    def assign_from_start(self, topic: str, partition_count: int) -> None:
        async def assign():
            self._consumer.assign([TopicPartition(topic, partition) for partition in range(partition_count)])
            await self._consumer.seek_to_beginning()

        _wait(assign())

    def seek(self, topic: str, partition: int, offset: int) -> None:
        async def seek():
            self._consumer.seek(TopicPartition(topic, partition), offset)

        _wait(seek())

    def poll(self, timeout_s: float) -> list[Received]:
        polled = _wait(self._consumer.getmany(timeout_ms=round(timeout_s * 1000)))
        return [
            Received(r.partition, r.offset, r.timestamp, r.key, r.value, list(r.headers), r.timestamp_type == 1)
            for records in polled.values()
            for r in records
        ]

    def offset_for_time(self, topic: str, partition: int, timestamp_ms: int) -> tuple:
        key = TopicPartition(topic, partition)
        found = _wait(self._consumer.offsets_for_times({key: timestamp_ms}))[key]
        return (None, None) if found is None else (found.offset, found.timestamp)

    def end_offsets(self, partitions: list[TopicPartition]) -> list[int]:
        ends = _wait(self._consumer.end_offsets(partitions))
        return [ends[each] for each in partitions]

    def commit(self) -> None:
        _wait(self._consumer.commit())

    def commit_offset(self, topic: str, partition: int, offset: int, metadata: str) -> None:
        _wait(self._consumer.commit({TopicPartition(topic, partition): OffsetAndMetadata(offset, metadata)}))

    def committed(self, topic: str, partition: int) -> tuple:
        # The public call gives the offset only; the coordinator's gives the metadata too.
        key = TopicPartition(topic, partition)
        offset = _wait(self._consumer.committed(key))
        fetched = _wait(self._consumer._coordinator.fetch_committed_offsets([key]))[key]
        return (offset, fetched.metadata)

    def generation(self) -> int:
        return self._consumer._coordinator.generation

    def member_id(self) -> str:
        return self._consumer._coordinator.member_id

    def close(self) -> None:
        _wait(self._consumer.stop())


class Admin:
    alters_incrementally = False

    def __init__(self):
        self._admin = _wait(_made(lambda: AIOKafkaAdminClient(bootstrap_servers=BOOTSTRAP_SERVERS)))
        self._consumer = Consumer()

    def create_topics(self, topics: list[NewTopic]) -> None:
        request = [
            AioNewTopic(
                topic.name,
                topic.partition_count if topic.assignment is None else -1,
                1 if topic.assignment is None else -1,
                topic.assignment,
                topic.configs,
            )
            for topic in topics
        ]
        for _, code, message in _wait(self._admin.create_topics(request)).topic_errors:
            _raise_for(code, message)

    def layout(self, topic: str) -> dict:
        (answer,) = _wait(self._admin.describe_topics([topic]))
        _raise_for(answer["error_code"])
        return {each["partition"]: (each["leader"], each["replicas"], each["isr"]) for each in answer["partitions"]}

    def topics(self) -> list[str]:
        return _wait(self._admin.list_topics())

    def end_offsets(self, topic: str, partition_count: int) -> list[int]:
        return self._consumer.end_offsets([TopicPartition(topic, partition) for partition in range(partition_count)])

    def create_partitions(self, topic: str, total: int) -> None:
        _wait(self._admin.create_partitions({topic: NewPartitions(total)}))

    def delete_records(self, topic: str, partition: int, before: int) -> int:
        key = TopicPartition(topic, partition)
        return _wait(self._admin.delete_records({key: RecordsToDelete(before)}))[key]

    def topic_configs(self, topic: str) -> dict:
        (response,) = _wait(self._admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)]))
        (resource,) = response.resources
        _raise_for(resource[0], resource[1])
        return {key: (value, CONFIG_SOURCES[source]) for key, value, _, source, *_ in resource[4]}

    def alter_topic_config(self, topic: str, key: str, value: str) -> None:
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, {key: value})
        (response,) = _wait(self._admin.alter_configs([resource]))
        for code, message, *_ in response.resources:
            _raise_for(code, message)

    def groups(self) -> dict:
        return {group: (protocol_type, None) for group, protocol_type in _wait(self._admin.list_consumer_groups())}

    def describe_group(self, group: str) -> GroupDescription:
        (response,) = _wait(self._admin.describe_consumer_groups([group]))
        ((code, _, state, _, protocol, members, *_),) = response.groups
        _raise_for(code)
        described = [
            GroupMember(member_id, client_id, host, _assignment(assignment))
            for member_id, client_id, host, _, assignment in members
        ]
        return GroupDescription(state, protocol, described)

    def group_offsets(self, group: str) -> dict:
        offsets = _wait(self._admin.list_consumer_group_offsets(group))
        return {(key.topic, key.partition): value.offset for key, value in offsets.items()}

    def delete_topic(self, topic: str) -> None:
        for _, code in _wait(self._admin.delete_topics([topic])).topic_error_codes:
            _raise_for(code)

    def cluster(self) -> Cluster:
        answer = _wait(self._admin.describe_cluster())
        brokers = [(each["node_id"], each["host"], each["port"]) for each in answer["brokers"]]
        return Cluster(answer["cluster_id"], answer["controller_id"], brokers)

    def close(self) -> None:
        self._consumer.close()
        _wait(self._admin.close())


def _assignment(encoded: bytes) -> set:
    topics = ConsumerProtocolMemberAssignment.decode(encoded).assignment
    return {(topic, partition) for topic, partitions in topics for partition in partitions}


class AioKafka:
    version = f"aiokafka {aiokafka.__version__}"
    member_poll_s = 0.05
    sends_neither_key_nor_value = False
    sends_null_header_values = True
    producer = Producer
    steady_producer = SteadyProducer
    consumer = Consumer
    admin = Admin

    @staticmethod
    def is_nothing_to_commit(_error: Exception) -> bool:
        """Committing nothing is no error here."""
        return False


if __name__ == "__main__":
    main(AioKafka())
