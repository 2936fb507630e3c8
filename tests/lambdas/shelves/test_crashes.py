"""Whatever fails or dies on the way, the shelves are what the ledger adds up to, and every fall is told."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.shelves.projector import ShelfProjector
from tests.lambdas.deliveries import unheard
from tests.lambdas.ledgers import Script
from tests.lambdas.shelves.follower import Told, handle, on_hand, projector_with
from tests.lambdas.shelves.rows import delivery, row


def test_a_fall_that_could_not_be_told_is_told_when_its_batch_comes_again(
    projector: ShelfProjector, told: Told
) -> None:
    """FAULTS 8: the shelf is written, and then the bus is down."""
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    told.down = True
    stopped = handle(projector, *batch)
    told.down = False

    assert stopped == f"{1:021d}"
    assert handle(projector, *batch) is None
    assert (told.names, on_hand(projector, "apple")) == ({"stock-low/367/apple/1"}, [5])


@pytest.mark.parametrize("call", ["BatchGetItem", "BatchExecuteStatement"])
def test_a_fault_that_may_pass_gives_the_batch_back(call: str, projector: ShelfProjector, told: Told) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    Script(projector.shelves.dynamodb).fail(call)

    assert handle(projector, *batch) == f"{1:021d}"
    assert handle(projector, *batch) is None
    assert (told.names, on_hand(projector, "apple")) == ({"stock-low/367/apple/1"}, [5])


def test_a_crash_before_a_fall_is_forgotten_tells_it_again_with_the_same_words(
    projector: ShelfProjector, told: Told
) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    calls = 0

    def cut(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError

    projector.shelves.dynamodb.meta.events.register("before-send.dynamodb.BatchExecuteStatement", cut)
    with pytest.raises(ConnectionError):
        handle(projector, *batch)
    handle(projector, *batch, row(3, {"apple": -1}))

    first, again = told.events
    assert first == again


def test_killed_in_its_last_part_it_knows_its_first_one_again(projector: ShelfProjector) -> None:
    """FAULTS 7: a popular product in a busy store changes more often in one batch than marks are kept."""
    parted = ShelfProjector(
        projector.shelves, projector.rules, projector.publish, projector.quarantine, unheard, at_once=10
    )
    batch = [delivery(0, {"apple": 500}), *(row(n, {"apple": -1}) for n in range(1, 100))]
    calls = 0

    def kill(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 9:
            raise KeyboardInterrupt

    events = projector.shelves.dynamodb.meta.events
    events.register("before-send.dynamodb.BatchExecuteStatement", kill)
    with pytest.raises(KeyboardInterrupt):
        handle(parted, *batch)

    assert handle(parted, *batch) is None
    assert on_hand(projector, "apple") == [500 - 99]


@settings(max_examples=40)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abc"), st.integers(-6, 6).filter(bool), min_size=1), max_size=12
    ),
    st.lists(st.integers(0, 12), max_size=6),
    st.lists(st.integers(1, 4), max_size=4),
)
def test_crashes_and_repetitions_leave_what_the_ledger_adds_up_to(
    moved: list[dict[str, int]], cuts: list[int], crashes: list[int]
) -> None:
    """FAULTS 3, 7: each batch comes until it is acknowledged, and may have been half done before."""
    told = Told()
    projector = projector_with(told)
    rows = [delivery(0, dict.fromkeys("abc", 12)), *(row(n, each) for n, each in enumerate(moved, 1))]
    striking = iter(crashes)

    def deliver(batch: Sequence[dict[str, Any]]) -> None:
        strike_at = next(striking, 0)
        script = Script(projector.shelves.dynamodb)
        for _ in range(strike_at):
            script.fail("BatchExecuteStatement")
        while handle(projector, *batch) is not None:
            pass

    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    for start, end in pairwise(edges):
        deliver(rows[start:end])
        deliver(rows[start:end])

    due = [12 + sum(each.get(sku, 0) for each in moved) for sku in "abc"]
    assert on_hand(projector, "a", "b", "c") == due
    falls = projector.shelves.read(("367", sku) for sku in "abc")
    assert told.names == {
        f"stock-low/{store}/{sku}/{number}"
        for (store, sku), shelf in falls.items()
        for number in range(1, shelf.value.crossings + 1)
    }
    assert len({repr(event) for event in told.events}) == len(told.names)
