"""The first step: which objects a replay works through, in parts of what one map takes."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec.structs import replace

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import HOUR
from lambdas.core.raw import LONGEST_DELIVERY
from lambdas.core.replay.checkpoint import Checkpoints
from lambdas.core.replay.progress import Chunk, Parts, ReplayProgress
from lambdas.core.replay.run import ReplayHeader, Replays

WORK_SECONDS = 40
PART = 5_000
"""Chunks a map: what its children answer must fit into 256 KiB, and who pauses waits for no more than these.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""

InHour = Callable[[datetime], Iterable[ManifestEntry]]
"""What the manifest has under an arrival hour."""


@dataclass(frozen=True)
class ReplayPlanner:
    """Goes through the manifest hour by hour, for as long as one invocation may, and says where it is."""

    replays: Replays
    checkpoints: Checkpoints
    parts: Parts
    in_hour: InHour
    clock: Callable[[], float] = time.monotonic
    part: int = PART

    def plan(self, run: ReplayProgress) -> ReplayProgress:
        """Return the progress with more planned, or all; one that was planned has lost its plan: anew."""
        began = self.clock()
        header = self.replays.header(run.replay)
        if run.planned or not run.execution:
            run = ReplayProgress(replay=run.replay, execution=header.executions)
        hour = run.hour or _first(header)
        chunks: list[Chunk] = []
        while hour < header.end and self.clock() - began < WORK_SECONDS:
            found = list(_select(header, self.in_hour(hour)))
            run = _count(run, header, found)
            chunks += (_chunk(run, each) for each in found)
            hour += HOUR
        run = replace(self._write(run, chunks), hour=hour, planned=hour >= header.end)
        if run.planned:
            self.replays.record_plan(header, chunks=run.chunks, records=run.records, bytes_=run.bytes)
        return run

    def _write(self, run: ReplayProgress, chunks: Sequence[Chunk]) -> ReplayProgress:
        """Leave out what an earlier execution has done, and write the rest."""
        run, chunks = self._skip_done(run, chunks)
        for start in range(0, len(chunks), self.part):
            self.parts.write(run.name(run.parts), chunks[start : start + self.part])
            run = replace(run, parts=run.parts + 1)
        return run

    def _skip_done(
        self, run: ReplayProgress, chunks: Sequence[Chunk]
    ) -> tuple[ReplayProgress, Sequence[Chunk]]:
        at = self.checkpoints.of(run.replay, chunks)
        done = [each for each in at if each.done]
        run = replace(
            run,
            sent=run.sent + sum(each.sent for each in done),
            left_out=run.left_out + sum(each.left_out for each in done),
        )
        return run, [chunk for chunk, each in zip(chunks, at, strict=True) if not each.done]


def _first(header: ReplayHeader) -> datetime:
    """A late delivery lies under the hour in which its records arrived."""
    first = header.start.astimezone(UTC) - LONGEST_DELIVERY
    return first.replace(minute=0, second=0, microsecond=0)


def _select(header: ReplayHeader, entries: Iterable[ManifestEntry]) -> Iterator[ManifestEntry]:
    """What nobody can read is wanted too: a replay without it must not be called done."""
    for each in entries:
        held = header.partition is None or each.broken is not None or each.may_hold(header.partition)
        if held and each.brings_back and header.start <= each.arrived_at < header.end:
            yield each


def _count(run: ReplayProgress, header: ReplayHeader, entries: Sequence[ManifestEntry]) -> ReplayProgress:
    return replace(
        run,
        chunks=run.chunks + len(entries),
        records=run.records + sum(_records(each, header.partition) for each in entries),
        bytes=run.bytes + sum(each.bytes for each in entries),
    )


def _records(entry: ManifestEntry, partition: str | None) -> int:
    return entry.records if partition is None else entry.partitions.get(partition, 0)


def _chunk(run: ReplayProgress, entry: ManifestEntry) -> Chunk:
    at = entry.arrived_at.isoformat()
    return Chunk(run.replay, run.execution, entry.key, entry.version, at, kept_as=entry.kept_as)
