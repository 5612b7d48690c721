"""Clients in Python: kafka-python of 2019, and librdkafka that is told the broker is old. Which, says the first argument."""

import json
import os
import sys
import time
import warnings

BOOTSTRAP = os.environ["BOOTSTRAP_SERVERS"]
RUN_ID = os.environ["RUN_ID"]
VALUES = [f"value {index}".encode() for index in range(20)]
TIME_LIMIT = 15
failed = 0


def scenario(client, name, run):
    global failed
    try:
        result = {"ok": True, "detail": run()}
    except Exception as error:
        failed += 1
        result = {"ok": False, "detail": f"{type(error).__name__}: {error}"[:300]}
    print(json.dumps({"client": client, "scenario": name, **result}), flush=True)


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual} instead of {expected}")


def kafka_python():
    warnings.filterwarnings("ignore")
    import six

    sys.modules["kafka.vendor.six"] = six
    sys.modules["kafka.vendor.six.moves"] = six.moves
    import kafka
    from kafka import KafkaConsumer, KafkaProducer, TopicPartition

    # The formats differ: magic 0, magic 1, record batches.
    for version in [(0, 8, 2), (0, 9), (0, 10), (0, 11)]:
        client = f"kafka-python {kafka.__version__} as for {'.'.join(map(str, version))}"

        def produce(topic, codec, version=version):
            producer = KafkaProducer(bootstrap_servers=BOOTSTRAP, api_version=version, compression_type=codec, acks="all")
            sent = [producer.send(topic, value=value, key=b"key", partition=0) for value in VALUES]
            expect([each.get(TIME_LIMIT).offset for each in sent], list(range(len(VALUES))))
            producer.close(2)

        def codec_scenario(codec, version=version):
            topic = f"{RUN_ID}-python-{'-'.join(map(str, version))}-{codec}"
            produce(topic, codec)
            consumer = KafkaConsumer(bootstrap_servers=BOOTSTRAP, api_version=version, consumer_timeout_ms=TIME_LIMIT * 1000)
            partition = TopicPartition(topic, 0)
            consumer.assign([partition])
            consumer.seek(partition, 0)
            expect([(each.offset, each.value) for _, each in zip(VALUES, consumer)], list(enumerate(VALUES)))
            expect(consumer.end_offsets([partition]), {partition: len(VALUES)})
            consumer.close()
            return f"{len(VALUES)} records"

        def group_scenario(version=version):
            topic = f"{RUN_ID}-python-{'-'.join(map(str, version))}-group"
            produce(topic, "gzip")
            settings = {"bootstrap_servers": BOOTSTRAP, "api_version": version, "group_id": topic, "enable_auto_commit": False}
            consumer = KafkaConsumer(topic, auto_offset_reset="earliest", consumer_timeout_ms=TIME_LIMIT * 1000, **settings)
            expect([each.value for _, each in zip(VALUES, consumer)], VALUES)
            consumer.commit()
            expect(consumer.committed(TopicPartition(topic, 0)), len(VALUES))
            consumer.close()
            return f"{len(VALUES)} records, committed"

        # lz4 of the time of 0.9 has the checksum of KAFKA-3160.
        for codec in [None, "gzip", "snappy", "lz4"]:
            scenario(client, f"codec-{codec or 'none'}", lambda codec=codec: codec_scenario(codec))
        if version >= (0, 9):
            scenario(client, "group", group_scenario)


def librdkafka():
    import confluent_kafka

    for version in ["0.8.2", "0.9.0"]:
        client = f"librdkafka {confluent_kafka.libversion()[0]} as for {version}"
        settings = {
            "bootstrap.servers": BOOTSTRAP,
            "api.version.request": False,
            "broker.version.fallback": version,
            "log_level": 0,
        }

        def produce(topic, codec, settings=settings):
            offsets = []
            producer = confluent_kafka.Producer({**settings, "compression.codec": codec, "message.timeout.ms": 10_000})
            note = lambda error, message: offsets.append(str(error) if error else message.offset())
            for value in VALUES:
                producer.produce(topic, value, partition=0, on_delivery=note)
            producer.flush(TIME_LIMIT)
            expect(offsets, list(range(len(VALUES))))

        def read(consumer):
            got = []
            end = time.time() + TIME_LIMIT
            while len(got) < len(VALUES) and time.time() < end:
                message = consumer.poll(0.2)
                if message is not None and message.error() is None:
                    got.append((message.offset(), message.value()))
            expect(got, list(enumerate(VALUES)))

        def codec_scenario(codec, version=version, settings=settings):
            topic = f"{RUN_ID}-rdkafka-{version}-{codec}"
            produce(topic, codec)
            consumer = confluent_kafka.Consumer({**settings, "group.id": "unused", "enable.auto.commit": False})
            consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
            read(consumer)
            low_high = consumer.get_watermark_offsets(confluent_kafka.TopicPartition(topic, 0), timeout=TIME_LIMIT)
            expect(low_high, (0, len(VALUES)))
            consumer.close()
            return f"{len(VALUES)} records"

        def group_scenario(version=version, settings=settings):
            topic = f"{RUN_ID}-rdkafka-{version}-group"
            produce(topic, "gzip")
            reset = {"auto.offset.reset": "earliest", "enable.auto.commit": False}
            consumer = confluent_kafka.Consumer({**settings, "group.id": topic, **reset})
            consumer.subscribe([topic])
            read(consumer)
            consumer.commit(asynchronous=False)
            [committed] = consumer.committed([confluent_kafka.TopicPartition(topic, 0)], timeout=TIME_LIMIT)
            expect(committed.offset, len(VALUES))
            consumer.close()
            return f"{len(VALUES)} records, committed"

        for codec in ["none", "gzip", "snappy"]:
            scenario(client, f"codec-{codec}", lambda codec=codec: codec_scenario(codec))
        if version >= "0.9":
            scenario(client, "group", group_scenario)


kafka_python() if sys.argv[1] == "kafka-python" else librdkafka()
sys.exit(1 if failed else 0)
