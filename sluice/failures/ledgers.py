"""Whether a sale has been applied, and as which payload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The ledgers' tables by consumer."""

    dynamodb: "DynamoDBClient"
    tables: Mapping[str, str]

    def digests(self, sale_id: str, store_id: str) -> dict[str, bytes]:
        """The digest of what each consumer has applied under a sale id."""
        found = {name: self._digest(table, sale_id, store_id) for name, table in self.tables.items()}
        return {name: digest for name, digest in found.items() if digest is not None}

    def _digest(self, table: str, sale_id: str, store_id: str) -> bytes | None:
        if not (entry := sale_id.removeprefix(f"{store_id}/")):
            return None
        found = self.dynamodb.get_item(
            TableName=table,
            Key={"store_id": {"S": store_id}, "entry": {"S": entry}},
            ConsistentRead=True,
            ProjectionExpression="digest",
        )
        return bytes(found["Item"]["digest"]["B"]) if "Item" in found else None
