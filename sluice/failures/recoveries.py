"""What was done about each failure: an attempt is counted before it is made, and noted when it was made.

Who dies in between leaves the attempt as `sending`. Whoever comes next makes it again, under the same number:
what arrives twice has one effect.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from sluice.failures.recovery import PARKED, SENDING, SENT, Recovery

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BY_HAND = "park"
KEYS_A_READ = 100
"""What one BatchGetItem takes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""

BEGIN = "SET attempts = :next, #state = :sending, #by = :by, seen = :seen"
BEGUN_BEFORE = "attempts = :next AND #state = :sending AND seen = :seen"
NOT_BEGUN = "attribute_not_exists(failure) OR (attempts = :last AND #state <> :parked)"
NAMES = {"#state": "state", "#by": "by"}


class Recoveries:
    """The table, by failure id."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def read(self, ids: Iterable[str]) -> dict[str, Recovery]:
        """Return what is known of these failures."""
        wanted = sorted(set(ids))
        parts = (wanted[at : at + KEYS_A_READ] for at in range(0, len(wanted), KEYS_A_READ))
        return {
            item["failure"]["S"]: Recovery.of(item)
            for part in parts
            for item in self._items([_key(each) for each in part])
        }

    def begin(self, failure: str, attempt: int, *, seen: datetime, by: str) -> bool:
        """Count an attempt, or take up one that was begun and not noted; False: somebody else was faster."""
        values = {
            ":next": {"N": str(attempt)},
            ":last": {"N": str(attempt - 1)},
            ":by": {"S": by},
            ":seen": {"S": _text(seen)},
            ":sending": {"S": SENDING},
            ":parked": {"S": PARKED},
        }
        return self._update(failure, BEGIN, f"({BEGUN_BEFORE}) OR ({NOT_BEGUN})", values, NAMES)

    def sent(self, failure: str, attempt: int, replaced_by: str = "") -> None:
        """Note that an attempt was made; `replaced_by` is the id of the sale that went in its place."""
        values = {
            ":sent": {"S": SENT},
            ":now": {"S": _text(datetime.now(UTC))},
            ":attempt": {"N": str(attempt)},
            ":sending": {"S": SENDING},
        }
        change = "SET #state = :sent, sent_at = :now"
        if replaced_by:
            change, values = f"{change}, replaced_by = :sale", values | {":sale": {"S": replaced_by}}
        unless = "attempts = :attempt AND #state = :sending"
        self._update(failure, change, unless, values, {"#state": "state"})

    def came_back(self, failure: str, attempt: int) -> None:
        """Note an attempt that failed before our eyes: nothing new lies anywhere, and yet it waits again."""
        values = {":sent": {"S": SENT}, ":attempt": {"N": str(attempt)}}
        self._update(
            failure, "SET #state = :sent REMOVE seen", "attempts = :attempt", values, {"#state": "state"}
        )

    def park(self, failure: str, by: str = BY_HAND) -> None:
        """Leave it alone until somebody releases it."""
        values = {":parked": {"S": PARKED}, ":by": {"S": by}, ":zero": {"N": "0"}}
        change = "SET #state = :parked, #by = :by, attempts = if_not_exists(attempts, :zero)"
        self._update(failure, change, "", values, NAMES)

    def release(self, failure: str) -> None:
        """Let a parked failure be sent again, as often as a new one."""
        values = {":parked": {"S": PARKED}, ":sent": {"S": SENT}, ":zero": {"N": "0"}}
        change = "SET #state = :sent, attempts = :zero REMOVE seen"
        self._update(failure, change, "#state = :parked", values, {"#state": "state"})

    def _items(self, keys: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        while keys:
            wanted: Any = {self._table: {"Keys": keys, "ConsistentRead": True}}
            answer = self._dynamodb.batch_get_item(RequestItems=wanted)
            yield from answer["Responses"].get(self._table, ())
            left: Mapping[str, Any] = answer.get("UnprocessedKeys", {})
            keys = left.get(self._table, {}).get("Keys", ())

    def _update(
        self,
        failure: str,
        change: str,
        condition: str,
        values: Mapping[str, Any],
        names: Mapping[str, str],
    ) -> bool:
        only_if = {"ConditionExpression": condition} if condition else {}
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(failure),
                UpdateExpression=change,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                **only_if,  # type: ignore[arg-type]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _key(failure: str) -> dict[str, Any]:
    return {"failure": {"S": failure}}


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
