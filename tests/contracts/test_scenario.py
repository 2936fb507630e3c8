"""A ledger of one amount a row is expected in a line."""

from contracts.scenario import Payload, expect_amounts


def largest_of_its_day(payload: Payload) -> tuple[str, int]:
    return f"{payload['place']}/{payload['day']}", payload["size"]


def test_an_event_and_its_row_name_the_same_item_and_amount() -> None:
    ledger = expect_amounts("sizes", item="day", amount="size", due=largest_of_its_day, combine=max)
    row = {"partition": "7", "entry": "1", "day": "2013-01-01", "size": "12"}

    due = ledger.due({"place": "7", "day": "2013-01-01", "size": 12})

    assert due == ledger.stored(row) == {"7/2013-01-01": 12}
    assert ledger.combine(3, 12) == 12


def test_amounts_are_added_up_unless_something_else_is_said() -> None:
    ledger = expect_amounts("sizes", item="day", amount="size", due=largest_of_its_day)

    assert ledger.combine(3, 12) == 15
