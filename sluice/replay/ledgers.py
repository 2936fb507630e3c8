"""What the consumers' ledgers hold of some events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.event_type import Key
from lambdas.core.ledger_row import KNOWN, NAMES, key_item, key_of, known_digests
from sluice.cloud import NotNow
from sluice.tables import read_items

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class NoSuchConsumer(NotNow):
    """A name that no consumer with a ledger has."""


@dataclass(frozen=True)
class Ledgers:
    """The ledgers' tables, by consumer."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    tables: Mapping[str, str]

    def of(self, consumer: str | None) -> "Ledgers":
        """Return only that consumer's, or all; raise NoSuchConsumer."""
        if consumer is None:
            return self
        if consumer not in self.tables:
            raise NoSuchConsumer(f"no consumer {consumer} keeps a ledger: {' and '.join(self.tables)} do")
        return Ledgers(self.dynamodb, {consumer: self.tables[consumer]})

    def digests(self, consumer: str, keys: Sequence[Key]) -> dict[Key, frozenset[bytes]]:
        """Return the digests that are settled of those events that are there, strongly consistent.

        Raises TableThrottled.
        """
        items = read_items(
            self.dynamodb,
            self.tables[consumer],
            [key_item(key) for key in keys],
            ProjectionExpression=KNOWN,
            ExpressionAttributeNames=NAMES,
        )
        return {key_of(item): known_digests(item) for item in items}

    def knows(self, partition: str) -> bool:
        """Return whether an event of the partition was ever applied."""
        return any(self._has(table, partition) for table in self.tables.values())

    def _has(self, table: str, partition: str) -> bool:
        found = self.dynamodb.query(
            TableName=table,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":partition": {"S": partition}},
            Limit=1,
        )
        return bool(found["Items"])
