"""Whether an object of raw is still what was written first: Firehose never writes one a second time."""

from typing import TYPE_CHECKING

from lambdas.core.manifest.item import Entry
from lambdas.core.manifest.table import of_object

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def is_overwritten(dynamodb: "DynamoDBClient", table: str, entered: Entry) -> bool:
    """Whether the newest version of an object has other bytes than the first; one put back has the same.

    To be asked once its version is entered: of two that come at once, one at least knows of both.
    """
    first, *later = of_object(dynamodb, table, entered.key, entered.hour)
    return bool(later) and later[-1].sha256 != first.sha256
