"""One screen: what is well takes a line, what isn't is there with its figures, however narrow it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from sluice.status.archive_hours import DeliveredObject
from sluice.status.completeness import HOUR, Completeness, HourCounts, HourVerdict
from sluice.status.positions import ConsumerPosition
from sluice.status.screen import screen
from sluice.status.status import Status, spoken

NOW = datetime(2017, 12, 22, 17, 20, tzinfo=UTC)
FIRST = NOW.replace(minute=0) - 6 * HOUR
NUMBER = "49545115243490985018280067714973144582180062593244200961"


def verdict(number: int, says: Completeness = Completeness.AGREE, gap: int = 0) -> HourVerdict:
    return HourVerdict(
        HourCounts(hour=FIRST + number * HOUR, took=1_000, delivered=1_000, raw=1_000), says, gap
    )


STATUS = Status(
    at=NOW,
    positions=[
        ConsumerPosition(
            "inventory", "shardId-000000000002", NUMBER, NOW - timedelta(minutes=3), NOW, timedelta(0)
        ),
        ConsumerPosition("loyalty", "shardId-000000000002", waits=timedelta(minutes=11)),
        ConsumerPosition("shelves", "every", "7", NOW, NOW),
    ],
    delivered={"archive": DeliveredObject("events/hour=17/archive-1-2017.gz", NOW - timedelta(seconds=18))},
    replays=[],
    waiting={"given_up": 2},
    dead_letters={"quiet": 0},
    parked=0,
    hours=[
        verdict(0),
        verdict(1),
        verdict(2),
        verdict(3, Completeness.MISSING, 7),
        verdict(4),
        verdict(5, Completeness.OPEN),
    ],
)


def shown(status: Status, width: int = 100) -> str:
    console = Console(width=width, file=StringIO(), record=True)
    console.print(screen(status, width))
    return console.export_text()


def test_hours_that_agree_in_a_row_are_one_line() -> None:
    lines = [line.split() for line in shown(STATUS).splitlines() if line.startswith("12-22")]

    assert lines == [
        ["12-22", "11-14h", "agree", "3,000", "3,000", "0", "3,000"],
        ["12-22", "14-15h", "7", "missing", "1,000", "1,000", "0", "1,000"],
        ["12-22", "15-16h", "agree", "1,000", "1,000", "0", "1,000"],
        ["12-22", "16-17h", "not", "closed", "yet", "1,000", "1,000", "0", "1,000"],
    ]


def test_a_position_says_its_number_its_age_and_what_waits_behind_it() -> None:
    inventory, loyalty, shelves = (
        line
        for line in shown(STATUS).splitlines()
        if line.startswith(("inventory  ", "loyalty  ", "shelves  "))
    )

    assert inventory.split() == ["inventory", "2", f"…{NUMBER[-12:]}", "3", "min", "ago", "nothing"]
    assert loyalty.split() == ["loyalty", "2", "nothing", "yet", "11", "min"]
    assert shelves.endswith("?"), "nobody knows what waits"


@pytest.mark.parametrize("width", [44, 80, 140])
def test_no_figure_is_cut(width: int) -> None:
    large = HourCounts(hour=FIRST, took=1_234_567, delivered=1_234_568, raw=1_234_567)

    told = shown(replace(STATUS, hours=[HourVerdict(large, Completeness.AGREE)]), width)

    assert told.count("1,234,567") == 2


@pytest.mark.parametrize("width", [50, 80, 140])
def test_what_is_wrong_is_last_and_fits(width: int) -> None:
    lines = shown(STATUS, width).splitlines()

    assert max(map(len, lines)) <= width
    assert "2 failures wait that are given up" in lines[-1]
    assert "7 missing" in " ".join(shown(STATUS, width).split())


def test_all_that_is_well_is_said_in_a_line() -> None:
    well = replace(STATUS, positions=[], waiting={}, hours=[verdict(0)])

    assert shown(well).splitlines()[-1].strip() == "Nothing is missing, and nothing waits."


def test_what_is_wrong_has_a_line_each() -> None:
    assert list(STATUS.wrong()) == [
        "7 records are missing in raw, at the end of 2017-12-22T14",
        "loyalty has let a record of shardId-000000000002 wait for 11 min",
        "2 failures wait that are given up",
    ]


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (59.9, "59 s"), (60, "1 min"), (7_199, "1 h"), (200_000, "2 d")]
)
def test_a_span_is_told_in_the_largest_unit_that_is_full(seconds: float, told: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == told
