"""What a forgetting takes is modelled from what it reads and writes."""

import re
from itertools import pairwise

import pytest

from sluice.erasure.cost import ErasureWork
from tests.synthesis import REPOSITORY

YEAR = 366
SECONDS = YEAR * 86_400
LOADS = {1: 2, 20: 2, 200: 6}
"""Events a second, and the workers that a job of the lake has then."""
BOUGHT = {"written": 40, "events": 43, "event_days": 40}
"""Measured of one member over 2017: tests/sluice/retail/erasure/prove_year.py."""
PACKED = 1_000 / 6


def year(events_a_second: int) -> ErasureWork:
    """A year of raw, an object a minute, in an environment with two ledgers and a lake."""
    work = ErasureWork(
        objects=SECONDS // 60,
        bytes=SECONDS * events_a_second * PACKED,
        days=YEAR,
        ledgers=2,
        workers=LOADS[events_a_second],
    )
    return work.hold(**BOUGHT)


def test_more_events_take_longer_and_cost_more() -> None:
    for less, more in pairwise(map(year, LOADS)):
        assert less.minutes < more.minutes
        assert less.dollars < more.dollars


def test_a_person_who_is_nowhere_costs_the_reading() -> None:
    work = ErasureWork(objects=1_000, bytes=1e6, days=1, ledgers=2, workers=2)

    assert [each.quantity for each in work.lines()] == [2_000, 1, 0, 0, 0]


def test_without_a_lake_no_job_is_paid() -> None:
    work = ErasureWork(objects=1, bytes=1e12, days=1, ledgers=2).hold(written=1, events=1, event_days=1)

    assert [each.quantity for each in work.lines()][-1] == 0


@pytest.mark.parametrize("load", LOADS)
def test_the_page_says_what_the_model_says(load: int) -> None:
    page = (REPOSITORY / "docs/privacy.md").read_text()
    work = year(load)
    row = rf"\| {load} \| {work.objects:,} \| {re.escape(work.to_text().replace(' and ', ' | '))} \|"

    assert re.search(row, page), row
