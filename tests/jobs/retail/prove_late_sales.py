"""A late sale costs what came in its hour, however long ago its day is: time measured, over a year of raw."""

import time
from datetime import UTC, date, datetime, timedelta

from domain.lake.tables import PRODUCTS
from jobs.retail import close_day
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import Night, hours_ago
from tests.jobs.retail.running import run, sold
from tests.lakes import fill

TODAY = datetime.now(UTC).date()
EVERY_DAYS = 5
SALES_A_DAY = 200


def close(night: Night, *more: str) -> float:
    """Close without ledgers, and return the seconds that it took."""
    given = night.arguments(*more)
    place = given.index("--LEDGERS")
    del given[place : place + 2]
    began = time.perf_counter()
    assert close_day.main(given, night.place.lake()).blocked == []
    return time.perf_counter() - began


def sell_late(night: Night, day: date) -> float:
    """Bring a sale of a day in an hour ago, and return the seconds of the close that restates it."""
    night.place.archive(sold(9_999, day=day), hour=hours_ago(1))
    run(night.place)
    return close(night)


def test_a_late_sale_of_a_year_ago_costs_at_most_twice_one_of_yesterday(night: Night) -> None:
    """FAULTS 54."""
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    for ago in range(366, 0, -EVERY_DAYS):
        day = TODAY - timedelta(days=ago)
        sales = [sold(number, day=day) for number in range(SALES_A_DAY)]
        night.place.archive(*sales, hour=hours_ago(24 * ago - 24))
    run(night.place)
    first, last = TODAY - timedelta(days=366), TODAY - timedelta(days=1)
    close(night, "--FROM", f"{first}", "--TO", f"{last}")
    close(night)

    of_yesterday, of_a_year_ago = sell_late(night, last), sell_late(night, first)

    print(f"a late sale of yesterday: {of_yesterday:.2f} s, of a year ago: {of_a_year_ago:.2f} s")
    assert of_a_year_ago <= 2 * of_yesterday
