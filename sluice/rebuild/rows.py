"""Rows of a ledger as they lie in their table, read store by store in the order of their keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.once import Attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEY = ("store_id", "entry")


@dataclass(frozen=True, slots=True)
class Row:
    """A row without its key: `place` says where in raw the sale of a rebuilt one lies."""

    digest: bytes
    effect: Attributes
    place: str = ""

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "Row":
        """Read an item."""
        effect = {name: each for name, each in item.items() if name not in (*KEY, "digest", "place")}
        return cls(item["digest"]["B"], effect, item.get("place", {}).get("S", ""))

    def is_same(self, other: "Row") -> bool:
        """Tell whether both are the effect of one sale, wherever it lies."""
        return (self.digest, self.effect) == (other.digest, other.effect)


@dataclass(frozen=True, slots=True)
class Rows:
    """A ledger's table, live or rebuilt."""

    dynamodb: "DynamoDBClient"
    table: str

    def of(self, store_id: str) -> Iterator[tuple[str, Row]]:
        """A store's rows by entry; strings sort as their bytes do, in DynamoDB and in Python."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="store_id = :store",
            ExpressionAttributeValues={":store": {"S": store_id}},
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                yield item["entry"]["S"], Row.of(item)

    def at(self, store_id: str, entry: str) -> Row | None:
        """The row under a key, as it is now."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=key(store_id, entry), ConsistentRead=True)
        return Row.of(answer["Item"]) if "Item" in answer else None


def key(store_id: str, entry: str) -> dict[str, Any]:
    """A row's key in DynamoDB's format."""
    return {"store_id": {"S": store_id}, "entry": {"S": entry}}
