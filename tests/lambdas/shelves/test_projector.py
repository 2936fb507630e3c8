"""The shelves follow the ledger: each row once, and each fall told once."""

import json
from typing import Any

import pytest

from lambdas.core.processor import MARGIN_MS
from lambdas.shelves.projector import ShelfProjector
from lambdas.shelves.rows import parse_new_row
from tests.lambdas.deliveries import deliver, unheard
from tests.lambdas.objects import FullBucket
from tests.lambdas.sam_samples import KINESIS
from tests.lambdas.sam_samples import TABLE as SAM_INSERT
from tests.lambdas.shelves.follower import TABLE, Told, handle, on_hand, projector_with
from tests.lambdas.shelves.rows import delivery, event, row


def test_deliveries_fill_and_sales_empty_the_shelves_of_their_store(projector: ShelfProjector) -> None:
    handle(
        projector,
        delivery(1, {"apple": 20, "bread": 9}),
        row(2, {"apple": -3}),
        row(3, {"apple": -1}, store="31"),
    )

    assert on_hand(projector, "apple", "bread") == [17, 9]
    assert on_hand(projector, "apple", store="31") == [-1]


def test_a_shelf_is_readable_as_it_lies_in_its_table(projector: ShelfProjector) -> None:
    handle(projector, delivery(1, {"apple": 20}))

    item = projector.shelves.dynamodb.get_item(
        TableName=TABLE, Key={"store_id": {"S": "367"}, "sku": {"S": "apple"}}
    )["Item"]
    assert item["on_hand"] == {"N": "20"}


def test_a_fall_is_told_once_however_many_sales_follow(projector: ShelfProjector, told: Told) -> None:
    handle(projector, delivery(1, {"apple": 20}))
    for number in range(2, 12):
        handle(projector, row(number, {"apple": -2}))

    [fall] = told.events
    assert (fall.event_id, fall.on_hand) == ("stock-low/367/apple/1", 10)


def test_a_batch_that_comes_again_changes_and_tells_nothing(projector: ShelfProjector, told: Told) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    handle(projector, *batch)

    assert handle(projector, *batch) is None
    assert on_hand(projector, "apple") == [5]
    assert len(told.events) == 1


def test_stops_before_the_timeout(projector: ShelfProjector) -> None:
    """FAULTS 16."""
    assert handle(projector, row(1, {"apple": -1}), remaining_ms=MARGIN_MS - 1) == f"{1:021d}"


def test_rows_that_are_removed_are_no_movement(projector: ShelfProjector) -> None:
    gone = row(2, {"apple": -3}) | {"eventName": "REMOVE"}
    handle(projector, delivery(1, {"apple": 20}), gone)

    assert on_hand(projector, "apple") == [20]


def test_is_as_far_as_the_last_row_of_the_last_part_that_it_followed(projector: ShelfProjector) -> None:
    parted = ShelfProjector(
        projector.shelves, projector.rules, projector.publish, projector.quarantine, unheard, at_once=2
    )
    batch = event(delivery(1, {"apple": 20}), *(row(n, {"apple": -1}) for n in range(2, 6)))
    left = iter([60_000, 60_000, 0])

    whole = deliver(parted, parse_new_row, batch, lambda: 60_000)
    stopped = deliver(parted, parse_new_row, batch, lambda: next(left))

    assert whole.settled is not None
    assert stopped.settled is not None
    assert (whole.settled.sequence_number, stopped.settled.sequence_number) == (f"{5:021d}", f"{4:021d}")
    assert stopped.stopped_at == f"{5:021d}"


GOOD = row(1, {"apple": -3})
ODD: dict[str, Any] = {
    "of the SAM CLI": SAM_INSERT,
    "of Kinesis": KINESIS,
    "an event that no table tells": GOOD | {"eventName": "insert"},
    "nothing": None,
    "a list": [1],
    "no image": GOOD | {"dynamodb": {"SequenceNumber": "1"}},
    "no number": GOOD | {"dynamodb": GOOD["dynamodb"] | {"SequenceNumber": None}},
    "a number that is none": GOOD | {"dynamodb": GOOD["dynamodb"] | {"SequenceNumber": "../1"}},
    "a time beyond all calendars": GOOD
    | {"dynamodb": GOOD["dynamodb"] | {"ApproximateCreationDateTime": 1e30}},
    "a row without a day": row(1, {"apple": -3}, entry="yesterday"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_a_record_that_is_no_ledgers_is_kept_whole_and_the_others_are_followed(
    told: Told, projector: ShelfProjector, odd: Any
) -> None:
    stopped_at = handle(projector, delivery(2, {"apple": 20}), odd, row(3, {"apple": -3}))

    assert stopped_at is None
    assert on_hand(projector, "apple") == [17]
    assert {json.dumps(json.loads(each), sort_keys=True) for each in told.quarantine.refused()} == {
        json.dumps(odd, sort_keys=True)
    }


def test_an_odd_record_that_cannot_be_kept_sends_its_batch_back_untouched(
    told: Told, projector: ShelfProjector
) -> None:
    told.quarantine = FullBucket()
    projector = projector_with(told)

    assert handle(projector, row(3, {"apple": -3}), SAM_INSERT) == f"{3:021d}"
    assert on_hand(projector, "apple") == [0]
    assert handle(projector, {"dynamodb": None}) == ""


def corrected(
    number: int, moved: dict[str, int], replaced: dict[str, int], correction: int
) -> dict[str, Any]:
    """The record of a row that a correction has changed."""
    record = row(number, moved, entry="2017-03-01/4/2") | {"eventName": "MODIFY"}
    before = {"movement": {"M": {sku: {"N": str(units)} for sku, units in replaced.items()}}}
    record["dynamodb"]["NewImage"] |= {"correction": {"N": str(correction)}, "replaced": {"M": before}}
    return record


def test_a_corrected_row_moves_what_it_has_otherwise(projector: ShelfProjector) -> None:
    """FAULTS 53: once, and each correction for itself."""
    once = corrected(3, {"apple": -1, "pear": -2}, {"apple": -3}, 1)
    again = corrected(4, {"apple": -1}, {"apple": -1, "pear": -2}, 2)

    handle(projector, delivery(1, {"apple": 20, "pear": 9}), row(2, {"apple": -3}), once)
    assert on_hand(projector, "apple", "pear") == [19, 7]

    handle(projector, once, again)
    handle(projector, again)
    assert on_hand(projector, "apple", "pear") == [19, 9]


def test_a_row_that_something_else_has_changed_moves_nothing(projector: ShelfProjector) -> None:
    swapped = row(2, {"apple": -3}) | {"eventName": "MODIFY"}

    handle(projector, delivery(1, {"apple": 20}), swapped)

    assert on_hand(projector, "apple") == [20]
