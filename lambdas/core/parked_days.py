"""Days of a partition that a person has left out of the close for now, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from lambdas.core.ledger_row import PARTITION, Attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

DAY = "day"
"""With the partition the key: so a day is parked once, however often that is said."""


class ParkState(StrEnum):
    """What a person said last of a partition's day."""

    PARKED = "parked"
    RELEASED = "released"


class ParkedDay(Struct, frozen=True, kw_only=True):
    """A partition's day, why it was parked, and who parked or released it when (ISO 8601)."""

    partition: str
    day: date
    reason: str
    by: str
    at: str
    state: ParkState = ParkState.PARKED


@dataclass(frozen=True, slots=True)
class ParkedDays:
    """The table of parked days, an item each: people write it, the close reads it."""

    dynamodb: "DynamoDBClient"
    table: str

    def write(self, parked: ParkedDay) -> None:
        """Write what a person says, in the place of what was said before."""
        self.dynamodb.put_item(TableName=self.table, Item=to_item(parked))

    def list(self, state: ParkState | None = ParkState.PARKED) -> list[ParkedDay]:
        """Return the days of a state, or all that were ever parked, by day."""
        found = [each for each in self._scan() if state in (None, each.state)]
        return sorted(found, key=lambda each: (each.day, each.partition))

    def _scan(self) -> Iterator[ParkedDay]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return (parse_item(item) for page in pages for item in page["Items"])


def to_item(parked: ParkedDay) -> Attributes:
    """Return a parked day as it lies in the table."""
    texts = {name: getattr(parked, name) for name in ("reason", "by", "at", "state")}
    return {name: {"S": text} for name, text in {**_key(parked), **texts}.items()}


def parse_item(item: Any) -> ParkedDay:  # noqa: ANN401 (DynamoDB's format)
    """Read an item."""
    texts = {name: value["S"] for name, value in item.items()}
    return ParkedDay(**texts | {DAY: date.fromisoformat(texts[DAY]), "state": ParkState(texts["state"])})


def _key(parked: ParkedDay) -> dict[str, str]:
    return {PARTITION: parked.partition, DAY: parked.day.isoformat()}
