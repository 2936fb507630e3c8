"""What can't be curated is set aside once, with its reason and where its bytes lie."""

import pytest

from domain.lake.tables import QUARANTINED
from jobs.retail.control_totals import by_store
from jobs.retail.curate_sales import CurationSummary
from lambdas.core.contract import digest
from tests.jobs.retail.running import BROKEN, FIRST, arrived, bytes_of, considered, receipts, run, sold, unfit
from tests.lakes import Place, fill
from tests.lambdas.sales import line


def reasons(place: Place) -> list[tuple[str, int, int]]:
    """Of each record: why, in which object, and where in it."""
    found = place.rows("SELECT * FROM quarantined ORDER BY raw_object, raw_position")
    return [(each["reason"], int(each["raw_object"][-7:-3]), each["raw_position"]) for each in found]


def test_a_broken_record_is_set_aside_once_and_its_bytes_are_found_again(place: Place) -> None:
    """FAULTS 1: however often it was archived."""
    place.archive(sold(1), BROKEN, b"{", BROKEN)
    place.archive(BROKEN)

    curated = run(place)

    found = place.rows("SELECT * FROM quarantined ORDER BY raw_position")
    assert curated.quarantined == 2
    assert reasons(place) == [("wrong_shape", 0, 1), ("not_json", 0, 2)]
    assert [bytes_of(place, each) for each in found] == [BROKEN, b"{"]
    assert (found[0]["field"], found[0]["why"]) == ("sale_id", "Expected `str`, got `int`")
    assert found[0]["arrived_at"] == place.archived()[0].arrived_at


def test_the_broken_do_not_hold_up_the_others(place: Place) -> None:
    """FAULTS 27: nor do registers of another age, whose sales nobody here understands."""
    place.archive(sold(1, schema_version="2.0"), sold(2), BROKEN)

    curated = run(place)

    assert (curated.sales, curated.quarantined) == (1, 2)
    assert reasons(place) == [("unknown_version", 0, 0), ("wrong_shape", 0, 2)]


def test_a_register_that_runs_ahead_reports_nothing(place: Place) -> None:
    """FAULTS 25: an hour's skew is borne, and more is a day that hasn't come."""
    place.archive(sold(1, occurred_at="2017-03-02T18:59:59Z"), sold(2, occurred_at="2017-03-02T19:00:01Z"))

    curated = run(place, arrived(0, place=place))

    assert (curated.sales, reasons(place)) == (1, [("future", 0, 1)])


def test_another_payload_of_a_later_run_is_a_conflict(place: Place) -> None:
    """FAULTS 12: the first counts, and the quarantine says what the other was and where it lies."""
    place.archive(sold(1))
    run(place)
    other = sold(1, lines=[line(total_cents=5, discounts={"coupon": 2})])
    place.archive(BROKEN, other, other)
    latest = place.archived()[1]

    curated = run(place)

    [kept] = place.rows("SELECT * FROM quarantined WHERE reason = 'conflict'")
    assert (curated.sales, curated.lines, curated.quarantined) == (0, 0, 2)
    assert receipts(place) == {"1": [398]}
    assert kept == {
        "record_id": f"367/2017-03-01/4/1/{digest(other).hex()}",
        "reason": "conflict",
        "field": "sale_id",
        "why": "was curated before with another payload",
        "sale_id": "367/2017-03-01/4/1",
        "store_id": "367",
        "business_day": FIRST,
        "net_cents": 3,
        "arrived_at": latest.arrived_at,
        "raw_object": latest.key,
        "raw_version": latest.version,
        "raw_position": 1,
    }


def test_every_other_payload_is_kept(place: Place) -> None:
    """FAULTS 12."""
    place.archive(sold(1, 1), sold(1, 2), sold(1, 3), sold(1, 2))

    run(place)

    assert reasons(place) == [("conflict", 0, 1), ("conflict", 0, 2)]


def test_a_sale_that_fails_a_rule_is_set_aside_whole(place: Place) -> None:
    place.archive(sold(1), unfit(2), sold(3))

    curated = run(place)

    [kept] = place.rows("SELECT * FROM quarantined")
    assert curated == CurationSummary(objects=1, sales=2, lines=2, quarantined=1)
    assert receipts(place) == {"1": [398], "3": [398]}
    assert place.rows("SELECT * FROM sale_lines WHERE sale_id LIKE '%/2'") == []
    assert (kept["reason"], kept["field"], kept["why"]) == ("sku_blank", "sku", "is nothing but spaces")
    assert (kept["record_id"], kept["net_cents"]) == (
        f"367/2017-03-01/4/2/{digest(unfit(2)).hex()}",
        796,
    )
    assert (kept["sale_id"], kept["store_id"], kept["business_day"]) == ("367/2017-03-01/4/2", "367", FIRST)


def test_a_sale_whose_rule_was_mended_is_taken_by_the_next_run(place: Place) -> None:
    """And none of the others that came under its id, though they came before it."""
    kept = f"367/2017-03-01/4/1/{digest(sold(1)).hex()}"
    place.archive(sold(1, 5), sold(1))
    [archived] = place.archived()
    where = {"raw_object": archived.key, "raw_version": archived.version, "raw_position": 1}
    why = {"reason": "sku_blank", "field": "sku", "why": "is nothing but spaces"}
    came = {"arrived_at": archived.arrived_at, "sale_id": "367/2017-03-01/4/1"}
    fill(place.lake(), QUARANTINED, [{"record_id": kept, **where, **why, **came}])

    curated = run(place)

    assert curated == CurationSummary(objects=1, sales=1, lines=1, quarantined=1)
    assert receipts(place) == {"1": [398]}
    assert list(by_store(considered(place), [], [])) == []


@pytest.mark.parametrize("runs", [1, 2])
def test_a_sale_that_a_rule_has_set_aside_is_known(place: Place, runs: int) -> None:
    """FAULTS 12: another payload under its id is a conflict, in the same run or in a later one."""
    place.archive(unfit(1))
    place.archive(sold(1))
    objects = place.archived()

    for part in (objects,) if runs == 1 else ([each] for each in objects):
        run(place, part)

    assert receipts(place) == {}
    assert [reason for reason, *_ in reasons(place)] == ["sku_blank", "conflict"]
