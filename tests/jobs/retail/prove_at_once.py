"""FAULTS 36: two runs at once, whichever step of one comes between which of the other."""

from functools import partial

import pytest

from jobs.retail.curate_sales import curate
from jobs.retail.day_close import TAGGED
from tests.jobs.retail.running import (
    BROKEN,
    FIRST,
    SECOND,
    as_of,
    close_days,
    close_due,
    contents,
    receipts,
    run,
    snapshots,
    sold,
)
from tests.jobs.turns import at_once
from tests.lakes import Place
from tests.lambdas.sales import BOUNDS, line
from twin.emulator import Emulator

ONE, OTHER = ([line("a", total_cents=cents), line("b", total_cents=cents)] for cents in (1, 2))


@pytest.fixture(scope="module")
def curated(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two days of two stores, of which the first is closed."""
    place = Place(emulator, tmp_path_factory.mktemp("lake"))
    place.archive(sold(1), sold(2, store="400"), sold(3, day=SECOND))
    run(place)
    close_days(place, FIRST)
    place.archive(sold(4))
    run(place)
    return place


# Both have looked at the tables; then each writes what is refused, its lines and its sales.
@pytest.mark.parametrize("order", ["aaabbb", "ababab", "abbbaa", "bbabaa"])
def test_of_two_that_curate_the_second_starts_over(place: Place, order: str) -> None:
    """FAULTS 12, 36: no sale is lost, none is there twice, and of two payloads one counts and one is kept."""
    place.archive(sold(1, lines=ONE), sold(2), BROKEN)
    place.archive(sold(1, lines=OTHER), sold(2), sold(3), BROKEN)
    first, second = ([each] for each in place.archived())

    lost = at_once(
        "ab" + order,
        [
            ("a", place.lake(), lambda lake: curate(lake, first, BOUNDS)),
            ("b", place.lake(), lambda lake: curate(lake, second, BOUNDS)),
        ],
    )

    assert lost
    winner = receipts(place)["1"]
    assert winner in ([1, 1], [2, 2])
    assert receipts(place) == {"1": winner, "2": [398], "3": [398]}
    refused = place.rows("SELECT reason, net_cents FROM quarantined ORDER BY reason")
    assert refused == [
        {"reason": "conflict", "net_cents": 4 if winner == [1, 1] else 2},
        {"reason": "wrong_shape", "net_cents": None},
    ]
    before = snapshots(place)
    run(place)
    assert snapshots(place) == before


# Each writes its report, a tag on each of three tables, and its closings.
@pytest.mark.parametrize("order", ["ababababab", "abbbbbaaaa", "aaabbbbbaa"])
def test_of_two_that_close_one_closes(curated: Place, order: str) -> None:
    """FAULTS 36: each day once, and under one version."""
    alone, place = curated.copied(), curated.copied()
    close_due(alone.lake())

    lost = at_once("ab" + order, [(name, place.lake(), close_due) for name in "ab"])

    assert lost
    assert contents(place) == contents(alone)
    for tag in ("closed-2017-03-01-v2", "closed-2017-03-02-v1"):
        assert [as_of(place, table, tag) for table in TAGGED] == [
            as_of(alone, table, tag) for table in TAGGED
        ]


@pytest.mark.parametrize("steps", [0, 1, 3, 5])
def test_a_sale_that_comes_during_a_close_is_counted_or_restated_next(curated: Place, steps: int) -> None:
    """FAULTS 26, 36: and what a close has tagged is what it has counted."""
    place = curated.copied()
    place.archive(sold(9, 100))

    at_once(
        "a" * (1 + steps) + "bbbb",
        [
            ("a", place.lake(), close_due),
            ("b", place.lake(), partial(curate, objects=place.archived(), bounds=BOUNDS)),
        ],
    )
    stated = place.rows("SELECT tag, sales FROM closings WHERE version = 2")
    close_due(place.lake())

    [tagged] = ([each["sale_id"] for each in as_of(place, TAGGED[0], told["tag"])] for told in stated)
    assert sum("2017-03-01" in sale_id for sale_id in tagged) == stated[0]["sales"]
    [newest] = place.rows("SELECT sales FROM current_closings WHERE business_day = DATE '2017-03-01'")
    assert newest["sales"] == 4
