"""Counts what a stream takes in, as Kinesis does by itself: by reading it, apart from everybody else."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from twin.plane.metrics import taken

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

    from twin.plane.poller import ShardPoller

MOMENT = 0.05


class Meter:
    """Publishes the records of each minute, from the stream's beginning."""

    def __init__(self, stream: str, poller: ShardPoller, cloudwatch: CloudWatchClient) -> None:
        self._metric = taken(stream)
        self._poller = poller
        self._cloudwatch = cloudwatch
        self._shards: set[str] = set()
        self._ended: set[str] = set()
        self._rested_at = 0.0

    def discover(self) -> None:
        self._shards.update(self._poller.discover())

    def turn(self) -> None:
        self.discover()
        for shard_id in self._shards - self._ended:
            if self._poller.due(shard_id):
                self._count(shard_id)
        self._rested_at = self._poller.caught_up_at(self._shards - self._ended)
        time.sleep(MOMENT)

    def rested_at(self) -> float:
        return self._rested_at

    def _count(self, shard_id: str) -> None:
        read = self._poller.read(shard_id)
        minutes = Counter(record.arrived_at // 60 for record in read.records)
        for minute, records in minutes.items():
            self._metric.publish(self._cloudwatch, records, minute * 60)
        if read.ended:
            self._ended.add(shard_id)
