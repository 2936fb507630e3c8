"""Real days through the jobs on Spark and on DuckDB: every table is the same, row for row."""

import json
from typing import TYPE_CHECKING

import pytest

from demo.retail.head_office import products_file, stores_file
from demo.retail.store_files import upload
from domain.lake.tables import TABLES
from domain.scenario.baskets import list_baskets
from jobs.spark import SparkLake
from lake.schema import Table
from lambdas.core.parked_days import ParkedDay, ParkedDays, ParkState
from tests.lambdas.declared_tables import parked_days_properties
from tests.spark.nights import FIRST, PARKED, Archive, Nights, priced, renumbered
from tests.twin.lake.declared import deploy
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
    pytest.mark.timeout(1_800),
]

Both = tuple[Nights, Nights]
BROKEN = b'{"sale_id": 1}'
BLANK = {"sku": " ", "quantity": 1, "total_cents": 5}
RECORDS = 150


@pytest.fixture(scope="module")
def sold() -> list[bytes]:
    """The sales of two real days."""
    return [basket.data for basket in list_baskets(FIRST, 2)]


@pytest.fixture(scope="module")
def archive(emulator: Emulator, sold: list[bytes]) -> Archive:
    """These sales, and among them what must not count: repeated, contradicting, broken and unfit records."""
    made = Archive(emulator.client("s3"))
    for number in range(0, len(sold), RECORDS):
        made.write(f"{number:06}", sold[number : number + RECORDS])
    made.write("000000", [*sold[:3], BROKEN])
    made.write("again", [*sold[5:50], priced(sold[5], 1), priced(sold[6], 2), priced(sold[6], 2)])
    made.write("unfit", [renumbered(sold[0], lines=[BLANK])])
    return made


@pytest.fixture(scope="module")
def both(emulator: Emulator, session: "SparkSession", archive: Archive, sold: list[bytes]) -> Both:
    """Nights of two days; of a late sale and a conflict; of nothing new; of a parked store; of its return."""
    emulator.client("dynamodb").create_table(TableName=PARKED, **parked_days_properties())
    for database in ("onspark", "onduckdb"):
        deploy(emulator, database)
        for file in (products_file(FIRST), stores_file(FIRST)):
            upload(archive.s3, database, file)
    on_spark = Nights(SparkLake(session.newSession(), "onspark", TABLES), "onspark", emulator.endpoint)
    on_duckdb = Nights(DuckLake(emulator.endpoint, "onduckdb"), "onduckdb", emulator.endpoint)
    for nights in (on_spark, on_duckdb):
        nights.ingest()
        nights.work()
    archive.write("late", [renumbered(sold[7]), priced(sold[8], 3)])
    for nights in (on_spark, on_duckdb):
        nights.work()
        nights.work()
    later = renumbered(sold[9])
    archive.write("later", [later])
    for state in (ParkState.PARKED, ParkState.RELEASED):
        store = json.loads(later)["store_id"]
        parked = ParkedDay(partition=store, day=FIRST, reason="x", by="anna", at="y", state=state)
        ParkedDays(emulator.client("dynamodb"), PARKED).write(parked)
        for nights in (on_spark, on_duckdb):
            nights.work()
    return on_spark, on_duckdb


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_is_the_same(both: Both, table: Table) -> None:
    on_spark, on_duckdb = (nights.rows(table.name) for nights in both)

    assert len(on_spark) == len(on_duckdb) > 0
    assert [pair for pair in zip(on_spark, on_duckdb, strict=True) if pair[0] != pair[1]] == []


def test_the_jobs_say_the_same(both: Both) -> None:
    on_spark, on_duckdb = both

    assert on_spark.said == on_duckdb.said


def test_a_sale_is_there_once_whatever_came_with_it(both: Both, sold: list[bytes]) -> None:
    """FAULTS 31: what Firehose wrote twice counts once."""
    on_spark, _ = both

    assert len(on_spark.rows("sales")) == len(sold) + 2
    assert sorted(row["reason"] for row in on_spark.rows("quarantined")) == [
        "conflict",
        "conflict",
        "conflict",
        "sku_blank",
        "wrong_shape",
    ]


def test_a_late_sale_states_its_store_day_anew_and_no_other(both: Both) -> None:
    """FAULTS 26."""
    curated, closed = both[0].said[1]

    assert (curated.sales, curated.quarantined) == (1, 1)
    assert (closed.tags, closed.store_days) == ([f"closed-{FIRST}-v2"], 1)


def test_a_repeated_night_changes_nothing(both: Both) -> None:
    """FAULTS 35."""
    curated, closed = both[0].said[2]

    assert (curated.sales, curated.lines, curated.quarantined) == (0, 0, 0)
    assert (closed.tags, closed.store_days, closed.blocked) == ([], 0, [])


def test_a_parked_stores_day_stands_until_it_is_released(both: Both) -> None:
    """FAULTS 55."""
    (_, parked), (_, released) = both[0].said[3:]

    assert (parked.tags, parked.left_open, [each.by for each in parked.parked]) == ([], 0, ["anna"])
    assert (released.tags, released.store_days, released.parked) == ([f"closed-{FIRST}-v3"], 1, [])
