"""An item is there once, whatever it is called meanwhile and whoever writes it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.optimistic_table import ItemCodec, OptimisticTable, TableUnavailable
from lambdas.core.pseudonyms.names import ItemNames
from lambdas.core.renamed_table import RenamedTable
from tests.emulated import client_error
from tests.lambdas.ledgers import in_process

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Tallies = RenamedTable[tuple[str, ...]]
PLAIN, FIRST, SECOND = "plain", "first", "second"


def names(*, current: str, changing: bool = False) -> Callable[[str], ItemNames]:
    """Name items by a key in force: plainly before the first one, by an announced one after it."""
    order = (SECOND, FIRST, PLAIN)
    at = order.index(current)

    def name(item: str) -> ItemNames:
        every = [f"{each}/{item}" for each in order]
        rivals = tuple(each for each in every[:2] if each != every[at]) if changing else ()
        return ItemNames(every[at], tuple(every[:at]), tuple(every[at + 1 :]), rivals)

    return name


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    return created()


def created() -> "DynamoDBClient":
    dynamodb = in_process()
    dynamodb.create_table(
        TableName="tallies",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return dynamodb


def opened(dynamodb: "DynamoDBClient", name: Callable[[str], ItemNames]) -> Tallies:
    codec: ItemCodec[str, tuple[str, ...]] = ItemCodec(
        key=lambda key: {"id": {"S": key}},
        key_of=lambda item: str(item["id"]["S"]),
        attributes=lambda value: {"seen": {"S": " ".join(value)}},
        value_of=lambda item: tuple(item["seen"]["S"].split()),
        new=lambda _: (),
    )
    return RenamedTable(OptimisticTable(dynamodb, "tallies", codec), name)


def add(tallies: Tallies, items: Sequence[str], mark: str) -> set[str]:
    """Add a mark to items; return those that were overtaken."""
    read = tallies.read(items)
    return tallies.write({each: replace(read[each], value=(*read[each].value, mark)) for each in items})


def stored(dynamodb: "DynamoDBClient") -> dict[str, str]:
    items = dynamodb.scan(TableName="tallies")["Items"]
    return {item["id"]["S"]: item["seen"]["S"] for item in items}


def test_a_new_item_lies_under_the_name_in_force(dynamodb: "DynamoDBClient") -> None:
    add(opened(dynamodb, names(current=FIRST)), ["a", "b"], "1")

    assert stored(dynamodb) == {"first/a": "1", "first/b": "1"}


@pytest.mark.parametrize("before", [PLAIN, FIRST])
def test_an_item_under_an_older_name_is_moved_when_it_is_written(
    dynamodb: "DynamoDBClient", before: str
) -> None:
    add(opened(dynamodb, names(current=before)), ["a"], "1")
    tallies = opened(dynamodb, names(current=SECOND))

    assert tallies.read(["a"])["a"].value == ("1",)
    assert stored(dynamodb) == {f"{before}/a": "1"}
    assert add(tallies, ["a"], "2") == add(tallies, ["a"], "3") == set()

    assert stored(dynamodb) == {"second/a": "1 2 3"}
    assert tallies.read(["a"])["a"].number == 3


def test_many_items_are_moved_together(dynamodb: "DynamoDBClient") -> None:
    items = [f"item{number}" for number in range(60)]
    add(opened(dynamodb, names(current=FIRST)), items, "1")

    assert add(opened(dynamodb, names(current=SECOND)), items, "2") == set()

    assert stored(dynamodb) == {f"second/{each}": "1 2" for each in items}


def test_only_what_was_overtaken_is_not_moved(dynamodb: "DynamoDBClient") -> None:
    before = opened(dynamodb, names(current=FIRST))
    tallies = opened(dynamodb, names(current=SECOND))
    add(before, ["a", "b", "c"], "1")
    read = tallies.read(["a", "b", "c"])
    add(before, ["b"], "2")

    overtaken = tallies.write({key: replace(item, value=(*item.value, "3")) for key, item in read.items()})

    assert overtaken == {"b"}
    assert stored(dynamodb) == {"second/a": "1 3", "first/b": "1 2", "second/c": "1 3"}


def test_an_item_under_a_newer_name_is_written_where_it_is(dynamodb: "DynamoDBClient") -> None:
    """Of two processes one may find a key in force a moment before the other does."""
    add(opened(dynamodb, names(current=SECOND, changing=True)), ["a"], "1")

    assert add(opened(dynamodb, names(current=FIRST, changing=True)), ["a"], "2") == set()

    assert stored(dynamodb) == {"second/a": "1 2"}


def test_two_who_make_an_item_under_two_names_make_it_once(dynamodb: "DynamoDBClient") -> None:
    early, late = (opened(dynamodb, names(current=each, changing=True)) for each in (FIRST, SECOND))
    read = late.read(["a"])
    add(early, ["a"], "1")

    assert late.write({"a": replace(read["a"], value=("2",))}) == {"a"}
    assert add(late, ["a"], "2") == set()

    assert stored(dynamodb) == {"second/a": "1 2"}


@pytest.mark.parametrize(("code", "passes"), [("TransactionConflict", True), ("ThrottlingError", False)])
def test_a_conflict_is_who_was_overtaken_and_everything_else_a_fault(
    dynamodb: "DynamoDBClient", code: str, passes: bool
) -> None:
    add(opened(dynamodb, names(current=FIRST)), ["a"], "1")
    tallies = opened(dynamodb, names(current=SECOND))
    cancel(dynamodb, code)

    if passes:
        assert add(tallies, ["a"], "2") == {"a"}
    else:
        with pytest.raises(TableUnavailable, match=f"tallies: {code}"):
            add(tallies, ["a"], "2")


def cancel(dynamodb: "DynamoDBClient", code: str) -> None:
    """Have every transaction cancelled for a reason."""

    def refuse(**_: object) -> None:
        error = client_error("TransactionCanceledException", 400)
        error.response |= {"CancellationReasons": [{"Code": "None"}, {"Code": code}]}
        raise error

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", refuse)


writers = st.lists(st.tuples(st.sampled_from([FIRST, SECOND]), st.booleans()), min_size=1, max_size=12)


@settings(max_examples=60)
@given(writers, st.sampled_from([None, PLAIN, FIRST]))
def test_in_whatever_order_writers_disagree_every_mark_counts_once(
    history: list[tuple[str, bool]], before: str | None
) -> None:
    """Each reads, and writes at once or only after the next one has; who is overtaken reads again."""
    dynamodb = created()
    if before:
        add(opened(dynamodb, names(current=before)), ["a"], "m")
    marks = ["m"] if before else []
    waiting: list[Callable[[], None]] = []
    for number, (current, is_slow) in enumerate(history):
        tallies = opened(dynamodb, names(current=current, changing=True))
        read = tallies.read(["a"])
        marks.append(str(number))
        finish = _finish(tallies, read, str(number))
        if is_slow:
            waiting.append(finish)
            continue
        finish()
        for each in waiting:
            each()
        waiting.clear()
    for each in waiting:
        each()

    assert [sorted(seen.split()) for seen in stored(dynamodb).values()] == [sorted(marks)]


def _finish(tallies: Tallies, read: Any, mark: str) -> Callable[[], None]:
    def finish() -> None:
        if tallies.write({"a": replace(read["a"], value=(*read["a"].value, mark))}):
            assert add(tallies, ["a"], mark) == set()

    return finish
