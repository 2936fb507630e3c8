"""What the consumers applied: the rows of their ledgers, counted by store and day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.core.ledger import NAMES

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Applied = Iterator[dict[str, Any]]


def applied(
    dynamodb: "DynamoDBClient", ledgers: Mapping[str, str], stores: Iterable[str], first: date, last: date
) -> Applied:
    """Rows of ledger, store_id, business_day and sales, for the days from `first` to `last`."""
    for store in stores:
        for name, table in ledgers.items():
            days = Counter(_days(dynamodb, table, store, first, last))
            for day, sales in days.items():
                yield {"ledger": name, "store_id": store, "business_day": day, "sales": sales}


def _days(dynamodb: "DynamoDBClient", table: str, store: str, first: date, last: date) -> Iterator[date]:
    """The day of each sale; every one that was acknowledged before is there (a strongly consistent read)."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="#partition = :store AND entry BETWEEN :first AND :last",
        ExpressionAttributeNames=NAMES,
        ExpressionAttributeValues={
            ":store": {"S": store},
            ":first": {"S": f"{first}/"},
            ":last": {"S": f"{last + timedelta(days=1)}/"},
        },
        ProjectionExpression="entry",
        ConsistentRead=True,
    )
    entries = (item["entry"]["S"] for page in pages for item in page["Items"])
    return (date.fromisoformat(entry.split("/")[0]) for entry in entries)
