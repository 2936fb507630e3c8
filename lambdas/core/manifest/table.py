"""The manifest in its table: an item for each version of each object of raw, under the hour of its key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.core.manifest.item import (
    ManifestEntry,
    entry_of,
    format_hour,
    item_of,
    key_of,
    parse_hour,
    truncate_to_hour,
)
from lambdas.core.raw import LONGEST_DELIVERY

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

HOUR = timedelta(hours=1)


def iterate_entries(
    dynamodb: "DynamoDBClient", table: str, start: datetime, end: datetime
) -> Iterator[ManifestEntry]:
    """Yield what arrived from `start` to before `end`, by the hours and names of the keys; copies among them.

    A late delivery lies under the hour in which its records arrived, so earlier hours are asked too.
    """
    hour = truncate_to_hour(start - LONGEST_DELIVERY)
    while hour < end:
        yield from (each for each in list_hour(dynamodb, table, hour) if start <= each.arrived_at < end)
        hour += HOUR


def find_first_hour(dynamodb: "DynamoDBClient", table: str, before: datetime) -> datetime | None:
    """Return the earliest hour that has an entry, if one lies before another hour; reads the whole table."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="#hour < :hour",
        ProjectionExpression="#hour",
        ExpressionAttributeNames={"#hour": "hour"},
        ExpressionAttributeValues={":hour": {"S": format_hour(before)}},
        ConsistentRead=True,
    )
    hours = (item["hour"]["S"] for page in pages for item in page["Items"])
    return parse_hour(first) if (first := min(hours, default=None)) else None


def list_hour(dynamodb: "DynamoDBClient", table: str, hour: datetime) -> list[ManifestEntry]:
    """Return everything under an arrival hour, by name and then in the order in which it was written."""
    found = _query(dynamodb, table, "#hour = :hour", hour=format_hour(hour))
    return sorted(_with_copies(sorted(found, key=_written)), key=_written)


def list_versions(dynamodb: "DynamoDBClient", table: str, key: str, hour: datetime) -> list[ManifestEntry]:
    """Return the versions of an object under its arrival hour, in the order in which they were written."""
    condition = "#hour = :hour AND begins_with(#object, :key)"
    found = _query(dynamodb, table, condition, hour=format_hour(hour), key=f"{key}#")
    return list(_with_replaced(sorted((each for each in found if each.key == key), key=_written)))


def is_overwritten(dynamodb: "DynamoDBClient", table: str, entered: ManifestEntry) -> bool:
    """Return whether the newest version of an object has other bytes than the first, of those that count.

    Firehose never writes an object a second time, and a version that was put back has the first one's bytes.
    A version that was written anew stands for the one that it replaces.
    Ask once the version is entered: of two that come at once, one at least knows of both.
    """
    known = list_versions(dynamodb, table, entered.key, entered.hour)
    first, *later = [each for each in known if not each.replaced] or [entered]
    return bool(later) and later[-1].sha256 != first.sha256


def put_entry(dynamodb: "DynamoDBClient", table: str, entry: ManifestEntry) -> None:
    """Enter a version; the same one is the same item, however often it is entered, and stays written off."""
    with suppress(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(
            TableName=table,
            Item=item_of(entry),
            ConditionExpression="attribute_not_exists(written_off_at)",
        )


def write_off(dynamodb: "DynamoDBClient", table: str, entry: ManifestEntry) -> None:
    """Note of a version that nothing of it can come back."""
    dynamodb.update_item(
        TableName=table,
        Key=key_of(entry),
        UpdateExpression="SET written_off_at = :now",
        ConditionExpression="attribute_exists(#object)",
        ExpressionAttributeNames={"#object": "object"},
        ExpressionAttributeValues={":now": {"S": datetime.now(UTC).isoformat(timespec="seconds")}},
    )


def _query(dynamodb: "DynamoDBClient", table: str, condition: str, **values: str) -> Iterator[ManifestEntry]:
    names = {"#hour": "hour", "#object": "object"}
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression=condition,
        ExpressionAttributeNames={name: of for name, of in names.items() if name in condition},
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
        ConsistentRead=True,
    )
    return (entry_of(item) for page in pages for item in page["Items"])


def _written(entry: ManifestEntry) -> tuple[str, datetime, str]:
    return entry.key, entry.arrived_at, entry.version


def _with_copies(found: Iterable[ManifestEntry]) -> Iterator[ManifestEntry]:
    """Find copies when entries are read: a copy may be entered before its original."""
    alike: defaultdict[tuple[str, str], list[ManifestEntry]] = defaultdict(list)
    for each in _with_replaced(list(found)):
        alike[each.key, each.sha256].append(each)
    for versions in alike.values():
        first, *copies = versions
        yield replace(
            first,
            kept_as=copies[-1].version if copies else None,
            written_off=all(each.written_off for each in versions),
        )
        yield from (replace(each, copy_of=first.version) for each in copies)


def _with_replaced(found: Sequence[ManifestEntry]) -> Iterator[ManifestEntry]:
    """Find what was written anew: the version that was read for it, and every copy of its bytes."""
    versions = {(each.key, each.replaces) for each in found if each.replaces}
    bytes_ = {(each.key, each.sha256) for each in found if (each.key, each.version) in versions}
    for each in found:
        replaced = (each.key, each.version) in versions or (each.key, each.sha256) in bytes_
        yield replace(each, replaced=True) if replaced else each
