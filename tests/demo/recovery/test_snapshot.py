"""Whatever a replay changes is named, and what live sales and deliveries do is no change."""

from dataclasses import replace
from decimal import Decimal

from demo.books import Item
from demo.recovery.snapshot import Snapshot

SALE = "367/2017-12-22/1/7"


def row(entry: str, units: int) -> Item:
    return {"store_id": "367", "entry": entry, "movement": {"milk": Decimal(units)}, "digest": b"1"}


def kept(*rows: Item, on_shelf: int, refused: frozenset[str] = frozenset()) -> Snapshot:
    stock = {f"{each['store_id']}/{each['entry']}": each for each in rows}
    return Snapshot({"inventory": stock}, {"367/milk": on_shelf}, refused)


OPENING = row("+2017-12-22/opening/0", 10)
SOLD = row("2017-12-22/1/7", -2)
BEFORE = kept(OPENING, SOLD, on_shelf=8)


def test_what_is_as_it_was_is_no_change() -> None:
    assert list(BEFORE.changes(BEFORE, set())) == []


def test_a_row_that_is_otherwise_or_gone_or_new_is_named() -> None:
    changed = kept(OPENING, dict(SOLD) | {"digest": b"2"}, on_shelf=8)
    gone = kept(OPENING, on_shelf=10)
    more = kept(OPENING, SOLD, row("2017-12-22/1/8", -1), on_shelf=7)

    assert list(BEFORE.changes(changed, set())) == [f"inventory {SALE}"]
    assert list(BEFORE.changes(gone, set())) == [f"inventory {SALE}"]
    assert list(BEFORE.changes(more, set())) == ["inventory 367/2017-12-22/1/8"]


def test_a_new_sale_must_be_there_and_is_no_change() -> None:
    after = kept(OPENING, SOLD, row("2017-12-22/1/8", -1), on_shelf=7)

    assert list(BEFORE.changes(after, {"367/2017-12-22/1/8"})) == []
    assert list(BEFORE.changes(BEFORE, {"367/2017-12-22/1/8"})) == ["inventory lacks 367/2017-12-22/1/8"]


def test_a_delivery_may_come_at_any_time() -> None:
    after = kept(OPENING, SOLD, row("+2017-12-22/order/1", 12), on_shelf=20)

    assert list(BEFORE.changes(after, set())) == []


def test_a_shelf_that_differs_from_its_ledger_is_named() -> None:
    after = replace(BEFORE, shelves={"367/milk": 6})

    assert list(BEFORE.changes(after, set())) == ["shelf 367/milk"]


def test_what_is_refused_again_is_known_and_what_is_new_is_named() -> None:
    before = kept(OPENING, SOLD, on_shelf=8, refused=frozenset({"inventory conflict 1f"}))
    after = replace(before, refused=frozenset({"inventory conflict 1f", "loyalty conflict 1f"}))

    assert list(before.changes(before, set())) == []
    assert list(before.changes(after, set())) == ["refused again: loyalty conflict 1f"]
