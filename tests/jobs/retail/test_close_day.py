"""The script that closes days, if all who count agree."""

import json
import runpy
import sys
from datetime import UTC, datetime, timedelta

import pytest

from jobs import engine
from jobs.retail import close_day
from jobs.retail.day_close import CloseSummary
from lambdas.core.bus import EventsNotPut
from tests.jobs.retail.nights import DAYS, Night
from tests.jobs.retail.running import FIRST, SECOND, run, sold
from tests.synthesis import REPOSITORY

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)


def test_closes_the_days_that_it_is_asked_for(sold_out: Night, capsys: pytest.CaptureFixture[str]) -> None:
    closed = sold_out.close(*DAYS)

    assert closed == CloseSummary(["closed-2017-03-01-v1", "closed-2017-03-02-v1"], 3, [], 0)
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


def test_closes_where_nobody_keeps_a_ledger_and_nobody_listens(sold_out: Night) -> None:
    given = sold_out.arguments(*DAYS)
    for option in ("--BUS", "--LEDGERS"):
        place = given.index(option)
        del given[place : place + 2]

    closed = close_day.main(given, sold_out.place.lake())

    assert (len(closed.tags), closed.left_open, sold_out.told()) == (2, 0, [])


def test_what_a_run_could_not_tell_the_next_one_tells(
    sold_out: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its report stands all the same."""
    with monkeypatch.context() as patched:
        patched.setenv("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:9")
        patched.setenv("AWS_MAX_ATTEMPTS", "1")
        with pytest.raises(EventsNotPut):
            sold_out.close(*DAYS)
    assert (len(sold_out.place.rows("SELECT tag FROM closings")), sold_out.told()) == (2, [])

    again = sold_out.close("--FROM", f"{SECOND}")

    assert again.tags == []
    assert {told["event_id"] for told in sold_out.told()} == {
        f"day-closed/{FIRST}/1",
        f"day-closed/{SECOND}/1",
    }


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

    assert closed == CloseSummary(["closed-2017-03-01-v2", f"closed-{YESTERDAY}-v1"], 1, [], 0)


def test_the_first_close_is_of_every_day_with_sales(sold_out: Night) -> None:
    tags = ["closed-2017-03-01-v1", "closed-2017-03-02-v1", f"closed-{YESTERDAY}-v1"]

    assert sold_out.close().tags == tags


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
    script = str(REPOSITORY / "jobs/retail/close_day.py")
    lakes = {sold_out.place.name: sold_out.place.lake()}
    monkeypatch.setattr(engine, "spark", lambda database, _: lakes[database])
    monkeypatch.setattr(sys, "argv", [script, *sold_out.arguments(*DAYS)])

    runpy.run_path(script, run_name="__main__")
    sold_out.took(1)
    with pytest.raises(SystemExit, match="The close is blocked: Firehose delivered 4 of the 5 records"):
        runpy.run_path(script, run_name="__main__")
