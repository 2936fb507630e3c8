"""What the charts draw."""

from datetime import date

from report.charts import by_day, by_hour
from report.hours import SalesHour
from report.period import Period

DAY, BEFORE = date(2017, 12, 23), date(2017, 12, 16)
ONE_DAY, SEVEN_DAYS = Period.of_day(DAY), Period.of_week(DAY)


def hour(at: int, cents: int, day: date = DAY, store_id: str = "1") -> SalesHour:
    return SalesHour(business_day=day, store_id=store_id, hour=at, sales=1, total_cents=cents)


def test_stores_are_added_up_hour_by_hour() -> None:
    drawn = by_hour([hour(9, 100), hour(9, 50, store_id="2"), hour(23, 20)], ONE_DAY, beside=False)

    assert [bar.amount.value for bar in drawn.bars] == [0] * 9 + [150] + [0] * 13 + [20]
    assert drawn.bars[9].amount.note == "09:00 to 09:59: $1.50, 2 receipts"


def test_a_week_before_is_drawn_where_it_is_known() -> None:
    hours = [hour(9, 100), hour(9, 50, BEFORE)]

    assert by_hour(hours, ONE_DAY, beside=False).bars[9].before is None
    assert by_hour(hours, ONE_DAY, beside=True).bars[9].amount.before == 50


def test_the_hours_of_a_weeks_days_are_added_up() -> None:
    monday = date(2017, 12, 18)

    drawn = by_hour([hour(9, 100), hour(9, 30, monday), hour(9, 50, BEFORE)], SEVEN_DAYS, beside=True)

    assert (drawn.bars[9].amount.value, drawn.bars[9].amount.before) == (130, 50)


def test_the_days_end_with_the_day_itself_and_those_not_closed_have_no_amount() -> None:
    drawn = by_day({BEFORE: 100, DAY: 200}, ONE_DAY)

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


def test_a_weeks_days_stand_beside_those_of_the_week_before() -> None:
    drawn = by_day({BEFORE: 100, DAY: 200}, SEVEN_DAYS)

    assert [bar.amount.label for bar in drawn.bars] == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert [bar.amount.before for bar in drawn.bars] == [*[None] * 6, 100]
