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
from lambdas.core.raw import hour_prefix
from lambdas.core.set_aside import UNTRANSFORMED
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import DAYS, Night, hours_ago
from tests.jobs.retail.running import FIRST, SECOND, run, sold
from tests.lakes import fill
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS
from twin.semantics.firehose import FailedDelivery
from twin.semantics.records import StreamRecord
from twin.semantics.transformation import UntransformedRecord


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


@pytest.mark.parametrize(
    ("taken", "delivered", "what"),
    [
        (2, 0, "Firehose delivered 4 of the 6 records that the stream took: 2 missing"),
        (2, 2, "the raw archive holds 4 of the 6 records that Firehose delivered: 2 missing"),
    ],
)
def test_records_that_are_lost_on_their_way_keep_every_day_open(
    sold_out: Night, taken: int, delivered: int, what: str
) -> None:
    sold_out.took(taken)
    sold_out.delivered(delivered)

    closed = sold_out.close(*DAYS)

    assert (closed.tags, closed.left_open) == ([], 2)
    assert [str(fault) for fault in closed.blocked] == [what]
    assert sold_out.place.rows("SELECT * FROM closings") == []
    assert (sold_out.published("DaysClosed"), sold_out.published("DaysBlocked")) == ([0], [2])


LATELY = datetime.now(UTC) - timedelta(hours=2)


def set_aside(night: Night, *records: bytes, at: datetime = LATELY, name: str = "0001") -> None:
    """Let Firehose set records aside that it could not have transformed."""
    arrived = (StreamRecord("shard", str(n), "367", at.timestamp(), data) for n, data in enumerate(records))
    failed = tuple(UntransformedRecord(each, "Lambda.FunctionError", "too large") for each in arrived)
    night.place.s3.put_object(
        Bucket=night.place.name,
        Key=f"{hour_prefix(at, UNTRANSFORMED)}{name}",
        Body=FailedDelivery(failed, "").body("arn:f", at.timestamp()),
    )


def test_a_record_that_no_consumer_takes_and_raw_never_got_keeps_no_day_open(sold_out: Night) -> None:
    """FAULTS 28, 54: larger than Firehose is sure to have transformed."""
    sold_out.took(2)
    set_aside(sold_out, b"x" * 1_024_001, b"[" * 1_024_001)

    assert sold_out.close(*DAYS).blocked == []


def test_what_was_set_aside_twice_or_before_counts_for_nothing_that_is_missing(sold_out: Night) -> None:
    sold_out.took(3)
    set_aside(sold_out, b"one")
    set_aside(sold_out, b"one", name="0002")
    set_aside(sold_out, b"before", at=datetime(2016, 3, 1, 14, 0, tzinfo=UTC))

    blocked = sold_out.close(*DAYS).blocked

    assert [str(fault) for fault in blocked] == [
        "Firehose delivered or set aside 5 of the 7 records that the stream took: 2 missing"
    ]


def test_records_that_came_a_moment_ago_may_be_on_their_way(sold_out: Night) -> None:
    sold_out.took(5, timedelta(minutes=10))

    assert sold_out.close(*DAYS).blocked == []


def test_what_was_delivered_a_moment_ago_is_counted(sold_out: Night) -> None:
    sold_out.took(1)
    sold_out.delivered(1, timedelta(minutes=10))
    sold_out.place.archive(sold(1))

    assert sold_out.close(*DAYS).blocked == []


def test_counts_what_arrived_late(night: Night) -> None:
    """FAULTS 26, 32: under a key of days ago."""
    night.open_ledgers()
    night.took(1)
    night.delivered(1)
    night.place.archive(sold(1), hour=hours_ago(100))

    assert night.close().blocked == []


def test_what_arrived_long_before_hides_no_loss(night: Night) -> None:
    """The archive of ten days ago holds as many records as Firehose has delivered since."""
    night.open_ledgers()
    night.place.archive(sold(1), hour=hours_ago(0))
    night.delivered(1, timedelta(days=-9))
    now = datetime.now(UTC) + timedelta(days=10)
    arguments = Arguments(night.arguments(), required=REQUIRED, optional=("FROM", "TO", *OPTIONAL))

    [fault] = DayCloseRun(arguments, night.place.lake(), now).close().blocked

    assert str(fault) == "the raw archive holds 0 of the 1 records that Firehose delivered: 1 missing"


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
