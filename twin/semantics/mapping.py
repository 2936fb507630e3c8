"""One event source mapping: the lanes of every shard, parents before children."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from zlib import crc32

from twin.semantics.lane import Backoff, Lane, exponential
from twin.semantics.mapping_settings import MappingSettings
from twin.semantics.records import StreamRecord


@dataclass(slots=True)
class _ShardLanes:
    parent_ids: tuple[str, ...]
    lanes: tuple[Lane, ...]
    closed: bool = False

    @property
    def finished(self) -> bool:
        return self.closed and all(lane.drained for lane in self.lanes)


class EventSourceMapping:
    """Which shards may be read, and which lane a record takes.

    "If you process multiple batches in parallel, in-order processing is still guaranteed for each partition
    key": a key always takes the same of its shard's ParallelizationFactor lanes. Of a table's stream the key
    is the item's, "partition and sort key": https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
    """

    def __init__(self, settings: MappingSettings, backoff: Backoff = exponential) -> None:
        self._settings = settings
        self._backoff = backoff
        self._shards: dict[str, _ShardLanes] = {}

    def discover(self, shard_id: str, parent_ids: tuple[str, ...]) -> None:
        """Take up a shard of the stream; one that is known stays as it is."""
        factor = self._settings.parallelization_factor
        if shard_id not in self._shards:
            lanes = tuple(Lane(self._settings, self._backoff) for _ in range(factor))
            self._shards[shard_id] = _ShardLanes(parent_ids, lanes)

    def close(self, shard_id: str) -> None:
        """Expect no more records of a shard that was split or merged."""
        self._shards[shard_id].closed = True

    def readable(self) -> list[str]:
        """Open shards whose parents are drained; a parent that the stream no longer lists has expired.

        Children wait, or a key's records would overtake each other where it moved between shards:
        https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
        """
        return [
            shard_id
            for shard_id, shard in self._shards.items()
            if not shard.closed and all(self._finished(parent) for parent in shard.parent_ids)
        ]

    def offer(self, shard_id: str, records: Sequence[StreamRecord], now: float) -> None:
        """Take records in the order of their sequence numbers."""
        by_lane = sorted(records, key=self._lane_index)
        for index, group in groupby(by_lane, self._lane_index):
            self._shards[shard_id].lanes[index].offer(tuple(group), now)

    def backlog(self, shard_id: str) -> int:
        """Return the records of the shard that were never sent."""
        return sum(lane.backlog for lane in self._shards[shard_id].lanes)

    def lanes(self) -> Iterator[Lane]:
        for shard in self._shards.values():
            yield from shard.lanes

    @property
    def drained(self) -> bool:
        return all(lane.drained for lane in self.lanes())

    def _finished(self, shard_id: str) -> bool:
        return shard_id not in self._shards or self._shards[shard_id].finished

    def _lane_index(self, record: StreamRecord) -> int:
        return crc32(record.partition_key.encode()) % self._settings.parallelization_factor
