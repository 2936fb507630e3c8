"""A sale that arrives by till, by file and by database counts once, in whatever order they come."""

import json
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from domain.receipt_rows import sale_of_row
from tests.jobs.retail.landing.samples import MILK, sales, taken
from tests.lambdas.batches import plenty
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import create_ledger, in_process, rows_of
from tests.lambdas.sales import encoded, event, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TILL = {
    **MILK,
    "business_day": "2017-03-01",
    "occurred_at": "2017-03-01T14:03:00Z",
    "payment_token": "tok_paid",
}
BY_TILL = sale(101, lines=[line()])


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    """A client whose only table is an empty ledger."""
    return create_ledger(in_process())


def by_file(**columns: Any) -> bytes:
    """The event of a store file's row."""
    [made] = taken(sales({**TILL, **columns})).sales
    return made


def by_database(**columns: Any) -> bytes:
    """The event of a database's row."""
    row = {**TILL, **columns}
    lines = [{name: row[name] for name in ("sku", "quantity", "total", "retail_discount") if name in row}]
    return sale_of_row({**row, "lines": json.dumps(lines)})


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_sale_of_three_sources_counts_once(
    order: tuple[int, ...], inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 17: the till's own spelling, which leaves out what it needn't say, is no other sale."""
    said = [encoded(BY_TILL), by_file(), by_database()]

    report = inventory.handle(event([said[number] for number in order]), plenty)

    assert report.counts == {"applied": 1, "repeated": 2}
    assert len(rows_of(dynamodb)) == 1


def test_a_sale_that_truly_differs_is_a_conflict(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 12: the first wins, whichever source it came from."""
    report = inventory.handle(event([by_database(retail_discount="0.60"), encoded(BY_TILL)]), plenty)

    assert report.counts == {"applied": 1, "conflict": 1}
    assert len(rows_of(dynamodb)) == 1
