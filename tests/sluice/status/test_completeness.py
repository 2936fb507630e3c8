"""What was lost between stream and archive is named, and what only lies across an hour's border is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.status.completeness import HOUR, Completeness, HourCounts, HourVerdict, judged

START = datetime(2017, 12, 22, 8, tzinfo=UTC)
LONG_AGO = START + 100 * HOUR


def hour(number: int, took: int | None, raw: int | None, across: int = 0) -> HourCounts:
    return HourCounts(hour=START + number * HOUR, took=took, delivered=None, raw=raw, across=across)


def judge(*counted: HourCounts, across_before: int = 0, settled: datetime = LONG_AGO) -> list[HourVerdict]:
    return list(judged(counted, across_before=across_before, settled=settled))


def said(*counted: HourCounts, across_before: int = 0, settled: datetime = LONG_AGO) -> list[str]:
    return [str(each) for each in judge(*counted, across_before=across_before, settled=settled)]


def test_hours_that_agree() -> None:
    assert said(hour(0, 100, 100), hour(1, 0, 0)) == ["agree", "agree"]


def test_a_single_record_that_is_missing_is_named() -> None:
    assert said(hour(0, 100, 100), hour(1, 1_000, 999), hour(2, 100, 100)) == ["agree", "1 missing", "agree"]


def test_more_is_named_and_is_no_fault() -> None:
    """FAULTS 31: Firehose may write twice."""
    assert said(hour(0, 100, 130)) == ["30 more"]


def test_what_came_twice_in_one_hour_does_not_make_up_for_a_loss_in_another() -> None:
    assert said(hour(0, 100, 130), hour(1, 100, 90)) == ["30 more", "10 missing"]
    assert said(hour(0, 100, 90), hour(1, 100, 130), hour(2, 100, 95)) == [
        "10 missing",
        "30 more",
        "5 missing",
    ]


def test_what_lies_across_a_border_is_neither_missing_nor_more() -> None:
    """Twenty records of the second hour lie in an object that the first one's last record began."""
    assert said(hour(0, 100, 120, across=25), hour(1, 100, 80)) == ["agree", "agree"]


def test_what_lay_across_the_beginning_is_not_missing() -> None:
    assert said(hour(0, 100, 80), across_before=20) == ["agree"]
    assert said(hour(0, 100, 80), across_before=19) == ["1 missing"]


def test_a_loss_that_a_border_might_explain_is_named_when_the_next_hour_does_not_bring_it() -> None:
    """Of 30 that are missing in the first hour 25 may lie before it; the second hour lacks ten more."""
    assert said(hour(0, 100, 80), hour(1, 100, 90), across_before=25) == ["agree", "10 missing"]
    assert said(hour(0, 100, 80, across=9), hour(1, 100, 86), across_before=25) == ["agree", "9 missing"]


def test_small_losses_add_up() -> None:
    """Each hides behind its border, all of them together don't."""
    lossy = [hour(number, 1_000, 990, across=50) for number in range(8)]

    assert sum(each.gap for each in judge(*lossy, across_before=50)) == 80 - 50


def test_an_hour_is_open_until_what_came_in_it_must_be_delivered() -> None:
    counted = [hour(0, 100, 100), hour(1, 100, 20)]

    assert said(*counted, settled=START + 2 * HOUR) == ["agree", "80 missing"]
    assert said(*counted, settled=START + 1.9 * HOUR) == ["agree", "not closed yet"]


@pytest.mark.parametrize("unmeasured", [hour(0, None, 100), hour(0, 100, None)], ids=["stream", "raw"])
def test_what_nobody_measured_is_not_judged(unmeasured: HourCounts) -> None:
    assert said(unmeasured) == ["not measured"]


def test_after_an_hour_whose_objects_are_unknown_nobody_knows_what_lies_across_its_end() -> None:
    assert said(hour(0, 100, None), hour(1, 100, 80), hour(2, 100, 99)) == [
        "not measured",
        "not measured",
        "1 missing",
    ]
    assert said(hour(0, 100, None), hour(1, 100, 100))[1] == "agree"


@dataclass(frozen=True)
class Sent:
    """Records of an hour, of them and of the next one those in the object across its end, and those lost."""

    records: int
    border: int
    next_hours: int
    lost: int


sent = st.builds(Sent, st.integers(0, 60), st.integers(0, 20), st.integers(0, 20), st.integers(0, 5))


def delivered(hours: Sequence[Sent], *, losing: bool) -> tuple[list[HourCounts], int]:
    """What everybody counts when an object lies across each border, with records of both hours."""
    counted, carried = [], 0
    for number, each in enumerate(hours):
        following = hours[number + 1].records if number + 1 < len(hours) else 0
        moved = min(each.next_hours, following) if each.records > carried else 0
        own = each.records - carried
        across = min(each.border, own) + moved if moved else 0
        lost = min(each.lost, own) if losing else 0
        counted.append(hour(number, each.records, own + moved - lost, across))
        carried = moved
    return counted, sum((each.took or 0) - (each.raw or 0) for each in counted)


@given(st.lists(sent, min_size=1, max_size=12))
def test_no_border_raises_a_false_alarm(hours: list[Sent]) -> None:
    counted, _ = delivered(hours, losing=False)

    assert {each.says for each in judge(*counted)} <= {Completeness.AGREE}


@given(st.lists(sent, min_size=1, max_size=12))
def test_never_is_more_named_than_was_lost(hours: list[Sent]) -> None:
    counted, lost = delivered(hours, losing=True)

    assert sum(each.gap for each in judge(*counted) if each.says is Completeness.MISSING) <= lost


@given(st.lists(sent, min_size=1, max_size=12))
def test_after_a_border_across_which_nothing_lies_every_loss_is_named(hours: list[Sent]) -> None:
    quiet = [Sent(each.records, 0, 0, each.lost) for each in hours]

    counted, lost = delivered(quiet, losing=True)

    assert sum(each.gap for each in judge(*counted)) == lost
