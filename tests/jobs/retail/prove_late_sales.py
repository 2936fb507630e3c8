"""A late sale costs what came in its hour, however long ago its day is: time measured, over a year of raw."""

import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

from domain.lake.tables import PRODUCTS
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import Night, hours_ago
from tests.jobs.retail.running import run, sold
from tests.lakes import fill

TODAY = datetime.now(UTC).date()
YESTERDAY, A_YEAR_AGO = TODAY - timedelta(days=1), TODAY - timedelta(days=366)
EVERY_DAYS = 5
SALES_A_DAY = 2_000
"""So many that a close which reads the raw archive of a year is over the limit."""
TRIES = 5
"""Of each, in turn, so that what else this machine does meanwhile falls on both."""


def open_year(night: Night) -> None:
    """Let a year be sold and closed. The ledgers are asked of what is restated, and have no other days."""
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    for ago in range(366, 0, -EVERY_DAYS):
        day = TODAY - timedelta(days=ago)
        sales = [sold(number, day=day) for number in range(SALES_A_DAY)]
        night.place.archive(*sales, hour=hours_ago(24 * ago - 24))
    run(night.place)
    first_close = ("--LEDGERS", "", "--FROM", f"{A_YEAR_AGO}", "--TO", f"{YESTERDAY}")
    assert night.close(*first_close).blocked == []
    night.open_ledgers()
    days = (YESTERDAY, A_YEAR_AGO)
    night.applied(*(f"367/{day}/4/{number}" for day in days for number in range(SALES_A_DAY)))
    assert night.close().tags == []


def restate(night: Night, day: date, number: int) -> float:
    """Let a sale of a day come an hour ago; return the seconds of the nightly close that restates its day."""
    night.place.archive(sold(number, day=day), hour=hours_ago(1))
    night.applied(f"367/{day}/4/{number}")
    night.curate("--FROM", f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H}")
    began = time.perf_counter()
    closed = night.close()
    took = time.perf_counter() - began
    assert [tag.rpartition("-v")[0] for tag in closed.tags] == [f"closed-{day}"]
    assert closed.blocked == []
    return took


def test_a_late_sale_of_a_year_ago_costs_at_most_twice_one_of_yesterday(night: Night) -> None:
    """FAULTS 54."""
    open_year(night)

    of_yesterday, of_a_year_ago = [], []
    for number in range(SALES_A_DAY, SALES_A_DAY + TRIES):
        of_yesterday.append(restate(night, YESTERDAY, number))
        of_a_year_ago.append(restate(night, A_YEAR_AGO, number))

    near, far = median(of_yesterday), median(of_a_year_ago)
    print(f"a late sale of yesterday: {near:.2f} s, of a year ago: {far:.2f} s, {far / near:.2f} times")
    assert far <= 2 * near
