"""Hours are those of each store's own clock, on the days when clocks change too."""

from datetime import date

from report.hours import by_local_hour, name_clock
from report.rows import SoldQuarter, Store


def store(store_id: str, zone: str | None) -> Store:
    return Store(store_id=store_id, name=f"Store {store_id}", region=None, time_zone=zone)


def sold(hour: int, minute: int = 0, day: date = date(2017, 6, 1), store_id: str = "1") -> SoldQuarter:
    return SoldQuarter(
        business_day=day,
        store_id=store_id,
        sold_on=day,
        hour=hour,
        minute=minute,
        sales=1,
        total_cents=100,
    )


def hours(zone: str | None, *quarters: SoldQuarter) -> list[tuple[int, int]]:
    """Hour and receipts."""
    return [(one.hour, one.sales) for one in by_local_hour(quarters, [store("1", zone)])]


def test_the_quarters_of_an_hour_are_one_hour() -> None:
    assert hours("America/New_York", sold(16, 0), sold(16, 45), sold(17, 0)) == [(12, 2), (13, 1)]


def test_summer_and_winter_differ_by_an_hour() -> None:
    assert hours("America/New_York", sold(16, day=date(2017, 12, 1))) == [(11, 1)]


def test_an_hour_that_comes_twice_is_one_of_both() -> None:
    """5 November 2017: clocks go back from 2:00 to 1:00, at 6:00 UTC."""
    day = date(2017, 11, 5)

    assert hours("America/New_York", *(sold(hour, day=day) for hour in (4, 5, 6, 7))) == [
        (0, 1),
        (1, 2),
        (2, 1),
    ]


def test_an_hour_that_is_left_out_sells_nothing() -> None:
    """12 March 2017: clocks go forward from 2:00 to 3:00, at 7:00 UTC."""
    day = date(2017, 3, 12)

    assert hours("America/New_York", sold(6, 45, day), sold(7, 0, day)) == [(1, 1), (3, 1)]


def test_a_zone_that_is_apart_by_quarters_is_split_there() -> None:
    """Kathmandu is 5:45 ahead."""
    assert hours("Asia/Kathmandu", sold(6, 0), sold(6, 15)) == [(11, 1), (12, 1)]


def test_each_store_has_its_own_clock_and_its_business_day_is_the_registers() -> None:
    stores = [store("1", "America/New_York"), store("2", "America/Los_Angeles")]

    found = by_local_hour([sold(2), sold(2, store_id="2")], stores)

    assert [(one.store_id, one.hour, one.business_day) for one in found] == [
        ("1", 22, date(2017, 6, 1)),
        ("2", 19, date(2017, 6, 1)),
    ]


def test_a_store_that_names_no_zone_or_that_no_file_names_has_utc() -> None:
    assert hours(None, sold(16)) == [(16, 1)]
    assert [one.hour for one in by_local_hour([sold(16, store_id="9")], [])] == [16]


def test_the_clock_is_named_where_it_is_one() -> None:
    stores = [store("1", "America/New_York"), store("2", "Asia/Tokyo"), store("3", None)]

    assert name_clock(stores, {"1": 0}) == "New York"
    assert name_clock(stores, {"1": 0, "2": 0}) == "each store's own"
    assert name_clock(stores, {"3": 0}) == name_clock([], {}) == "UTC"
