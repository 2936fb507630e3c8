"""What a replication brought into raw is in the lake's tables, once, and nothing contradicts in silence."""

import json
from datetime import date
from random import Random
from typing import Any

import pytest

from tests.jobs.database.raw_changes import (
    LONG_AGO,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    archive,
    fold,
    product,
    said,
)
from tests.jobs.retail.dying import Killed, Mortal
from tests.jobs.retail.landing.samples import PRODUCT, file, text
from tests.jobs.retail.landing.writing import write
from tests.lakes import Place

PRODUCTS = "SELECT sku, department, valid_from, stated_by FROM products ORDER BY sku"
PRICES = "SELECT sku, valid_from, price_cents, deleted FROM prices ORDER BY sku, valid_from"
PRESENT = "SELECT row_key FROM database_rows WHERE present ORDER BY row_key"


@pytest.fixture
def place(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A lake with nothing in it, where the job finds the emulator where AWS would be."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.emulator.endpoint)
    return place


def price(operation: str, at: int, cents: int | None, sku: str = "1", **more: Any) -> bytes:
    """A record of a price."""
    return said(
        operation, at, "prices", {"sku": sku, "valid_from": "2017-12-01", "price_cents": cents}, **more
    )


def filed(place: Place, day: date, department: str, sku: str = "1") -> None:
    """The head office's file of a day, of one product."""
    row = {**PRODUCT, "sku": sku, "department": department}
    write(place.lake(), file(text([row]), 1, None, f"products/head-office/{day}.csv"))


def test_a_load_and_its_changes_become_rows(place: Place) -> None:
    """FAULTS 44, 45: a delete is marked, and the last values stay."""
    archive(
        place, said("create-table", 0, "prices", {}), price("load", 1, 199), price("load", 1, 99, sku="2")
    )
    archive(place, price("delete", 3, None, sku="2"), price("update", 2, 249))

    counts = fold(place)

    assert (counts["changes"], counts["refused"], counts["unfit"]) == (4, 0, 0)
    first = date(2017, 12, 1)
    assert place.rows(PRICES) == [
        {"sku": "1", "valid_from": first, "price_cents": 249, "deleted": False},
    ]
    assert place.rows(PRESENT) == [{"row_key": '["1","2017-12-01"]'}]


def test_a_row_that_was_shown_and_is_deleted_stays_marked(place: Place) -> None:
    """FAULTS 45."""
    archive(place, price("insert", 1, 199))
    fold(place)
    archive(place, price("delete", 2, None))

    fold(place)

    [row] = place.rows(PRICES)
    assert (row["price_cents"], row["deleted"]) == (199, True)


def test_a_reload_marks_what_it_leaves_out(place: Place) -> None:
    """FAULTS 46: whatever the order of the objects in which it lies."""
    archive(
        place, said("create-table", 0, "prices", {}), price("load", 1, 199), price("load", 1, 99, sku="2")
    )
    fold(place)
    archive(
        place,
        price("load", 12, 199),
        said("create-table", 11, "prices", {}),
        said("drop-table", 10, "prices", {}),
    )

    fold(place)

    assert [(row["sku"], row["deleted"]) for row in place.rows(PRICES)] == [("1", False), ("2", True)]
    assert place.rows(PRESENT) == [{"row_key": '["1","2017-12-01"]'}]


def test_a_second_run_changes_nothing(place: Place) -> None:
    """FAULTS 35: what is folded is under its key."""
    archive(place, price("insert", 1, 199), product("insert", 2))
    fold(place)

    counts = fold(place)

    assert [counts[name] for name in ("rows", "prices", "product_statements", "products")] == [0, 0, 0, 0]


@pytest.mark.parametrize("commits", range(1, 7))
def test_killed_after_any_commit_the_next_run_completes_it(commits: int, place: Place) -> None:
    """FAULTS 34: nothing that was folded is shown nowhere."""
    filed(place, MONDAY, "PRODUCE")
    archive(
        place,
        price("insert", 1, 199),
        product("insert", 2),
        said("insert", 3, "customers", {"loyalty_id": 7}),
    )
    with pytest.raises(Killed):
        fold(place, lake=Mortal(place.lake(), commits))

    fold(place)

    assert len(place.rows(PRICES)) == 1
    assert place.rows("SELECT loyalty_id FROM customers") == [{"loyalty_id": "7"}]
    [row] = place.rows(PRODUCTS)
    assert row["stated_by"] == "database"
    assert len(place.rows(PRESENT)) == 3


def test_whatever_the_order_of_objects_and_runs_the_rows_are_the_same(place: Place) -> None:
    """FAULTS 26: late objects are folded as if they had come in time."""
    records = [
        price("insert", 1, 199),
        price("update", 2, 249),
        said("update", 3, "prices", {"sku": "1", "valid_from": "2017-12-01"}),
        price("delete", 4, None),
        price("insert", 5, 299),
    ]
    Random(7).shuffle(records)  # noqa: S311
    for record in records:
        archive(place, record)
        fold(place)

    [row] = place.rows(PRICES)
    assert (row["price_cents"], row["deleted"]) == (299, False)


def test_hours_that_are_given_are_folded_and_no_others(place: Place) -> None:
    archive(place, price("insert", 1, 199), hour=LONG_AGO.format(8))
    archive(place, price("insert", 2, 99, sku="2"), hour=LONG_AGO.format(10))

    fold(place, "--FROM", "2017-12-19T08", "--TO", "2017-12-19T10")
    assert [row["sku"] for row in place.rows(PRICES)] == ["1"]

    fold(place)
    assert [row["sku"] for row in place.rows(PRICES)] == ["1", "2"]


def test_columns_that_nobody_declared_are_kept_in_the_folded_row(place: Place) -> None:
    archive(place, product("insert", 1, brand="National", shelf_life=12))
    archive(place, product("update", 2, brand=None, shelf_life="12 days"))

    fold(place)

    [row] = place.rows("SELECT data FROM database_rows")
    assert json.loads(row["data"])["shelf_life"] == "12 days"
    assert place.rows("SELECT brand, tax_free FROM products") == [{"brand": None, "tax_free": True}]


def test_a_row_that_is_none_of_the_typed_table_is_counted_and_kept(place: Place) -> None:
    archive(
        place, price("insert", 1, None, sku="2"), said("insert", 1, "prices", {"sku": "1", "valid_from": "x"})
    )

    counts = fold(place)

    assert counts["unfit"] == 1
    assert [row["sku"] for row in place.rows(PRICES)] == ["2"]
    assert len(place.rows(PRESENT)) == 2


@pytest.mark.parametrize(
    ("day", "department", "counts"),
    [(MONDAY, "DAIRY", "database"), (TUESDAY, "DAIRY", "database"), (WEDNESDAY, "PRODUCE", "head office")],
)
@pytest.mark.parametrize("file_first", [True, False])
def test_the_newest_statement_counts_and_the_difference_is_counted_too(
    day: date,
    department: str,
    counts: str,
    file_first: bool,
    place: Place,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive(place, product("insert", 1, day=TUESDAY))
    if file_first:
        filed(place, day, "PRODUCE")
    fold(place)
    if not file_first:
        filed(place, day, "PRODUCE")
    capsys.readouterr()

    found = fold(place)

    [row] = place.rows(PRODUCTS)
    assert (row["department"], row["stated_by"]) == (department, counts)
    assert found["products_disagreeing"] == 1
    shown = json.loads(capsys.readouterr().out.splitlines()[0])
    assert shown == {"sku": "1", "filed_from": str(day), "stated_on": str(TUESDAY), "counts": counts}


def test_what_agrees_is_no_difference(place: Place) -> None:
    archive(place, product("insert", 1, category=PRODUCT["category"]))
    filed(place, MONDAY, "DAIRY")

    assert fold(place)["products_disagreeing"] == 0


def test_a_product_that_the_database_deletes_is_what_the_file_says(place: Place) -> None:
    """FAULTS 45: one that only the database had stays, for its sales are history."""
    archive(place, product("insert", 1), product("insert", 1, sku="2"))
    filed(place, MONDAY, "PRODUCE")
    fold(place)
    gone: dict[str, Any] = {"department": None, "category": None, "tax_free": None, "reorder_level": None}
    archive(place, product("delete", 2, **gone), product("delete", 2, sku="2", **gone))

    found = fold(place)

    assert [(row["sku"], row["department"]) for row in place.rows(PRODUCTS)] == [
        ("1", "PRODUCE"),
        ("2", "DAIRY"),
    ]
    assert found["products_disagreeing"] == 1
