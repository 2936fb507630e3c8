"""The manifest in its table: an item for each version of each object of raw, under the hour of its key."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.manifest.rules import UNREAD
from lambdas.raw import LONGEST_DELIVERY, hour_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A version of an object, and what it holds: `records` in all, and how many of each of its `stores`.

    `broken` says why nobody can read it; then it holds no records. A version with the bytes of an earlier
    one of its key holds nothing new: it is the `copy_of` that version. The earlier one is `kept_as` its
    newest copy, since what was overwritten expires in time.
    """

    key: str
    version: str
    arrived_at: datetime
    bytes: int
    records: int
    stores: Mapping[str, int]
    sha256: str
    broken: str | None = None
    copy_of: str | None = None
    kept_as: str | None = None

    @property
    def readable(self) -> str:
        """The version to read it from."""
        return self.kept_as or self.version

    @property
    def hour(self) -> datetime:
        """The arrival hour that the key names; if it names none, the one in which it came."""
        return hour_of(self.key) or _whole(self.arrived_at)

    def may_hold(self, store: str) -> bool:
        """Whether a record of a store may be in it."""
        return store in self.stores or UNREAD in self.stores


def entries(dynamodb: "DynamoDBClient", table: str, start: datetime, end: datetime) -> Iterator[Entry]:
    """What arrived from `start` to before `end`, by the hours and names of the keys; copies among them.

    A late delivery lies under the hour in which its records arrived, so earlier hours are asked too.
    """
    hour = _whole(start - LONGEST_DELIVERY)
    while hour < end:
        yield from (each for each in in_hour(dynamodb, table, hour) if start <= each.arrived_at < end)
        hour += HOUR


def in_hour(dynamodb: "DynamoDBClient", table: str, hour: datetime) -> list[Entry]:
    """Everything under an arrival hour, by name and then in the order in which it was written."""
    found = _query(dynamodb, table, "#hour = :hour", hour=_text(hour))
    return sorted(_with_copies(sorted(found, key=_written)), key=_written)


def of_object(dynamodb: "DynamoDBClient", table: str, key: str, hour: datetime) -> list[Entry]:
    """The versions of an object under its arrival hour, in the order in which they were written."""
    condition = "#hour = :hour AND begins_with(#object, :key)"
    found = _query(dynamodb, table, condition, hour=_text(hour), key=f"{key}#")
    return sorted((each for each in found if each.key == key), key=_written)


def put(dynamodb: "DynamoDBClient", table: str, entry: Entry) -> None:
    """Enter a version; the same one is the same item, however often it is entered."""
    dynamodb.put_item(TableName=table, Item=_item(entry))


def _query(dynamodb: "DynamoDBClient", table: str, condition: str, **values: str) -> Iterator[Entry]:
    names = {"#hour": "hour", "#object": "object"}
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression=condition,
        ExpressionAttributeNames={name: of for name, of in names.items() if name in condition},
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
        ConsistentRead=True,
    )
    return (_entry(item) for page in pages for item in page["Items"])


def _written(entry: Entry) -> tuple[str, datetime, str]:
    return entry.key, entry.arrived_at, entry.version


def _with_copies(found: Iterable[Entry]) -> Iterator[Entry]:
    """Told when it is read: who enters a copy may come before who enters what it is a copy of."""
    alike: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in found:
        alike[each.key, each.sha256].append(each)
    for first, *copies in alike.values():
        yield replace(first, kept_as=copies[-1].version) if copies else first
        yield from (replace(each, copy_of=first.version) for each in copies)


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "hour": {"S": _text(entry.hour)},
        "object": {"S": f"{entry.key}#{entry.version}"},
        "arrived_at": {"S": entry.arrived_at.isoformat()},
        "bytes": {"N": str(entry.bytes)},
        "records": {"N": str(entry.records)},
        "stores": {"M": {store: {"N": str(count)} for store, count in entry.stores.items()}},
        "sha256": {"S": entry.sha256},
    }
    return item | ({"broken": {"S": entry.broken}} if entry.broken else {})


def _entry(item: Mapping[str, Any]) -> Entry:
    key, _, version = item["object"]["S"].rpartition("#")
    return Entry(
        key=key,
        version=version,
        arrived_at=datetime.fromisoformat(item["arrived_at"]["S"]),
        bytes=int(item["bytes"]["N"]),
        records=int(item["records"]["N"]),
        stores={store: int(count["N"]) for store, count in item["stores"]["M"].items()},
        sha256=item["sha256"]["S"],
        broken=item.get("broken", {}).get("S"),
    )


def _whole(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _text(hour: datetime) -> str:
    return f"{hour:%Y-%m-%dT%H}"
