"""FAULTS 35, 36: two runs on one table at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import SALES, STORES
from jobs.lake import Conflict
from jobs.spark import SparkLake
from lake.schema import Table, Type
from tests.twin.lake.rows import MONDAY, TUESDAY, put, sale, store

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

Runs = Callable[[], SparkLake]
Seen = Callable[[Table], Stored]
INSERT_ONLY = """
    MERGE INTO sales AS t USING new AS n ON t.sale_id = n.sale_id AND t.business_day = n.business_day
    WHEN NOT MATCHED THEN INSERT *
"""


def begun(runs: Runs, table: Table, rows: list[dict[str, Any]]) -> SparkLake:
    """A run that has read the table and is about to write these rows."""
    run = runs()
    run.rows(f"SELECT * FROM {table.name}")  # noqa: S608
    put(run, "new", table, rows)
    return run


def test_the_second_of_two_that_insert_the_same_loses(others: Runs, seen: Seen) -> None:
    sales = [sale(1), sale(2, TUESDAY)]
    first, second = begun(others, SALES, sales), begun(others, SALES, sales)

    inserted = first.insert(SALES, "new")
    with pytest.raises(Conflict):
        second.insert(SALES, "new")
    second.refresh()
    put(second, "new", SALES, sales)

    assert [inserted, second.insert(SALES, "new")] == [2, 0]
    assert seen(SALES).scan().to_arrow().num_rows == 2


def test_one_of_two_that_commit_in_the_same_moment_wins(others: Runs, seen: Seen) -> None:
    sales = [sale(number, day) for number in range(500) for day in (MONDAY, TUESDAY)]
    runs = [begun(others, SALES, sales) for _ in range(2)]
    start = Barrier(2)

    def insert(run: SparkLake) -> int | str:
        start.wait()
        try:
            return run.insert(SALES, "new")
        except Conflict:
            return "lost"

    with ThreadPoolExecutor(2) as pool:
        outcome = set(pool.map(insert, runs))

    kept = seen(SALES).scan().to_arrow()["sale_id"].to_pylist()
    assert outcome == {1000, "lost"}
    assert len(kept) == len(set(kept)) == 1000


def test_a_merge_that_can_only_insert_would_double_every_sale(others: Runs, seen: Seen) -> None:
    """Why the lake's own MERGE has a clause that never holds."""
    runs = [begun(others, SALES, [sale(1)]) for _ in range(2)]

    for run in runs:
        run._session.sql(INSERT_ONLY)

    assert seen(SALES).scan().to_arrow()["sale_id"].to_pylist() == [sale(1)["sale_id"]] * 2


def test_runs_on_different_days_do_not_disturb_each_other(others: Runs, seen: Seen) -> None:
    monday, tuesday = (
        begun(others, SALES, [sale(1)]),
        begun(others, SALES, [sale(1, TUESDAY), sale(2, TUESDAY)]),
    )

    assert [monday.insert(SALES, "new"), tuesday.insert(SALES, "new")] == [1, 2]
    assert seen(SALES).scan().to_arrow().num_rows == 3


def test_the_second_of_two_that_replace_the_same_loses(others: Runs, seen: Seen) -> None:
    first = begun(others, STORES, [store("1", "North")])
    second = begun(others, STORES, [store("1", "South")])

    first.upsert(STORES, "new")
    with pytest.raises(Conflict):
        second.upsert(STORES, "new")

    assert seen(STORES).scan().to_arrow()["name"].to_pylist() == ["North"]


def test_loses_to_another_engine_too(lake: SparkLake, others: Runs, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")
    run = begun(others, SALES, [sale(2)])

    copied = seen(SALES).scan().to_arrow()
    seen(SALES).append(copied.set_column(0, "sale_id", [[sale(2)["sale_id"]]]).cast(copied.schema))

    with pytest.raises(Conflict):
        run.insert(SALES, "new")


def test_tells_other_failures_from_a_lost_race(lake: SparkLake) -> None:
    lake.table("new", [sale(1)], {"sale_id": Type.STRING})

    with pytest.raises(Exception, match="UNRESOLVED_COLUMN"):
        lake.insert(STORES, "new")
