"""Of several payloads of a sale the one is made that counts, and its lines."""

from domain.lake.tables import SALES
from jobs.raw import RawObject
from jobs.retail.curate_sales import curate
from jobs.retail.remake import remake
from tests.jobs.retail.remaking import ONE, edit, remade, swapped
from tests.jobs.retail.running import (
    FIRST,
    SECOND,
    contents,
    receipts,
    run,
    sold,
)
from tests.jobs.retail.test_curate import LakeOfBefore
from tests.lakes import Place
from tests.lambdas.corrections import correction
from tests.lambdas.sales import BOUNDS


def test_the_last_correction_stands_whoever_undid_it(place: Place) -> None:
    right = [correction(place.s3, place.name, sold(1, cents), number=n) for n, cents in ((1, 500), (2, 600))]
    place.archive(sold(1), *right)
    run(place)
    before = contents(place)
    [kept] = place.rows("SELECT digest FROM sale_lines")
    edit(place, SALES, correction=None, settles=None, net_cents=398, total_cents=398, digest="0" * 32)

    outcome = swapped(place)

    assert outcome.named == [f"{ONE}: otherwise (total_cents, net_cents, digest, correction, settles)"]
    assert contents(place) == before
    assert place.rows("SELECT digest FROM sales") == [kept]
    assert receipts(place) == {"1": [600]}


def test_lines_of_a_payload_that_was_corrected_are_no_difference(place: Place) -> None:
    place.archive(sold(1))
    run(place)
    place.archive(correction(place.s3, place.name, sold(1, 500)))
    run(place)
    assert len(place.rows("SELECT * FROM sale_lines")) == 2

    outcome = remade(place)

    assert (outcome.sales, outcome.lines) == ({}, {})


def test_of_a_conflict_the_payload_that_came_first_is_made(place: Place) -> None:
    place.archive(sold(1, 398))
    place.archive(sold(1, 500))
    first, second = place.archived()
    run(place, [second])
    run(place, [first, second])
    assert receipts(place) == {"1": [500]}

    outcome = swapped(place)

    assert (outcome.sales, outcome.lines) == ({"otherwise": 1}, {"missing": 1})
    assert receipts(place) == {"1": [398]}


def test_a_late_record_is_made_with_its_day_and_no_other(place: Place) -> None:
    place.archive(sold(1), sold(2, day=SECOND))
    run(place)
    place.archive(sold(3), sold(4, day=SECOND), hour="events/year=2017/month=06/day=01/hour=00")

    outcome = swapped(place)

    assert outcome.named == [f"367/{FIRST}/4/3: missing", f"367/{FIRST}/4/3 line 1: missing"]
    assert receipts(place) == {"1": [398], "2": [398], "3": [398]}


def test_a_row_with_the_digest_of_before_is_the_same_row(place: Place) -> None:
    """FAULTS 52."""
    place.archive(sold(1, occurred_at="2017-03-01T14:03:00.000Z"))
    assert curate(LakeOfBefore(place.lake()), place.archived(), BOUNDS).sales == 1

    assert remade(place).named == []


def test_raw_is_listed_after_the_tables_are_read(place: Place) -> None:
    """A sale that is curated meanwhile must not seem to be one that nobody sold."""
    place.archive(sold(1))
    run(place)

    def meanwhile() -> list[RawObject]:
        found = place.archived()
        place.archive(correction(place.s3, place.name, sold(1, 500)), sold(2))
        run(place)
        return found

    assert remake(place.lake(), FIRST, meanwhile, BOUNDS, swap=False).named == []
