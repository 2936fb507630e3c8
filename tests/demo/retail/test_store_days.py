"""A store's day is added up from the accepted sales, and held against the report."""

from datetime import date

from demo.retail.store_days import COMPARED, differing, expected, reported
from tests.lambdas.sales import line, sale

MARCH_1 = date(2017, 3, 1)


def test_adds_up_a_stores_day_whatever_the_order() -> None:
    first = sale(
        1, lines=[line(quantity=2, total_cents=500, discounts={"coupon": 100, "retail": 20}), line()]
    )
    second = sale(2, lines=[line(quantity=-1, total_cents=-199)])

    days = expected([second, first])

    assert days["367", MARCH_1] == {
        "sales": 2,
        "lines": 3,
        "units": 3,
        "total_cents": 699,
        "net_cents": 599,
        "retail_cents": 20,
        "coupon_cents": 100,
        "coupon_match_cents": 0,
    }


def test_names_what_is_missing_unexpected_or_another() -> None:
    due = expected([sale(1), sale(2, store="8"), sale(3, store="9")])
    there = {
        ("367", MARCH_1): due["367", MARCH_1],
        ("8", MARCH_1): {"sales": 2},
        ("7", MARCH_1): {"sales": 1},
    }

    assert differing(due, due) == []
    assert differing(due, there) == [f"store {store} on 2017-03-01" for store in ("7", "8", "9")]


def test_reads_the_report_as_far_as_it_is_compared() -> None:
    row = {"store_id": "7", "business_day": MARCH_1, "version": 2, **dict.fromkeys(COMPARED, 1)}

    assert reported([row]) == {("7", MARCH_1): dict.fromkeys(COMPARED, 1)}
