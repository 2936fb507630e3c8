"""Stock is read from the same rows that guard it."""

from typing import TYPE_CHECKING, Any

from lambdas.core.ledger import Outcome
from lambdas.inventory.stock import Stock
from tests.lambdas.sales import LEDGER

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def test_the_opening_stock_is_received_once(dynamodb: "DynamoDBClient") -> None:
    stock = Stock(dynamodb, LEDGER)

    outcomes = [stock.receive("367", "2017-03-01/opening/1", {"apple": 10}) for _ in range(2)]

    assert outcomes == [Outcome.APPLIED, Outcome.REPEATED]
    assert stock.on_hand("367") == {"apple": 10}


def test_another_delivery_under_a_known_entry_is_a_conflict(dynamodb: "DynamoDBClient") -> None:
    stock = Stock(dynamodb, LEDGER)
    stock.receive("367", "2017-03-01/opening/1", {"apple": 10})

    assert stock.receive("367", "2017-03-01/opening/1", {"apple": 11}) is Outcome.CONFLICT


def test_stores_have_stock_of_their_own(dynamodb: "DynamoDBClient") -> None:
    stock = Stock(dynamodb, LEDGER)
    stock.receive("367", "2017-03-01/opening/1", {"apple": 10})

    assert stock.on_hand("368") == {}


def test_adds_up_more_rows_than_one_page_holds(dynamodb: "DynamoDBClient") -> None:
    def cut_short(params: dict[str, Any], **_: object) -> None:
        params["Limit"] = 2

    dynamodb.meta.events.register("provide-client-params.dynamodb.Query", cut_short)
    stock = Stock(dynamodb, LEDGER)
    for number in range(5):
        stock.receive("367", f"2017-03-01/opening/{number}", {"apple": 1})

    assert stock.on_hand("367") == {"apple": 5}
