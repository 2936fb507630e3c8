"""Whatever a replay changes is named, and what live events and adjustments do is no change."""

from dataclasses import replace
from decimal import Decimal

from contracts.scenario import Row
from demo.recovery.snapshot import Snapshot

SALE = "367/2017-12-22/1/7"


def row(entry: str, units: int) -> Row:
    return {"partition": "367", "entry": entry, "movement": {"milk": Decimal(units)}, "digest": b"1"}


def kept(*rows: Row, refused: frozenset[str] = frozenset()) -> Snapshot:
    stock = {f"{each['partition']}/{each['entry']}": each for each in rows}
    return Snapshot({"inventory": stock}, refused)


OPENING = row("+2017-12-22/opening/0", 10)
SOLD = row("2017-12-22/1/7", -2)
BEFORE = kept(OPENING, SOLD)


def test_what_is_as_it_was_is_no_change() -> None:
    assert list(BEFORE.changes(BEFORE, set())) == []


def test_a_row_that_is_otherwise_or_gone_or_new_is_named() -> None:
    changed = kept(OPENING, dict(SOLD) | {"digest": b"2"})
    gone = kept(OPENING)
    more = kept(OPENING, SOLD, row("2017-12-22/1/8", -1))

    assert list(BEFORE.changes(changed, set())) == [f"inventory {SALE}"]
    assert list(BEFORE.changes(gone, set())) == [f"inventory {SALE}"]
    assert list(BEFORE.changes(more, set())) == ["inventory 367/2017-12-22/1/8"]


def test_a_new_event_must_be_there_and_is_no_change() -> None:
    after = kept(OPENING, SOLD, row("2017-12-22/1/8", -1))

    assert list(BEFORE.changes(after, {"367/2017-12-22/1/8"})) == []
    assert list(BEFORE.changes(BEFORE, {"367/2017-12-22/1/8"})) == ["inventory lacks 367/2017-12-22/1/8"]


def test_an_adjustment_may_come_at_any_time() -> None:
    after = kept(OPENING, SOLD, row("+2017-12-22/order/1", 12))

    assert list(BEFORE.changes(after, set())) == []


def test_a_broken_invariant_of_the_run_is_named() -> None:
    after = replace(BEFORE, broken=["shelf 367/milk"])

    assert list(BEFORE.changes(after, set())) == ["shelf 367/milk"]


def test_what_is_refused_again_is_known_and_what_is_new_is_named() -> None:
    before = kept(OPENING, SOLD, refused=frozenset({"inventory conflict 1f"}))
    after = replace(before, refused=frozenset({"inventory conflict 1f", "loyalty conflict 1f"}))

    assert list(before.changes(before, set())) == []
    assert list(before.changes(after, set())) == ["refused again: loyalty conflict 1f"]
