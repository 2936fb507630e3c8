"""A generation's fold as it stands in the table of replays: a replay's header, lock and checkpoints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.replay.run import RUN, State
from sluice.rebuild.generation import Generation

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BEGUN = "begun"
"""Of a fold whose replay hasn't started."""
CHUNK = "chunk/"


@dataclass(frozen=True, slots=True)
class Fold:
    """A generation's fold: which part of raw, under which replay, how far."""

    generation: Generation
    replay: str
    begin: datetime
    end: datetime
    state: str
    records: int = 0
    dealt_with: int = 0

    def figures(self) -> dict[str, Any]:
        """For programs."""
        window = {"from": written(self.begin), "to": written(self.end)}
        told = {"generation": self.generation.name, "replay": self.replay, "state": self.state}
        return told | window | {"records": self.records}


@dataclass(frozen=True, slots=True)
class Items:
    """The table's items, read strongly consistent and written under a condition."""

    dynamodb: "DynamoDBClient"
    table: str

    def get(self, key: tuple[str, str]) -> Mapping[str, Any]:
        """An item, or an empty one."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=keyed(key), ConsistentRead=True)
        return answer.get("Item", {})

    def put(self, key: tuple[str, str], item: dict[str, Any], unless: str, **values: Any) -> bool:  # noqa: ANN401
        """Put an item, and say whether the condition held."""
        given: Any = {"ExpressionAttributeValues": {f":{name}": value for name, value in values.items()}}
        try:
            self.dynamodb.put_item(
                TableName=self.table,
                Item=keyed(key) | item,
                ConditionExpression=unless,
                **(given if values else {}),
            )
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def run_again(self, replay: str) -> None:
        """Let a replay that is over go on, under the name of its next execution."""
        self.dynamodb.update_item(
            TableName=self.table,
            Key=keyed((replay, RUN)),
            UpdateExpression="SET #state = :running ADD executions :one",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":running": {"S": State.RUNNING}, ":one": {"N": "1"}},
        )

    def delete(self, key: tuple[str, str]) -> None:
        """Delete an item, if it is there."""
        self.dynamodb.delete_item(TableName=self.table, Key=keyed(key))

    def chunks(self, replay: str) -> Iterator[Mapping[str, Any]]:
        """The checkpoints of a replay."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="replay = :id AND begins_with(#item, :chunk)",
            ExpressionAttributeNames={"#item": "item"},
            ExpressionAttributeValues={":id": {"S": replay}, ":chunk": {"S": CHUNK}},
            ConsistentRead=True,
        )
        return (item for page in pages for item in page["Items"])


def keyed(key: tuple[str, str]) -> dict[str, Any]:
    """A key in DynamoDB's format."""
    replay, item = key
    return {"replay": {"S": replay}, "item": {"S": item}}


def of(generation: Generation) -> tuple[str, str]:
    """Where a generation stands: its item has another name than a header, not to be taken for one."""
    return f"generation/{generation.name}", "generation"


def window(fold: Fold) -> dict[str, Any]:
    """What of raw is folded."""
    return {"from": {"S": written(fold.begin)}, "to": {"S": written(fold.end)}}


def written(time: datetime) -> str:
    """In UTC, to the second."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
