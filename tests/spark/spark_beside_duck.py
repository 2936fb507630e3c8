"""Tables that both engines write to: what Spark deletes it only marks, DuckDB's lake writes files anew."""

from collections.abc import Callable

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import SALES, STORES
from jobs.spark import SparkLake
from lake.schema import Table
from tests.twin.lake.rows import MONDAY, TUESDAY, put, sale, store
from twin.emulator import Emulator
from twin.lake.duck import DuckLake

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

POSITION_DELETES = 1


@pytest.fixture
def duck(emulator: Emulator, database: str) -> DuckLake:
    """A run on the same tables as Spark's."""
    return DuckLake(emulator.endpoint, database)


def names(lake: SparkLake | DuckLake) -> list[str]:
    """The stores' names now, by their numbers."""
    lake.refresh()
    return [row["name"] for row in lake.rows("SELECT name FROM stores ORDER BY store_id")]


def amounts(lake: SparkLake | DuckLake) -> list[int]:
    """The sales' amounts now, by their ids."""
    lake.refresh()
    return [row["net_cents"] for row in lake.rows("SELECT net_cents FROM sales ORDER BY sale_id")]


def test_each_replaces_what_the_other_wrote(
    lake: SparkLake, duck: DuckLake, seen: Callable[[Table], Stored]
) -> None:
    put(lake, "first", STORES, [store(number, "North") for number in "1234"])
    put(lake, "second", STORES, [store("1", "Spark"), store("2", "Spark")])
    lake.upsert(STORES, "first")
    lake.upsert(STORES, "second")
    marked = seen(STORES).inspect.files()["content"].to_pylist()
    put(duck, "third", STORES, [store("1", "Spark"), store("2", "Duck"), store("3", "Duck")])

    written = duck.upsert(STORES, "third")

    assert POSITION_DELETES in marked
    assert written == 2
    assert names(duck) == names(lake) == ["Spark", "Duck", "Duck", "North"]
    put(lake, "fourth", STORES, [store("2", "Spark")])
    assert lake.upsert(STORES, "fourth") == 1
    assert names(duck) == names(lake) == ["Spark", "Spark", "Duck", "North"]


def test_what_is_deleted_of_another_day_stays_so(lake: SparkLake, duck: DuckLake) -> None:
    put(lake, "first", SALES, [sale(number, day) for day in (MONDAY, TUESDAY) for number in (1, 2, 3)])
    put(lake, "second", SALES, [sale(1, MONDAY, cents=7), sale(1, TUESDAY, cents=8)])
    lake.upsert(SALES, "first")
    lake.upsert(SALES, "second")
    put(duck, "third", SALES, [sale(2, TUESDAY, cents=9)])

    duck.upsert(SALES, "third")

    assert amounts(duck) == amounts(lake) == [7, 100, 100, 8, 9, 100]
