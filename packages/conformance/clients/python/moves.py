"""Producing and consuming while leaders, coordinators and brokers move: what src/moves.ts starts and looks at."""

import json
import os
import sys
import threading
import time

from group import SHORT_SESSION_MS
from harness import BREAK, CLIENT_RACK

PAUSE_S = 0.002
COMMIT_EVERY_S = 0.2
# Until new partitions are heard of, by default 5 minutes.
METADATA_AGE_MS = 5_000
# For the rest to be acknowledged, consumed and committed, once nothing moves any more.
SETTLE_S = float(os.environ.get("SETTLE_MS", "30000")) / 1000


def follow_moves(library, group: str, topic: str) -> None:
    """Sends numbers until standard input ends, consumes them in a group meanwhile, and prints what became of them."""
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    reader = Reader(library, group, topic)
    sent, unacknowledged, errors = _send_until(stop, library, topic)
    acknowledged = set(range(sent)) - set(unacknowledged)
    missing = reader.settle(acknowledged)
    line = {"client": library.version, "sent": sent, "unacknowledged": sorted(unacknowledged)}
    print(json.dumps(line | {"missing": sorted(missing), "errors": errors + reader.errors}), flush=True)
    os._exit(0)


def _send_until(stop: threading.Event, library, topic: str) -> tuple:
    producer = library.steady_producer(METADATA_AGE_MS)
    outstanding, failed, errors = set(), [], []

    def send(number: int) -> None:
        def reported(error) -> None:
            outstanding.discard(number)
            if error is not None:
                failed.append(number)
                errors.append(f"send {number}: {error}")

        outstanding.add(number)
        producer.send(topic, str(number).encode(), reported)

    sent = 0
    while not stop.is_set():
        send(sent)
        sent += 1
        time.sleep(PAUSE_S)
    # A broker that loses or repeats a record, see --break.
    if BREAK == "drop":
        sent += 1
    if BREAK == "duplicate":
        send(sent - 1)
    producer.flush(SETTLE_S)
    return sent, failed + list(outstanding), errors


class Reader:
    """A member that reads and commits all the time, in a thread of its own."""

    def __init__(self, library, group: str, topic: str):
        self.errors: list[str] = []
        self._seen: set[int] = set()
        self._settled = threading.Event()
        self._committed = threading.Event()
        threading.Thread(target=self._run, args=(library, group, topic), daemon=True).start()

    def _run(self, library, group: str, topic: str) -> None:
        consumer = library.consumer(group=group, session_ms=SHORT_SESSION_MS, rack=CLIENT_RACK, metadata_age_ms=METADATA_AGE_MS)
        consumer.subscribe(topic, lambda _: None, lambda _: None)
        commit_at = 0.0
        while not self._committed.is_set():
            self._seen |= {int(record.value) for record in consumer.poll(library.member_poll_s)}
            if time.monotonic() < commit_at and not self._settled.is_set():
                continue
            commit_at = time.monotonic() + COMMIT_EVERY_S
            is_last = self._settled.is_set()
            try:
                consumer.commit()
            except Exception as error:
                # While a coordinator moves, commits fail; the next one says the same or more.
                if not library.is_nothing_to_commit(error):
                    print(f"commit: {error!r}", file=sys.stderr)
                    continue
            if is_last:
                self._committed.set()

    def settle(self, acknowledged: set[int]) -> set[int]:
        """Returns what has not arrived when the time is over."""
        deadline = time.monotonic() + SETTLE_S
        while not acknowledged <= self._seen and time.monotonic() < deadline:
            time.sleep(0.02)
        self._settled.set()
        if not self._committed.wait(SETTLE_S):
            self.errors.append(f"no commit for {SETTLE_S} s")
        return acknowledged - self._seen
