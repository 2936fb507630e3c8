"""A day is closed once, and stated anew for the stores whose late sales came after."""

from datetime import date, timedelta

import pytest

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, PRODUCTS, SALE_LINES, SALES
from jobs.delivery_controls import ControlFault
from jobs.retail.day_close import CloseSummary, days_to_close
from tests.jobs.retail.running import (
    EVENING,
    FIRST,
    SECOND,
    arrived,
    as_of,
    close_days,
    contents,
    run,
    snapshots,
    sold,
)
from tests.lakes import Place, fill
from twin.emulator import Emulator

BANANAS = {
    "sku": "1082185",
    "department": "PRODUCE",
    "category": "TROPICAL",
    "tax_free": True,
    "valid_from": FIRST,
}


@pytest.fixture(scope="module")
def original(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two days of two stores, both closed."""
    place = Place(emulator, tmp_path_factory.mktemp("lake"))
    place.archive(sold(1), sold(2, store="400"), sold(3, day=SECOND), sold(4, 100, day=SECOND, store="400"))
    run(place)
    close_days(place, FIRST, SECOND)
    return place


@pytest.fixture
def closed(original: Place) -> Place:
    """The same, for one test."""
    return original.copied()


def arrives_late(place: Place, *records: bytes) -> None:
    place.archive(*records)
    run(place)


def stated(place: Place, view: str = "closed_store_days") -> dict[tuple[str, date], tuple[int, int]]:
    """The version of each store's day, and its sales."""
    rows = place.rows(f"SELECT * FROM {view} ORDER BY version")  # noqa: S608
    return {(each["store_id"], each["business_day"]): (each["version"], each["sales"]) for each in rows}


def test_each_day_is_closed_for_all_its_stores(closed: Place) -> None:
    assert stated(closed) == {(store, day): (1, 1) for store in ("367", "400") for day in (FIRST, SECOND)}
    first, second = closed.rows("SELECT * FROM closings ORDER BY business_day")
    assert first == {
        "business_day": FIRST,
        "version": 1,
        "stores": 2,
        "restated_stores": 2,
        "sales": 2,
        "total_cents": 796,
        "net_cents": 796,
        "raw_through": EVENING,
        "tag": "closed-2017-03-01-v1",
    }
    assert (second["business_day"], second["total_cents"]) == (SECOND, 498)


def test_what_is_closed_is_not_closed_again(closed: Place) -> None:
    """FAULTS 35, 37: a repeated close changes nothing."""
    before = snapshots(closed)

    again = close_days(closed, FIRST, SECOND)

    assert again == CloseSummary(tags=[], store_days=0, blocked=[], left_open=0)
    assert snapshots(closed) == before


def test_a_day_on_which_nobody_sold_is_closed_too(place: Place) -> None:
    assert close_days(place, FIRST) == CloseSummary(["closed-2017-03-01-v1"], 0, [], 0)

    [closing] = place.rows("SELECT * FROM closings")
    assert (closing["stores"], closing["sales"], closing["total_cents"], closing["net_cents"]) == (0, 0, 0, 0)
    assert close_days(place, FIRST).tags == []


def test_a_late_sale_restates_its_stores_day_and_no_other(closed: Place) -> None:
    """FAULTS 26: a new version, of that store and day alone."""
    before = contents(closed)

    arrives_late(closed, sold(9, 200))
    restated = close_days(closed)

    assert restated == CloseSummary(["closed-2017-03-01-v2"], 1, [], 0)
    assert stated(closed) == {
        ("367", FIRST): (2, 2),
        ("400", FIRST): (1, 1),
        ("367", SECOND): (1, 1),
        ("400", SECOND): (1, 1),
    }
    [closing] = closed.rows("SELECT * FROM closings WHERE version > 1")
    assert (closing["business_day"], closing["version"], closing["tag"]) == (FIRST, 2, "closed-2017-03-01-v2")
    assert (closing["stores"], closing["restated_stores"]) == (2, 1)
    assert (closing["sales"], closing["total_cents"], closing["net_cents"]) == (3, 996, 996)
    after = contents(closed)
    for table in (DAILY_STORE_SALES, CLOSINGS):
        assert all(row in after[table.name] for row in before[table.name])
        assert len(after[table.name]) == len(before[table.name]) + 1


def test_late_sales_restate_a_day_again_and_again(closed: Place) -> None:
    """FAULTS 26: also for a store that had not sold."""
    arrives_late(closed, sold(9))
    close_days(closed)
    arrives_late(closed, sold(10, store="401"), sold(11))
    close_days(closed)

    days = stated(closed)
    assert (days["367", FIRST], days["400", FIRST], days["401", FIRST]) == ((3, 3), (1, 1), (3, 1))
    assert close_days(closed).tags == []


def test_a_sale_is_late_by_its_absence_from_the_close_not_by_the_clock(place: Place) -> None:
    """FAULTS 26: S3 may show an object after another whose upload began later."""
    place.archive(sold(1))
    place.archive(sold(2))
    late, early = arrived(0, 1, place=place)
    run(place, [early])
    close_days(place, FIRST)

    run(place, [late])

    assert close_days(place).tags == ["closed-2017-03-01-v2"]


def test_a_report_can_be_read_as_it_was(closed: Place) -> None:
    """FAULTS 26: version 1 stays, and the tag of its close finds what it was made from."""
    before = contents(closed)

    arrives_late(closed, sold(9), sold(10, day=SECOND))
    close_days(closed)

    for table in (SALES, SALE_LINES, DAILY_STORE_SALES):
        assert as_of(closed, table, "closed-2017-03-01-v1") == before[table.name]
        assert (
            as_of(closed, table, "closed-2017-03-01-v2") == contents(closed)[table.name] != before[table.name]
        )


def test_a_day_that_is_asked_for_is_stated_anew_if_its_products_are(closed: Place) -> None:
    fill(closed.lake(), PRODUCTS, [BANANAS])

    assert close_days(closed).tags == []
    assert close_days(closed, FIRST) == CloseSummary(["closed-2017-03-01-v2"], 2, [], 0)


def test_a_blocked_day_stays_open_and_the_others_are_closed(place: Place) -> None:
    place.archive(sold(1), sold(2, day=SECOND))
    run(place)
    fault = ControlFault(FIRST, "a sale is missing")

    closed = close_days(place, FIRST, SECOND, faults=[fault])

    assert closed == CloseSummary(["closed-2017-03-02-v1"], 1, [fault], 1)
    assert stated(place, "daily_store_sales") == {("367", SECOND): (1, 1)}
    assert close_days(place).tags == ["closed-2017-03-01-v1"]


def test_a_fault_of_no_day_blocks_them_all(place: Place) -> None:
    place.archive(sold(1), sold(2, day=SECOND))
    run(place)

    closed = close_days(place, FIRST, SECOND, faults=[ControlFault(None, "records are missing")])

    assert (closed.tags, closed.left_open) == ([], 2)
    assert stated(place, "daily_store_sales") == {}
    assert place.rows("SELECT * FROM closings") == []


def test_due_is_what_was_asked_for_and_what_was_never_closed(place: Place) -> None:
    tomorrow = SECOND + timedelta(days=1)
    place.archive(sold(1), sold(2, day=tomorrow))
    run(place)

    assert days_to_close(place.lake(), [SECOND, SECOND], SECOND) == [FIRST, SECOND]
    assert days_to_close(place.lake(), [], tomorrow) == [FIRST, tomorrow]


def test_a_sale_that_is_gone_from_a_closed_day_makes_it_due(closed: Place) -> None:
    assert days_to_close(closed.lake(), [], SECOND) == []

    closed.stored(SALES).delete("sale_id = '367/2017-03-01/4/1'")

    assert days_to_close(closed.lake(), [], SECOND) == [FIRST]


def test_tells_what_became_of_each_day() -> None:
    faults = [ControlFault(FIRST, "a sale is missing"), ControlFault(None, "records are missing")]

    told = CloseSummary(["closed-2017-03-02-v1"], 7, faults, 1).figures()

    assert told == {
        "closed": ["closed-2017-03-02-v1"],
        "store_days": 7,
        "left_open": 1,
        "blocked": ["2017-03-01: a sale is missing", "records are missing"],
        "parked": [],
    }
