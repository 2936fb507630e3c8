"""What the charts draw."""

from datetime import date

from report.charts import by_day, by_hour
from report.rows import Closing, SalesHour

DAY, BEFORE = date(2017, 12, 23), date(2017, 12, 16)


def hour(at: int, cents: int, day: date = DAY, store_id: str = "1") -> SalesHour:
    return SalesHour(business_day=day, store_id=store_id, hour=at, sales=1, total_cents=cents)


def closing(day: date, cents: int) -> Closing:
    return Closing(
        business_day=day,
        version=1,
        stores=1,
        restated_stores=0,
        sales=1,
        total_cents=cents,
        net_cents=cents,
        tag="",
    )


def test_stores_are_added_up_hour_by_hour() -> None:
    drawn = by_hour([hour(9, 100), hour(9, 50, store_id="2"), hour(23, 20)], DAY)

    assert [bar.amount.value for bar in drawn.bars] == [0] * 9 + [150] + [0] * 13 + [20]
    assert drawn.bars[9].amount.note == "09:00 to 09:59: $1.50, 2 receipts"


def test_a_week_before_is_drawn_where_it_is_known() -> None:
    assert by_hour([hour(9, 100)], DAY).bars[9].before is None
    assert by_hour([hour(9, 100), hour(9, 50, BEFORE)], DAY).bars[9].amount.before == 50


def test_the_days_end_with_the_day_itself_and_those_not_closed_have_no_amount() -> None:
    drawn = by_day([closing(BEFORE, 100), closing(DAY, 200)], DAY)

    assert [bar.amount.value for bar in drawn.bars] == [100, *[None] * 6, 200]
    assert [bar.amount.label for bar in drawn.bars] == [
        "Sat",
        "Sun",
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
    ]
    assert [bar.amount.look for bar in drawn.bars] == [""] * 7 + ["now"]
    assert drawn.bars[1].amount.note == "Sun 17 Dec: not closed"
