"""Departments by what they sold."""

from datetime import date

from report.period import Period
from report.rows import Department
from report.shares import UNKNOWN, shares

DAY, BEFORE = date(2017, 12, 23), date(2017, 12, 16)
ONE_DAY = Period.of_day(DAY)


def sold(name: str | None, cents: int, day: date = DAY, store_id: str = "1") -> Department:
    return Department(business_day=day, store_id=store_id, department=name, lines=1, total_cents=cents)


def test_the_stores_are_added_up_and_the_largest_department_is_first() -> None:
    found = shares([sold("MEAT", 60), sold("DELI", 100), sold("MEAT", 60, store_id="2")], ONE_DAY, 5)

    assert [(share.name, share.total_cents, share.width) for share in found] == [
        ("MEAT", 120, 100),
        ("DELI", 100, 100 * 100 / 120),
    ]


def test_small_departments_are_shown_as_one_and_nothing_is_left_out() -> None:
    found = shares([sold("A", 50), sold("B", 30), sold("C", 20), sold("C", 25, BEFORE)], ONE_DAY, 1)

    assert [(share.name, share.total_cents) for share in found] == [("A", 50), ("2 others", 50)]
    assert found[1].changed.startswith("▲")


def test_products_that_the_table_lacks_are_named_as_such() -> None:
    assert shares([sold(None, 50)], ONE_DAY, 1)[0].name == UNKNOWN


def test_a_department_that_paid_back_more_than_it_sold_has_no_bar() -> None:
    assert [share.width for share in shares([sold("A", -50)], ONE_DAY, 1)] == [0]


def test_a_day_without_sales_has_no_departments() -> None:
    assert shares([sold("A", 50, BEFORE)], ONE_DAY, 1) == []
