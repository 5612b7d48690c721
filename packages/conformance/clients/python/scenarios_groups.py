"""Classic groups: who owns what, and that nothing is lost or read twice when that changes."""

import subprocess
import sys
import threading
import time
from typing import Callable

from group import SHORT_SESSION_MS, Group, Member
from harness import Trial
from records import expected, make, produce


def scenarios() -> dict:
    return {
        "group-of-one": group_of_one,
        "group-of-two": lambda trial: _group_of(trial, 2, 6, 120),
        "group-of-twenty": lambda trial: _group_of(trial, 20, 40, 400),
        "group-member-joins": member_joins,
        "group-member-leaves": member_leaves,
        "group-member-dies": member_dies,
        "group-static-restart": static_restart,
        "commit-and-resume": commit_and_resume,
    }


def group_of_one(trial: Trial) -> str:
    group, topic, records = Group(trial), trial.topic(partition_count=4), make(100, 4)
    produce(trial, topic, records)
    members = [group.join(topic)]
    group.await_shares(4, members, 4)
    group.await_records(members, expected(records))
    return "100 records"


def _group_of(trial: Trial, member_count: int, partition_count: int, record_count: int) -> str:
    """All members start at once, with the range assignor: its shares are exact."""
    group, topic = Group(trial), trial.topic(partition_count=partition_count)
    started_at = time.monotonic()
    members = [group.join(topic) for _ in range(member_count)]
    group.await_shares(partition_count, members, *[partition_count // member_count] * member_count)
    stable_after_ms = round((time.monotonic() - started_at) * 1000)
    records = make(record_count, partition_count)
    produce(trial, topic, records)
    group.await_records(members, expected(records))
    group.check_owners(members)
    return f"stable after {stable_after_ms} ms"


def _phases(trial: Trial, topic: str, members: list[Member], change: Callable[[], list[Member]]) -> None:
    """The group reads and commits the first half, changes, and reads the second: losses and repeats show at the end."""
    group, records = Group(trial), make(120, 6)
    produce(trial, topic, records[:60])
    group.await_records(members, expected(records[:60]))
    for member in members:
        member.ask(lambda consumer: consumer.commit())
    everyone = change()
    produce(trial, topic, records[60:])
    group.await_records(everyone, expected(records))


def member_joins(trial: Trial) -> str:
    group, topic = Group(trial), trial.topic(partition_count=6)
    first = group.join(topic, cooperative=True)
    group.await_shares(6, [first], 6)
    took_ms = []

    def change():
        started_at = time.monotonic()
        both = [first, group.join(topic, cooperative=True)]
        group.await_shares(6, both, 3, 3)
        took_ms.append(round((time.monotonic() - started_at) * 1000))
        return both

    _phases(trial, topic, [first], change)
    return f"3 and 3 after {took_ms[0]} ms"


def member_leaves(trial: Trial) -> str:
    group, topic = Group(trial), trial.topic(partition_count=6)
    both = [group.join(topic, cooperative=True) for _ in range(2)]
    group.await_shares(6, both, 3, 3)
    took_ms = []

    def change():
        started_at = time.monotonic()
        both[1].close()
        group.await_shares(6, both[:1], 6)
        took_ms.append(round((time.monotonic() - started_at) * 1000))
        return both

    _phases(trial, topic, both, change)
    trial.check(took_ms[0] < 15_000, f"took over after {took_ms[0]} ms, expected a leave, not a session timeout")
    return f"taken over after {took_ms[0]} ms"


def member_dies(trial: Trial) -> str:
    group, topic = Group(trial), trial.topic(partition_count=6)
    survivor = group.join(topic, session_ms=SHORT_SESSION_MS)
    group.await_shares(6, [survivor], 6)
    victim = _start_member(trial, topic)
    trial.eventually(
        "survivor's share", lambda: None if len(survivor.partitions()) == 3 else f"{survivor.partitions()}"
    )
    killed_at = time.monotonic()
    victim.kill()
    group.await_shares(6, [survivor], 6)
    took_ms = round((time.monotonic() - killed_at) * 1000)
    # The last heartbeat was at most one interval (500 ms) and a pause of a busy machine before the kill.
    trial.check(took_ms > 4_000, f"the dead member lost its partitions after {took_ms} ms, its session lasts 6 s")
    trial.check(took_ms < 15_000, f"the dead member kept its partitions for {took_ms} ms, its session lasts 6 s")
    records = make(60, 6)
    produce(trial, topic, records)
    group.await_records([survivor], expected(records))
    return f"taken over after {took_ms} ms"


class _Process:
    """A child process that is killed when the scenario ends."""

    def __init__(self, arguments: list[str]):
        self._child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
        self.last_line = "(nothing printed)"
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._child.stdout:
            self.last_line = line.strip()

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    close = kill


def _start_member(trial: Trial, topic: str) -> _Process:
    """Starts this program as a member and returns when it owns half of the partitions."""
    process = trial.own(_Process([sys.argv[0], "member", trial.name(), topic]))
    trial.eventually("the member process", lambda: None if process.last_line == "owns 3" else process.last_line)
    return process


def static_restart(trial: Trial) -> str:
    group, topic = Group(trial), trial.topic(partition_count=6)
    stays, restarts = group.join(topic, instance_id="a"), group.join(topic, instance_id="b")
    group.await_shares(6, [stays, restarts], 3, 3)
    partitions_before, rebalances_before = restarts.partitions(), stays.rebalances()
    generation_before = stays.ask(lambda consumer: consumer.generation())
    restarted = []

    def change():
        restarts.close()
        restarted.append(group.join(topic, instance_id="b"))
        group.await_shares(6, [stays, restarted[0]], 3, 3)
        return [stays, restarts, restarted[0]]

    _phases(trial, topic, [stays, restarts], change)
    trial.equal("partitions after the restart", restarted[0].partitions(), partitions_before)
    trial.equal("rebalances the other member saw", stays.rebalances() - rebalances_before, 0)
    generation = restarted[0].ask(lambda consumer: consumer.generation())
    trial.equal("generation", generation, generation_before)
    return "generation " + ("not shown by the client" if generation is None else f"{generation} before and after")


def commit_and_resume(trial: Trial) -> str:
    group, topic, records = Group(trial), trial.topic(), make(100)
    produce(trial, topic, records)
    first = group.join(topic)
    group.await_records([first], expected(records))
    first.ask(lambda consumer: consumer.commit_offset(topic, 0, 40, "checkpoint"))
    first.close()
    trial.equal("committed offsets", trial.admin.group_offsets(trial.name()), {(topic, 0): 40})
    second = group.join(topic)
    group.await_records([second], {0: expected(records)[0][40:]})
    committed = second.ask(lambda consumer: consumer.committed(topic, 0))
    trial.equal("committed, asked by the member", committed, (40, "checkpoint"))
    return "resumed at 40"
