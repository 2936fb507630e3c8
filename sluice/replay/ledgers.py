"""What the consumers' ledgers hold of some events."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contracts.event_type import Key
from lambdas.core.ledger import NAMES, key_item, key_of
from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEYS_A_READ = 100
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
PAUSES = (0.0, 0.1, 0.4, 1.6, 6.4)


class NoSuchConsumer(NotNow):
    """None of the consumers that keep a ledger has this name."""


class Throttled(NotNow):
    """A ledger gives no answer just now."""


@dataclass(frozen=True)
class Ledgers:
    """Tables by consumer."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    tables: Mapping[str, str]

    def of(self, consumer: str | None) -> "Ledgers":
        """Only that consumer's, or all; raises NoSuchConsumer."""
        if consumer is None:
            return self
        if consumer not in self.tables:
            raise NoSuchConsumer(f"no consumer {consumer} keeps a ledger: {' and '.join(self.tables)} do")
        return Ledgers(self.dynamodb, {consumer: self.tables[consumer]})

    def digests(self, consumer: str, keys: Sequence[Key]) -> dict[Key, bytes]:
        """The digests of those events that are there, read strongly consistent; raises Throttled."""
        table = self.tables[consumer]
        return dict(found for part in _parts(keys) for found in self._read(table, part))

    def knows(self, partition: str) -> bool:
        """Return whether an event of the partition was ever applied."""
        return any(self._has(table, partition) for table in self.tables.values())

    def _read(self, table: str, keys: Sequence[Key]) -> Iterator[tuple[Key, bytes]]:
        wanted: Any = {
            table: {
                "Keys": [key_item(key) for key in keys],
                "ConsistentRead": True,
                "ProjectionExpression": "#partition, entry, digest",
                "ExpressionAttributeNames": NAMES,
            }
        }
        for pause in PAUSES:
            time.sleep(pause)
            answer = self.dynamodb.batch_get_item(RequestItems=wanted)
            for item in answer["Responses"].get(table, ()):
                yield key_of(item), bytes(item["digest"]["B"])
            if not (wanted := answer.get("UnprocessedKeys")):
                return
        raise Throttled(f"{table} is throttled: some of its rows were not read, try again")

    def _has(self, table: str, partition: str) -> bool:
        found = self.dynamodb.query(
            TableName=table,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":partition": {"S": partition}},
            Limit=1,
        )
        return bool(found["Items"])


def _parts(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    return (keys[start : start + KEYS_A_READ] for start in range(0, len(keys), KEYS_A_READ))
