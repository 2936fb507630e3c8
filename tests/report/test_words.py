"""Numbers and days read as people write them."""

from datetime import date

import pytest

from report.words import (
    added,
    axis,
    change,
    count,
    dollars,
    gained,
    long_day,
    long_days,
    named,
    percent,
    short_day,
)


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, "$0.00"),
        (5, "$0.05"),
        (100, "$1.00"),
        (123_456_789, "$1,234,567.89"),
        (-1, "−$0.01"),  # noqa: RUF001
        (9_007_199_254_740_993, "$90,071,992,547,409.93"),
    ],
)
def test_dollars_are_exact_to_the_cent(cents: int, said: str) -> None:
    assert dollars(cents) == said


def test_what_came_in_addition_has_its_sign() -> None:
    assert [added(2), added(-2), gained(150), gained(-150)] == ["+2", "−2", "+$1.50", "−$1.50"]  # noqa: RUF001


def test_an_axis_shows_cents_only_where_there_are_some() -> None:
    assert [axis(100_000), axis(50)] == ["$1,000", "$0.50"]


def test_thousands_are_parted() -> None:
    assert [count(1_234_567), count(-1_234)] == ["1,234,567", "−1,234"]  # noqa: RUF001


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 8, "12.5 %"), (1, 1, "100 %"), (32, 1, "3,200 %"), (-1, 8, "−12.5 %"), (1, 0, "")],  # noqa: RUF001
)
def test_a_share_needs_a_whole(part: int, whole: int, said: str) -> None:
    assert percent(part, whole).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (3, 2, "▲ 50.0 %"),
        (1, 2, "▼ 50.0 %"),
        (2, 2, "= 0.0 %"),
        (2, 0, ""),
        (2, -1, ""),
        (-1, 2, "▼ 150 %"),
    ],
)
def test_a_change_needs_something_that_changed(now: int, before: int, said: str) -> None:
    assert change(now, before).replace("\N{NO-BREAK SPACE}", " ") == said


def test_one_is_not_many() -> None:
    assert [named(1, "store"), named(1_000, "store"), named(0, "other", "others")] == [
        "1 store",
        "1,000 stores",
        "0 others",
    ]


def test_a_day_is_said_long_and_short() -> None:
    day = date(2017, 12, 3)

    assert long_day(day).replace("\N{NO-BREAK SPACE}", " ") == "Sunday, 3 December 2017"
    assert short_day(day) == "Sun 3 Dec"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2017, 12, 18), date(2017, 12, 24), "18 to 24 December 2017"),
        (date(2017, 11, 27), date(2017, 12, 3), "27 November to 3 December 2017"),
        (date(2017, 12, 27), date(2018, 1, 2), "27 December 2017 to 2 January 2018"),
    ],
)
def test_a_week_names_no_month_twice(first: date, last: date, said: str) -> None:
    assert long_days(first, last).replace("\N{NO-BREAK SPACE}", " ") == said
