"""What a client library's adapter looks like, and the entry point every client program shares.

An adapter is an object with `version`, the factories `producer`, `consumer` and `admin`, how long a member polls at a
time (`member_poll_s`), and two facts about what the library lets its user send: `sends_neither_key_nor_value` and
`sends_null_header_values`. Its methods raise `Refused` for an error code of the broker; kafka_python_client.py shows
them all.
"""

import sys
from dataclasses import dataclass

import group
import harness
import moves
import scenarios_admin
import scenarios_cluster
import scenarios_groups
import scenarios_records


@dataclass(frozen=True)
class Cluster:
    """Brokers are (id, host, port)."""

    cluster_id: str
    controller_id: int
    brokers: list


@dataclass(frozen=True)
class GroupMember:
    """`assignment` is a set of (topic, partition)."""

    member_id: str
    client_id: str
    host: str
    assignment: set


@dataclass(frozen=True)
class GroupDescription:
    """`protocol` is the assignor's name."""

    state: str
    protocol: str
    members: list


# DescribeConfigs' source, by its number on the wire (KIP-226).
CONFIG_SOURCES = {
    1: "DYNAMIC_TOPIC_CONFIG",
    2: "DYNAMIC_BROKER_CONFIG",
    3: "DYNAMIC_DEFAULT_BROKER_CONFIG",
    4: "STATIC_BROKER_CONFIG",
    5: "DEFAULT_CONFIG",
}


def main(library) -> None:
    """`program` runs the scenarios; `program member GROUP TOPIC` is the process that group-member-dies kills, and
    `program moves GROUP TOPIC` the one whose brokers move."""
    if sys.argv[1:2] == ["member"]:
        group.run_alone(library, sys.argv[2], sys.argv[3])
        return
    if sys.argv[1:2] == ["moves"]:
        moves.follow_moves(library, sys.argv[2], sys.argv[3])
        return
    parts = [scenarios_records, scenarios_groups, scenarios_admin, scenarios_cluster]
    harness.run(library, {name: run for part in parts for name, run in part.scenarios().items()})
