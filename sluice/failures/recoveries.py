"""What was done about each failure: an attempt is counted before it is made, and noted when it was made.

Who dies in between leaves the attempt as `sending`. Whoever comes next makes it again, under the same number:
what arrives twice has one effect.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from sluice.failures.failure import PARKED, SENDING, SENT, RecoveryState
from sluice.tables import from_attributes, read_items, to_attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BY_HAND = "park"

BEGIN = "SET attempts = :next, #state = :sending, #by = :by, seen = :seen"
BEGUN_BEFORE = "attempts = :next AND #state = :sending AND seen = :seen"
NOT_BEGUN = "attribute_not_exists(failure) OR (attempts = :last AND #state <> :parked)"
NAMES = {"#state": "state", "#by": "by"}


class Recoveries:
    """The table, by failure id."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def read(self, ids: Iterable[str]) -> dict[str, RecoveryState]:
        """Return what is known of these failures."""
        keys = [_key(each) for each in sorted(set(ids))]
        items = map(from_attributes, read_items(self._dynamodb, self._table, keys))
        return {item["failure"]: RecoveryState.of(item) for item in items}

    def begin(self, failure: str, attempt: int, *, seen: datetime, by: str) -> bool:
        """Count an attempt, or take up one that was begun and not noted; False: somebody else was faster."""
        values = {
            ":next": attempt,
            ":last": attempt - 1,
            ":by": by,
            ":seen": _text(seen),
            ":sending": SENDING,
            ":parked": PARKED,
        }
        return self._update(failure, BEGIN, f"({BEGUN_BEFORE}) OR ({NOT_BEGUN})", values, NAMES)

    def sent(self, failure: str, attempt: int, replaced_by: str = "") -> None:
        """Note that an attempt was made; `replaced_by` is the id of the event that went in its place."""
        values = {
            ":sent": SENT,
            ":now": _text(datetime.now(UTC)),
            ":attempt": attempt,
            ":sending": SENDING,
        }
        change = "SET #state = :sent, sent_at = :now"
        if replaced_by:
            change, values = f"{change}, replaced_by = :event", values | {":event": replaced_by}
        unless = "attempts = :attempt AND #state = :sending"
        self._update(failure, change, unless, values, {"#state": "state"})

    def came_back(self, failure: str, attempt: int) -> None:
        """Note an attempt that failed before our eyes: nothing new lies anywhere, and yet it waits again."""
        values = {":sent": SENT, ":attempt": attempt}
        self._update(
            failure, "SET #state = :sent REMOVE seen", "attempts = :attempt", values, {"#state": "state"}
        )

    def park(self, failure: str, by: str = BY_HAND) -> None:
        """Leave it alone until somebody releases it."""
        values = {":parked": PARKED, ":by": by, ":zero": 0}
        change = "SET #state = :parked, #by = :by, attempts = if_not_exists(attempts, :zero)"
        self._update(failure, change, "", values, NAMES)

    def release(self, failure: str) -> None:
        """Let a parked failure be sent again, as often as a new one."""
        values = {":parked": PARKED, ":sent": SENT, ":zero": 0}
        change = "SET #state = :sent, attempts = :zero REMOVE seen"
        self._update(failure, change, "#state = :parked", values, {"#state": "state"})

    def _update(
        self,
        failure: str,
        change: str,
        condition: str,
        values: Mapping[str, object],
        names: Mapping[str, str],
    ) -> bool:
        only_if = {"ConditionExpression": condition} if condition else {}
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(failure),
                UpdateExpression=change,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=to_attributes(values),
                **only_if,  # type: ignore[arg-type]
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _key(failure: str) -> dict[str, Any]:
    return to_attributes({"failure": failure})


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
