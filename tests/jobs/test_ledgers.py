"""Ledgers are counted by store and day; deliveries are no sales."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pytest

from jobs.ledgers import count_applied, group_days
from lambdas.core.ledger import Ledger
from lambdas.core.ledger_row import LedgerRow
from lambdas.inventory.stock import Stock
from tests.lambdas.ledgers import create_ledger, in_process
from tests.lambdas.sales import LEDGER

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

FIRST, LAST = date(2017, 3, 1), date(2017, 3, 2)


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    return create_ledger(in_process())


def apply(dynamodb: "DynamoDBClient", store: str, *entries: str) -> None:
    Ledger(dynamodb, LEDGER).insert([LedgerRow(store, entry, b"x" * 16, {}) for entry in entries])


def counted(
    dynamodb: "DynamoDBClient", *stores: str, days: Sequence[date] = (FIRST, LAST)
) -> dict[tuple[str, date], int]:
    found = count_applied(dynamodb, {"inventory": LEDGER}, stores, days)
    return {(each.partition, each.day): each.events for each in found}


def test_counts_sales_by_store_and_day(dynamodb: "DynamoDBClient") -> None:
    apply(dynamodb, "7", "2017-03-01/1/1", "2017-03-01/1/2", "2017-03-02/9/999999999999")
    apply(dynamodb, "8", "2017-03-02/1/1")

    assert counted(dynamodb, "7", "8") == {("7", FIRST): 2, ("7", LAST): 1, ("8", LAST): 1}


def test_days_before_and_after_are_not_counted(dynamodb: "DynamoDBClient") -> None:
    apply(dynamodb, "7", "2017-02-28/9/9", "2017-03-01/1/1", "2017-03-03/1/1")

    assert counted(dynamodb, "7") == {("7", FIRST): 1}


def test_a_delivery_is_no_sale(dynamodb: "DynamoDBClient") -> None:
    Stock(dynamodb, LEDGER).receive("7", "2017-03-01/opening/1", {"apple": 10})

    assert counted(dynamodb, "7") == {}


def test_days_in_between_are_not_read(dynamodb: "DynamoDBClient") -> None:
    apply(dynamodb, "7", "2017-02-28/9/9", "2017-03-01/1/1", "2017-03-02/1/1", "2017-03-04/1/1")

    found = counted(dynamodb, "7", days=[date(2017, 3, 4), date(2017, 2, 28), FIRST])

    assert found == {("7", date(2017, 2, 28)): 1, ("7", FIRST): 1, ("7", date(2017, 3, 4)): 1}


def test_days_that_follow_one_another_are_one_span() -> None:
    days = [date(2017, 3, 4), FIRST, LAST, LAST]

    assert list(group_days(days)) == [(FIRST, LAST), (date(2017, 3, 4), date(2017, 3, 4))]
    assert list(group_days([])) == []
