"""Ledger tables in this process, shaped as the template says, and a script of what goes wrong with them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import EndpointConnectionError

from tests.emulated import client_error
from tests.emulated import dynamodb as in_process
from tests.lambdas.declared_tables import CREATABLE, table_properties
from tests.lambdas.sales import LEDGER

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

__all__ = ["CREATABLE", "Script", "create_ledger", "in_process", "rows_of", "table_properties"]


def create_ledger(dynamodb: "DynamoDBClient", consumer: str = "inventory") -> "DynamoDBClient":
    """Create a consumer's table under the name that the tests' environment gives it."""
    dynamodb.create_table(TableName=LEDGER, **table_properties(consumer))
    return dynamodb


def rows_of(dynamodb: "DynamoDBClient") -> dict[tuple[str, str], dict[str, Any]]:
    """Read a whole ledger by key."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=LEDGER)
    return {
        (item["partition"]["S"], item["entry"]["S"]): dict(item) for page in pages for item in page["Items"]
    }


class Script:
    """What goes wrong with a client's calls, one way a method; each way strikes once."""

    def __init__(self, dynamodb: "DynamoDBClient") -> None:
        self._events = dynamodb.meta.events
        self.calls: list[str] = []
        self._events.register("provide-client-params.dynamodb", self._count)

    def _count(self, model: Any, **_: object) -> None:
        self.calls.append(model.name)

    def fail(self, call: str) -> None:
        """Make the next call of this name end without an answer."""

        def cut(**_: object) -> None:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")

        self._once(f"before-call.dynamodb.{call}", cut)

    def refuse_calls_with(self, text: str, code: str, status: int) -> None:
        """Refuse every batch of statements that holds this text, whole, as one that is too large is."""

        def refuse(params: dict[str, Any], **_: object) -> None:
            if text in str(params["Statements"]):
                raise client_error(code, status)

        self._events.register("provide-client-params.dynamodb.BatchExecuteStatement", refuse)

    def refuse_row(self, position: int, code: str) -> None:
        """Refuse one statement of the next batch: it is not sent, and answered with an error of its own."""

        def withhold(params: dict[str, Any], **_: object) -> None:
            del params["Statements"][position]

        def answer(parsed: dict[str, Any], **_: object) -> None:
            parsed["Responses"].insert(position, {"Error": {"Code": code, "Message": "later"}})

        self._once("provide-client-params.dynamodb.BatchExecuteStatement", withhold)
        self._once("after-call.dynamodb.BatchExecuteStatement", answer)

    def leave_unread(self) -> None:
        """Answer the next BatchGetItem with nothing but unprocessed keys."""

        def answer(parsed: dict[str, Any], **_: object) -> None:
            parsed["Responses"] = {LEDGER: []}

        self._once("after-call.dynamodb.BatchGetItem", answer)

    def _once(self, event: str, strike: Callable[..., None]) -> None:
        def handler(**arguments: Any) -> None:
            self._events.unregister(event, handler)
            strike(**arguments)

        self._events.register(event, handler)
