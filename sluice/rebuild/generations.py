"""What a rebuild keeps of its own among the replays: which generation folds what, under which id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sluice.cloud import NotNow
from sluice.rebuild.generation import Generation
from sluice.replay.run import Run
from sluice.replay.window import Window

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BEGUN = "begun"
"""Of a fold whose replay hasn't started."""


class NoGeneration(NotNow):
    """Nobody began a generation of this name."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A generation's fold: which part of raw, under which replay's id; `run` as soon as that has begun."""

    generation: Generation
    replay: str
    window: Window
    run: Run | None = None

    @property
    def state(self) -> str:
        """In a word."""
        return self.run.state if self.run else BEGUN

    @property
    def records(self) -> int:
        """How many there are, once they were counted."""
        return self.run.records if self.run else 0

    def figures(self) -> dict[str, Any]:
        """For programs."""
        told = {"generation": self.generation.name, "replay": self.replay, "state": self.state}
        return told | {
            "from": written(self.window.start),
            "to": written(self.window.end),
            "records": self.records,
        }


@dataclass(frozen=True, slots=True)
class Generations:
    """The table of replays, which has an item for each generation."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def find(self, generation: Generation) -> Fold:
        """Its fold, read strongly consistent, without the replay; raises NoGeneration."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(generation), ConsistentRead=True)
        if "Item" not in answer:
            raise NoGeneration(f"there is no generation {generation.name}: rebuild into it first")
        return _fold(generation, answer["Item"])

    def remember(self, fold: Fold) -> None:
        """Enter a fold, unless its generation has one."""
        try:
            self.dynamodb.put_item(
                TableName=self.table,
                Item=_item(fold),
                ConditionExpression="attribute_not_exists(replay)",
            )
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def forget(self, generation: Generation) -> None:
        """Strike a generation out."""
        self.dynamodb.delete_item(TableName=self.table, Key=_key(generation))


def written(time: datetime) -> str:
    """In UTC, to the second."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _key(generation: Generation) -> dict[str, Any]:
    """Its item has another name than a header, not to be taken for one."""
    return {"replay": {"S": f"generation/{generation.name}"}, "item": {"S": "generation"}}


def _item(fold: Fold) -> dict[str, Any]:
    return {
        **_key(fold.generation),
        "replay_id": {"S": fold.replay},
        "from": {"S": written(fold.window.start)},
        "to": {"S": written(fold.window.end)},
    }


def _fold(generation: Generation, item: Mapping[str, Any]) -> Fold:
    start, end = (datetime.fromisoformat(item[name]["S"]) for name in ("from", "to"))
    return Fold(generation, item["replay_id"]["S"], Window(start, end))
