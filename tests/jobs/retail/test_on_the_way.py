"""Days wait for records that are lost on their way, and for no others."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.arguments import Arguments
from jobs.retail.close_day import OPTIONAL, REQUIRED, DayCloseRun
from lambdas.core.raw import hour_prefix
from lambdas.core.set_aside import UNTRANSFORMED
from tests.jobs.retail.nights import DAYS, Night, hours_ago
from tests.jobs.retail.running import sold
from twin.semantics.firehose import FailedDelivery
from twin.semantics.records import StreamRecord
from twin.semantics.transformation import UntransformedRecord


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
