"""Members of a group, each in a thread of its own, and what holds for them together."""

import queue
import sys
import threading
import time
from concurrent.futures import Future
from typing import Callable

import records
from harness import Trial

# The shortest session timeout brokers allow by default (group.min.session.timeout.ms).
SHORT_SESSION_MS = 6_000


class Member:
    """Polls in the background and remembers what it owns and what it got.

    The library's consumer is made, used and closed by one thread only: most of them ask for that.
    """

    def __init__(self, library, group: str, topic: str, **options):
        self._lock = threading.Lock()
        self._owned: set[int] = set()
        self._received: list[records.Received] = []
        self._rebalances = 0
        self._requests: queue.Queue = queue.Queue()
        self._closing = threading.Event()
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(library, group, topic, options), daemon=True)
        self._thread.start()

    def _run(self, library, group: str, topic: str, options: dict) -> None:
        try:
            consumer = library.consumer(group=group, **options)
            consumer.subscribe(topic, self._assigned, self._revoked)
            try:
                while not self._closing.is_set():
                    self._answer_requests(consumer)
                    polled = consumer.poll(library.member_poll_s)
                    with self._lock:
                        self._received += polled
            finally:
                consumer.close()
        except Exception as error:
            self.error = error
            print(f"member of {group}: {error!r}", file=sys.stderr)

    def _answer_requests(self, consumer) -> None:
        while not self._requests.empty():
            question, answer = self._requests.get()
            try:
                answer.set_result(question(consumer))
            except Exception as error:
                answer.set_exception(error)

    def _assigned(self, partitions: list[int]) -> None:
        with self._lock:
            self._rebalances += 1
            self._owned |= set(partitions)

    def _revoked(self, partitions: list[int]) -> None:
        with self._lock:
            self._rebalances += 1
            self._owned -= set(partitions)

    def ask(self, question: Callable):
        """Runs `question(consumer)` in the member's thread and returns its answer."""
        answer: Future = Future()
        self._requests.put((question, answer))
        return answer.result(timeout=10)

    def stop(self) -> None:
        """Begins to close; for many members at once."""
        self._closing.set()

    def close(self) -> None:
        """Leaves the group (a static member does not: that is what static means)."""
        self.stop()
        self._thread.join(20)

    def partitions(self) -> list[int]:
        with self._lock:
            return sorted(self._owned)

    def rebalances(self) -> int:
        with self._lock:
            return self._rebalances

    def records(self) -> list[records.Received]:
        with self._lock:
            return list(self._received)


class Group:
    """The members of the scenario's group."""

    def __init__(self, trial: Trial):
        self.trial = trial

    def join(self, topic: str, **options) -> Member:
        return self.trial.own(Member(self.trial.library, self.trial.name(), topic, **options))

    def await_shares(self, partition_count: int, members: list[Member], *shares: int) -> None:
        """Waits until the members own exactly these numbers of partitions, together each partition once."""

        def missing():
            union = []
            for index, (member, share) in enumerate(zip(members, shares, strict=True)):
                owned = member.partitions()
                if len(owned) != share:
                    return f"member {index} owns {owned}, expected {share} partitions (error {member.error!r})"
                union += owned
            return None if sorted(union) == list(range(partition_count)) else f"together they own {sorted(union)}"

        self.trial.eventually("assignment", missing)
        self.trial.check(True, "assignment")

    def await_records(self, members: list[Member], lines: dict[int, list[str]]) -> None:
        """Waits for as many records as expected, then checks that they are the expected ones, each once."""
        total = records.count(lines)

        def received():
            return [record for member in members for record in member.records()]

        def missing():
            return f"{len(received())} of {total} received" if len(received()) < total else None

        self.trial.eventually("records", missing)
        for _ in range(15):  # A repeated record gets the time to arrive.
            time.sleep(0.02)
            self.trial.equal("records after the last expected one", len(received()) - total, 0)
        self.trial.equal("records received by the group", records.render(received()), lines)

    def check_owners(self, members: list[Member]) -> None:
        """After a stable assignment every record went to the member that owns its partition."""
        for member in members:
            owned = member.partitions()
            for record in member.records():
                problem = f"owns {owned} but got a record of partition {record.partition}"
                self.trial.check(record.partition in owned, problem)


def run_alone(library, group: str, topic: str) -> None:
    """The process that group-member-dies kills. It prints how many partitions it owns whenever that changes."""
    member = Member(library, group, topic, session_ms=SHORT_SESSION_MS)
    printed = -1
    while member.error is None:
        owned = len(member.partitions())
        if owned != printed:
            printed = owned
            print(f"owns {owned}", flush=True)
        time.sleep(0.02)
