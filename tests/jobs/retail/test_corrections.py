"""The lake follows an operator's corrections: each sale stands there as the last one says."""

from itertools import permutations

import pytest

from tests.jobs.retail.running import FIRST as DAY
from tests.jobs.retail.running import close_days, receipts, run, snapshots, sold
from tests.lakes import Place
from tests.lambdas.corrections import correction

FIRST, OTHER, UNSEEN = sold(1, 398), sold(1, 500), sold(1, 999)
ENDED = "SELECT net_cents, correction FROM sales"
STATED = "SELECT version, net_cents FROM daily_store_sales ORDER BY version"
CONFLICTS = "SELECT count(*) AS conflicts FROM quarantined WHERE reason = 'conflict'"


def corrected(place: Place, right: bytes, number: int = 1) -> bytes:
    """Keep a correction that settles both payloads; return its record."""
    return correction(place.s3, place.name, right, number=number, settles=[FIRST, OTHER])


def test_a_correction_puts_another_payload_in_the_place_of_the_first(place: Place) -> None:
    """FAULTS 53."""
    place.archive(FIRST)
    run(place)
    place.archive(corrected(place, OTHER))

    curated = run(place)

    assert (curated.sales, curated.quarantined) == (1, 0)
    assert place.rows(ENDED) == [{"net_cents": 500, "correction": 1}]
    assert receipts(place) == {"1": [500]}


def test_what_it_settles_is_no_conflict_and_anything_else_is(place: Place) -> None:
    place.archive(FIRST, corrected(place, OTHER), OTHER)
    run(place)
    assert place.rows(CONFLICTS) == [{"conflicts": 0}]

    place.archive(FIRST, OTHER, UNSEEN)
    run(place)

    assert place.rows(CONFLICTS) == [{"conflicts": 1}]
    assert place.rows(ENDED) == [{"net_cents": 500, "correction": 1}]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("at_once", [True, False], ids=["one run", "a run each"])
def test_whatever_the_order_the_last_correction_stays(
    order: tuple[int, ...], at_once: bool, place: Place
) -> None:
    """FAULTS 53: the last one says that the first payload was right after all."""
    records = [FIRST, corrected(place, OTHER), corrected(place, FIRST, number=2)]
    for each in order:
        place.archive(records[each])
        if not at_once:
            run(place)
    run(place)

    assert place.rows(ENDED) == [{"net_cents": 398, "correction": 2}]
    assert receipts(place) == {"1": [398]}


def test_a_correction_that_comes_again_changes_nothing(place: Place) -> None:
    place.archive(FIRST, corrected(place, OTHER))
    run(place)
    before = snapshots(place)

    run(place)

    assert snapshots(place) == before


def test_a_corrected_day_is_closed_again_with_the_right_amount(place: Place) -> None:
    """FAULTS 53: and once."""
    place.archive(FIRST)
    run(place)
    assert close_days(place, DAY).tags == ["closed-2017-03-01-v1"]
    place.archive(corrected(place, OTHER))
    run(place)

    assert close_days(place).tags == ["closed-2017-03-01-v2"]
    assert place.rows(STATED) == [{"version": 1, "net_cents": 398}, {"version": 2, "net_cents": 500}]
    assert close_days(place).tags == []
