"""What the consumers applied: the rows of their ledgers, counted by partition and day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lambdas.core.ledger_row import NAMES

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class AppliedDay(NamedTuple):
    """How many events of a day a ledger has in a partition."""

    ledger: str
    partition: str
    day: date
    events: int


def count_applied(
    dynamodb: "DynamoDBClient",
    ledgers: Mapping[str, str],
    partitions: Iterable[str],
    days: Iterable[date],
) -> Iterator[AppliedDay]:
    """Yield what ledgers, tables by their names, have of some days; nothing in between them is read.

    An entry begins with its event's day.
    """
    spans = list(group_days(days))
    for partition in partitions:
        for name, table in ledgers.items():
            for first, last in spans:
                for day, events in Counter(_days(dynamodb, table, partition, first, last)).items():
                    yield AppliedDay(name, partition, day, events)


def group_days(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each row of days that follow one another."""
    first = last = None
    for day in sorted(set(days)):
        if first is not None and last is not None and day - last != timedelta(days=1):
            yield first, last
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def _days(dynamodb: "DynamoDBClient", table: str, partition: str, first: date, last: date) -> Iterator[date]:
    """Yield the day of each event, of all that were acknowledged before (a strongly consistent read)."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="#partition = :partition AND entry BETWEEN :first AND :last",
        ExpressionAttributeNames=NAMES,
        ExpressionAttributeValues={
            ":partition": {"S": partition},
            ":first": {"S": f"{first}/"},
            ":last": {"S": f"{last + timedelta(days=1)}/"},
        },
        ProjectionExpression="entry",
        ConsistentRead=True,
    )
    entries = (item["entry"]["S"] for page in pages for item in page["Items"])
    return (date.fromisoformat(entry.split("/")[0]) for entry in entries)
