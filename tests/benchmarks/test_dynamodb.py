"""The simulated DynamoDB stands on something: MiniStack's answers the same calls in the same way."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from benchmarks.dynamodb import ServiceTime, SimulatedDynamoDB
from tests import emulated

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLES = {"markers": ("id",), "ledger": ("partition", "entry")}
LONG = "x" * 1500


def put(key: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "put_item", {"TableName": "markers", "Item": {"id": {"S": key}, **more}}


def new(key: str, **more: Any) -> tuple[str, dict[str, Any]]:
    operation, request = put(key, **more)
    return operation, request | {
        "ConditionExpression": "attribute_not_exists(#id) OR (#status = :stuck AND expiration < :now)",
        "ExpressionAttributeNames": {"#id": "id", "#status": "status"},
        "ExpressionAttributeValues": {":stuck": {"S": "INPROGRESS"}, ":now": {"N": "100"}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def add(key: str, short: bytes) -> dict[str, Any]:
    return {
        "TableName": "markers",
        "Key": {"id": {"S": key}},
        "UpdateExpression": "ADD on_hand :units, #day :shorts REMOVE #old",
        "ConditionExpression": "NOT contains(#day, :short)",
        "ExpressionAttributeNames": {"#day": "2017-03-01", "#old": "status"},
        "ExpressionAttributeValues": {
            ":units": {"N": "-12"},
            ":shorts": {"BS": [short]},
            ":short": {"B": short},
        },
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def insert(*entries: str) -> tuple[str, dict[str, Any]]:
    statement = "INSERT INTO \"ledger\" VALUE {'partition': ?, 'entry': ?, 'movement': ?}"
    movement = {"M": {"1082185": {"N": "-1200"}, "995242": {"N": "3"}}}
    rows = [[{"S": "367"}, {"S": entry}, movement] for entry in entries]
    return "batch_execute_statement", {
        "Statements": [{"Statement": statement, "Parameters": row} for row in rows]
    }


def replace(*entries: str, version: str) -> tuple[str, dict[str, Any]]:
    statement = (
        'UPDATE "ledger" SET "movement"=? SET "version"=? WHERE "partition"=? AND "entry"=? AND "version"=?'
    )
    changes = [{"M": {"995242": {"N": "7"}}}, {"N": str(int(version) + 1)}]
    rows = [[*changes, {"S": "367"}, {"S": entry}, {"N": version}] for entry in entries]
    return "batch_execute_statement", {
        "Statements": [{"Statement": statement, "Parameters": row} for row in rows]
    }


def begin(entry: str) -> tuple[str, dict[str, Any]]:
    statement = "INSERT INTO \"ledger\" VALUE {'partition': ?, 'entry': ?, 'version': ?}"
    parameters = [{"S": "367"}, {"S": entry}, {"N": "1"}]
    return "batch_execute_statement", {"Statements": [{"Statement": statement, "Parameters": parameters}]}


def transact(*actions: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "transact_write_items", {"TransactItems": list(actions)}


HISTORY = [
    new("a", status={"S": "INPROGRESS"}, expiration={"N": "50"}),
    new("a", status={"S": "COMPLETED"}, expiration={"N": "500"}),
    new("a", status={"S": "COMPLETED"}, expiration={"N": "900"}),
    put("b", note={"S": LONG}),
    ("update_item", add("b", b"one")),
    ("update_item", add("b", b"one")),
    ("update_item", add("b", b"two")),
    ("update_item", add("c", b"one")),
    transact({"Put": new("d")[1]}, {"Update": add("c", b"two")}),
    transact({"Put": new("d")[1]}, {"Update": add("c", b"six")}),
    insert("2017-03-01/1/1", "2017-03-01/1/2"),
    insert("2017-03-01/1/2", "2017-03-01/1/3"),
    begin("2017-03-01/1/4"),
    replace("2017-03-01/1/4", "2017-03-01/1/3", "2017-03-01/1/9", version="1"),
    replace("2017-03-01/1/4", version="1"),
    replace("2017-03-01/1/4", version="2"),
    (
        "get_item",
        {
            "TableName": "ledger",
            "Key": {"partition": {"S": "367"}, "entry": {"S": "2017-03-01/1/4"}},
            "ConsistentRead": True,
        },
    ),
    ("get_item", {"TableName": "markers", "Key": {"id": {"S": "b"}}, "ConsistentRead": True}),
    ("get_item", {"TableName": "markers", "Key": {"id": {"S": "never"}}, "ConsistentRead": True}),
    (
        "batch_get_item",
        {
            "RequestItems": {
                "markers": {"Keys": [{"id": {"S": "b"}}, {"id": {"S": "d"}}], "ConsistentRead": True}
            }
        },
    ),
]


@pytest.fixture
def emulator() -> "DynamoDBClient":
    client = emulated.dynamodb()
    for table, keys in TABLES.items():
        client.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind}  # type: ignore[typeddict-item]
                for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
        )
    return client


def outcome(client: "DynamoDBClient", operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """What a caller can see of an answer, errors too, without the wording of messages."""
    try:
        answer: Any = getattr(client, operation)(**request)
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        codes = [(reason["Code"], reason.get("Item")) for reason in reasons]
        return {"code": error.response["Error"]["Code"], "item": error.response.get("Item"), "reasons": codes}
    responses = answer.get("Responses")
    if isinstance(responses, list):
        responses = [each.get("Error", {}).get("Code") for each in responses]
    elif responses:
        responses = {table: sorted(items, key=str) for table, items in responses.items()}
    return {"responses": responses, "item": answer.get("Item")}


def reported(client: "DynamoDBClient", operation: str, request: dict[str, Any]) -> float | None:
    try:
        answer: Any = getattr(client, operation)(**request, ReturnConsumedCapacity="TOTAL")
    except ClientError:
        return None
    consumed = answer["ConsumedCapacity"]
    each_table = consumed if isinstance(consumed, list) else [consumed]
    return float(sum(table["CapacityUnits"] for table in each_table))


def test_answers_as_ministack_does(emulator: "DynamoDBClient") -> None:
    client = SimulatedDynamoDB(TABLES).client()

    ours = [outcome(client, operation, request) for operation, request in HISTORY]
    theirs = [outcome(emulator, operation, request) for operation, request in HISTORY]

    assert ours == theirs


def test_counts_the_units_that_ministack_reports(emulator: "DynamoDBClient") -> None:
    """Only answers say what they consumed, and BatchGetItem's doesn't: those are left out."""
    dynamodb = SimulatedDynamoDB(TABLES)
    client = dynamodb.client()

    for operation, request in HISTORY[:-1]:
        before = dynamodb.usage.write_units + dynamodb.usage.read_units
        outcome(client, operation, request)
        counted = dynamodb.usage.write_units + dynamodb.usage.read_units - before

        assert counted == (reported(emulator, operation, request) or counted)


def test_a_call_takes_its_service_time_by_what_it_touches() -> None:
    slow = ServiceTime("slow", call=4, transaction=10, item=0.1)

    assert slow.seconds("PutItem", 1) == pytest.approx(0.0041)
    assert slow.seconds("TransactWriteItems", 100) == pytest.approx(0.020)
