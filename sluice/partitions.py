"""The partitions that a table has anything of, and what it has of one."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BEHIND_ALL = "\U0010ffff"
"""Sorts behind every sort key."""


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
