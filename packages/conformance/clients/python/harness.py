"""Runs scenarios one after the other, each with a time limit, and prints one JSON line for each."""

import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from typing import Callable

BOOTSTRAP_SERVERS = os.environ.get("BOOTSTRAP_SERVERS", "")
TIME_LIMIT_S = float(os.environ.get("TIME_LIMIT_MS", "30000")) / 1000
BREAK = os.environ.get("BREAK", "")
# Of consumers that follow moves; empty: none.
CLIENT_RACK = os.environ.get("CLIENT_RACK", "")
# A leader is elected that lacks records.
LOSES_RECORDS = os.environ.get("SCENARIO") == "follows-unclean-election"


class Failure(Exception):
    """Why a behaviour did not hold."""


class Refused(Exception):
    """The broker answered with an error code; `shown` is what the client library tells its user."""

    def __init__(self, code: int, shown: str):
        super().__init__(f"{code} {shown}")
        self.code = code
        self.shown = shown


@dataclass(frozen=True)
class NewTopic:
    """What to create; with `assignment` (replicas by partition) the counts are the broker's to derive."""

    name: str
    partition_count: int = 1
    configs: dict | None = None
    assignment: dict | None = None


class Trial:
    """One run of one scenario: its time limit, its names, its clients (closed at the end) and its checks."""

    def __init__(self, library, scenario: str):
        self.library = library
        self.scenario = scenario
        self.check_count = 0
        self._deadline = time.monotonic() + TIME_LIMIT_S
        self._to_close = []
        self._admin = None

    def check(self, holds: bool, message: str) -> None:
        """The only place where an expectation can fail. BREAK=check makes every one fail, to prove that it would."""
        self.check_count += 1
        if not holds or BREAK == "check":
            raise Failure(message)

    def equal(self, what: str, actual, expected) -> None:
        self.check(actual == expected, f"{what}: got {_shorten(actual)}, expected {_shorten(expected)}")

    def refused(self, what: str, code: int, action: Callable[[], object]) -> str:
        """Runs what the broker must refuse with this error code and returns what the client shows for it."""
        try:
            action()
        except Refused as refusal:
            self.check(refusal.code == code, f"{what}: got error {refusal}, expected code {code}")
            return refusal.shown
        raise Failure(f"{what}: accepted, expected error {code}")

    def eventually(self, what: str, missing: Callable[[], str | None]) -> None:
        """Asks until nothing is missing; the scenario's time limit ends it with the last answer."""
        while True:
            try:
                answer = missing()
            except Refused as refusal:
                answer = str(refusal)
            if answer is None:
                return
            if self.remaining_s() <= 0:
                raise Failure(f"{what}: {answer} (time limit)")
            time.sleep(0.02)

    def remaining_s(self) -> float:
        return self._deadline - time.monotonic()

    def name(self, suffix: str = "") -> str:
        return f"{os.environ['RUN_ID']}-{self.scenario}{suffix}"

    def own(self, resource):
        """Closed at the end of the scenario, the last registered first."""
        self._to_close.append(resource)
        return resource

    def close(self) -> None:
        for resource in self._to_close:
            if hasattr(resource, "stop"):
                resource.stop()
        for resource in reversed(self._to_close):
            try:
                resource.close()
            except Exception as error:  # the result is printed already; a failing close must not hide the next scenario
                print(f"{self.scenario}: close: {error!r}", file=sys.stderr)

    @property
    def admin(self):
        if self._admin is None:
            self._admin = self.own(self.library.admin())
        return self._admin

    def topic(self, suffix: str = "", partition_count: int = 1, configs: dict | None = None) -> str:
        """Creates a topic of the scenario's name plus suffix and waits until every partition takes requests."""
        name = self.name(suffix)
        self.admin.create_topics([NewTopic(name, partition_count, configs)])
        self.await_topic(name, partition_count)
        return name

    def await_topic(self, name: str, partition_count: int) -> None:
        """Metadata first, then each leader's end offset: in KRaft metadata knows a topic before the leaders do."""

        def missing():
            layout = self.admin.layout(name)
            if len(layout) != partition_count:
                return f"{len(layout)} partitions"
            if any(leader < 0 for leader, _, _ in layout.values()):
                return f"without leader: {layout}"
            self.admin.end_offsets(name, partition_count)
            return None

        self.eventually(f"metadata of {name}", missing)


def run(library, scenarios: dict) -> None:
    """The program: all scenarios, or those named in ONLY; exits with 1 when one fails."""
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    failed = 0
    for name, scenario in scenarios.items():
        if only and name not in only:
            continue
        started_at = time.monotonic()
        ok, detail = _run_limited(Trial(library, name), scenario)
        failed += not ok
        line = {"scenario": name, "ok": ok, "detail": detail, "client": library.version}
        line["ms"] = round((time.monotonic() - started_at) * 1000)
        print(json.dumps(line, ensure_ascii=False), flush=True)
    # Not sys.exit: a client that hangs in a scenario's thread must not keep the program alive.
    sys.stdout.flush()
    os._exit(1 if failed else 0)


def _run_limited(trial: Trial, scenario: Callable) -> tuple[bool, str]:
    """In a thread of its own, so that a client call that never returns costs one scenario and not the run."""
    outcome = [(False, "time limit: still hanging")]

    def body():
        try:
            detail = scenario(trial)
            outcome[0] = (True, detail) if trial.check_count > 0 else (False, "the scenario checked nothing")
        except Failure as failure:
            outcome[0] = (False, str(failure))
        except Exception as error:
            outcome[0] = (False, f"{type(error).__name__}: {error}")
        finally:
            trial.close()

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    thread.join(TIME_LIMIT_S + 5)
    return (False, "time limit: still hanging") if thread.is_alive() else outcome[0]


def _shorten(value) -> str:
    text = str(value)
    return text if len(text) <= 400 else f"{text[:200]} … {text[-200:]}"
