"""The charts: sales by hour, and by day."""

from collections.abc import Iterable, Mapping
from datetime import date

from report.bars import Amount, Bars, bars
from report.hours import SalesHour
from report.period import DAY, WEEK, Period
from report.words import dollars, named, short_day

HOURS = range(24)


def by_hour(hours: Iterable[SalesHour], period: Period, *, beside: bool) -> Bars:
    """Draw what was sold in each hour, `beside` a week before if that is comparable."""
    rows = list(hours)
    now = _by_hour(row for row in rows if row.business_day in period)
    before = _by_hour(row for row in rows if row.business_day not in period)
    return bars(
        Amount(
            label=str(hour),
            value=now[hour][1],
            before=before[hour][1] if beside else None,
            note=_hour(hour, *now[hour]),
        )
        for hour in HOURS
    )


def by_day(closed: Mapping[date, int], period: Period) -> Bars:
    """Draw what was sold on each of a week's days, or of a day and the seven before it, that are closed.

    A week's days stand beside those of the week before.
    """
    days = charted_days(period).days
    before = [closed.get(day - WEEK) if period.is_week else None for day in days]
    return bars(_day(day, closed.get(day), was, period) for day, was in zip(days, before, strict=True))


def charted_days(period: Period) -> Period:
    """Return the days of the chart: a day's goes back to the same weekday of the week before."""
    return period if period.is_week else Period(period.first - 7 * DAY, period.last)


def _by_hour(hours: Iterable[SalesHour]) -> list[tuple[int, int]]:
    """Return sales and cents of all 24 hours."""
    found = [(0, 0)] * len(HOURS)
    for row in hours:
        sales, cents = found[row.hour]
        found[row.hour] = sales + row.sales, cents + row.total_cents
    return found


def _hour(hour: int, sales: int, cents: int) -> str:
    return f"{hour:02d}:00 to {hour:02d}:59: {dollars(cents)}, {named(sales, 'receipt')}"


def _day(day: date, cents: int | None, before: int | None, period: Period) -> Amount:
    return Amount(
        label=f"{day:%a}",
        value=cents,
        before=before,
        look="now" if day in period else "",
        note=f"{short_day(day)}: {'not closed' if cents is None else dollars(cents)}",
    )
