"""Chooses how a source is read: by whose calls, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.plane.kinesis_shards import KinesisShards
from twin.plane.poller import ShardPoller
from twin.plane.streams import StreamReader
from twin.plane.table_shards import TableShards

if TYPE_CHECKING:
    from twin.plane.clients import PlaneClients
    from twin.plane.streams import StartingPosition, StreamShards
    from twin.semantics.sources import Source


def poller(clients: PlaneClients, source: Source, position: StartingPosition, at_most: float) -> ShardPoller:
    """Read the source at its own pace, but wait no longer than `at_most` seconds."""
    return ShardPoller(StreamReader(_shards(clients, source), position), min(source.poll_interval, at_most))


def _shards(clients: PlaneClients, source: Source) -> StreamShards:
    if source.is_table:
        return TableShards(clients.table_streams, source.stream_arn)
    return KinesisShards(clients.kinesis, source.stream_arn)
