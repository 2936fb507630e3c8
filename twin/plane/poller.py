"""Reads a stream's shards at the pace of Lambda's and Firehose's pollers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twin.plane.streams import ShardRead, StreamReader

DISCOVERY_INTERVAL = 10.0


class ShardPoller:
    """Reads shards at their pace: at once while there is more, else after the poll interval."""

    def __init__(self, reader: StreamReader, interval: float) -> None:
        self._reader = reader
        self._interval = interval
        self._next_discovery = 0.0
        self._next_read: dict[str, float] = {}
        self._caught_up_at: dict[str, float] = {}

    def discover(self) -> dict[str, tuple[str, ...]]:
        """Return shards and their parents, or nothing while the last look is fresh."""
        now = time.time()
        if now < self._next_discovery:
            return {}
        self._next_discovery = now + DISCOVERY_INTERVAL
        return self._reader.discover()

    def due(self, shard_id: str) -> bool:
        return time.time() >= self._next_read.get(shard_id, 0.0)

    def read(self, shard_id: str) -> ShardRead:
        asked_at = time.time()
        read = self._reader.read(shard_id)
        if read.caught_up:
            self._caught_up_at[shard_id] = asked_at
        if read.ended:
            self._next_discovery = 0.0  # its children exist by now
        self._next_read[shard_id] = asked_at if read.records else asked_at + self._interval
        return read

    def caught_up_at(self, shard_ids: Iterable[str]) -> float:
        """Return a time before which all records of these shards were read; 0 while shards may be unknown."""
        if self._next_discovery == 0.0:
            return 0.0
        return min((self._caught_up_at.get(shard_id, 0.0) for shard_id in shard_ids), default=0.0)
