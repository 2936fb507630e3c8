"""The act that splits a shard of the stream and merges its children again while senders send."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from demo.act import Act
from demo.capabilities import is_on_demand
from demo.check import Check, judge
from demo.demo_run import DemoRun

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import ShardTypeDef


RESHARDS = 2
"""A split and a merge."""


@dataclass(frozen=True)
class ReshardOutcome:
    """How often shards were split or merged; whether anything is lost thereby, the reconciliation says."""

    reshards: int

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be; what it would lead to is lost, or applied twice."""
        return {"resharded otherwise than asked": ["a shard"] * abs(RESHARDS - self.reshards)}

    def checks(self) -> Iterator[Check]:
        """Return its line of the reconciliation."""
        done = self.reshards == RESHARDS
        yield judge("Shards split or merged while sending", self.reshards, RESHARDS, done)

    def figures(self) -> Mapping[str, object]:
        """Return its figure of demo.json."""
        return {"reshards": self.reshards}


class ReshardAct(Act):
    """Has a shard split and its children merged at thirds of the time in which messages are sent."""

    name = "reshard"
    outcome: ReshardOutcome | None = None

    def obstacle(self, first_day: date) -> str:  # noqa: ARG002
        """ "In on-demand mode" Kinesis "automatically manages the shards": nobody splits them by hand.

        https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
        """
        if is_on_demand(self.options.environment):
            return "the stream is on demand, and Kinesis alone splits its shards"
        return ""

    @contextmanager
    def beside(self, run: DemoRun) -> Iterator[None]:
        """Split and merge while the senders send."""
        kinesis, stream = run.twin.emulator.client("kinesis"), run.deployment.stream
        pause = run.options.play_seconds(run.messages) / 3
        with ThreadPoolExecutor(1) as pool:
            resharded = pool.submit(reshard, kinesis, stream, pause)
            yield
            resharded.result()
        self.outcome = ReshardOutcome(count_reshards(_shards(kinesis, stream)))


def reshard(kinesis: "KinesisClient", stream: str, pause: float) -> None:
    """Split a stream's first open shard in its middle, and merge its children; wait before each."""
    time.sleep(pause)
    parent = next(shard for shard in _shards(kinesis, stream) if _is_open(shard))
    kinesis.split_shard(
        StreamName=stream, ShardToSplit=parent["ShardId"], NewStartingHashKey=str(_middle(parent))
    )
    _wait_until_active(kinesis, stream)
    time.sleep(pause)
    first, second = (
        each["ShardId"] for each in _shards(kinesis, stream) if each.get("ParentShardId") == parent["ShardId"]
    )
    kinesis.merge_shards(StreamName=stream, ShardToMerge=first, AdjacentShardToMerge=second)
    _wait_until_active(kinesis, stream)


def count_reshards(shards: Sequence["ShardTypeDef"]) -> int:
    """Count splits and merges by the parents that shards have."""
    parents = {(each.get("ParentShardId"), each.get("AdjacentParentShardId")) for each in shards}
    return len(parents - {(None, None)})


def _shards(kinesis: "KinesisClient", stream: str) -> list["ShardTypeDef"]:
    pages = kinesis.get_paginator("list_shards").paginate(StreamName=stream)
    return [shard for page in pages for shard in page["Shards"]]


def _is_open(shard: "ShardTypeDef") -> bool:
    return "EndingSequenceNumber" not in shard["SequenceNumberRange"]


def _middle(shard: "ShardTypeDef") -> int:
    hashes = shard["HashKeyRange"]
    return (int(hashes["StartingHashKey"]) + int(hashes["EndingHashKey"])) // 2 + 1


def _wait_until_active(kinesis: "KinesisClient", stream: str) -> None:
    """A stream that is UPDATING refuses the next change.

    https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
    """
    kinesis.get_waiter("stream_exists").wait(StreamName=stream)
