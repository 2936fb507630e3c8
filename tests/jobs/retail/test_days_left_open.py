"""What keeps a day open: a count that disagrees, a broken rule, a record that is lost; and what does not."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from contracts.event_parser import CLOCK_SKEW
from domain.lake.tables import PRODUCTS
from domain.sale import Sale
from jobs.arguments import Arguments
from jobs.retail.close_day import EARLIEST_SALE, OPTIONAL, REQUIRED, DayCloseRun
from jobs.retail.day_close import CloseSummary, days_to_close
from lambdas.core.contract import parse, refuse_times
from lambdas.core.parked_days import ParkedDays
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import DAYS, Night, hours_ago
from tests.jobs.retail.running import FIRST, SECOND, run, sold
from tests.lakes import fill
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS


def test_a_store_for_which_a_ledger_is_short_stays_open_and_the_others_are_closed(
    sold_out: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    sold_out.place.archive(sold(4))
    run(sold_out.place)
    sold_out.applied(f"367/{FIRST}/4/4", ledgers=["loyalty"])

    closed = sold_out.close(*DAYS)

    what = "store 367: the inventory ledger lacks 1 sale that the raw archive holds"
    assert [(fault.business_day, fault.what) for fault in closed.blocked] == [(FIRST, what)]
    assert (closed.tags, closed.left_open) == (["closed-2017-03-01-v1", "closed-2017-03-02-v1"], 1)
    assert json.loads(capsys.readouterr().out)["blocked"] == [f"2017-03-01: {what}"]
    assert (sold_out.published("DaysClosed"), sold_out.published("DaysBlocked")) == ([2], [1])
    assert reported(sold_out) == {("400", FIRST), ("367", SECOND)}


def reported(night: Night) -> set[tuple[str, date]]:
    """Whose days are in a report."""
    rows = night.place.rows("SELECT store_id, business_day FROM closed_store_days")
    return {(each["store_id"], each["business_day"]) for each in rows}


def test_a_store_that_was_left_out_is_stated_once_it_agrees(sold_out: Night) -> None:
    """FAULTS 55."""
    sold_out.place.archive(sold(4))
    run(sold_out.place)
    sold_out.applied(f"367/{FIRST}/4/4", ledgers=["loyalty"])
    sold_out.close(*DAYS)
    sold_out.applied(f"367/{FIRST}/4/4", ledgers=["inventory"])

    closed = sold_out.close(*DAYS)

    assert (closed.tags, closed.store_days, closed.left_open) == (["closed-2017-03-01-v2"], 1, 0)
    closings = sold_out.place.rows("SELECT business_day, stores FROM current_closings")
    assert {each["business_day"]: each["stores"] for each in closings} == {FIRST: 2, SECOND: 1}


def test_a_correction_reopens_the_day_of_its_store(sold_out: Night) -> None:
    """FAULTS 53: there are as many sales as before, of other amounts."""
    sold_out.close(*DAYS)
    right = correction(sold_out.place.s3, sold_out.place.name, sold(3, 500, SECOND))
    sold_out.place.archive(right)
    run(sold_out.place)

    assert days_to_close(sold_out.place.lake(), [], SECOND) == [SECOND]
    assert sold_out.close("--FROM", f"{SECOND}").tags == [f"closed-{SECOND}-v2"]
    assert days_to_close(sold_out.place.lake(), [], SECOND) == []


def test_one_sale_of_unknown_products_keeps_its_own_stores_day_open(sold_out: Night) -> None:
    """FAULTS 55: 212 bogus lines were more than the chain's day may have."""
    bogus = [{"sku": f"no {each}", "quantity": 1, "total_cents": 1} for each in range(212)]
    sold_out.place.archive(sold(4, lines=bogus))
    run(sold_out.place)
    sold_out.applied(f"367/{FIRST}/4/4")

    closed = sold_out.close(*DAYS)

    [fault] = closed.blocked
    assert (fault.business_day, fault.partition) == (FIRST, "367")
    assert fault.what.startswith(
        "store 367: rule few_known_products: sale_lines.sku is in no file of products"
    )
    assert "212 of its 213 rows fail" in fault.what
    assert closed.tags == ["closed-2017-03-01-v1", "closed-2017-03-02-v1"]
    assert reported(sold_out) == {("400", FIRST), ("367", SECOND)}


def test_a_store_that_only_a_ledger_knows_of_that_day_keeps_it_open(sold_out: Night) -> None:
    """All of its sales were lost on their way to the archive."""
    sold_out.close("--TO", f"{FIRST}")
    sold_out.applied(f"400/{SECOND}/4/9", ledgers=["inventory"])

    [fault] = sold_out.close("--FROM", f"{SECOND}").blocked

    assert fault.what == "store 400: the inventory ledger has 1 sale that the raw archive lacks"


def test_a_sale_that_is_not_curated_yet_keeps_its_day_open(sold_out: Night) -> None:
    sold_out.place.archive(sold(4, day=SECOND))
    sold_out.applied(f"367/{SECOND}/4/4")

    closed = sold_out.close(*DAYS)

    [told] = map(str, closed.blocked)
    assert told == (
        "2017-03-02: store 367: the curated layer lacks 1 sale, 1 line, 3.98 dollars sold and 3.98 dollars"
        " paid that the raw archive holds"
    )
    assert closed.tags == ["closed-2017-03-01-v1"]


def test_a_day_that_fails_a_rule_stays_open(sold_out: Night) -> None:
    sold_out.place.archive(sold(4, day=SECOND, lines=[{"sku": "no", "quantity": 1, "total_cents": 1}]))
    run(sold_out.place)
    sold_out.applied(f"367/{SECOND}/4/4")

    closed = sold_out.close(*DAYS)

    assert [fault.business_day for fault in closed.blocked] == [SECOND]
    assert "few_known_products" in str(closed.blocked[0])
    assert closed.tags == ["closed-2017-03-01-v1"]


def test_looks_as_far_back_as_the_contract_lets_a_sale_of_a_day_come() -> None:
    """FAULTS 25: booked on the next day, by a clock that is an hour fast, where the day begins first."""
    made = datetime.fromisoformat("2017-03-01T00:00:00+14:00")
    sale = parse(sold(1, day=SECOND, occurred_at=made.isoformat()))
    assert isinstance(sale, Sale)
    refuse_times(sale, made - CLOCK_SKEW, BOUNDS.oldest_day)

    assert datetime.combine(sale.business_day, time.min, UTC) - EARLIEST_SALE == made - CLOCK_SKEW


def read_by(night: Night) -> tuple[CloseSummary, set[str]]:
    """What a nightly run closes, and the raw objects that it reads."""
    arguments = Arguments(night.arguments(), required=REQUIRED, optional=("FROM", "TO", *OPTIONAL))
    lake = night.place.lake()
    parked = ParkedDays(night.client("dynamodb"), arguments["PARKED_DAYS"]).list()
    closed = DayCloseRun(arguments, lake, datetime.now(UTC), parked).close()
    return closed, {row["raw_object"] for row in lake.rows("SELECT raw_object FROM objects")}


@pytest.mark.parametrize("days_ago", [2, 365])
def test_a_late_sale_of_long_ago_is_read_with_the_hour_in_which_it_came_and_no_more(
    night: Night, days_ago: int
) -> None:
    """FAULTS 54: as many objects for a sale of a year ago as for one of the day before yesterday."""
    night.open_ledgers()
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    day = datetime.now(UTC).date() - timedelta(days=days_ago)
    for ago in range(days_ago, days_ago + 5):
        night.place.archive(sold(ago, day=day), hour=hours_ago(24 * ago - 24))
        night.applied(f"367/{day}/4/{ago}")
    run(night.place)
    night.close("--FROM", f"{day}")
    read_by(night)
    night.place.archive(sold(1, day=day), hour=hours_ago(1))
    night.applied(f"367/{day}/4/1")
    run(night.place)

    closed, objects = read_by(night)

    assert (closed.tags, closed.blocked) == ([f"closed-{day}-v2"], [])
    assert len([key for key in objects if hours_ago(1) in key]) == 1
    if days_ago > 30:
        assert len(objects) == 1
