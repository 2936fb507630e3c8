"""What is promised of failures holds for whatever the events are: here readings of weather stations."""

import json
import os
import subprocess
import sys

from tests.synthesis import REPOSITORY

SENSORS = REPOSITORY / "examples/sensors"
PROGRAM = """
import json, sys
from base64 import b64encode
from datetime import UTC, datetime
from domain import EVENT
from sluice.failures.eligibility import NotRedrivable, parse_repaired
from sluice.failures.failure import Failure, RecoveryState
from sluice.failures.objects import StoredObject
from sluice.failures.occurrence import FailureKind, Occurrence, ToStream, identify
from sluice.failures.sources import _unarchived_occurrence

AT = datetime(2013, 6, 1, tzinfo=UTC)
READING = {
    "schema_version": "1.0", "reading_id": "JFK/2013-05-01T06:00Z", "station_id": "JFK",
    "measured_at": "2013-05-01T06:00:00Z", "temperature": 150,
}
OTHER = READING | {"reading_id": "JFK/2013-05-01T07:00Z", "measured_at": "2013-05-01T07:00:00Z"}
data = json.dumps(READING).encode()
document = {
    "rawData": b64encode(data).decode(), "arrivalTimestamp": 0, "attemptEndingTimestamp": 0,
    "attemptsMade": 1, "errorCode": "x", "errorMessage": "x",
}
put_aside = _unarchived_occurrence(StoredObject("key", "1", b""), document)
failure = Failure("1", [put_aside], RecoveryState())
try:
    parse_repaired(failure, READING, json.dumps(OTHER).encode(), AT, AT.date().replace(month=1))
    guard = "nothing"
except NotRedrivable as error:
    guard = str(error)
print(json.dumps({
    "partition_key": put_aside.route.partition_key,
    "guard": guard,
    "kept": EVENT.id_of(parse_repaired(failure, READING, data, AT, AT.date().replace(month=1))),
    "identity": identify(put_aside).event_id,
    "figures": sorted(failure.figures().keys() & {"station_id", "reading_id"}),
}))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the other domain in the place of ours: -P, or the directory's own came first."""
    path = {"PYTHONPATH": f"{SENSORS}:{REPOSITORY}", "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=REPOSITORY,
        env=os.environ | path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_record_keeps_its_id_and_its_partition_key() -> None:
    """The guard and the key go by the fields that the domain declares."""
    done = run("-c", PROGRAM)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "partition_key": "JFK",
        "guard": "it has become another reading: only a bad reading_id may change",
        "kept": "JFK/2013-05-01T06:00Z",
        "identity": "JFK/2013-05-01T06:00Z",
        "figures": ["reading_id", "station_id"],
    }


def test_commands_speak_of_the_domains_events() -> None:
    shown = run("-m", "sluice", "failures", "redrive", "--help")

    assert shown.returncode == 0, shown.stderr
    assert "--station" in shown.stdout
    assert "readings to the stream" in " ".join(shown.stdout.split())


def test_the_command_line_stands_without_the_examples_shelves() -> None:
    """They are of products, which the other domain hasn't."""
    shown = run("-m", "sluice", "--help")

    words = " ".join(shown.stdout.replace("│", " ").split())
    assert shown.returncode == 0, shown.stderr
    assert "failures What was refused or given up" in words
    assert "rebuild Fold the raw archive" in words
