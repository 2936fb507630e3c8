"""Reads a stream shard by shard, as a polling consumer does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.semantics.records import StreamRecord

StartingPosition = Literal["TRIM_HORIZON", "LATEST"]


class IteratorExpired(Exception):
    """The service has forgotten an iterator: too much time has passed since it gave it."""


@dataclass(frozen=True, slots=True)
class ListedShard:
    """A shard as its stream lists it; nothing is written any more to one that is closed."""

    shard_id: str
    parent_ids: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What one GetRecords returned; `behind`: there is more, though the page may be empty."""

    records: tuple[StreamRecord, ...]
    following: str | None
    behind: bool


class StreamShards(Protocol):
    """The calls that read a stream's shards; every service with streams has its own."""

    def listed(self) -> Iterator[ListedShard]:
        """Yield all shards that the stream still has."""

    def start(self, shard_id: str, position: StartingPosition) -> str:
        """Return an iterator at the shard's beginning, or behind all that is in it."""

    def after(self, shard_id: str, sequence_number: str) -> str:
        """Return an iterator behind a record."""

    def page(self, shard_id: str, iterator: str) -> RecordPage:
        """Return what comes next; raises IteratorExpired."""


@dataclass(slots=True)
class _Cursor:
    """Where reading goes on: the checkpoint is the last record that was read."""

    iterator: str
    last_read: str | None = None
    no_more_writes: bool = False


@dataclass(frozen=True, slots=True)
class ShardRead:
    """Records of one GetRecords; `caught_up`: nothing was behind them; `ended`: nothing will ever be."""

    records: tuple[StreamRecord, ...]
    caught_up: bool
    ended: bool


class StreamReader:
    """Knows the shards of a stream, and its place in each."""

    def __init__(self, shards: StreamShards, starting_position: StartingPosition) -> None:
        self._shards = shards
        self._starting_position: StartingPosition = starting_position
        self._cursors: dict[str, _Cursor] = {}

    def discover(self) -> dict[str, tuple[str, ...]]:
        """Return the parents of each shard; one that appears after the first call is read from its start."""
        shards = list(self._shards.listed())
        for shard in shards:
            cursor = self._cursors.setdefault(shard.shard_id, _Cursor(iterator=""))
            cursor.iterator = cursor.iterator or self._start(shard.shard_id)
            cursor.no_more_writes = shard.closed
        self._starting_position = "TRIM_HORIZON"
        return {shard.shard_id: shard.parent_ids for shard in shards}

    def read(self, shard_id: str) -> ShardRead:
        """Return the next records of a shard; an iterator that expired is replaced."""
        cursor = self._cursors[shard_id]
        page = self._page(shard_id, cursor)
        if page.records:
            cursor.last_read = page.records[-1].sequence_number
        cursor.iterator = page.following or cursor.iterator
        caught_up = not page.records and not page.behind
        ended = not page.following or (caught_up and cursor.no_more_writes)
        return ShardRead(page.records, caught_up, ended)

    def _page(self, shard_id: str, cursor: _Cursor) -> RecordPage:
        try:
            return self._shards.page(shard_id, cursor.iterator)
        except IteratorExpired:
            return self._shards.page(shard_id, self._resume(shard_id, cursor))

    def _start(self, shard_id: str) -> str:
        return self._shards.start(shard_id, self._starting_position)

    def _resume(self, shard_id: str, cursor: _Cursor) -> str:
        if cursor.last_read is None:
            return self._start(shard_id)
        return self._shards.after(shard_id, cursor.last_read)
