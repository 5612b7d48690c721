"""Making, sending, reading and comparing records."""

import time
from dataclasses import dataclass, field

from harness import BREAK, Failure, Trial

# An hour back: older than retention.ms, and the broker may delete the records under our feet.
BASE_TIMESTAMP_MS = int(time.time() * 1000) - 3_600_000


@dataclass(frozen=True)
class Sent:
    """A record to send."""

    partition: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: list = field(default_factory=list)


@dataclass(frozen=True)
class Received:
    """A record as a consumer got it; `log_append_time` is None where the client does not tell."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: list
    log_append_time: bool | None = None


def make(count: int, partition_count: int = 1) -> list[Sent]:
    """Spreads the records over the partitions in turn; each is different from every other."""
    return [
        Sent(
            partition=index % partition_count,
            timestamp_ms=BASE_TIMESTAMP_MS + index,
            key=b"key-%d" % index,
            value=b"value-%d-" % index + b"abcdefghij" * 20,
            headers=[("index", b"%d" % index)],
        )
        for index in range(count)
    ]


def produce(trial: Trial, topic: str, records: list[Sent], **options) -> list[tuple[int, int | None]]:
    """Sends in order and waits; returns (partition, offset) by record, the offset None when not acknowledged.

    BREAK=drop and BREAK=duplicate stand for a broker that loses or repeats a record.
    """
    to_send = list(records)
    if BREAK == "drop":
        to_send.pop()
    if BREAK == "duplicate":
        to_send.append(to_send[-1])
    producer = trial.library.producer(**options)
    try:
        return producer.send(topic, to_send)
    finally:
        producer.close()


def round_trip(trial: Trial, partition_count: int, records: list[Sent], **options) -> str:
    """Produces, checks the acknowledged offsets and reads everything back."""
    topic = trial.topic(partition_count=partition_count)
    acknowledged = produce(trial, topic, records, **options)
    next_offset = {}
    for index, record in enumerate(records):
        offset = next_offset.get(record.partition, 0)
        next_offset[record.partition] = offset + 1
        trial.check(index < len(acknowledged), f"record {index} was not acknowledged")
        trial.equal(f"acknowledgement of record {index}", acknowledged[index], (record.partition, offset))
    check_log(trial, topic, partition_count, expected(records))
    return f"{len(records)} records, {partition_count} partitions"


def check_log(trial: Trial, topic: str, partition_count: int, lines: dict[int, list[str]]) -> None:
    """Reads every partition from its start to its end and compares all that a record has."""
    ends = trial.admin.end_offsets(topic, partition_count)
    trial.equal("end offsets", ends, [len(lines.get(partition, [])) for partition in range(partition_count)])
    trial.equal("records by partition", render(read(trial, topic, partition_count, count(lines))), lines)


def read(trial: Trial, topic: str, partition_count: int, record_count: int) -> list[Received]:
    """Reads from the starts of the partitions, without a group."""
    consumer = trial.library.consumer()
    try:
        consumer.assign_from_start(topic, partition_count)
        return poll(trial, consumer, record_count)
    finally:
        consumer.close()


def poll(trial: Trial, consumer, record_count: int) -> list[Received]:
    records = []
    while len(records) < record_count:
        if trial.remaining_s() <= 0:
            raise Failure(f"read back: {len(records)} of {record_count} records (time limit)")
        records += consumer.poll(0.2)
    return records


def count(lines: dict[int, list[str]]) -> int:
    return sum(len(each) for each in lines.values())


def expected(records: list[Sent]) -> dict[int, list[str]]:
    """What must be read back: the offsets are the positions in the partition."""
    lines = {}
    for record in records:
        partition = lines.setdefault(record.partition, [])
        partition.append(_line(len(partition), record))
    return lines


def render(records: list[Received]) -> dict[int, list[str]]:
    """One line per record, by partition, in order of offset; a record received twice is there twice."""
    lines = {}
    for record in sorted(records, key=lambda each: each.offset):
        lines.setdefault(record.partition, []).append(_line(record.offset, record))
    return lines


def _line(offset: int, record: Sent | Received) -> str:
    headers = " ".join(f"{name}={value!r}" for name, value in record.headers)
    return f"{offset} {record.timestamp_ms} {record.key!r} {record.value!r} {headers}"
