"""Administration, and what the broker refuses."""

import time

import harness
from group import Group, Member
from harness import NewTopic, Trial
from records import Sent, check_log, expected, make, produce, read, render

UNKNOWN_TOPIC_OR_PARTITION = 3
MESSAGE_TOO_LARGE = 10
OFFSET_OUT_OF_RANGE = 1
INVALID_TOPIC_EXCEPTION = 17
TOPIC_ALREADY_EXISTS = 36
INVALID_PARTITIONS = 37
INVALID_CONFIG = 40
NON_EMPTY_GROUP = 68
GROUP_ID_NOT_FOUND = 69
GROUP_SUBSCRIBED_TO_TOPIC = 86


def scenarios() -> dict:
    return {
        "admin-create-topics": create_topics,
        "admin-create-topics-configs": create_topics_configs,
        "admin-create-topics-assignments": create_topics_assignments,
        "admin-describe-topics": describe_topics,
        "admin-create-partitions": create_partitions,
        "admin-delete-records": delete_records,
        "admin-describe-configs": describe_configs,
        "admin-alter-configs": alter_configs,
        "admin-list-groups": list_groups,
        "admin-describe-groups": describe_groups,
        "admin-list-group-offsets": list_group_offsets,
        "admin-delete-group-offsets": delete_group_offsets,
        "admin-delete-groups": delete_groups,
        "admin-delete-topics": delete_topics,
        "admin-describe-cluster": describe_cluster,
        "error-topic-exists": topic_exists,
        "error-unknown-config": unknown_config,
        "error-message-too-large": message_too_large,
        "error-invalid-topic-name": invalid_topic_name,
    }


def create_topics(trial: Trial) -> str:
    counts = {trial.name("-one"): 1, trial.name("-three"): 3}
    trial.admin.create_topics([NewTopic(name, count) for name, count in counts.items()])
    for name, count in counts.items():
        trial.await_topic(name, count)
        records = make(3, count)
        produce(trial, name, records)
        check_log(trial, name, count, expected(records))
    return "1 and 3 partitions"


def create_topics_configs(trial: Trial) -> str:
    topic = trial.topic(configs={"retention.ms": "3600000", "cleanup.policy": "compact"})
    configs = trial.admin.topic_configs(topic)
    trial.equal("retention.ms", configs["retention.ms"], ("3600000", "DYNAMIC_TOPIC_CONFIG"))
    trial.equal("cleanup.policy", configs["cleanup.policy"], ("compact", "DYNAMIC_TOPIC_CONFIG"))
    trial.equal("max.message.bytes", configs["max.message.bytes"], ("1048588", "DEFAULT_CONFIG"))
    return "retention.ms, cleanup.policy"


def create_topics_assignments(trial: Trial) -> str:
    name = trial.name()
    broker = trial.admin.cluster().brokers[0][0]
    trial.admin.create_topics([NewTopic(name, assignment={0: [broker], 1: [broker]})])
    trial.await_topic(name, 2)
    replicas = {partition: replicas for partition, (_, replicas, _) in trial.admin.layout(name).items()}
    trial.equal("replicas", replicas, {0: [broker], 1: [broker]})
    return f"2 partitions on broker {broker}"


def describe_topics(trial: Trial) -> str:
    topic = trial.topic(partition_count=3)
    brokers = [broker for broker, _, _ in trial.admin.cluster().brokers]
    layout = trial.admin.layout(topic)
    trial.equal("partitions", sorted(layout), [0, 1, 2])
    for leader, replicas, isr in layout.values():
        trial.check(leader in brokers, f"leader {leader} is no broker")
        trial.equal("replicas", replicas, [leader])
        trial.equal("in-sync replicas", isr, [leader])
    missing = trial.name("-missing")
    shown = trial.refused("missing topic", UNKNOWN_TOPIC_OR_PARTITION, lambda: trial.admin.layout(missing))
    return f"3 partitions; missing: {shown}"


def create_partitions(trial: Trial) -> str:
    topic, records = trial.topic(), make(8, 4)
    trial.admin.create_partitions(topic, 4)
    trial.await_topic(topic, 4)
    produce(trial, topic, records)
    check_log(trial, topic, 4, expected(records))
    shown = trial.refused("4 to 2", INVALID_PARTITIONS, lambda: trial.admin.create_partitions(topic, 2))
    return f"shrink: {shown}"


def delete_records(trial: Trial) -> str:
    topic, records = trial.topic(), make(10)
    produce(trial, topic, records)
    check_log(trial, topic, 1, expected(records))
    trial.equal("low watermark", trial.admin.delete_records(topic, 0, 6), 6)
    trial.equal("records left", render(read(trial, topic, 1, 4)), {0: expected(records)[0][6:]})
    return trial.refused("beyond the end", OFFSET_OUT_OF_RANGE, lambda: trial.admin.delete_records(topic, 0, 11))


def describe_configs(trial: Trial) -> str:
    topic = trial.topic(configs={"segment.bytes": "1048576"})
    configs = trial.admin.topic_configs(topic)
    trial.equal("segment.bytes", configs["segment.bytes"], ("1048576", "DYNAMIC_TOPIC_CONFIG"))
    trial.equal("retention.ms", configs["retention.ms"], ("604800000", "DEFAULT_CONFIG"))
    trial.equal("cleanup.policy", configs["cleanup.policy"], ("delete", "DEFAULT_CONFIG"))
    trial.equal("compression.type", configs["compression.type"], ("producer", "DEFAULT_CONFIG"))
    trial.equal("message.timestamp.type", configs["message.timestamp.type"], ("CreateTime", "DEFAULT_CONFIG"))
    return f"{len(configs)} keys"


def alter_configs(trial: Trial) -> str:
    topic = trial.topic(configs={"retention.ms": "1000"})
    default = ("604800000", "DEFAULT_CONFIG")

    def await_config(key: str, value: tuple):
        def missing():
            actual = trial.admin.topic_configs(topic)[key]
            return None if actual == value else f"{actual}, expected {value}"

        trial.eventually(key, missing)
        trial.check(True, key)

    trial.admin.alter_topic_config(topic, "max.message.bytes", "2000")
    await_config("max.message.bytes", ("2000", "DYNAMIC_TOPIC_CONFIG"))
    # The old AlterConfigs replaces the whole set of keys; the incremental one leaves the others alone.
    kept = ("1000", "DYNAMIC_TOPIC_CONFIG") if trial.admin.alters_incrementally else default
    trial.equal("retention.ms", trial.admin.topic_configs(topic)["retention.ms"], kept)
    if not trial.admin.alters_incrementally:
        return "replaced (AlterConfigs)"
    trial.admin.alter_topic_config(topic, "retention.ms", None)
    await_config("retention.ms", default)
    trial.equal(
        "max.message.bytes", trial.admin.topic_configs(topic)["max.message.bytes"], ("2000", "DYNAMIC_TOPIC_CONFIG")
    )
    return "set and deleted (IncrementalAlterConfigs)"


def _stable_member(trial: Trial, topic: str) -> Member:
    """The only member of a group of the scenario's name; it owns the one partition of the topic."""
    group = Group(trial)
    member = group.join(topic, client_id="conformance")
    group.await_shares(1, [member], 1)
    return member


def list_groups(trial: Trial) -> str:
    _stable_member(trial, trial.topic())
    listed = trial.admin.groups()
    trial.check(trial.name() in listed, f"the group is not among {len(listed)}")
    protocol_type, state = listed[trial.name()]
    trial.equal("protocol type", protocol_type, "consumer")
    if state is None:
        return "consumer; this client asks with a version without states"
    trial.equal("state", state.lower(), "stable")
    trial.equal("listed as Empty", trial.name() in trial.admin.groups(state="Empty"), False)
    return "consumer, Stable"


def describe_groups(trial: Trial) -> str:
    topic = trial.topic()
    member = _stable_member(trial, topic)
    stable = trial.admin.describe_group(trial.name())
    trial.equal("state", stable.state.lower(), "stable")
    trial.equal("assignor", stable.protocol, "range")
    trial.equal("members", len(stable.members), 1)
    described = stable.members[0]
    own_id = member.ask(lambda consumer: consumer.member_id())
    trial.equal("member id", described.member_id, own_id)
    trial.equal("client id", described.client_id, "conformance")
    trial.equal("assignment", described.assignment, {(topic, 0)})
    member.close()
    empty = trial.admin.describe_group(trial.name())
    trial.equal("state after leaving", empty.state.lower(), "empty")
    trial.equal("members after leaving", empty.members, [])
    return f"Stable, then Empty; host {described.host}"


def list_group_offsets(trial: Trial) -> str:
    topic = trial.topic(partition_count=3)
    consumer = trial.own(trial.library.consumer(group=trial.name()))
    consumer.assign_from_start(topic, 3)
    consumer.commit_offset(topic, 0, 7, "")
    consumer.commit_offset(topic, 1, 11, "")
    trial.equal("committed offsets", trial.admin.group_offsets(trial.name()), {(topic, 0): 7, (topic, 1): 11})
    trial.equal("offsets of an unknown group", trial.admin.group_offsets(trial.name("-missing")), {})
    return "7, 11, none"


def delete_group_offsets(trial: Trial) -> str:
    topic, group = trial.topic(), trial.name()
    member = _stable_member(trial, topic)
    member.ask(lambda consumer: consumer.commit_offset(topic, 0, 5, ""))
    delete = lambda: trial.admin.delete_group_offsets(group, topic, 0)  # noqa: E731
    shown = trial.refused("while subscribed", GROUP_SUBSCRIBED_TO_TOPIC, delete)
    trial.equal("offsets kept", trial.admin.group_offsets(group), {(topic, 0): 5})
    member.close()
    delete()
    trial.equal("offsets afterwards", trial.admin.group_offsets(group), {})
    return shown


def delete_groups(trial: Trial) -> str:
    group = trial.name()
    member = _stable_member(trial, trial.topic())
    shown = trial.refused("while a member is in", NON_EMPTY_GROUP, lambda: trial.admin.delete_group(group))
    member.close()
    trial.admin.delete_group(group)
    trial.equal("still listed", group in trial.admin.groups(), False)
    trial.refused("deleted again", GROUP_ID_NOT_FOUND, lambda: trial.admin.delete_group(group))
    return shown


def delete_topics(trial: Trial) -> str:
    topic = trial.topic(partition_count=2)
    trial.admin.delete_topic(topic)
    trial.eventually("gone from metadata", lambda: "still listed" if topic in trial.admin.topics() else None)
    return "again: " + trial.refused("again", UNKNOWN_TOPIC_OR_PARTITION, lambda: trial.admin.delete_topic(topic))


def describe_cluster(trial: Trial) -> str:
    cluster = trial.admin.cluster()
    trial.check(bool(cluster.cluster_id), "cluster id is empty")
    ids = [broker for broker, _, _ in cluster.brokers]
    trial.check(cluster.controller_id in ids, f"controller {cluster.controller_id} is not among {ids}")
    addresses = [f"{host}:{port}" for _, host, port in cluster.brokers]
    for address in harness.BOOTSTRAP_SERVERS.split(","):
        trial.check(address in addresses, f"{address} is not among {addresses}")
    return f"{len(ids)} broker(s), cluster {cluster.cluster_id}"


def topic_exists(trial: Trial) -> str:
    topic = trial.topic()
    return trial.refused("create again", TOPIC_ALREADY_EXISTS, lambda: trial.admin.create_topics([NewTopic(topic)]))


def unknown_config(trial: Trial) -> str:
    topic = NewTopic(trial.name(), configs={"no.such.key": "1"})
    return trial.refused("create", INVALID_CONFIG, lambda: trial.admin.create_topics([topic]))


def message_too_large(trial: Trial) -> str:
    topic = trial.topic(configs={"max.message.bytes": "10000"})
    producer = trial.own(trial.library.producer())
    now_ms = int(time.time() * 1000)
    large, small = Sent(0, now_ms, None, b"x" * 20_000), Sent(0, now_ms, None, b"small")
    shown = trial.refused("20 000 bytes", MESSAGE_TOO_LARGE, lambda: producer.send(topic, [large]))
    trial.equal("5 bytes afterwards", producer.send(topic, [small]), [(0, 0)])
    check_log(trial, topic, 1, expected([small]))
    return shown


def invalid_topic_name(trial: Trial) -> str:
    topic = NewTopic(trial.name("/slash"))
    return trial.refused("create", INVALID_TOPIC_EXCEPTION, lambda: trial.admin.create_topics([topic]))
