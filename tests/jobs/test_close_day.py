"""The script that closes days, if all who count agree."""

import json
import runpy
import sys
from datetime import UTC, datetime, time, timedelta

import pytest

from jobs import engine
from jobs.arguments import Arguments
from jobs.close_day import EARLIEST_SALE, REQUIRED, Run
from jobs.closing import Closed
from lake.tables import PRODUCTS
from lambdas.bus import NotPut
from lambdas.contracts import CLOCK_SKEW, Sale, parse, refuse_future
from tests.jobs.nights import Night, hours_ago
from tests.jobs.running import BROKEN, FIRST, SECOND, run, sold
from tests.lakes import fill
from tests.synthesis import REPOSITORY

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
PRODUCT = {
    "sku": "1082185",
    "department": "PRODUCE",
    "category": "TROPICAL",
    "tax_free": True,
    "valid_from": FIRST,
}
DAYS = ("--FROM", f"{FIRST}", "--TO", f"{SECOND}")


@pytest.fixture
def sold_out(night: Night) -> Night:
    """Two days that everybody has counted and nobody has closed."""
    night.open_ledgers()
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    night.place.archive(sold(1), sold(2, store="400"), BROKEN)
    night.place.archive(sold(3, day=SECOND))
    run(night.place)
    night.applied(f"367/{FIRST}/4/1", f"400/{FIRST}/4/2", f"367/{SECOND}/4/3")
    night.took(4)
    night.delivered(4)
    return night


def test_closes_the_days_that_it_is_asked_for(sold_out: Night, capsys: pytest.CaptureFixture[str]) -> None:
    closed = sold_out.close(*DAYS)

    assert closed == Closed(["closed-2017-03-01-v1", "closed-2017-03-02-v1"], 3, [], 0)
    assert json.loads(capsys.readouterr().out) == closed.figures()
    assert (sold_out.published("DaysClosed"), sold_out.published("DaysBlocked")) == ([2], [0])
    [through] = {each["raw_through"] for each in sold_out.place.rows("SELECT raw_through FROM closings")}
    assert through == max(each.arrived_at for each in sold_out.place.archived())


def test_tells_the_bus_of_every_day_that_it_closed(sold_out: Night) -> None:
    sold_out.close(*DAYS)

    assert sorted(sold_out.told(), key=lambda told: str(told["business_day"])) == [
        {
            "event_id": f"day-closed/{day}/1",
            "business_day": f"{day}",
            "version": 1,
            "stores": stores,
            "restated_stores": stores,
            "tag": f"closed-{day}-v1",
            "schema_version": "1.0",
        }
        for day, stores in ((FIRST, 2), (SECOND, 1))
    ]


def test_what_a_run_could_not_tell_the_next_one_tells(
    sold_out: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its report stands all the same."""
    with monkeypatch.context() as patched:
        patched.setenv("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:9")
        patched.setenv("AWS_MAX_ATTEMPTS", "1")
        with pytest.raises(NotPut):
            sold_out.close(*DAYS)
    assert (len(sold_out.place.rows("SELECT tag FROM closings")), sold_out.told()) == (2, [])

    again = sold_out.close("--FROM", f"{SECOND}")

    assert again.tags == []
    assert {told["event_id"] for told in sold_out.told()} == {
        f"day-closed/{FIRST}/1",
        f"day-closed/{SECOND}/1",
    }


def test_a_day_on_which_a_ledger_is_short_stays_open(
    sold_out: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    sold_out.place.archive(sold(4))
    run(sold_out.place)
    sold_out.applied(f"367/{FIRST}/4/4", ledgers=["loyalty"])

    closed = sold_out.close(*DAYS)

    what = "store 367: the inventory ledger lacks 1 sale that the raw archive holds"
    assert [(fault.business_day, fault.what) for fault in closed.blocked] == [(FIRST, what)]
    assert (closed.tags, closed.left_open) == (["closed-2017-03-02-v1"], 1)
    assert json.loads(capsys.readouterr().out)["blocked"] == [f"2017-03-01: {what}"]
    assert (sold_out.published("DaysClosed"), sold_out.published("DaysBlocked")) == ([1], [1])


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


def test_records_that_came_a_moment_ago_may_be_on_their_way(sold_out: Night) -> None:
    sold_out.took(5, timedelta(minutes=10))

    assert sold_out.close(*DAYS).blocked == []


def test_what_was_delivered_a_moment_ago_is_counted(sold_out: Night) -> None:
    sold_out.took(1)
    sold_out.delivered(1, timedelta(minutes=10))
    sold_out.place.archive(sold(1))

    assert sold_out.close(*DAYS).blocked == []


def test_closes_yesterday_unless_it_is_asked(night: Night) -> None:
    """Even if nobody sold: a report of nothing is a report too."""
    night.open_ledgers()

    assert night.close().tags == [f"closed-{YESTERDAY}-v1"]


def test_closes_what_was_left_open_and_what_late_sales_have_changed(sold_out: Night) -> None:
    """FAULTS 26."""
    sold_out.close("--TO", f"{FIRST}")
    sold_out.place.archive(sold(4, store="400"))
    run(sold_out.place)
    sold_out.applied(f"400/{FIRST}/4/4")
    sold_out.took(1)
    sold_out.delivered(1)

    closed = sold_out.close()

    assert closed == Closed(["closed-2017-03-01-v2", f"closed-{YESTERDAY}-v1"], 1, [], 0)


def test_the_first_close_is_of_every_day_with_sales(sold_out: Night) -> None:
    tags = ["closed-2017-03-01-v1", "closed-2017-03-02-v1", f"closed-{YESTERDAY}-v1"]

    assert sold_out.close().tags == tags


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
    arguments = Arguments(night.arguments(), required=REQUIRED, optional=("FROM", "TO"))

    [fault] = Run(arguments, night.place.lake(), now).close().blocked

    assert str(fault) == "the raw archive holds 0 of the 1 records that Firehose delivered: 1 missing"


def test_looks_as_far_back_as_the_contract_lets_a_sale_of_a_day_come() -> None:
    """FAULTS 25: booked on the next day, by a clock that is an hour fast, where the day begins first."""
    made = datetime.fromisoformat("2017-03-01T00:00:00+14:00")
    sale = parse(sold(1, day=SECOND, occurred_at=made.isoformat()))
    assert isinstance(sale, Sale)
    refuse_future(sale, made - CLOCK_SKEW)

    assert datetime.combine(sale.business_day, time.min, UTC) - EARLIEST_SALE == made - CLOCK_SKEW


@pytest.mark.parametrize(
    "days",
    [
        ("--FROM", f"{SECOND}", "--TO", f"{FIRST}"),
        ("--TO", "2999-01-01"),
        ("--FROM", "2999-01-01"),
    ],
)
def test_refuses_days_that_have_not_come_and_spans_that_end_before_they_begin(
    night: Night, days: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"No days to close: from .* today is"):
        night.close(*days)


def test_as_a_program_it_fails_when_a_day_is_blocked(
    sold_out: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Glue then calls the run failed, and shows why."""
    script = str(REPOSITORY / "jobs/close_day.py")
    monkeypatch.setattr(engine, "spark", {sold_out.place.name: sold_out.place.lake()}.__getitem__)
    monkeypatch.setattr(sys, "argv", [script, *sold_out.arguments(*DAYS)])

    runpy.run_path(script, run_name="__main__")
    sold_out.took(1)
    with pytest.raises(SystemExit, match="The close is blocked: Firehose delivered 4 of the 5 records"):
        runpy.run_path(script, run_name="__main__")
