"""What a job gets of Spark and Iceberg."""

import time
from collections.abc import Callable
from datetime import UTC

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import SALES, STORES
from jobs.spark import SparkLake
from lake.schema import Table, Type
from tests.twin.lake.rows import MONDAY, NOON, TUESDAY, delete_some, put, sale, store

# pyspark leaves it to the garbage collector to close the sockets that it gets results through.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

# Unless told otherwise: https://iceberg.apache.org/docs/1.9.0/spark-configuration/#catalog-configuration
ICEBERG_FORGETS_SECONDS = 30

Runs = Callable[[], SparkLake]
Seen = Callable[[Table], Stored]


def test_inserts_only_what_the_table_lacks(lake: SparkLake) -> None:
    put(lake, "first", SALES, [sale(1), sale(2)])
    put(lake, "second", SALES, [sale(2, cents=999), sale(3), sale(3, TUESDAY)])

    inserted = [lake.insert(SALES, "first"), lake.insert(SALES, "second")]

    kept = lake.rows("SELECT business_day, net_cents FROM sales ORDER BY sale_id")
    assert inserted == [2, 2]
    assert [tuple(row.values()) for row in kept] == [(MONDAY, 100)] * 3 + [(TUESDAY, 100)]


def test_gives_times_with_their_zone(lake: SparkLake) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")

    [row] = lake.rows("SELECT occurred_at, loyalty_id FROM sales")

    assert row == {"occurred_at": NOON, "loyalty_id": None}
    assert row["occurred_at"].tzinfo is UTC


def test_commits_nothing_when_there_is_nothing_new(lake: SparkLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    put(lake, "nothing", SALES, [])
    lake.insert(SALES, "new")

    changed = [lake.insert(SALES, "new"), lake.upsert(SALES, "new"), lake.insert(SALES, "nothing")]

    assert changed == [0, 0, 0]
    assert len(seen(SALES).history()) == 1


def test_replaces_only_rows_that_differ(lake: SparkLake) -> None:
    put(lake, "first", STORES, [store("1", "North"), store("2", "South"), store("3", "East")])
    put(lake, "second", STORES, [store("1", "North"), store("2", "South", "hills"), store("4", "West")])

    written = [lake.upsert(STORES, "first"), lake.upsert(STORES, "second")]

    kept = lake.rows("SELECT store_id, region FROM stores ORDER BY store_id")
    assert written == [3, 2]
    assert [tuple(row.values()) for row in kept] == [("1", None), ("2", "hills"), ("3", None), ("4", None)]


def test_writes_one_file_a_partition_and_run(lake: SparkLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(number, day) for number in range(100) for day in (MONDAY, TUESDAY)])
    lake.view("scattered", "SELECT /*+ REPARTITION(8) */ * FROM new")

    lake.insert(SALES, "scattered")

    assert seen(SALES).inspect.files().num_rows == 2
    assert seen(SALES).scan().to_arrow().num_rows == 200


def test_computes_a_view_once_even_if_its_table_changes(lake: SparkLake) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.view("missing", "SELECT n.* FROM new AS n LEFT ANTI JOIN sales AS s ON s.sale_id = n.sale_id")

    lake.insert(SALES, "missing")

    assert len(lake.rows("SELECT * FROM missing")) == 1


def test_sees_a_table_as_it_was_until_refreshed(lake: SparkLake, others: Runs) -> None:
    put(lake, "new", SALES, [sale(1)])
    other = others()
    before = other.rows("SELECT * FROM sales")

    lake.insert(SALES, "new")
    time.sleep(ICEBERG_FORGETS_SECONDS + 1)
    meanwhile = other.rows("SELECT * FROM sales")
    other.refresh()

    assert [before, meanwhile] == [[], []]
    assert len(other.rows("SELECT * FROM sales")) == 1


def test_forgets_its_views_when_refreshed(lake: SparkLake) -> None:
    lake.table("sales", [{"anything": 1}], {"anything": Type.INT})

    lake.refresh()

    assert lake.rows("SELECT * FROM sales") == []


def test_fails_on_an_overflow_instead_of_going_on_with_another_number(lake: SparkLake) -> None:
    lake.table("large", [{"amount": 2**63 - 1}], {"amount": Type.LONG})

    with pytest.raises(Exception, match="ARITHMETIC_OVERFLOW"):
        lake.rows("SELECT amount + 1 AS more FROM large")


def test_names_a_state_that_can_be_read_later(lake: SparkLake) -> None:
    put(lake, "first", SALES, [sale(1)])
    put(lake, "second", SALES, [sale(2)])

    lake.insert(SALES, "first")
    lake.tag(SALES, ["closed", "kept"])
    lake.insert(SALES, "second")
    lake.tag(SALES, ["closed"])

    then = [lake.rows(f"SELECT * FROM sales VERSION AS OF '{name}'") for name in ("kept", "closed")]  # noqa: S608
    assert [len(rows) for rows in then] == [1, 2]


def test_gives_a_year_of_names_in_one_commit(lake: SparkLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")
    before = len(seen(SALES).metadata.metadata_log)

    lake.tag(SALES, [f"closed-{day}" for day in range(365)])

    assert len(seen(SALES).refs()) == 365 + 1
    assert len(seen(SALES).metadata.metadata_log) == before + 1


def test_names_nothing_of_a_table_that_was_never_written_to(lake: SparkLake, seen: Seen) -> None:
    lake.tag(SALES, ["closed"])

    assert seen(SALES).refs() == {}


def test_deletes_rows_by_their_keys_in_one_snapshot(lake: SparkLake, seen: Seen) -> None:
    deleted, kept = delete_some(lake)

    assert deleted == [1, 0, 0]
    assert kept == [f"367/{MONDAY}/1/2", f"367/{TUESDAY}/1/1"]
    assert len(seen(SALES).history()) == 2
