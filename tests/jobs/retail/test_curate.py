"""Raw objects become curated sales, each once."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.lake.tables import SALE_LINES, SALES, TABLES
from jobs.decode import AcceptedRecord, EventColumns, Values
from jobs.raw import BEGINNING, OVERLAP, RawObject
from jobs.retail.curate_sales import CurationSummary, curate, new_since
from lambdas.core.contract import digest, digests
from lambdas.core.time_bounds import TimeBounds
from tests.jobs.retail.running import (
    BROKEN,
    EVENING,
    FIRST,
    arrived,
    bytes_of,
    receipts,
    run,
    snapshots,
    sold,
    unfit,
)
from tests.lakes import Place
from tests.lambdas.sales import BOUNDS, encoded, line, sale
from twin.lake.duck import DuckLake

NOTHING = CurationSummary(objects=0, sales=0, lines=0, quarantined=0)


def test_a_sale_stands_there_with_all_that_is_known_of_it(place: Place) -> None:
    lines = [line("a", 2, 398, discounts={"retail": 5, "coupon": 100, "coupon_match": 7}), line("b", -1, -50)]
    data = encoded(sale(lines=lines))
    place.archive(BROKEN, data)
    [archived] = place.archived()

    curated = run(place)

    [kept] = place.rows("SELECT * FROM sales")
    assert curated == CurationSummary(objects=1, sales=1, lines=2, quarantined=1)
    assert kept == {
        "sale_id": "367/2017-03-01/4/1",
        "store_id": "367",
        "business_day": FIRST,
        "register_id": "4",
        "occurred_at": datetime(2017, 3, 1, 14, 3, tzinfo=UTC),
        "payment_token": "tok_paid",
        "loyalty_id": "1234",
        "lines": 2,
        "total_cents": 348,
        "net_cents": 248,
        "digest": digest(data).hex(),
        "arrived_at": archived.arrived_at,
        "raw_object": archived.key,
        "raw_version": archived.version,
        "raw_position": 1,
        "correction": None,
        "settles": None,
    }
    same = {name: kept[name] for name in ("sale_id", "digest", "store_id", "business_day")}
    first = {"sku": "a", "quantity": 2, "retail_cents": 5, "coupon_cents": 100, "coupon_match_cents": 7}
    second = {"sku": "b", "quantity": -1, "retail_cents": 0, "coupon_cents": 0, "coupon_match_cents": 0}
    assert place.rows("SELECT * FROM sale_lines ORDER BY line_no") == [
        {**same, "line_no": 1, "total_cents": 398, **first},
        {**same, "line_no": 2, "total_cents": -50, **second},
    ]


def test_sales_of_many_objects_keep_their_own_lines(place: Place) -> None:
    for numbers in ((1, 2, 3), (4, 5, 6)):
        lines = ([line("a", 1, 10 * each), line("b", 1, 10 * each + 1)] for each in numbers)
        place.archive(*(sold(each, lines=of) for each, of in zip(numbers, lines, strict=True)))

    run(place)

    assert receipts(place) == {f"{each}": [10 * each, 10 * each + 1] for each in range(1, 7)}


def test_nothing_new_is_nothing_done(place: Place) -> None:
    assert run(place) == NOTHING
    assert snapshots(place) == [0] * len(TABLES)


def test_a_sale_that_was_archived_twice_counts_once(place: Place) -> None:
    """FAULTS 31: a retry of Firehose may write a record twice, in one object or two, or an object anew."""
    place.archive(sold(1), sold(2), sold(1))
    place.archive(sold(2))
    place.archive(sold(1), sold(3), name="0000")

    curated = run(place)

    assert curated == CurationSummary(objects=3, sales=3, lines=3, quarantined=0)
    assert receipts(place) == {"1": [398], "2": [398], "3": [398]}


def test_what_was_curated_before_is_known_again(place: Place) -> None:
    """FAULTS 31, 35: in another object too, and with its fields in another order."""
    place.archive(sold(1))
    run(place)
    place.archive(json.dumps(json.loads(sold(1)), sort_keys=True).encode(), sold(2))

    curated = run(place)

    assert curated == CurationSummary(objects=2, sales=1, lines=1, quarantined=0)


class LakeOfBefore:
    """A lake whose rows have the digests that payloads had before."""

    def __init__(self, lake: DuckLake) -> None:
        self._lake = lake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lake, name)

    def decode(self, objects: Sequence[RawObject], columns: EventColumns, bounds: TimeBounds) -> None:
        def fill(accepted: Sequence[AcceptedRecord]) -> Values:
            return columns.fill([each._replace(digest=each.former) for each in accepted])

        self._lake.decode(objects, replace(columns, fill=fill), bounds)


@pytest.mark.parametrize("spelled", ["2017-03-01T14:03:00.000Z", "2017-03-01T15:03:00+01:00"])
def test_another_spelling_of_what_was_curated_before_is_known(place: Place, spelled: str) -> None:
    """FAULTS 52."""
    place.archive(sold(1))
    run(place)
    place.archive(sold(1, occurred_at=spelled))

    assert replace(run(place), objects=0) == NOTHING


def test_what_was_curated_under_the_digest_of_before_is_known_again(place: Place) -> None:
    """FAULTS 52: moments had as many digests as spellings."""
    told = sold(1, occurred_at="2017-03-01T14:03:00.000Z")
    place.archive(told)
    assert curate(LakeOfBefore(place.lake()), place.archived(), BOUNDS).sales == 1
    [kept] = place.rows("SELECT digest FROM sales")
    assert kept["digest"] == digests(told)[1].hex() != digest(told).hex()
    place.archive(told)

    assert replace(run(place), objects=0) == NOTHING


def test_a_replay_of_a_day_changes_nothing(place: Place) -> None:
    """FAULTS 35: not a row, and no table gets another snapshot."""
    day = (sold(1), BROKEN, sold(1, 5), unfit(2), sold(3))
    place.archive(*day)
    run(place)
    before = snapshots(place)

    place.archive(*reversed(day))
    curated = run(place)

    assert replace(curated, objects=0) == NOTHING
    assert snapshots(place) == before


def test_of_two_payloads_the_one_that_arrived_first_counts(place: Place) -> None:
    """FAULTS 12: whatever their objects' names."""
    place.archive(sold(1, 2))
    place.archive(sold(1, 1))

    curated = run(place, arrived(1, 0, place=place))

    assert (curated.sales, curated.quarantined) == (1, 1)
    assert receipts(place) == {"1": [1]}


def test_payloads_that_arrived_together_count_in_the_order_of_the_archive(place: Place) -> None:
    place.archive(sold(1, 10), sold(1, 11))
    place.archive(sold(1, 20), sold(1, 21))

    run(place, list(reversed(arrived(0, 0, place=place))))

    assert receipts(place) == {"1": [10]}


def test_a_late_sale_stands_under_its_own_day(place: Place) -> None:
    """FAULTS 26: the day on which the register booked it, not that on which it arrived."""
    place.archive(sold(1), sold(2, day=date(2017, 2, 20)))

    run(place)

    seen = place.rows("SELECT business_day FROM sold_lines ORDER BY business_day")
    assert [each["business_day"] for each in seen] == [date(2017, 2, 20), FIRST]
    assert [place.stored(each).inspect.partitions().num_rows for each in (SALES, SALE_LINES)] == [2, 2]


def test_what_a_newer_register_says_is_kept(place: Place) -> None:
    """FAULTS 27: fields that nobody here knows break nothing, and stay readable in raw."""
    newer = sold(1, schema_version="1.7", lines=[line(weight=3)], till={"mood": "good"})
    place.archive(sold(2), newer)

    curated = run(place)

    [kept] = place.rows("SELECT * FROM sales WHERE sale_id LIKE '%/1'")
    assert (curated.sales, curated.quarantined) == (2, 0)
    assert kept["digest"] == digest(newer).hex()
    assert bytes_of(place, kept) == newer


def test_an_oversized_sale_is_read_from_where_it_lies(place: Place) -> None:
    """FAULTS 20."""
    large = sold(1, lines=[line(f"sku{each}") for each in range(3)])
    place.s3.put_object(Bucket=place.name, Key="claims/1", Body=large)
    claim = {"key": "claims/1", "sha256": sha256(large).hexdigest(), "bytes": len(large)}
    named = {"schema_version": "1.0", "sale_id": "367/2017-03-01/4/1", "store_id": "367"}
    place.archive(encoded({**named, "claim": claim}))

    assert run(place) == CurationSummary(objects=1, sales=1, lines=3, quarantined=0)


def test_everything_is_new_to_empty_tables(place: Place) -> None:
    assert new_since(place.lake()) == BEGINNING


def test_what_came_about_when_the_newest_sale_came_may_be_new(place: Place) -> None:
    place.archive(sold(1))
    place.archive(sold(2))
    run(place, arrived(5, 3, place=place))

    assert new_since(place.lake()) == EVENING + timedelta(hours=5) - OVERLAP


def test_counts_what_a_try_had_added_before_it_lost(place: Place) -> None:
    """FAULTS 36."""
    place.archive(sold(1), BROKEN)
    added = Counter({"quarantined": 2, "lines": 1})

    assert curate(place.lake(), place.archived(), BOUNDS, added) == CurationSummary(
        1, sales=1, lines=2, quarantined=3
    )


def test_tells_its_numbers_by_name() -> None:
    told = CurationSummary(objects=1, sales=2, lines=3, quarantined=4).figures()

    assert told == {"objects": 1, "sales": 2, "lines": 3, "quarantined": 4}
