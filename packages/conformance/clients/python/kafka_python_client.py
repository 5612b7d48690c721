"""The scenarios with kafka-python."""

from contextlib import contextmanager

import kafka
import kafka.errors
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import BrokerResponseError, for_code

from harness import BOOTSTRAP_SERVERS, NewTopic, Refused
from library import Cluster, GroupDescription, GroupMember, main
from records import Received, Sent

SERVERS = BOOTSTRAP_SERVERS.split(",")


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
        self._producer = KafkaProducer(
            bootstrap_servers=SERVERS,
            acks="all" if acks == "all" else int(acks),
            enable_idempotence=idempotent,
            compression_type=None if codec == "none" else codec,
            batch_size=1024 if small_batches else 16_384,
            linger_ms=0 if small_batches else 5,
        )
        self._acknowledged = acks != "0"

    def send(self, topic: str, records: list[Sent]) -> list:
        with _broker_errors():
            futures = [
                self._producer.send(topic, r.value, r.key, r.headers, r.partition, r.timestamp_ms) for r in records
            ]
            self._producer.flush()
            answers = [future.get(timeout=20) for future in futures]
        return [(answer.partition, answer.offset if self._acknowledged else None) for answer in answers]

    def close(self) -> None:
        self._producer.close()


class SteadyProducer:
    """Sends one after the other without waiting; `reported` gets None or the error of each."""

    def __init__(self, metadata_age_ms: int):
        self._producer = KafkaProducer(
            bootstrap_servers=SERVERS, enable_idempotence=True, metadata_max_age_ms=metadata_age_ms
        )

    def send(self, topic: str, value: bytes, reported) -> None:
        sent = self._producer.send(topic, value, key=value)
        sent.add_callback(lambda _: reported(None))
        sent.add_errback(reported)

    def flush(self, timeout_s: float) -> None:
        self._producer.flush(timeout_s)


class _Listener(kafka.ConsumerRebalanceListener):
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
        client_id="kafka-python",
        rack="",
        metadata_age_ms=300_000,
    ):
        self._consumer = KafkaConsumer(
            bootstrap_servers=SERVERS,
            client_id=client_id,
            client_rack=rack,
            metadata_max_age_ms=metadata_age_ms,
            group_id=group,
            group_instance_id=instance_id,
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=500,
            enable_auto_commit=False,
            auto_offset_reset=reset,
            fetch_max_wait_ms=fetch_wait_ms,
            partition_assignment_strategy=[CooperativeStickyAssignor if cooperative else RangePartitionAssignor],
        )

    def subscribe(self, topic: str, assigned, revoked) -> None:
        self._consumer.subscribe([topic], listener=_Listener(assigned, revoked))

    def assign_from_start(self, topic: str, partition_count: int) -> None:
        partitions = [TopicPartition(topic, partition) for partition in range(partition_count)]
        self._consumer.assign(partitions)
        self._consumer.seek_to_beginning(*partitions)

    def seek(self, topic: str, partition: int, offset: int) -> None:
        self._consumer.seek(TopicPartition(topic, partition), offset)

    def poll(self, timeout_s: float) -> list[Received]:
        polled = self._consumer.poll(timeout_ms=round(timeout_s * 1000))
        return [
            Received(r.partition, r.offset, r.timestamp, r.key, r.value, list(r.headers), r.timestamp_type == 1)
            for records in polled.values()
            for r in records
        ]

    def offset_for_time(self, topic: str, partition: int, timestamp_ms: int) -> tuple:
        key = TopicPartition(topic, partition)
        found = self._consumer.offsets_for_times({key: timestamp_ms})[key]
        return (None, None) if found is None else (found.offset, found.timestamp)

    def commit(self) -> None:
        self._consumer.commit()

    def commit_offset(self, topic: str, partition: int, offset: int, metadata: str) -> None:
        self._consumer.commit({TopicPartition(topic, partition): OffsetAndMetadata(offset, metadata, -1)})

    def committed(self, topic: str, partition: int) -> tuple:
        committed = self._consumer.committed(TopicPartition(topic, partition), metadata=True)
        return (committed.offset, committed.metadata)

    def generation(self) -> int:
        return self._consumer.group_metadata().generation_id

    def member_id(self) -> str:
        return self._consumer.group_metadata().member_id

    def close(self) -> None:
        self._consumer.close()


class Admin:
    alters_incrementally = True

    def __init__(self):
        self._admin = KafkaAdminClient(bootstrap_servers=SERVERS)

    def create_topics(self, topics: list[NewTopic]) -> None:
        request = {}
        for topic in topics:
            request[topic.name] = {"configs": topic.configs or {}}
            if topic.assignment is not None:
                request[topic.name]["assignments"] = topic.assignment
            else:
                request[topic.name] |= {"num_partitions": topic.partition_count, "replication_factor": 1}
        for answer in self._admin.create_topics(request, raise_errors=False)["topics"]:
            _raise_for(answer["error_code"], answer["error_message"])

    def layout(self, topic: str) -> dict:
        (answer,) = self._admin.describe_topics([topic])
        _raise_for(answer["error_code"])
        return {
            each["partition_index"]: (each["leader_id"], each["replica_nodes"], each["isr_nodes"])
            for each in answer["partitions"]
        }

    def topics(self) -> list[str]:
        return self._admin.list_topics()

    def end_offsets(self, topic: str, partition_count: int) -> list[int]:
        partitions = [TopicPartition(topic, partition) for partition in range(partition_count)]
        with _broker_errors():
            ends = self._admin.list_partition_offsets({each: OffsetSpec.LATEST for each in partitions})
        return [ends[each].offset for each in partitions]

    def create_partitions(self, topic: str, total: int) -> None:
        for answer in self._admin.create_partitions({topic: total}, raise_errors=False).results:
            _raise_for(answer.error_code, answer.error_message)

    def delete_records(self, topic: str, partition: int, before: int) -> int:
        key = TopicPartition(topic, partition)
        with _broker_errors():
            return self._admin.delete_records({key: before})[key]["low_watermark"]

    def topic_configs(self, topic: str) -> dict:
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        configs = self._admin.describe_configs([resource], config_filter="all")["topic"][topic]
        return {key: (each["value"], each["config_source"]) for key, each in configs.items()}

    def alter_topic_config(self, topic: str, key: str, value: str | None) -> None:
        operation = ("DELETE", None) if value is None else ("SET", value)
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, {key: operation})
        answer = self._admin.alter_configs([resource])["topic"][topic]
        if answer != "OK":
            raise Refused(-1, answer)

    def groups(self, state: str | None = None) -> dict:
        listed = self._admin.list_groups(states_filter=None if state is None else [state])
        return {each["group_id"]: (each["protocol_type"], each["group_state"]) for each in listed}

    def describe_group(self, group: str) -> GroupDescription:
        answer = self._admin.describe_groups([group])[group]
        if answer["error"]:
            raise Refused(-1, answer["error"])
        members = [
            GroupMember(
                each["member_id"], each["client_id"], each["client_host"], _assignment(each["member_assignment"])
            )
            for each in answer["members"]
        ]
        return GroupDescription(answer["group_state"], answer["protocol_data"], members)

    def group_offsets(self, group: str) -> dict:
        with _broker_errors():
            offsets = self._admin.list_group_offsets(group)[group]
        return {(key.topic, key.partition): value.offset for key, value in offsets.items()}

    def delete_group_offsets(self, group: str, topic: str, partition: int) -> None:
        key = TopicPartition(topic, partition)
        with _broker_errors():
            _raise_for(self._admin.delete_group_offsets(group, [key])[key].errno)

    def delete_group(self, group: str) -> None:
        answer = self._admin.delete_groups([group])[group]
        if answer != "OK":  # the name of an error class
            _raise_for(getattr(kafka.errors, answer).errno)

    def delete_topic(self, topic: str) -> None:
        for answer in self._admin.delete_topics([topic], raise_errors=False)["topics"]:
            _raise_for(answer["error_code"], answer.get("error_message"))

    def cluster(self) -> Cluster:
        answer = self._admin.describe_cluster()
        brokers = [(each["broker_id"], each["host"], each["port"]) for each in answer["brokers"]]
        return Cluster(answer["cluster_id"], answer["controller_id"], brokers)

    def log_dirs(self, broker: int, topic: str) -> dict:
        """Size, lag and whether it is being moved, of each partition, by directory."""
        (answer,) = self._admin.describe_log_dirs({topic: [0]}, [broker])
        found = {}
        for directory in answer["log_dirs"]:
            _raise_for(directory["error_code"])
            partitions = [each for described in directory["topics"] for each in described["partitions"]]
            found[directory["log_dir"]] = {
                each["partition_index"]: (each["partition_size"], each["offset_lag"], each["is_future_key"])
                for each in partitions
            }
        return found

    def move_log(self, topic: str, partition: int, broker: int, path: str) -> None:
        (error,) = self._admin.alter_replica_log_dirs({(topic, partition, broker): path}).values()
        _raise_for(error.errno)

    def elect_leaders(self, topic: str, partitions: list[int], is_unclean: bool) -> dict:
        answer = self._admin.elect_leaders(int(is_unclean), {topic: partitions}, raise_errors=False)
        results = [each for result in answer.replica_election_results for each in result.partition_result]
        return {each.partition_id: each.error_code for each in results}

    def reassign(self, topic: str, partition: int, replicas: list[int] | None) -> None:
        (error,) = self._admin.alter_partition_reassignments({TopicPartition(topic, partition): replicas}).values()
        _raise_for(0 if error is None else error.errno)

    def reassignments(self, topic: str, partition: int) -> dict:
        return self._admin.list_partition_reassignments({topic: [partition]})

    def config_resources(self) -> dict:
        return self._admin.list_config_resources(["TOPIC", "BROKER"])

    def producers(self, topic: str, partition: int) -> list:
        (described,) = self._admin.describe_producers([TopicPartition(topic, partition)]).values()
        return [
            (each.producer_epoch, each.last_sequence, each.current_transaction_start_offset)
            for each in described.active_producers
        ]

    def quorum(self) -> tuple:
        (partition,) = self._admin.describe_metadata_quorum()["topics"][0]["partitions"]
        voters = [each["replica_id"] for each in partition["current_voters"]]
        return (partition["leader_id"], voters, partition["high_watermark"])

    def features(self) -> dict:
        described = self._admin.describe_features().items()
        return {name: (each["supported"][1], each["finalized"][1]) for name, each in described if "finalized" in each}

    def update_feature(self, name: str, level: int) -> None:
        with _broker_errors():
            self._admin.update_features({name: level})

    def close(self) -> None:
        self._admin.close()


def _assignment(decoded) -> set:
    topics = decoded["assigned_partitions"] if isinstance(decoded, dict) else decoded.assigned_partitions
    pairs = set()
    for each in topics:
        topic, partitions = (
            (each["topic"], each["partitions"]) if isinstance(each, dict) else (each.topic, each.partitions)
        )
        pairs |= {(topic, partition) for partition in partitions}
    return pairs


class KafkaPython:
    version = f"kafka-python {kafka.__version__}"
    # Longer than a rebalance without delay: kafka-python 3.0.12 forgets the assignment of a join that a change of
    # metadata caused when a poll times out meanwhile (need_rejoin() is false again by then).
    member_poll_s = 0.3
    sends_neither_key_nor_value = False
    sends_null_header_values = False
    producer = Producer
    steady_producer = SteadyProducer
    consumer = Consumer
    admin = Admin

    @staticmethod
    def is_nothing_to_commit(_error: Exception) -> bool:
        """Committing nothing is no error here."""
        return False


if __name__ == "__main__":
    main(KafkaPython())
