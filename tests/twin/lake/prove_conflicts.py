"""Two at once: no row twice, and whoever loses is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import PRODUCTS, SALES, STORES
from jobs.conflict_retry import retry_conflicts
from jobs.lake import Conflict
from lake.schema import Table
from tests.twin.lake.rows import product, put, sale, store
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake

Runs = Callable[[], DuckLake]
Seen = Callable[[Table], Stored]
RUNS = 6


def ids(seen: Seen) -> list[str]:
    return sorted(seen(SALES).scan().to_arrow()["sale_id"].to_pylist())


def test_only_one_of_two_that_saw_the_same_table_commits(lakes: Runs, seen: Seen) -> None:
    """FAULTS 36."""
    first, second = lakes(), lakes()
    for lake in (first, second):
        put(lake, "new", SALES, [sale(1), sale(2)])
        lake.rows("SELECT * FROM sales")

    first.insert(SALES, "new")

    with pytest.raises(Conflict):
        second.insert(SALES, "new")
    assert len(ids(seen)) == 2
    assert len(seen(SALES).metadata.snapshots) == 1


def test_a_table_counts_as_seen_from_its_first_reading_on(lakes: Runs) -> None:
    """What a run has derived from it would be wrong after another's commit, even where keys differ."""
    first, second = lakes(), lakes()
    second.rows("SELECT max(arrived_at) AS newest FROM sales")
    put(first, "new", SALES, [sale(1)])
    put(second, "new", SALES, [sale(2)])

    first.insert(SALES, "new")

    with pytest.raises(Conflict):
        second.insert(SALES, "new")


def test_the_loser_inserts_what_is_left_after_a_refresh(lakes: Runs, seen: Seen) -> None:
    first, second = lakes(), lakes()
    second.rows("SELECT * FROM sales")
    put(first, "new", SALES, [sale(1)])
    first.insert(SALES, "new")

    second.refresh()
    put(second, "new", SALES, [sale(1), sale(2)])
    inserted = second.insert(SALES, "new")

    assert inserted == 1
    assert len(ids(seen)) == 2


def test_a_replacement_does_not_undo_what_another_has_replaced(lakes: Runs, seen: Seen) -> None:
    first, second = lakes(), lakes()
    put(first, "new", STORES, [store("1", "North"), store("2", "South")])
    first.upsert(STORES, "new")
    second.rows("SELECT * FROM stores")
    put(first, "new", STORES, [store("1", "Hills")])
    put(second, "new", STORES, [store("2", "Shore")])

    first.upsert(STORES, "new")

    with pytest.raises(Conflict):
        second.upsert(STORES, "new")
    assert set(seen(STORES).scan().to_arrow()["name"].to_pylist()) == {"Hills", "South"}


def test_loses_to_one_who_commits_between_its_look_and_its_own_commit(
    emulator: Emulator, lakes: Runs, seen: Seen
) -> None:
    """Glue itself refuses a table's old version: the last look at the snapshot is before that."""
    first, second = lakes(), lakes()
    for lake in (first, second):
        put(lake, "new", SALES, [sale(1)])
    others = iter([first])

    def be_quicker(**_: Any) -> None:
        for other in others:
            other.insert(SALES, "new")

    events = catalog(emulator.endpoint).glue.meta.events
    events.register("before-call.glue.UpdateTable", be_quicker)
    try:
        with pytest.raises(Conflict, match="concurrent update"):
            second.insert(SALES, "new")
    finally:
        events.unregister("before-call.glue.UpdateTable", be_quicker)

    assert len(ids(seen)) == 1


@pytest.mark.parametrize("retry", [False, True])
def test_no_row_is_twice_of_many_that_insert_at_once(lakes: Runs, seen: Seen, retry: bool) -> None:
    """FAULTS 35."""
    start = Barrier(RUNS)

    def run(number: int) -> int:
        """Two sales that others bring too, and one of its own."""
        lake = lakes()

        def insert() -> int:
            put(lake, "new", SALES, [sale(1), sale(2), sale(100 + number)])
            return lake.insert(SALES, "new")

        lake.rows("SELECT * FROM sales")
        start.wait()
        return retry_conflicts(lake, insert, pause=1) if retry else attempted(insert)

    with ThreadPoolExecutor(RUNS) as pool:
        inserted = sum(pool.map(run, range(RUNS)))

    found = ids(seen)
    assert len(found) == len(set(found)) == inserted
    assert inserted == RUNS + 2 if retry else inserted >= 3


def attempted(insert: Callable[[], int]) -> int:
    """What was inserted, nothing if somebody else was quicker."""
    try:
        return insert()
    except Conflict:
        return 0


def test_names_what_it_saw_even_if_somebody_has_written_since(lakes: Runs, seen: Seen) -> None:
    first, second = lakes(), lakes()
    put(first, "one", PRODUCTS, [product(1)])
    put(second, "two", PRODUCTS, [product(2)])
    first.insert(PRODUCTS, "one")
    second.insert(PRODUCTS, "two")

    first.tag(PRODUCTS, ["closed"])

    named = seen(PRODUCTS).refs()["closed"].snapshot_id
    assert seen(PRODUCTS).scan(snapshot_id=named).to_arrow()["sku"].to_pylist() == ["1"]
    assert seen(PRODUCTS).scan().count() == 2
