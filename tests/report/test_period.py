"""A page is about a day, or about the seven that end with one."""

from datetime import date

from report.period import DAY, Period

SUNDAY = date(2017, 12, 24)


def test_a_week_is_the_seven_days_that_end_with_its_last() -> None:
    week = Period.of_week(SUNDAY)

    assert week.days == [date(2017, 12, day) for day in range(18, 25)]
    assert (week.is_week, week.length) == (True, 7 * DAY)


def test_a_day_is_held_against_the_same_weekday_and_a_week_against_the_one_before() -> None:
    assert Period.of_day(SUNDAY).week_before == Period.of_day(date(2017, 12, 17))
    assert Period.of_week(SUNDAY).week_before == Period.of_week(date(2017, 12, 17))


def test_both_ends_belong_to_it() -> None:
    week = Period.of_week(SUNDAY)

    assert [day in week for day in (week.first - DAY, week.first, week.last, week.last + DAY)] == [
        False,
        True,
        True,
        False,
    ]
