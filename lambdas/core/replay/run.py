"""The header of a replay in its table: its request and its state."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

RUN, LOCK = "run", "active"


class State(StrEnum):
    """The state of a replay."""

    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    INCOMPLETE = "incomplete"


OVER = frozenset({State.CANCELLED, State.DONE, State.INCOMPLETE})


class NoReplay(LookupError):
    """No replay has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayHeader:
    """A replay of what arrived from `start` to before `end`, at `rate` records a second over all chunks.

    Of one `partition` or all; `into` a generation, to one `consumer`, or onto the stream. `executions` is how
    often it was started or resumed: who works for an earlier one has been replaced.
    """

    replay: str
    state: State
    start: datetime
    end: datetime
    rate: float
    executions: int
    chunks: int = 0
    partition: str | None = None
    into: str | None = None
    consumer: str | None = None


class Replays:
    """The headers, and the lock that lets one replay run at a time."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def header(self, replay: str) -> ReplayHeader:
        """Read the header, strongly consistent; raise NoReplay."""
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(replay), ConsistentRead=True)
        if "Item" not in found:
            raise NoReplay(replay)
        return _header(found["Item"])

    def record_plan(self, header: ReplayHeader, *, chunks: int, records: int, bytes_: int) -> None:
        """Write its size; raise ClientError if it was resumed since `header` was read."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key=_key(header.replay),
            UpdateExpression="SET chunks = :chunks, records = :records, #bytes = :bytes",
            ConditionExpression="executions = :executions",
            ExpressionAttributeNames={"#bytes": "bytes"},
            ExpressionAttributeValues={
                ":chunks": _number(chunks),
                ":records": _number(records),
                ":bytes": _number(bytes_),
                ":executions": _number(header.executions),
            },
        )

    def end(self, header: ReplayHeader, state: State, now: datetime, *, sent: int, left_out: int) -> None:
        """Write how an execution ended; raise ClientError if the state has changed meanwhile."""
        ended = ", ended_at = if_not_exists(ended_at, :now)" if state in OVER else ""
        at = {":now": {"S": now.isoformat(timespec="seconds")}} if ended else {}
        self._dynamodb.update_item(
            TableName=self._table,
            Key=_key(header.replay),
            UpdateExpression=f"SET #state = :state, sent = :sent, left_out = :left_out{ended}",
            ConditionExpression="#state = :was AND executions = :executions",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={
                ":state": {"S": state},
                ":was": {"S": header.state},
                ":executions": _number(header.executions),
                ":sent": _number(sent),
                ":left_out": _number(left_out),
                **at,
            },
        )

    def unlock(self, replay: str) -> None:
        """Let the next one start; if another one has, its lock stays."""
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key=_key(LOCK),
                ConditionExpression="id = :id",
                ExpressionAttributeValues={":id": {"S": replay}},
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise


def _key(replay: str) -> dict[str, Any]:
    return {"replay": {"S": replay}, "item": {"S": RUN}}


def _number(value: int) -> dict[str, Any]:
    return {"N": str(value)}


def _header(item: dict[str, Any]) -> ReplayHeader:
    return ReplayHeader(
        replay=item["replay"]["S"],
        state=State(item["state"]["S"]),
        start=datetime.fromisoformat(item["from"]["S"]),
        end=datetime.fromisoformat(item["to"]["S"]),
        rate=float(item["rate"]["N"]),
        executions=int(item["executions"]["N"]),
        chunks=int(item.get("chunks", {"N": 0})["N"]),
        partition=item.get("partition", {}).get("S"),
        into=item.get("into", {}).get("S"),
        consumer=item.get("consumer", {}).get("S"),
    )
