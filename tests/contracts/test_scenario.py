"""A ledger of one amount a row is expected in a line."""

from contracts.scenario import Payload, expect_amounts
from domain import CONSUMERS


def size_of(payload: Payload) -> tuple[str, int]:
    return f"{payload['place']}/{payload['day']}", payload["size"]


def test_an_event_and_its_row_name_the_same_item_and_amount() -> None:
    ledger = expect_amounts(CONSUMERS[0], item="day", amount="size", due=size_of)
    row = {"partition": "7", "entry": "1", "day": "2013-01-01", "size": "12"}

    due = ledger.due({"place": "7", "day": "2013-01-01", "size": 12})

    assert ledger.consumer is CONSUMERS[0]
    assert due == ledger.stored(row) == {"7/2013-01-01": 12}
