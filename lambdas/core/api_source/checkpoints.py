"""The cursor from which an API is read on: one item, written only in the place of the one that was read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OVERTAKEN = "ConditionalCheckFailedException"


class CheckpointOvertaken(RuntimeError):
    """Another run has gone on meanwhile: this one stops."""


@dataclass(frozen=True, slots=True)
class ApiCheckpoint:
    """`cursor` is behind all that is on the stream, none at the beginning, reached at `reached_at`.

    `page` is the digest of what was put from behind the cursor already; before `not_before`, in seconds since
    the epoch, the API wants no call.
    """

    version: int
    cursor: str | None
    page: str
    reached_at: datetime
    not_before: float = 0.0

    def at(self, cursor: str | None, page: str, now: datetime) -> Self:
        """Return the checkpoint after a page; where the cursor stays, so does when it was reached."""
        reached_at = self.reached_at if cursor == self.cursor else now
        return replace(self, cursor=cursor, page=page, reached_at=reached_at, not_before=0.0)


@dataclass(frozen=True, slots=True)
class ApiCheckpoints:
    """The table of checkpoints, and whose is read and written here."""

    dynamodb: "DynamoDBClient"
    table: str
    source: str

    def read(self, now: datetime) -> ApiCheckpoint:
        """Return the checkpoint; write the first one if there is none, so that its time stays."""
        found = self.dynamodb.get_item(
            TableName=self.table, Key={"source": {"S": self.source}}, ConsistentRead=True
        )
        if item := found.get("Item"):
            return _of(item)
        return self.write(ApiCheckpoint(0, None, "", now))

    def write(self, checkpoint: ApiCheckpoint) -> ApiCheckpoint:
        """Put a checkpoint in the place of the version that it was made from; raise CheckpointOvertaken."""
        following = replace(checkpoint, version=checkpoint.version + 1)
        try:
            self.dynamodb.put_item(
                TableName=self.table,
                Item={"source": {"S": self.source}, **_attributes(following)},
                ConditionExpression="version = :read OR (:read = :none AND attribute_not_exists(version))",
                ExpressionAttributeValues={":read": {"N": str(checkpoint.version)}, ":none": {"N": "0"}},
            )
        except ClientError as error:
            if code_of(error) == OVERTAKEN:
                raise CheckpointOvertaken(f"{self.source} is at another version by now") from None
            raise
        return following


def _attributes(checkpoint: ApiCheckpoint) -> dict[str, Any]:
    cursor = {} if checkpoint.cursor is None else {"cursor": {"S": checkpoint.cursor}}
    return {
        **cursor,
        "version": {"N": str(checkpoint.version)},
        "page": {"S": checkpoint.page},
        "reached_at": {"S": checkpoint.reached_at.isoformat()},
        "not_before": {"N": f"{checkpoint.not_before:.3f}"},
    }


def _of(item: dict[str, Any]) -> ApiCheckpoint:
    return ApiCheckpoint(
        version=int(item["version"]["N"]),
        cursor=item.get("cursor", {}).get("S"),
        page=item.get("page", {}).get("S", ""),
        reached_at=datetime.fromisoformat(item["reached_at"]["S"]).astimezone(UTC),
        not_before=float(item.get("not_before", {}).get("N", 0)),
    )
