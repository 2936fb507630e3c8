"""Whether an event has been applied, and as which payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.event_type import Key
from lambdas.core.ledger_row import key_item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class LedgerDigests:
    """The ledgers' tables by consumer."""

    dynamodb: "DynamoDBClient"
    tables: Mapping[str, str]

    def digests(self, key: Key) -> dict[str, bytes]:
        """Return the digest of what each consumer has applied under a key."""
        found = {name: self._digest(table, key) for name, table in self.tables.items()}
        return {name: digest for name, digest in found.items() if digest is not None}

    def _digest(self, table: str, key: Key) -> bytes | None:
        if not all(key):
            return None
        found = self.dynamodb.get_item(
            TableName=table,
            Key=key_item(key),
            ConsistentRead=True,
            ProjectionExpression="digest",
        )
        return bytes(found["Item"]["digest"]["B"]) if "Item" in found else None
