"""What an administrator sees of the cluster itself, and does to it."""

from harness import Trial
from records import make, produce

UNKNOWN_TOPIC_OR_PARTITION = 3
INVALID_REPLICA_ASSIGNMENT = 39
LOG_DIR_NOT_FOUND = 57
ELECTION_NOT_NEEDED = 84
NO_REASSIGNMENT_IN_PROGRESS = 85
INVALID_UPDATE_VERSION = 95

# The id of a broker that is not there.
NOBODY = 4711


def scenarios() -> dict:
    return {
        "admin-log-dirs": log_dirs,
        "admin-elect-leaders": elect_leaders,
        "admin-reassignments": reassignments,
        "admin-config-resources": config_resources,
        "admin-describe-producers": describe_producers,
        "admin-quorum": quorum,
        "admin-features": features,
    }


def _written(trial: Trial) -> tuple[str, int]:
    """A topic of the scenario's name with one partition and three records of one producer, and its leader."""
    topic = trial.topic()
    produce(trial, topic, make(3), idempotent=True)
    leader, _, _ = trial.admin.layout(topic)[0]
    return topic, leader


def log_dirs(trial: Trial) -> str:
    topic, leader = _written(trial)
    directories = trial.admin.log_dirs(leader, topic)
    trial.equal("log directories", len(directories), 1)
    ((path, replicas),) = directories.items()
    size, lag, is_future = replicas[0]
    trial.check(size > 0, f"the replica has {size} bytes")
    trial.equal("lag, being moved", (lag, is_future), (0, False))
    trial.admin.move_log(topic, 0, leader, path)
    elsewhere = f"{path}-of-another"
    return trial.refused("elsewhere", LOG_DIR_NOT_FOUND, lambda: trial.admin.move_log(topic, 0, leader, elsewhere))


def elect_leaders(trial: Trial) -> str:
    topic = trial.topic()
    for is_unclean in (False, True):
        codes = trial.admin.elect_leaders(topic, [0, 1], is_unclean)
        trial.equal("errors", codes, {0: ELECTION_NOT_NEEDED, 1: UNKNOWN_TOPIC_OR_PARTITION})
    return "not needed, unknown"


def reassignments(trial: Trial) -> str:
    topic, leader = _written(trial)
    trial.admin.reassign(topic, 0, [leader])
    trial.equal("under way", trial.admin.reassignments(topic, 0), {})
    trial.refused("to cancel", NO_REASSIGNMENT_IN_PROGRESS, lambda: trial.admin.reassign(topic, 0, None))
    return trial.refused("nobody", INVALID_REPLICA_ASSIGNMENT, lambda: trial.admin.reassign(topic, 0, [NOBODY]))


def config_resources(trial: Trial) -> str:
    topic, leader = _written(trial)
    names = trial.admin.config_resources()
    trial.check(topic in names["topic"], f"{topic} is not among {names}")
    trial.check(str(leader) in names["broker"], f"broker {leader} is not among {names}")
    return "topics and brokers"


def describe_producers(trial: Trial) -> str:
    topic, _ = _written(trial)
    producers = trial.admin.producers(topic, 0)
    trial.equal("epoch, last sequence, open transaction", producers, [(0, 2, -1)])
    return "one"


def quorum(trial: Trial) -> str:
    leader, voters, high_watermark = trial.admin.quorum()
    trial.check(leader in voters, f"leader {leader} is not among {voters}")
    trial.check(high_watermark > 0, "the metadata log is empty")
    return "described; the library cannot change the voters"


def features(trial: Trial) -> str:
    highest, level = trial.admin.features()["metadata.version"]
    trial.check(0 < level <= highest, f"finalized at {level}, supported to {highest}")
    trial.admin.update_feature("metadata.version", level)
    return trial.refused(
        "an unknown feature", INVALID_UPDATE_VERSION, lambda: trial.admin.update_feature("no.such.feature", 1)
    )
