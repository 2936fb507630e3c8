"""Products and stores are what the newest file says."""

from collections.abc import Mapping
from datetime import date

import pytest

from demo.retail.head_office import products_file, stores_file
from demo.retail.store_files import Landed
from domain.lake.tables import PRODUCTS
from jobs.conflict_retry import retry_conflicts
from jobs.lake import Conflict
from jobs.retail.landing.receipts import FileOutcome
from tests.jobs.retail.landing.prove_crashes import Killed, dying
from tests.jobs.retail.landing.samples import PRODUCT, SALE, file, sales, text
from tests.jobs.retail.landing.writing import write
from tests.jobs.retail.shops import Shop
from tests.lakes import Place

MONDAY, TUESDAY, WEDNESDAY = date(2017, 12, 18), date(2017, 12, 19), date(2017, 12, 20)


def products(day: date, *rows: Mapping[str, object], name: str = "") -> Landed:
    """A file of products of a day."""
    return file(text(rows), len(rows), None, f"products/head-office/{day}{name}.csv")


def departments(place: Place) -> dict[str, str]:
    return {row["sku"]: row["department"] for row in place.rows("SELECT sku, department FROM products")}


def of(sku: int, department: str) -> dict[str, object]:
    return {**PRODUCT, "sku": sku, "department": department}


def test_a_product_is_what_the_newest_file_says_whichever_comes_last(place: Place) -> None:
    """FAULTS 24: what an older file says is passed over."""
    written = [
        write(place.lake(), products(MONDAY, of(1, "MEAT"), of(2, "MEAT"))),
        write(place.lake(), products(WEDNESDAY, of(1, "DELI"), of(3, "DELI"))),
        write(place.lake(), products(TUESDAY, of(1, "FUEL"), of(2, "FUEL"), of(3, "FUEL"))),
    ]

    assert departments(place) == {"1": "DELI", "2": "FUEL", "3": "DELI"}
    assert written == [2, 2, 1]


def test_of_two_files_of_a_day_the_later_one_counts(place: Place) -> None:
    write(place.lake(), products(MONDAY, of(1, "MEAT")))

    write(place.lake(), products(MONDAY, of(1, "DELI"), name="-corrected"))

    assert departments(place) == {"1": "DELI"}


def test_the_same_file_again_changes_nothing(place: Place) -> None:
    """FAULTS 35: rows are written under their key."""
    given = products(MONDAY, of(1, "MEAT"), of(2, "MEAT"))
    write(place.lake(), given)

    assert write(place.lake(), given) == 0
    assert len(place.stored(PRODUCTS).snapshots()) == 1


def test_what_a_newer_file_leaves_out_stays_and_what_it_leaves_empty_is_emptied(place: Place) -> None:
    write(place.lake(), products(MONDAY, of(1, "MEAT"), of(2, "MEAT")))

    write(place.lake(), products(TUESDAY, {**of(1, "MEAT"), "reorder_level": ""}))

    rows = place.rows("SELECT sku, reorder_level, valid_from FROM products ORDER BY sku")
    assert rows == [
        {"sku": "1", "reorder_level": None, "valid_from": TUESDAY},
        {"sku": "2", "reorder_level": 12, "valid_from": MONDAY},
    ]


def test_a_file_that_loses_a_race_for_the_table_looks_again(place: Place) -> None:
    """FAULTS 36: the older of two files never wins, whichever commits first."""
    older, newer = products(MONDAY, of(1, "MEAT"), of(2, "MEAT")), products(TUESDAY, of(1, "DELI"))
    mine = place.lake()
    mine.rows("SELECT count(*) AS seen FROM products")
    write(place.lake(), newer)

    with pytest.raises(Conflict):
        write(mine, older)
    retry_conflicts(mine, lambda: write(mine, older), pause=0)

    assert departments(place) == {"1": "DELI", "2": "MEAT"}


def test_the_job_takes_the_head_offices_files_and_the_stores(shop: Shop, place: Place) -> None:
    shop.drop(products(MONDAY, of(1, "MEAT")), stores(MONDAY), sales(*SALE))

    became = shop.run(lake=place.lake())

    assert became[FileOutcome.ACCEPTED] == 3
    assert departments(place) == {"1": "MEAT"}
    assert place.rows("SELECT * FROM stores") == [
        {
            "store_id": "367",
            "name": "Main Street",
            "region": None,
            "time_zone": "America/New_York",
            "valid_from": MONDAY,
        }
    ]
    assert len(shop.records()) == 1
    assert shop.receipt(stores(MONDAY).key)["rows"] == 1


# The listing, five reads, two marks, a count and two receipts.
@pytest.mark.parametrize("call", range(11))
def test_killed_behind_any_call_the_next_run_writes_no_row_twice(call: int, shop: Shop, place: Place) -> None:
    """FAULTS 34: a file's rows come in one commit, and again they change nothing."""
    given = products(MONDAY, of(1, "MEAT"), of(2, "MEAT"))
    shop.drop(given)
    with dying(at=call), pytest.raises(Killed):
        shop.run(lake=place.lake())

    shop.run(lake=place.lake())

    assert departments(place) == {"1": "MEAT", "2": "MEAT"}
    assert len(place.stored(PRODUCTS).snapshots()) == 1
    assert shop.receipt(given.key)["outcome"] == "accepted"


def test_the_same_rows_hold_again_from_a_later_day_on(shop: Shop, place: Place) -> None:
    shop.drop(products(MONDAY, of(1, "MEAT")), products(TUESDAY, of(1, "DELI")))
    shop.run(lake=place.lake())
    shop.drop(products(WEDNESDAY, of(1, "MEAT")))

    became = shop.run(lake=place.lake())

    assert became[FileOutcome.ACCEPTED] == 1
    assert departments(place) == {"1": "MEAT"}


def test_every_real_product_and_store_is_taken(place: Place) -> None:
    written = [write(place.lake(), made(MONDAY)) for made in (products_file, stores_file)]

    assert written == [92_331, 457]
    free = place.rows("SELECT count(*) AS products FROM products WHERE tax_free AND department = 'PRODUCE'")
    assert free == [{"products": 3_117}]


def stores(day: date) -> Landed:
    """A file of one store."""
    row = {"Shop": 367, "Shop Name": "Main Street", "TZ": "America/New_York"}
    return file(text([row]), 1, None, f"stores/head-office/{day}.csv")
