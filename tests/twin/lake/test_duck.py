"""What a job gets of DuckDB and pyiceberg, on the template's tables in a real emulator."""

from collections.abc import Callable
from datetime import timedelta

import duckdb
import pyarrow as pa
import pytest
from pyiceberg.table import Table as Stored

from lake.schema import Table, Type
from lake.tables import CLOSINGS, PRODUCTS, SALE_LINES, SALES, STORES
from tests.twin.lake.rows import MONDAY, NOON, TUESDAY, closing, line, product, put, sale, store
from twin.lake.duck import DuckLake

Runs = Callable[[], DuckLake]
Seen = Callable[[Table], Stored]
PRODUCTS_SOLD = 92_331


def values(lake: DuckLake, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in lake.rows(sql)]


def test_inserts_only_what_the_table_lacks(lake: DuckLake) -> None:
    put(lake, "first", SALES, [sale(1), sale(2)])
    put(lake, "second", SALES, [sale(2, cents=999), sale(3), sale(3, TUESDAY)])

    inserted = [lake.insert(SALES, "first"), lake.insert(SALES, "second")]

    kept = values(lake, "SELECT business_day, net_cents FROM sales ORDER BY sale_id")
    assert inserted == [2, 2]
    assert kept == [(MONDAY, 100)] * 3 + [(TUESDAY, 100)]


def test_inserts_a_view_with_other_columns_in_another_order(lake: DuckLake) -> None:
    put(lake, "new", STORES, [store("1", "North")])
    lake.view("reversed", "SELECT 7 AS more, region, valid_from, name, store_id FROM new")

    lake.insert(STORES, "reversed")

    assert lake.rows("SELECT * FROM stores") == [store("1", "North")]


def test_commits_nothing_when_there_is_nothing_new(lake: DuckLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    put(lake, "nothing", SALES, [])
    lake.insert(SALES, "new")

    changed = [lake.insert(SALES, "new"), lake.upsert(SALES, "new"), lake.insert(SALES, "nothing")]

    assert changed == [0, 0, 0]
    assert len(seen(SALES).metadata.snapshots) == 1


def test_replaces_only_rows_that_differ(lake: DuckLake) -> None:
    put(lake, "first", STORES, [store("1", "North"), store("2", "South"), store("3", "East")])
    put(lake, "second", STORES, [store("1", "North"), store("2", "South", "hills"), store("4", "West")])

    written = [lake.upsert(STORES, "first"), lake.upsert(STORES, "second")]

    kept = values(lake, "SELECT store_id, region FROM stores ORDER BY store_id")
    assert written == [3, 2]
    assert kept == [("1", None), ("2", "hills"), ("3", None), ("4", None)]


def test_replaces_rows_in_one_snapshot(lake: DuckLake, seen: Seen) -> None:
    put(lake, "first", STORES, [store("1", "North"), store("2", "South")])
    put(lake, "second", STORES, [store("2", "Hills")])

    lake.upsert(STORES, "first")
    lake.upsert(STORES, "second")

    snapshots = seen(STORES).metadata.snapshots
    rows = [seen(STORES).scan(snapshot_id=each.snapshot_id).count() for each in snapshots]
    assert rows == [2, 2]


def test_replaces_no_file_of_another_day(lake: DuckLake, seen: Seen) -> None:
    put(lake, "first", SALES, [sale(1), sale(2), sale(1, TUESDAY)])
    put(lake, "second", SALES, [sale(1, TUESDAY, cents=5)])
    lake.upsert(SALES, "first")
    before = {task.file.file_path for task in seen(SALES).scan().plan_files()}

    lake.upsert(SALES, "second")

    after = {task.file.file_path for task in seen(SALES).scan().plan_files()}
    assert [f"business_day={MONDAY}" in path for path in before & after] == [True]
    assert len(after) == 2
    assert values(lake, "SELECT net_cents FROM sales ORDER BY sale_id") == [(100,), (100,), (5,)]


def test_replaces_half_of_all_products_within_seconds(lake: DuckLake) -> None:
    put(lake, "first", PRODUCTS, [product(number) for number in range(PRODUCTS_SOLD)])
    lake.view(
        "second",
        "SELECT * REPLACE (CASE WHEN sku < '5' THEN 'FUEL' ELSE department END AS department) FROM first",
    )

    written = [lake.upsert(PRODUCTS, "first"), lake.upsert(PRODUCTS, "second")]

    fuel = lake.rows("SELECT count(*) AS products FROM products WHERE department = 'FUEL'")
    assert written == [PRODUCTS_SOLD, fuel[0]["products"]]


def test_writes_a_file_a_day(lake: DuckLake, seen: Seen) -> None:
    days = [MONDAY + timedelta(days=each) for each in range(5)]
    put(lake, "new", SALES, [sale(number, day) for number in range(20) for day in days])

    lake.insert(SALES, "new")

    assert seen(SALES).inspect.files().num_rows == len(days)
    assert seen(SALES).scan().count() == 100


def test_sees_what_it_wrote_and_nothing_of_others_until_refreshed(lakes: Runs) -> None:
    lake, other = lakes(), lakes()
    put(lake, "mine", SALES, [sale(1)])
    put(other, "theirs", STORES, [store("1", "North")])
    names = "SELECT sale_id AS name FROM sales UNION ALL SELECT name FROM stores"
    before = lake.rows(names)

    lake.insert(SALES, "mine")
    other.insert(STORES, "theirs")
    meanwhile = lake.rows(names)
    lake.refresh()

    assert [len(before), len(meanwhile), len(lake.rows(names))] == [0, 1, 2]


def test_computes_a_view_once_even_if_its_table_changes(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.view(
        "missing", "SELECT n.* FROM new AS n LEFT JOIN sales AS s USING (sale_id) WHERE s.digest IS NULL"
    )

    lake.insert(SALES, "missing")

    assert len(lake.rows("SELECT * FROM missing")) == 1


def test_puts_a_view_in_the_place_of_one_of_that_name(lake: DuckLake) -> None:
    lake.table("days", [{"day": MONDAY}], {"day": Type.DATE})
    lake.view("days", "SELECT day + 1 AS day FROM days")
    lake.view("days", "SELECT count(*) AS days FROM days")

    assert lake.rows("SELECT * FROM days") == [{"days": 1}]


def test_forgets_its_views_when_refreshed(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1)])

    lake.refresh()

    with pytest.raises(duckdb.CatalogException, match="new does not exist"):
        lake.rows("SELECT * FROM new")


def test_gives_whole_numbers_as_such_and_times_in_utc(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1), sale(2)])
    lake.view("totals", "SELECT sum(net_cents) AS cents, max(occurred_at) AS newest FROM new")

    [row] = lake.rows("SELECT cents + 1 AS cents, newest, sum(cents) OVER () AS all_cents FROM totals")

    assert row == {"cents": 201, "newest": NOON, "all_cents": 200}
    assert [type(row["cents"]), type(row["all_cents"])] == [int, int]
    assert row["newest"].utcoffset() == timedelta(0)


def test_fails_on_an_overflow_instead_of_going_on_with_another_number(lake: DuckLake) -> None:
    lake.table("large", [{"amount": 2**63 - 1}, {"amount": 1}], {"amount": Type.LONG})

    with pytest.raises(duckdb.OutOfRangeException):
        lake.rows("SELECT amount + 1 AS more FROM large")
    with pytest.raises(pa.ArrowInvalid):
        lake.rows("SELECT sum(amount) AS total FROM large")


@pytest.mark.parametrize("missing", ["store_id", "occurred_at"])
def test_refuses_a_row_without_what_the_table_requires(lake: DuckLake, seen: Seen, missing: str) -> None:
    put(lake, "new", SALES, [sale(1), {**sale(2), missing: None}])

    with pytest.raises(ValueError, match=missing):
        lake.insert(SALES, "new")

    assert seen(SALES).metadata.snapshots == []


def test_names_a_state_that_can_be_read_later(lake: DuckLake, seen: Seen) -> None:
    put(lake, "first", SALES, [sale(1)])
    put(lake, "second", SALES, [sale(2)])

    lake.insert(SALES, "first")
    lake.tag(SALES, ["closed", "kept"])
    lake.insert(SALES, "second")
    lake.tag(SALES, ["closed"])

    named = {name: seen(SALES).refs()[name].snapshot_id for name in ("kept", "closed")}
    rows = {name: seen(SALES).scan(snapshot_id=each).count() for name, each in named.items()}
    assert rows == {"kept": 1, "closed": 2}


def test_gives_a_year_of_names_in_one_commit(lake: DuckLake, seen: Seen) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")
    before = len(seen(SALES).metadata.metadata_log)

    lake.tag(SALES, [f"closed-{day}" for day in range(365)])

    assert len(seen(SALES).refs()) == 365 + 1
    assert len(seen(SALES).metadata.metadata_log) == before + 1


def test_names_nothing_of_a_table_that_was_never_written_to(lake: DuckLake, seen: Seen) -> None:
    lake.tag(SALES, ["closed"])

    assert seen(SALES).refs() == {}


def test_answers_the_views_of_readers_too(lake: DuckLake) -> None:
    """A line counts once its sale is there, and with the same payload."""
    put(lake, "lines", SALE_LINES, [line(1), line(2), line(2, digest="other"), line(3)])
    put(lake, "sales_of_two", SALES, [sale(1), sale(2)])
    asked = "SELECT sale_id FROM sold_lines ORDER BY sale_id"

    lake.insert(SALE_LINES, "lines")
    before = lake.rows(asked)
    lake.insert(SALES, "sales_of_two")

    assert before == []
    assert [row["sale_id"][-1] for row in lake.rows(asked)] == ["1", "2"]


def test_answers_a_view_that_names_another(lake: DuckLake) -> None:
    put(lake, "closed", CLOSINGS, [closing(MONDAY, sales=7)])

    lake.insert(CLOSINGS, "closed")

    assert lake.rows("WITH days AS (SELECT * FROM current_closings) SELECT sales FROM days") == [{"sales": 7}]
    assert lake.rows("SELECT * FROM closed_store_days JOIN daily_store_sales USING (store_id)") == []
