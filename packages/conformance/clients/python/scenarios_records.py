"""What is stored is what was sent, and reading starts where it should."""

import time

from group import Group
from harness import Trial
from records import BASE_TIMESTAMP_MS, Sent, check_log, expected, make, poll, produce, read, render, round_trip

LONG_POLL_MS = 5_000


def scenarios() -> dict:
    codecs = ("none", "gzip", "snappy", "lz4", "zstd")
    return {f"codec-{codec}": _codec(codec) for codec in codecs} | {
        "null-and-empty": null_and_empty,
        "headers": headers,
        "timestamps": timestamps,
        "acks-0": acks_none,
        "acks-1": lambda trial: round_trip(trial, 1, make(100), acks="1"),
        "acks-all": lambda trial: round_trip(trial, 1, make(100), acks="all"),
        "idempotent-producer": lambda trial: round_trip(trial, 3, make(500, 3), idempotent=True, small_batches=True),
        "many-partitions": lambda trial: round_trip(trial, 50, make(1000, 50)),
        "seek-by-timestamp": seek_by_timestamp,
        "reset-earliest": reset_earliest,
        "reset-latest": reset_latest,
        "long-poll-wakes": long_poll_wakes,
        "long-poll-close": long_poll_close,
    }


def _codec(codec: str):
    return lambda trial: round_trip(trial, 1, make(300), codec=codec)


def _plain(key: bytes | None, value: bytes | None, record_headers: tuple = ()) -> Sent:
    return Sent(0, BASE_TIMESTAMP_MS, key, value, list(record_headers))


def null_and_empty(trial: Trial) -> str:
    rows = [(b"tombstone", None), (None, b"no key"), (b"", b""), (b"empty", b"")]
    if trial.library.sends_neither_key_nor_value:
        rows.append((None, None))
    return round_trip(trial, 1, [_plain(key, value) for key, value in rows])


def headers(trial: Trial) -> str:
    record = _plain(
        b"k",
        b"v",
        (
            ("trace", b"first"),
            ("other", b"between"),
            ("trace", b"second"),
            ("null", None if trial.library.sends_null_header_values else b"not null"),
            ("empty", b""),
            ("", b"empty name"),
            ("bytes", b"\x00\xff\xfe\x80"),
            ("naïve-ключ-鍵", b"unicode name"),
        ),
    )
    return round_trip(trial, 1, [record, _plain(None, b"no headers")])


def timestamps(trial: Trial) -> str:
    # 1 ms: librdkafka takes 0 for "now".
    records = [
        Sent(0, timestamp_ms, each.key, each.value, each.headers)
        for each, timestamp_ms in zip(make(3), (BASE_TIMESTAMP_MS + 5_000, BASE_TIMESTAMP_MS, 1), strict=True)
    ]
    create_time = trial.topic("-create", configs={"retention.ms": "-1"})
    produce(trial, create_time, records)
    check_log(trial, create_time, 1, expected(records))

    append_time = trial.topic("-append", configs={"message.timestamp.type": "LogAppendTime"})
    before_ms = int(time.time() * 1000)
    produce(trial, append_time, make(3))
    after_ms = int(time.time() * 1000)
    trial.equal("records in the LogAppendTime topic", trial.admin.end_offsets(append_time, 1), [3])
    for record in read(trial, append_time, 1, 3):
        problem = f"append time {record.timestamp_ms} is not in {before_ms}–{after_ms}"
        trial.check(before_ms <= record.timestamp_ms <= after_ms, problem)
        trial.check(record.log_append_time is not False, "timestamp type is CreateTime")
    return "CreateTime and LogAppendTime"


def acks_none(trial: Trial) -> str:
    topic, records = trial.topic(), make(100)
    produce(trial, topic, records, acks="0")

    # Nothing is acknowledged, so the end offset is the only sign that the last batch has arrived.
    def missing():
        end = trial.admin.end_offsets(topic, 1)[0]
        return f"{end} of 100" if end < 100 else None

    trial.eventually("end offset", missing)
    check_log(trial, topic, 1, expected(records))
    return "100 records"


def seek_by_timestamp(trial: Trial) -> str:
    topic = trial.topic()
    records = [
        Sent(0, BASE_TIMESTAMP_MS + index * 1000, each.key, each.value, each.headers)
        for index, each in enumerate(make(10))
    ]
    produce(trial, topic, records)
    check_log(trial, topic, 1, expected(records))
    consumer = trial.own(trial.library.consumer())
    consumer.assign_from_start(topic, 1)

    def check_found(what: str, since_base_ms: int, offset: int | None, found_since_base_ms: int | None):
        found_offset, found_timestamp_ms = consumer.offset_for_time(topic, 0, BASE_TIMESTAMP_MS + since_base_ms)
        trial.equal(f"offset {what}", found_offset, offset)
        if found_timestamp_ms is not None:  # librdkafka's API leaves it out
            trial.equal(f"timestamp {what}", found_timestamp_ms - BASE_TIMESTAMP_MS, found_since_base_ms)

    check_found("exact", 4_000, 4, 4_000)
    check_found("between two records", 4_001, 5, 5_000)
    check_found("before the first", -1_000, 0, 0)
    check_found("after the last", 9_001, None, None)
    consumer.seek(topic, 0, consumer.offset_for_time(topic, 0, BASE_TIMESTAMP_MS + 6_500)[0])
    trial.equal("records from the timestamp on", render(poll(trial, consumer, 3)), {0: expected(records)[0][7:]})
    return "exact, between, before, after"


def reset_earliest(trial: Trial) -> str:
    group, topic, records = Group(trial), trial.topic(), make(10)
    produce(trial, topic, records)
    group.await_records([group.join(topic)], expected(records))
    return "from offset 0"


def reset_latest(trial: Trial) -> str:
    group, topic, records = Group(trial), trial.topic(), make(20)
    produce(trial, topic, records[:10])
    member = group.join(topic, reset="latest")
    group.await_shares(1, [member], 1)
    # To own the partition is not to have looked up its end: probes tell when that is done.
    probes = []
    producer = trial.own(trial.library.producer())

    def missing():
        if member.records():
            return None
        probes.append(Sent(0, BASE_TIMESTAMP_MS, None, b"probe-%d" % len(probes)))
        producer.send(topic, probes[-1:])
        time.sleep(0.1)
        return f"nothing received after {len(probes)} probes"

    trial.eventually("position at the end", missing)
    first = member.records()[0].offset
    trial.check(10 <= first < 10 + len(probes), f"received offset {first} first, which was there before")
    produce(trial, topic, records[10:])
    # Everything from the first received offset on, and nothing before it.
    lines = {0: expected(records[:10] + probes + records[10:])[0][first:]}
    group.await_records([member], lines)
    return f"from offset {first}, {len(probes)} probe(s)"


def long_poll_wakes(trial: Trial) -> str:
    topic, records = trial.topic(), make(1)
    consumer = trial.own(trial.library.consumer(fetch_wait_ms=LONG_POLL_MS))
    consumer.assign_from_start(topic, 1)
    # Returns empty and leaves its fetch waiting at the broker.
    trial.equal("records before", consumer.poll(1.0), [])
    started_at = time.monotonic()
    produce(trial, topic, records)
    received = poll(trial, consumer, 1)
    took_ms = round((time.monotonic() - started_at) * 1000)
    trial.check(took_ms < 2_000, f"the record took {took_ms} ms, the fetch waits 5 s")
    trial.equal("record", render(received), expected(records))
    check_log(trial, topic, 1, expected(records))
    return f"{took_ms} ms after produce began"


def long_poll_close(trial: Trial) -> str:
    group, topic = Group(trial), trial.topic(partition_count=2)
    first = group.join(topic, fetch_wait_ms=LONG_POLL_MS)
    group.await_shares(2, [first], 2)
    time.sleep(0.5)  # Time to look up the positions and send the fetch, which then waits for 5 s.
    started_at = time.monotonic()
    first.close()
    closed_ms = round((time.monotonic() - started_at) * 1000)
    trial.check(closed_ms < LONG_POLL_MS + 2_000, f"close took {closed_ms} ms")
    second = group.join(topic)
    group.await_shares(2, [second], 2)
    taken_ms = round((time.monotonic() - started_at) * 1000)
    trial.check(taken_ms < 15_000, f"the partitions were free after {taken_ms} ms")
    return f"closed after {closed_ms} ms, taken over after {taken_ms} ms"
