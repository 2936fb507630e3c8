"""Read tables: by keys, by partitions, and values by boto3's own serializer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BEHIND_ALL = "\U0010ffff"
"""Sorts behind every sort key."""
KEYS_A_READ = 100
"""What one BatchGetItem takes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
TRIES = 6

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


class TableThrottled(NotNow):
    """A table that doesn't answer for all keys now."""


_with_retries = Retrying(
    retry=retry_if_exception_type(TableThrottled),
    wait=wait_exponential(multiplier=0.1, exp_base=4, max=6.4),
    stop=stop_after_attempt(TRIES),
    reraise=True,
)


def to_attributes(values: Mapping[str, object]) -> dict[str, Any]:
    """Return values in DynamoDB's attribute format."""
    return {name: _serialize(value) for name, value in values.items()}


def from_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an item; numbers are Decimal, bytes are boto3's Binary."""
    return {name: _deserialize(value) for name, value in item.items()}


def read_items(
    dynamodb: "DynamoDBClient", table: str, keys: Sequence[Mapping[str, Any]], **projection: object
) -> Iterator[Mapping[str, Any]]:
    """Yield the items of these keys, read strongly consistent; raise TableThrottled.

    An answer may leave keys over: those are read again, ever more seldom.
    """
    for start in range(0, len(keys), KEYS_A_READ):
        yield from _read_part(dynamodb, table, keys[start : start + KEYS_A_READ], projection)


def _read_part(
    dynamodb: "DynamoDBClient",
    table: str,
    keys: Sequence[Mapping[str, Any]],
    projection: Mapping[str, object],
) -> list[Mapping[str, Any]]:
    left, items = keys, list[Mapping[str, Any]]()

    def read() -> None:
        nonlocal left
        request: Any = {table: {"Keys": left, "ConsistentRead": True, **projection}}
        answer: Any = dynamodb.batch_get_item(RequestItems=request)
        items.extend(answer["Responses"].get(table, ()))
        left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", ())
        if left:
            raise TableThrottled(f"{table} is throttled: {len(left)} of its items were not read, try again")

    _with_retries(read)
    return items


def list_partitions(dynamodb: "DynamoDBClient", table: str, key: str, sort_key: str) -> Iterator[str]:
    """Yield each partition once: a short read for each, behind the last possible item of the one before.

    https://aws.amazon.com/blogs/database/generate-a-distinct-set-of-partition-keys-for-an-amazon-dynamodb-table-efficiently/
    """
    behind: dict[str, Any] = {}
    while True:
        page = dynamodb.scan(
            TableName=table,
            Limit=1,
            ProjectionExpression="#key",
            ExpressionAttributeNames={"#key": key},
            ConsistentRead=True,
            **behind,
        )
        if not page["Items"]:
            return
        partition = page["Items"][0][key]
        yield str(partition["S"])
        behind = {"ExclusiveStartKey": {key: partition, sort_key: {"S": BEHIND_ALL}}}


def items_of(
    dynamodb: "DynamoDBClient", table: str, key: str, partition: str, *attributes: str
) -> Iterator[Mapping[str, Any]]:
    """Yield these attributes of a partition's items, read strongly consistent, in DynamoDB's format."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="#key = :partition",
        ExpressionAttributeNames={"#key": key},
        ExpressionAttributeValues={":partition": {"S": partition}},
        ProjectionExpression=", ".join(attributes),
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]
