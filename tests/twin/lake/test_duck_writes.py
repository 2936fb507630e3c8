"""What a job inserts and replaces with DuckDB and pyiceberg, in the template's tables in a real emulator."""

from datetime import timedelta

import pytest

from domain.lake.tables import PRODUCTS, SALES, STORES
from tests.twin.lake.looks import Seen, values
from tests.twin.lake.rows import MONDAY, TUESDAY, delete_some, product, put, sale, store
from twin.lake.duck import DuckLake

PRODUCTS_SOLD = 92_331


def test_inserts_only_what_the_table_lacks(lake: DuckLake) -> None:
    put(lake, "first", SALES, [sale(1), sale(2)])
    put(lake, "second", SALES, [sale(2, cents=999), sale(3), sale(3, TUESDAY)])

    inserted = [lake.insert(SALES, "first"), lake.insert(SALES, "second")]

    kept = values(lake, "SELECT business_day, net_cents FROM sales ORDER BY sale_id")
    assert inserted == [2, 2]
    assert kept == [(MONDAY, 100)] * 3 + [(TUESDAY, 100)]


def test_inserts_a_view_with_other_columns_in_another_order(lake: DuckLake) -> None:
    put(lake, "new", STORES, [store("1", "North")])
    lake.view("reversed", "SELECT 7 AS more, time_zone, region, valid_from, name, store_id FROM new")

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


@pytest.mark.parametrize("missing", ["store_id", "occurred_at"])
def test_refuses_a_row_without_what_the_table_requires(lake: DuckLake, seen: Seen, missing: str) -> None:
    put(lake, "new", SALES, [sale(1), {**sale(2), missing: None}])

    with pytest.raises(ValueError, match=missing):
        lake.insert(SALES, "new")

    assert seen(SALES).metadata.snapshots == []


def test_deletes_rows_by_their_keys_in_one_snapshot(lake: DuckLake, seen: Seen) -> None:
    deleted, kept = delete_some(lake)

    assert deleted == [1, 0, 0]
    assert kept == [f"367/{MONDAY}/1/2", f"367/{TUESDAY}/1/1"]
    assert len(seen(SALES).metadata.snapshots) == 2


def test_deletes_the_last_row_of_a_day(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.insert(SALES, "new")

    assert lake.delete(SALES, "new") == 1
    assert lake.rows("SELECT * FROM sales") == []
