"""What is folded lies in DynamoDB, once, whoever was killed or overtaken meanwhile."""

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.record import parse
from lambdas.core.cdc.state_table import StateTable, read_rows
from lambdas.core.cdc.statement import Statement, to_statement
from lambdas.core.cdc.table_facts import facts_of
from lambdas.core.optimistic_table import TableUnavailable
from tests.lambdas.core.cdc.fold_steps import played, steps
from tests.lambdas.core.cdc.known import PRODUCTS
from tests.lambdas.core.cdc.records import line_of, row
from tests.lambdas.core.cdc.source import TABLE, Source, Step, data_of, delivered
from tests.lambdas.core.cdc.tables import STATE, create_state
from tests.lambdas.ledgers import Script, in_process

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def said(operation: str, at: int, sku: str = "1", **columns: Any) -> Statement:
    """What a record says of a product."""
    before = columns.pop("before", None)
    record = row(operation, at, data={"sku": sku, **columns}, before=before)
    return to_statement(parse(line_of(record)), PRODUCTS)


def rows(dynamodb: "DynamoDBClient", table: str = PRODUCTS.full_name) -> dict[str, Any]:
    """The columns of the rows that are in a table now."""
    return {key: found.columns for key, found in read_rows(dynamodb, STATE, table)}


def _take(state: StateTable, batch: list[dict[str, Any]]) -> None:
    records = [parse(data_of(record)) for record in batch]
    statements = [to_statement(record, TABLE) for record in records if record.data is not None]
    state.note(facts_of((record for record in records if record.data is None), statements))
    state.fold(statements)


def _now(dynamodb: "DynamoDBClient", source: Source) -> list[dict[str, Any]]:
    found = rows(dynamodb, TABLE.full_name).values()
    return sorted(
        ({name: each.get(name) for name in source.columns} for each in found), key=lambda r: r["id"]
    )


@settings(max_examples=25)
@given(history=st.lists(steps, max_size=25), by_row=st.booleans(), seed=st.integers(0, 1_000))
def test_the_rows_of_the_table_are_those_of_the_source(history: list[Step], by_row: bool, seed: int) -> None:
    """FAULTS 44, 45, 46: deletes, reloads, repeated batches, shards one before another."""
    dynamodb = create_state(in_process())
    source = played(history, by_row=by_row)

    for batch in delivered(source.messages, 3, Random(seed)):  # noqa: S311
        _take(StateTable(dynamodb, STATE), batch)

    assert _now(dynamodb, source) == [source.rows[key] for key in sorted(source.rows)]


def test_a_batch_of_many_rows_takes_a_tenth_of_the_calls(
    state: StateTable, dynamodb: "DynamoDBClient"
) -> None:
    script = Script(dynamodb)

    state.fold([said("insert", number, sku=str(number)) for number in range(500)])

    assert len(script.calls) == 500 / 100 + 500 / 25
    assert len(rows(dynamodb)) == 500


def test_what_comes_again_writes_nothing(state: StateTable, dynamodb: "DynamoDBClient") -> None:
    batch = [said("insert", 1), said("update", 2, department="DAIRY"), said("insert", 3, sku="2")]
    state.fold(batch)
    script = Script(dynamodb)

    state.fold(batch[:2])

    assert script.calls == ["BatchGetItem"]


def test_who_is_overtaken_looks_again(state: StateTable, dynamodb: "DynamoDBClient") -> None:
    Script(dynamodb).refuse_row(0, "ConditionalCheckFailed")

    state.fold([said("insert", 1), said("insert", 1, sku="2")])

    assert rows(dynamodb) == {'["1"]': {"sku": "1"}, '["2"]': {"sku": "2"}}


def test_who_is_overtaken_every_time_comes_again(state: StateTable, dynamodb: "DynamoDBClient") -> None:
    state.fold([said("insert", 1)])

    def overtake(**_: object) -> None:
        dynamodb.update_item(
            TableName=STATE,
            Key={"source_table": {"S": PRODUCTS.full_name}, "row_key": {"S": '["1"]'}},
            UpdateExpression="ADD version :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    dynamodb.meta.events.register("before-call.dynamodb.BatchExecuteStatement", overtake)
    with pytest.raises(TableUnavailable, match="1 rows were changed by others at each of 3 tries"):
        state.fold([said("update", 2, department="DAIRY")])


def test_items_that_one_answer_does_not_hold_are_asked_for_again(
    state: StateTable, dynamodb: "DynamoDBClient"
) -> None:
    state.fold([said("insert", 1), said("insert", 2, sku="2", large="x")])
    left: list[Any] = []

    def cut(parsed: dict[str, Any], **_: object) -> None:
        if not left:
            left.append(parsed["Responses"][STATE].pop())
            key = {name: left[0][name] for name in ("source_table", "row_key")}
            parsed["UnprocessedKeys"] = {STATE: {"Keys": [key]}}

    dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", cut)
    script = Script(dynamodb)
    state.fold([said("update", 3), said("update", 4, sku="2")])

    assert script.calls == ["BatchGetItem", "BatchGetItem", "BatchExecuteStatement"]
    assert rows(dynamodb)['["2"]'] == {"sku": "2", "large": "x"}


def test_killed_between_the_new_key_and_the_former_one_nothing_is_lost(
    state: StateTable, dynamodb: "DynamoDBClient"
) -> None:
    state.fold([said("insert", 1, large="x")])
    move = [said("update", 2, sku="2", before={"sku": "1"})]
    Script(dynamodb).fail("BatchExecuteStatement")
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        state.fold(move)
    calls = iter([False, True])

    def cut(**_: object) -> None:
        if next(calls, False):
            raise ConnectionError("killed")

    dynamodb.meta.events.register("before-call.dynamodb.BatchExecuteStatement", cut)
    with pytest.raises(ConnectionError):
        state.fold(move)
    assert rows(dynamodb) == {'["1"]': {"sku": "1", "large": "x"}, '["2"]': {"sku": "2", "large": "x"}}

    state.fold(move)

    assert rows(dynamodb) == {'["2"]': {"sku": "2", "large": "x"}}


def test_a_row_that_grows_too_large_is_refused_and_the_others_are_not(
    state: StateTable, dynamodb: "DynamoDBClient"
) -> None:
    large = "x" * 300_000
    batch = [
        said("insert", 1, a=large),
        said("update", 2, b=large),
        said("insert", 3, sku="2"),
        said("update", 4, c=1),
    ]

    assert state.fold(batch) == {1}

    assert rows(dynamodb) == {'["1"]': {"sku": "1", "a": large, "c": 1}, '["2"]': {"sku": "2"}}


def test_facts_only_grow(state: StateTable) -> None:
    later = TableFacts(created=frozenset("b"), dropped="b", loaded="c")
    state.note({"pos.products": later})
    state.note({"pos.products": TableFacts(created=frozenset("a"), dropped="a", loaded="b")})

    assert state.facts("pos.products") == later.join(TableFacts(created=frozenset("a")))
    assert state.facts("pos.prices") == TableFacts()


def test_what_comes_late_for_a_row_that_has_moved_reaches_it(
    state: StateTable, dynamodb: "DynamoDBClient"
) -> None:
    state.fold([said("update", 2, sku="2", before={"sku": "1"})])

    state.fold([said("load", 1, large="x")])

    assert rows(dynamodb) == {'["2"]': {"sku": "2", "large": "x"}}
