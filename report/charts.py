"""The charts: sales by hour, and the days of the last week."""

from collections.abc import Iterable
from datetime import date, timedelta

from report.bars import Amount, Bars, bars
from report.rows import Closing, SalesHour
from report.words import dollars, named, short_day

HOURS = range(24)
SHOWN = 8
"""Days: the day, and back to the same weekday of the week before."""


def by_hour(hours: Iterable[SalesHour], day: date) -> Bars:
    """Draw what was sold in each hour of a day, beside a week before if anything was sold then."""
    rows = list(hours)
    now = _by_hour(row for row in rows if row.business_day == day)
    before = _by_hour(row for row in rows if row.business_day != day)
    return bars(
        Amount(
            label=str(hour),
            value=now[hour][1],
            before=before[hour][1] if any(cents for _, cents in before) else None,
            note=_hour(hour, *now[hour]),
        )
        for hour in HOURS
    )


def by_day(closings: Iterable[Closing], day: date) -> Bars:
    """Draw what was sold on each of the days up to `day` that are closed."""
    last = {closing.business_day: closing for closing in closings}
    days = [day - timedelta(days=back) for back in reversed(range(SHOWN))]
    return bars(_day(one, last.get(one), day) for one in days)


def _by_hour(hours: Iterable[SalesHour]) -> list[tuple[int, int]]:
    """Return sales and cents of all 24 hours."""
    found = [(0, 0)] * len(HOURS)
    for row in hours:
        sales, cents = found[row.hour]
        found[row.hour] = sales + row.sales, cents + row.total_cents
    return found


def _hour(hour: int, sales: int, cents: int) -> str:
    return f"{hour:02d}:00 to {hour:02d}:59: {dollars(cents)}, {named(sales, 'receipt')}"


def _day(one: date, closing: Closing | None, day: date) -> Amount:
    closed = "not closed" if closing is None else dollars(closing.total_cents)
    return Amount(
        label=f"{one:%a}",
        value=None if closing is None else closing.total_cents,
        look="now" if one == day else "",
        note=f"{short_day(one)}: {closed}",
    )
