"""The script that brings the raw archive into the tables."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.lake.tables import SALE_LINES
from environments import PRESETS
from jobs.raw import OVERLAP
from jobs.retail.curate_sales import CurationSummary, main
from lambdas.core.raw import LONGEST_DELIVERY
from tests.jobs.retail.nights import Night, hours_ago
from tests.jobs.retail.running import BROKEN, receipts, run, sold
from tests.jobs.turns import Disturbed

DAY = "events/year=2017/month=03/day=01"
NOTHING = CurationSummary(objects=0, sales=0, lines=0, quarantined=0)


def newest(night: Night, ahead: timedelta) -> None:
    """Let the newest sale of the tables have arrived so long after now."""
    night.place.archive(sold(9))
    seen = [replace(each, arrived_at=each.arrived_at + ahead) for each in night.place.archived()]
    run(night.place, seen)


def test_takes_what_is_new_and_says_what_it_added(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    night.place.archive(sold(1), sold(2), BROKEN, hour=hours_ago(0))

    curated = night.curate()

    assert curated == CurationSummary(objects=1, sales=2, lines=2, quarantined=1)
    assert json.loads(capsys.readouterr().out) == curated.figures()
    assert (night.published("SalesCurated"), night.published("RecordsQuarantined")) == ([2], [1])


def test_a_run_that_adds_nothing_says_so(night: Night) -> None:
    """An alarm on silence must see that somebody looked."""
    night.curate()

    assert (night.published("SalesCurated"), night.published("RecordsQuarantined")) == ([0], [0])


def test_looks_again_at_what_may_have_been_half_there(night: Night) -> None:
    newest(night, OVERLAP - timedelta(minutes=5))
    night.place.archive(sold(1), hour=hours_ago(0))

    assert night.curate() == CurationSummary(objects=1, sales=1, lines=1, quarantined=0)


def test_does_not_read_the_archive_from_its_beginning_again(night: Night) -> None:
    newest(night, OVERLAP + timedelta(minutes=5))
    night.place.archive(sold(1), hour=hours_ago(0))

    assert night.curate() == NOTHING
    assert night.curate("--FROM", "2017-03-01T00").sales == 1


def test_finds_what_was_delivered_late(night: Night) -> None:
    """FAULTS 26, 32: an object is named by its oldest record, which Firehose may have had for days."""
    newest(night, timedelta())
    late = LONGEST_DELIVERY.total_seconds() / 3_600
    night.place.archive(sold(1), hour=hours_ago(late))
    night.place.archive(sold(2), hour=hours_ago(late + 3))

    assert night.curate().objects == 1
    assert sorted(receipts(night.place)) == ["1", "9"]


def test_tells_what_a_try_had_set_aside_before_it_lost(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAULTS 36: nobody else will count it, and an alarm waits for it."""
    monkeypatch.setattr(random, "random", lambda: 0.0)
    night.place.archive(sold(1), BROKEN)
    night.place.archive(sold(2))
    _, other = night.place.archived()
    lake: Any = Disturbed(night.place.lake(), SALE_LINES, lambda: run(night.place, [other]))

    curated = main(night.arguments("--FROM", "2017-03-01T00"), lake)

    assert curated == CurationSummary(objects=2, sales=1, lines=1, quarantined=1)
    assert night.published("RecordsQuarantined") == [1]


@pytest.mark.parametrize("environment", PRESETS)
def test_no_stream_remembers_longer_than_that(environment: str) -> None:
    """FAULTS 32."""
    assert timedelta(hours=PRESETS[environment]().stream_retention_hours) <= LONGEST_DELIVERY


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--FROM", "2017-03-01T15", "--TO", "2017-03-01T16"), ["2"]),
        (("--FROM", "2017-03-01T15"), ["2", "3"]),
        (("--TO", "2017-03-01T15"), ["1"]),
    ],
)
def test_takes_the_hours_that_it_is_asked_for(night: Night, asked: tuple[str, ...], found: list[str]) -> None:
    for number, hour in enumerate((14, 15, 16), 1):
        night.place.archive(sold(number), hour=f"{DAY}/hour={hour}")

    night.curate(*asked)

    assert list(receipts(night.place)) == found
