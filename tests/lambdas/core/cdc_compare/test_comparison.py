"""What is folded is held against a real PostgreSQL, row by row."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from lambdas.core.cdc.record import parse
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.cdc.statement import to_statement
from lambdas.core.cdc_compare import comparison as module
from lambdas.core.cdc_compare.comparison import Buckets, TableComparer
from tests.lambdas.core.cdc.known import PRODUCTS
from tests.lambdas.core.cdc.records import line_of, row
from tests.lambdas.core.cdc.tables import STATE
from tests.lambdas.core.cdc_compare.postgres import Postgres

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

AS_DMS: dict[str, Any] = {
    "department": "DAIRY",
    "price": 12.5,
    "weight": 0.1,
    "changed_at": "2017-12-22T14:03:00.250000Z",
    "since": "2017-12-01",
    "tax_free": "true",
    "more": '{"b": 1, "a": [1.50]}',
    "picture": "0xDEAD",
}
IN_SQL = """
    INSERT INTO pos.products
    SELECT n::text, 'DAIRY', 12.50, 0.1, '2017-12-22 15:03:00.25+01', '2017-12-01', true,
        '{{"a": [1.5], "b": 1}}', '\\xdead'
    FROM generate_series({first}, {last}) AS n
"""


def insert(postgres: Postgres, first: int, last: int) -> None:
    """Rows at the source."""
    postgres.run(IN_SQL.format(first=first, last=last))


def fold(dynamodb: "DynamoDBClient", first: int, last: int, at: int = 1, **columns: Any) -> None:
    """Rows as they are folded."""
    said = [row("insert", at, data={"sku": str(sku), **AS_DMS, **columns}) for sku in range(first, last + 1)]
    StateTable(dynamodb, STATE).fold([to_statement(parse(line_of(each)), PRODUCTS) for each in said])


def test_values_that_dms_spells_its_own_way_are_no_difference(
    postgres: Postgres, dynamodb: "DynamoDBClient", comparison: TableComparer
) -> None:
    insert(postgres, 1, 50)
    fold(dynamodb, 1, 50)

    found = comparison.compare(PRODUCTS)

    assert (found.source_rows, found.folded_rows, found.differing) == (50, 50, ())


def test_each_row_that_is_missing_too_many_or_otherwise_is_named(
    postgres: Postgres, dynamodb: "DynamoDBClient", comparison: TableComparer
) -> None:
    insert(postgres, 1, 50)
    fold(dynamodb, 2, 51)
    fold(dynamodb, 7, 7, at=2, department="MEAT")

    found = comparison.compare(PRODUCTS)

    assert (found.source_rows, found.folded_rows) == (50, 50)
    assert found.differing == ('["1"]', '["51"]', '["7"]')


def test_a_change_that_is_on_its_way_is_no_difference(
    postgres: Postgres, dynamodb: "DynamoDBClient", comparison: TableComparer
) -> None:
    insert(postgres, 1, 3)
    fold(dynamodb, 1, 2)

    found = replace(comparison, sleep=lambda _: fold(dynamodb, 3, 3)).compare(PRODUCTS)

    assert found.differing == ()


def test_a_row_that_never_rests_is_no_difference(
    postgres: Postgres, dynamodb: "DynamoDBClient", comparison: TableComparer
) -> None:
    insert(postgres, 1, 1)
    fold(dynamodb, 1, 1)

    def change(*_: object) -> None:
        postgres.run("UPDATE pos.products SET weight = weight + 1")

    change()
    assert replace(comparison, sleep=change).compare(PRODUCTS).differing == ()
    assert comparison.compare(PRODUCTS).differing == ('["1"]',)


def test_a_column_that_the_source_dropped_is_no_difference_and_one_that_it_added_is_null(
    postgres: Postgres, dynamodb: "DynamoDBClient", comparison: TableComparer
) -> None:
    insert(postgres, 1, 3)
    fold(dynamodb, 1, 3)
    postgres.run("ALTER TABLE pos.products DROP COLUMN more", "ALTER TABLE pos.products ADD COLUMN new text")

    assert comparison.compare(PRODUCTS).differing == ()


def test_more_than_can_be_named_is_said_to_be_more(
    postgres: Postgres, comparison: TableComparer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_KEYS", 10)
    insert(postgres, 1, 200)

    found = comparison.compare(PRODUCTS)

    assert (found.source_rows, len(found.differing), found.whole) == (200, 10, False)


def test_memory_does_not_grow_with_the_table() -> None:
    many, few = Buckets(), Buckets()
    many.add((str(number), bytes(16)) for number in range(50_000))
    few.add((str(number), bytes(16)) for number in range(10))

    assert len(many._counts) == len(few._counts)
    assert many.rows == 50_000
    assert (
        Buckets().add((str(number), bytes(16)) for number in reversed(range(10))).find_differences(few)
        == set()
    )
