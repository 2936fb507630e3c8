"""FAULTS 34: a run is killed at each of its writes, and after its commit before it knows of it."""

import sys
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL
from subprocess import DEVNULL, Popen
from typing import TYPE_CHECKING

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import SALES, TABLES
from jobs.spark import SparkLake
from tests.spark.gate import COMMIT, Gate, opened
from tests.spark.inserting import ROWS
from tests.spark.quick import QUICK
from tests.twin.lake.rows import put
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.spark_conf import spark_environment

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.timeout(1_800),
]

REPOSITORY = Path(__file__).parents[2]
WRITES = ("/data/", "-m0.avro", "/snap-", ".metadata.json", COMMIT)

Play = Callable[[Gate], Stored]


@pytest.fixture
def play(emulator: Emulator, settings: str, database: str) -> Play:
    """A run in a process of its own, from its start to its end, and the table after it."""

    def played(gate: Gate) -> Stored:
        variables = spark_environment(settings, gate.endpoint) | QUICK | {"PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-m", "tests.spark.inserting", database]
        with opened(gate):
            gate.run = Popen(command, cwd=REPOSITORY, env=variables, stderr=DEVNULL, start_new_session=True)
            code = gate.run.wait()
        assert code == (-SIGKILL if gate.deadly else 0)
        return catalog(emulator.endpoint).load_table((database, SALES.name))

    return played


def repeated(session: "SparkSession", database: str) -> int:
    run = SparkLake(session.newSession(), database, TABLES)
    put(run, "new", SALES, ROWS)
    return run.insert(SALES, "new")


def orphans(emulator: Emulator, table: Stored) -> set[str]:
    """Files that no state of the table names: what the table optimizer is there to delete."""
    bucket, _, prefix = table.location().removeprefix("s3://").partition("/")
    listed = emulator.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/data/")["Contents"]
    named = set(table.inspect.all_files()["file_path"].to_pylist())
    return {f"s3://{bucket}/{each['Key']}" for each in listed} - named


def test_writes_the_commit_last(emulator: Emulator, play: Play) -> None:
    gate = Gate(emulator.endpoint)

    table = play(gate)

    assert len(gate.writes) == len(WRITES)
    assert all(sign in request for sign, request in zip(WRITES, gate.writes, strict=True))
    assert table.scan().count() == len(ROWS)


@pytest.mark.parametrize("write", range(1, len(WRITES) + 1), ids=WRITES)
def test_nothing_is_seen_of_a_run_that_died_before_its_commit(
    emulator: Emulator, session: "SparkSession", database: str, play: Play, write: int
) -> None:
    table = play(Gate(emulator.endpoint, deadly=write))

    assert table.current_snapshot() is None
    assert repeated(session, database) == len(ROWS)
    assert table.refresh().scan().count() == len(ROWS)
    assert len(orphans(emulator, table)) == (0 if WRITES[write - 1] == "/data/" else 1)


def test_all_is_there_of_a_run_that_died_before_it_knew(
    emulator: Emulator, session: "SparkSession", database: str, play: Play
) -> None:
    table = play(Gate(emulator.endpoint, deadly=len(WRITES), arrives=True))

    assert table.scan().count() == len(ROWS)
    assert repeated(session, database) == 0
    assert len(table.refresh().history()) == 1
