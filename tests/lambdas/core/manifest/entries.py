"""A manifest in this process, shaped as the template says, and what stands in it."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.core.manifest.item import ManifestEntry
from tests.emulated import dynamodb
from tests.lambdas.ledgers import table_properties

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "manifest"
NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)


def manifest() -> "DynamoDBClient":
    """Start with an empty one."""
    client = dynamodb()
    client.create_table(TableName=TABLE, **table_properties("manifest", "MANIFEST_TABLE"))
    return client


def key(hour: int = 12, name: str = "a") -> str:
    """The key of an object of this arrival hour of 22 December."""
    return f"events/year=2017/month=12/day=22/hour={hour:02}/{name}.gz"


def entry(version: str = "1", minutes: float = 5, **changes: Any) -> ManifestEntry:
    """Make an entry that arrived so long after noon, with some of its fields replaced."""
    whole = {
        "key": key(),
        "version": version,
        "arrived_at": NOON + timedelta(minutes=minutes),
        "bytes": 99,
        "records": 3,
        "partitions": {"367": 2, "31": 1},
        "sha256": f"of {version}",
    }
    return ManifestEntry(**{**whole, **changes})
