"""The shelves follow the ledger: each row once, whatever is delivered how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.bus import NotPut
from lambdas.events import StockLow
from lambdas.shelves.following import MARGIN_MS, Following
from lambdas.shelves.rules import Rules
from lambdas.shelves.table import shelves_in
from tests.lambdas.ledgers import Script, in_process, table_properties
from tests.lambdas.shelves.rows import delivery, event, row

TABLE = "shelves"
RULES = Rules(lead_days=1, safety=1, least=6)


@dataclass
class Told:
    """A bus that keeps what it is told, or is down."""

    events: list[StockLow] = field(default_factory=list)
    down: bool = False

    def __call__(self, events: Sequence[StockLow]) -> None:
        if self.down:
            raise NotPut(len(events), "InternalFailure")
        self.events += events

    @property
    def names(self) -> set[str]:
        return {event.event_id for event in self.events}


def following_with(told: Told) -> Following:
    dynamodb = in_process()
    dynamodb.create_table(TableName=TABLE, **table_properties("shelves", "SHELVES_TABLE"))
    return Following(shelves_in(dynamodb, TABLE), RULES, told)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def following(told: Told) -> Following:
    return following_with(told)


def handle(following: Following, *records: dict[str, Any], remaining_ms: int = 60_000) -> str | None:
    return following.handle(event(*records), lambda: remaining_ms).stopped_at


def on_hand(following: Following, *skus: str, store: str = "367") -> list[int]:
    read = following.shelves.read((store, sku) for sku in skus)
    return [read[store, sku].value.on_hand for sku in skus]


def test_deliveries_fill_and_sales_empty_the_shelves_of_their_store(following: Following) -> None:
    handle(
        following,
        delivery(1, {"apple": 20, "bread": 9}),
        row(2, {"apple": -3}),
        row(3, {"apple": -1}, store="31"),
    )

    assert on_hand(following, "apple", "bread") == [17, 9]
    assert on_hand(following, "apple", store="31") == [-1]


def test_a_shelf_is_readable_as_it_lies_in_its_table(following: Following) -> None:
    handle(following, delivery(1, {"apple": 20}))

    item = following.shelves.dynamodb.get_item(
        TableName=TABLE, Key={"store_id": {"S": "367"}, "sku": {"S": "apple"}}
    )["Item"]
    assert item["on_hand"] == {"N": "20"}


def test_a_fall_is_told_once_however_many_sales_follow(following: Following, told: Told) -> None:
    handle(following, delivery(1, {"apple": 20}))
    for number in range(2, 12):
        handle(following, row(number, {"apple": -2}))

    [fall] = told.events
    assert (fall.event_id, fall.on_hand) == ("stock-low/367/apple/1", 10)


def test_a_batch_that_comes_again_changes_and_tells_nothing(following: Following, told: Told) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    handle(following, *batch)

    assert handle(following, *batch) is None
    assert on_hand(following, "apple") == [5]
    assert len(told.events) == 1


def test_a_fall_that_could_not_be_told_is_told_when_its_batch_comes_again(
    following: Following, told: Told
) -> None:
    """FAULTS 8: the shelf is written, and then the bus is down."""
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    told.down = True
    stopped = handle(following, *batch)
    told.down = False

    assert stopped == f"{1:021d}"
    assert handle(following, *batch) is None
    assert (told.names, on_hand(following, "apple")) == ({"stock-low/367/apple/1"}, [5])


@pytest.mark.parametrize("call", ["BatchGetItem", "BatchExecuteStatement"])
def test_a_fault_that_may_pass_gives_the_batch_back(call: str, following: Following, told: Told) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    Script(following.shelves.dynamodb).fail(call)

    assert handle(following, *batch) == f"{1:021d}"
    assert handle(following, *batch) is None
    assert (told.names, on_hand(following, "apple")) == ({"stock-low/367/apple/1"}, [5])


def test_a_crash_before_a_fall_is_forgotten_tells_it_again_with_the_same_words(
    following: Following, told: Told
) -> None:
    batch = [delivery(1, {"apple": 20}), row(2, {"apple": -15})]
    calls = 0

    def cut(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError

    following.shelves.dynamodb.meta.events.register("before-send.dynamodb.BatchExecuteStatement", cut)
    with pytest.raises(ConnectionError):
        handle(following, *batch)
    handle(following, *batch, row(3, {"apple": -1}))

    first, again = told.events
    assert first == again


def test_killed_in_its_last_part_it_knows_its_first_one_again(following: Following) -> None:
    """FAULTS 7: a popular product in a busy store changes more often in one batch than marks are kept."""
    parted = replace(following, at_once=10)
    batch = [delivery(0, {"apple": 500}), *(row(n, {"apple": -1}) for n in range(1, 100))]
    calls = 0

    def kill(**_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 9:
            raise KeyboardInterrupt

    events = following.shelves.dynamodb.meta.events
    events.register("before-send.dynamodb.BatchExecuteStatement", kill)
    with pytest.raises(KeyboardInterrupt):
        handle(parted, *batch)

    assert handle(parted, *batch) is None
    assert on_hand(following, "apple") == [500 - 99]


def test_stops_before_the_timeout(following: Following) -> None:
    """FAULTS 16."""
    assert handle(following, row(1, {"apple": -1}), remaining_ms=MARGIN_MS - 1) == f"{1:021d}"


def test_rows_that_are_removed_are_no_movement(following: Following) -> None:
    gone = row(2, {"apple": -3}) | {"eventName": "REMOVE"}
    handle(following, delivery(1, {"apple": 20}), gone)

    assert on_hand(following, "apple") == [20]


@settings(max_examples=40, deadline=None)
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
    following = following_with(told)
    rows = [delivery(0, dict.fromkeys("abc", 12)), *(row(n, each) for n, each in enumerate(moved, 1))]
    striking = iter(crashes)

    def deliver(batch: Sequence[dict[str, Any]]) -> None:
        strike_at = next(striking, 0)
        script = Script(following.shelves.dynamodb)
        for _ in range(strike_at):
            script.fail("BatchExecuteStatement")
        while handle(following, *batch) is not None:
            pass

    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    for start, end in pairwise(edges):
        deliver(rows[start:end])
        deliver(rows[start:end])

    due = [12 + sum(each.get(sku, 0) for each in moved) for sku in "abc"]
    assert on_hand(following, "a", "b", "c") == due
    falls = following.shelves.read(("367", sku) for sku in "abc")
    assert told.names == {
        f"stock-low/{store}/{sku}/{number}"
        for (store, sku), shelf in falls.items()
        for number in range(1, shelf.value.crossings + 1)
    }
    assert len({repr(event) for event in told.events}) == len(told.names)


def test_is_as_far_as_the_last_row_of_the_last_part_that_it_followed(following: Following) -> None:
    parted = replace(following, at_once=2)
    batch = event(delivery(1, {"apple": 20}), *(row(n, {"apple": -1}) for n in range(2, 6)))
    left = iter([60_000, 60_000, 0])

    whole, stopped = parted.handle(batch, lambda: 60_000), parted.handle(batch, lambda: next(left))

    assert whole.settled is not None
    assert stopped.settled is not None
    assert (whole.settled.sequence_number, stopped.settled.sequence_number) == (f"{5:021d}", f"{4:021d}")
    assert stopped.stopped_at == f"{5:021d}"
