"""Replays in their table: headers, the lock that lets one run at a time, checkpoints added up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambdas.core.replay.run import LOCK, RUN
from sluice.replay.run import ReplayRun

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

CHUNK = "chunk/"


@dataclass(frozen=True)
class Progress:
    """The progress of a replay by its checkpoints: records put back and left out, chunks that are done."""

    sent: int = 0
    left_out: int = 0
    chunks: int = 0


@dataclass(frozen=True)
class ReplayRuns:
    """The table, to be looked at."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str

    def find(self, run_id: str) -> ReplayRun | None:
        """Find a replay by its id."""
        item = self._get(run_id)
        return ReplayRun.of(item) if item else None

    def active(self) -> str | None:
        """Return the id of the replay that holds the lock."""
        item = self._get(LOCK)
        return str(item["id"]["S"]) if item else None

    def all(self) -> list[ReplayRun]:
        """List every replay there was, the latest first; reads the whole table, checkpoints among it."""
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.table,
            FilterExpression="#item = :run AND replay <> :active",
            ExpressionAttributeNames={"#item": "item"},
            ExpressionAttributeValues={":run": {"S": RUN}, ":active": {"S": LOCK}},
        )
        found = [ReplayRun.of(item) for page in pages for item in page["Items"]]
        return sorted(found, key=lambda run: (run.started_at, run.id), reverse=True)

    def left_of(self, run_id: str) -> bool:
        """Return whether the table holds anything of a replay, if only a checkpoint."""
        return self._get(run_id) is not None or next(self._chunks(run_id), None) is not None

    def progress(self, run_id: str) -> Progress:
        """Add the checkpoints up."""
        chunks = list(self._chunks(run_id))
        return Progress(
            sent=sum(int(each["sent"]["N"]) for each in chunks),
            left_out=sum(int(each["left_out"]["N"]) for each in chunks),
            chunks=sum(bool(each.get("done", {}).get("BOOL")) for each in chunks),
        )

    def _get(self, replay: str) -> Any:  # noqa: ANN401 (an item, or none)
        found = self.dynamodb.get_item(TableName=self.table, Key=key(replay), ConsistentRead=True)
        return found.get("Item")

    def _chunks(self, run_id: str) -> Iterator[Any]:
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="replay = :replay AND begins_with(#item, :chunk)",
            ExpressionAttributeNames={"#item": "item"},
            ExpressionAttributeValues={":replay": {"S": run_id}, ":chunk": {"S": CHUNK}},
            ConsistentRead=True,
        )
        return (item for page in pages for item in page["Items"])


def key(replay: str) -> Any:  # noqa: ANN401 (as boto3 wants it)
    """Return the key of a header, or of the lock."""
    return {"replay": {"S": replay}, "item": {"S": RUN}}
