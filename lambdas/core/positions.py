"""The position of each consumer in each shard, for people: nothing reads it to decide."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.core.batch_report import Position
from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OVERTAKEN = "ConditionalCheckFailedException"
LEAST_MS = 7_000
"""Both tries of a client of ours, and a moment: with less time left the batch comes first."""

WHERE = "#order = :order, sequence_number = :number, arrived_at = :arrived, settled_at = :now, expires = :end"
FURTHER = "attribute_not_exists(#order) OR #order < :order"
"""The lanes of a shard end in any order: who ends last may be behind."""


class PositionNotWritten(RuntimeError):
    """A position that could not be written; whoever reached it is there all the same."""


class Positions:
    """The last record that a consumer has settled of each shard; who moves no more is forgotten."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str, consumer: str, kept: timedelta) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._consumer = consumer
        self._kept = kept

    def reach(self, position: Position, remaining_ms: int) -> None:
        """Write where the consumer is now, unless it is further already, or raise PositionNotWritten."""
        if remaining_ms < LEAST_MS:
            raise PositionNotWritten("the timeout is near")
        try:
            self._update(position)
        except (ClientError, BotoCoreError) as error:
            if code_of(error) != OVERTAKEN:
                raise PositionNotWritten(str(error)) from error

    def _update(self, position: Position) -> None:
        self._dynamodb.update_item(
            TableName=self._table,
            Key={"consumer": {"S": self._consumer}, "shard": {"S": position.shard}},
            UpdateExpression=f"SET {WHERE}",
            ConditionExpression=FURTHER,
            ExpressionAttributeNames={"#order": "order"},
            ExpressionAttributeValues=self._values(position, datetime.now(UTC)),
        )

    def _values(self, position: Position, now: datetime) -> dict[str, Any]:
        return {
            ":order": {"S": position.order},
            ":number": {"S": position.sequence_number},
            ":arrived": {"S": position.arrived_at.isoformat()},
            ":now": {"S": now.isoformat()},
            ":end": {"N": str(int((now + self._kept).timestamp()))},
        }
