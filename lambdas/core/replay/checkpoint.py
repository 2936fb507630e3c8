"""The checkpoint of a replay in each object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

READ_AT_ONCE = 100
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""


class CheckpointsUnread(RuntimeError):
    """DynamoDB left keys unread, as it may when it is throttled: ask again later."""


class ObjectRef(Protocol):
    """A version of an object."""

    @property
    def key(self) -> str:
        """Return the key of the object."""

    @property
    def version(self) -> str:
        """Return its version id."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The lines of an object that are dealt with: `sent`, `left_out`, or none of this replay's."""

    line: int = 0
    sent: int = 0
    left_out: int = 0
    done: bool = False


class Checkpoints:
    """The items of the chunks in the table of replays. One that is lost has its object sent again."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def of(self, replay: str, places: Sequence[ObjectRef]) -> list[Checkpoint]:
        """Read each strongly consistent, the beginning where there is none, or raise CheckpointsUnread."""
        items = [_item(place) for place in places]
        found: dict[str, Checkpoint] = {}
        for start in range(0, len(items), READ_AT_ONCE):
            found |= self._read(replay, items[start : start + READ_AT_ONCE])
        return [found.get(item, Checkpoint()) for item in items]

    def keep(self, replay: str, place: ObjectRef, checkpoint: Checkpoint) -> None:
        """Write how far it has come."""
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                "replay": {"S": replay},
                "item": {"S": _item(place)},
                "line": {"N": str(checkpoint.line)},
                "sent": {"N": str(checkpoint.sent)},
                "left_out": {"N": str(checkpoint.left_out)},
                "done": {"BOOL": checkpoint.done},
            },
        )

    def _read(self, replay: str, items: Sequence[str]) -> Iterator[tuple[str, Checkpoint]]:
        keys = [{"replay": {"S": replay}, "item": {"S": item}} for item in items]
        answer = self._dynamodb.batch_get_item(
            RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
        )
        if answer["UnprocessedKeys"]:
            raise CheckpointsUnread(f"checkpoints of {replay}")
        return ((each["item"]["S"], _checkpoint(each)) for each in answer["Responses"][self._table])


def _item(place: ObjectRef) -> str:
    return f"chunk/{place.key}#{place.version}"


def _checkpoint(item: Mapping[str, Any]) -> Checkpoint:
    return Checkpoint(
        line=int(item["line"]["N"]),
        sent=int(item["sent"]["N"]),
        left_out=int(item["left_out"]["N"]),
        done=item["done"]["BOOL"],
    )
