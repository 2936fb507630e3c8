"""What an operator changes of a replay: only what was looked at, header and lock together."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from lambdas.core.replay.run import LOCK, State
from sluice.replay.run import ReplayRun
from sluice.replay.runs import key

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OVERTAKEN = "TransactionCanceledException"
HELD_BY = "attribute_not_exists(replay) OR id = :holder"


class Overtaken(Exception):
    """Somebody else has changed the replay, or started another, since it was looked at."""


@dataclass(frozen=True)
class Changes:
    """The table, to be written. Each way is one transaction, and raises Overtaken."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def begin(self, run: ReplayRun, lost: str | None = None) -> None:
        """Enter a replay and take the lock; `lost` held it, and is over or has no header."""
        header = {"Item": run.item(), "ConditionExpression": "attribute_not_exists(replay)"}
        self._together(Put=self._lock(run, holder=lost or run.id), Enter=header)

    def pause(self, run: ReplayRun) -> None:
        """Let its chunks stop at their next record; it keeps the lock."""
        self._together(Update=_to(State.PAUSED, run))

    def resume(self, run: ReplayRun) -> None:
        """Let it go on, by one more execution."""
        more = _to(State.RUNNING, run, ", executions = executions + :one REMOVE ended_at", one={"N": "1"})
        self._together(Put=self._lock(run, holder=run.id), Update=more)

    def cancel(self, run: ReplayRun, now: datetime) -> None:
        """End it where it is, and free the lock."""
        ended = _to(
            State.CANCELLED, run, ", ended_at = :ended", ended={"S": now.isoformat(timespec="seconds")}
        )
        self._together(Delete=_held(run.id) | {"Key": key(LOCK)}, Update=ended)

    def _lock(self, run: ReplayRun, holder: str) -> dict[str, Any]:
        return _held(holder) | {"Item": key(LOCK) | {"id": {"S": run.id}}}

    def _together(self, **changes: Any) -> None:  # noqa: ANN401 (as boto3 wants it)
        items: Any = [
            {"Put" if way == "Enter" else way: {"TableName": self.table, **change}}
            for way, change in changes.items()
        ]
        try:
            self.dynamodb.transact_write_items(TransactItems=items)
        except ClientError as error:
            if code_of(error) != OVERTAKEN:
                raise
            raise Overtaken from error


def _held(holder: str) -> dict[str, Any]:
    return {"ConditionExpression": HELD_BY, "ExpressionAttributeValues": {":holder": {"S": holder}}}


def _to(state: State, run: ReplayRun, more: str = "", **values: Any) -> dict[str, Any]:  # noqa: ANN401
    named = {f":{name}": value for name, value in values.items()}
    return {
        "Key": key(run.id),
        "UpdateExpression": f"SET #state = :to{more}",
        "ConditionExpression": "#state = :was AND executions = :seen",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {
            ":to": {"S": state},
            ":was": {"S": run.state},
            ":seen": {"N": str(run.executions)},
            **named,
        },
    }
