"""Rows of a ledger as they lie in their table, read partition by partition in the order of their keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.consumer_spec import ConsumerSpec, Effect
from contracts.event_type import Key
from lambdas.core.ledger_row import NAMES, RowCorrection, effect_of, key_item, key_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A row without its key: `place` says where in raw the event of a rebuilt one lies."""

    digest: bytes
    effect: Effect
    place: str = ""
    correction: RowCorrection | None = None

    @classmethod
    def of(cls, item: Mapping[str, Any]) -> "EffectRow":
        """Read an item."""
        effect = dict(effect_of(item))
        place = str(effect.pop("place", ""))
        return cls(item["digest"]["B"], effect, place, RowCorrection.of(item))

    def is_same(self, other: "EffectRow") -> bool:
        """Return whether both are the effect of one event, wherever it lies."""
        mine, others = ((each.digest, each.effect, each.correction) for each in (self, other))
        return mine == others


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """A ledger's table, live or rebuilt."""

    dynamodb: "DynamoDBClient"
    table: str

    def of(self, partition: str) -> Iterator[tuple[str, EffectRow]]:
        """Yield a partition's rows by entry; strings sort as their bytes do, in DynamoDB and in Python."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":partition": {"S": partition}},
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                yield item["entry"]["S"], EffectRow.of(item)

    def given_everywhere(self, spec: ConsumerSpec[Any], name: str) -> Iterator[tuple[Key, int]]:
        """Yield what each row of any partition gives to an item, as an index has it, which lags a moment."""
        index = spec.indexes[0]
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            IndexName=index.name,
            KeyConditionExpression="#by = :name",
            ExpressionAttributeNames={"#by": index.by},
            ExpressionAttributeValues={":name": {"S": name}},
        )
        found = (item for page in pages for item in page["Items"])
        for item in found:
            key = key_of(item)
            yield key, spec.amounts(key[0], effect_of(item))["", name]

    def at(self, partition: str, entry: str) -> EffectRow | None:
        """Read the row under a key, as it is now."""
        answer = self.dynamodb.get_item(
            TableName=self.table, Key=key_item((partition, entry)), ConsistentRead=True
        )
        return EffectRow.of(answer["Item"]) if "Item" in answer else None
