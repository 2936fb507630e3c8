"""Points are read from the same rows that guard them."""

from typing import TYPE_CHECKING

import pytest

from contracts.refusals import BrokenContract
from domain import EVENT
from domain.points import effect
from domain.sale import Sale
from lambdas.core.contract import digest, parse
from lambdas.core.ledger import Failed, Ledger, Outcome
from lambdas.core.ledger_row import LedgerRow
from lambdas.loyalty.points import Points
from tests.lambdas.ledgers import create_ledger, in_process
from tests.lambdas.sales import LEDGER, encoded, line, sale

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    return create_ledger(in_process(), "loyalty")


def apply(dynamodb: "DynamoDBClient", **changes: object) -> Outcome | Failed | BrokenContract:
    payload = encoded(sale(**changes))
    read = parse(payload)
    assert isinstance(read, Sale)
    return Ledger(dynamodb, LEDGER).insert([LedgerRow(*EVENT.key(read), digest(payload), effect(read))])[0]


def test_a_balance_is_the_sum_over_every_store(dynamodb: "DynamoDBClient") -> None:
    apply(dynamodb, sequence=1, lines=[line(total_cents=700)])
    apply(dynamodb, sequence=1, store="368", lines=[line(total_cents=300)])
    apply(dynamodb, sequence=2, lines=[line(total_cents=-200, quantity=-1)])
    apply(dynamodb, sequence=3, loyalty_id="9999")

    assert Points(dynamodb, LEDGER).balance("1234") == 8


def test_a_member_without_sales_has_no_points(dynamodb: "DynamoDBClient") -> None:
    assert Points(dynamodb, LEDGER).balance("1234") == 0


def test_a_sale_without_a_member_is_known_again_when_another_payload_names_one(
    dynamodb: "DynamoDBClient",
) -> None:
    """FAULTS 12."""
    outcomes = [apply(dynamodb, loyalty_id=None), apply(dynamodb, loyalty_id="1234")]

    assert outcomes == [Outcome.APPLIED, Outcome.CONFLICT]
    assert Points(dynamodb, LEDGER).balance("1234") == 0


def test_what_says_nothing_is_no_member_with_a_balance(dynamodb: "DynamoDBClient") -> None:
    apply(dynamodb, sequence=1, loyalty_id="nan")

    assert Points(dynamodb, LEDGER).balance("nan") == 0
