"""What a rebuild keeps of its own among the replays: which generation folds what, under which id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sluice.cloud import NotNow
from sluice.rebuild.generation import TableGeneration
from sluice.replay.run import ReplayRun
from sluice.replay.window import Window
from sluice.tables import from_attributes, to_attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

GENERATION = "generation"
BEGUN = "begun"
"""Of a fold whose replay hasn't started."""


class NoGeneration(NotNow):
    """A name of which no generation was begun."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A generation's fold: which part of raw, under which replay's id; `run` as soon as that has begun."""

    generation: TableGeneration
    replay: str
    window: Window
    run: ReplayRun | None = None

    @property
    def state(self) -> str:
        """In a word."""
        return self.run.state if self.run else BEGUN

    @property
    def records(self) -> int:
        """The number of records, once they were counted."""
        return self.run.records if self.run else 0

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        figures = {"generation": self.generation.name, "replay": self.replay, "state": self.state}
        return figures | {
            "from": written(self.window.start),
            "to": written(self.window.end),
            "records": self.records,
        }


@dataclass(frozen=True, slots=True)
class Generations:
    """The table of replays, which has an item for each generation."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def find(self, generation: TableGeneration) -> Fold:
        """Read a fold, strongly consistent, without the replay; raise NoGeneration."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(generation), ConsistentRead=True)
        if "Item" not in answer:
            raise NoGeneration(f"there is no generation {generation.name}: rebuild into it first")
        return _fold(generation, from_attributes(answer["Item"]))

    def all(self) -> list[TableGeneration]:
        """List every generation that has tables or had some; reads the whole table."""
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.table,
            FilterExpression="#item = :generation",
            ExpressionAttributeNames={"#item": "item"},
            ExpressionAttributeValues={":generation": {"S": GENERATION}},
        )
        named = (each["replay"]["S"] for page in pages for each in page["Items"])
        return [TableGeneration(each.removeprefix(f"{GENERATION}/")) for each in named]

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

    def forget(self, generation: TableGeneration) -> None:
        """Strike a generation out."""
        self.dynamodb.delete_item(TableName=self.table, Key=_key(generation))


def written(time: datetime) -> str:
    """Write a time of UTC, to the second."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _key(generation: TableGeneration) -> dict[str, Any]:
    """Return the key of its item, which can't be taken for a header's."""
    return to_attributes({"replay": f"{GENERATION}/{generation.name}", "item": GENERATION})


def _item(fold: Fold) -> dict[str, Any]:
    start, end = written(fold.window.start), written(fold.window.end)
    return _key(fold.generation) | to_attributes({"replay_id": fold.replay, "from": start, "to": end})


def _fold(generation: TableGeneration, item: Mapping[str, Any]) -> Fold:
    start, end = (datetime.fromisoformat(item[name]) for name in ("from", "to"))
    return Fold(generation, item["replay_id"], Window(start, end))
