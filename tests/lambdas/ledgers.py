"""Ledger tables in this process, shaped as the template says, and a script of what goes wrong with them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import EndpointConnectionError

from tests.emulated import client_error
from tests.emulated import dynamodb as in_process
from tests.lambdas.sales import LEDGER
from tests.synthesis import templates

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

__all__ = ["Script", "create_ledger", "in_process", "parked_days_properties", "rows_of", "table_properties"]

CREATABLE = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")


def table_properties(
    consumer: str, variable: str = "LEDGER_TABLE", environment: str = "dev"
) -> dict[str, Any]:
    """What the template says of the table that a function is told of, as far as CreateTable takes it."""
    for template in templates(environment).values():
        for resource in template["Resources"].values():
            told = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
            if told.get("POWERTOOLS_SERVICE_NAME") == consumer:
                table = _resource(told[variable], template, environment)["Properties"]
                return {name: table[name] for name in CREATABLE if name in table}
    raise LookupError(consumer)


def parked_days_properties(environment: str = "dev") -> dict[str, Any]:
    """What the template says of the table of parked days, as far as CreateTable takes it."""
    [stack] = [each for name, each in templates(environment).items() if name.endswith("-Lake")]
    [output] = [each for name, each in stack["Outputs"].items() if name == "ParkedDaysTable"]
    table = stack["Resources"][output["Value"]["Ref"]]["Properties"]
    return {name: table[name] for name in CREATABLE if name in table}


def _resource(named: dict[str, str], template: dict[str, Any], environment: str) -> dict[str, Any]:
    """The resource that a variable names: of the template itself, or of the stack that exports it."""
    if "Ref" not in named:
        stack, _, _ = named["Fn::ImportValue"].partition(":")
        template = templates(environment)[stack]
        outputs = template["Outputs"].values()
        [named] = [
            each["Value"]
            for each in outputs
            if each.get("Export", {}).get("Name") == named["Fn::ImportValue"]
        ]
    resource: dict[str, Any] = template["Resources"][named["Ref"]]
    return resource


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
