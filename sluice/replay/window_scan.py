"""What of the raw archive lies in a window, by its manifest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain import EVENT
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import iterate_entries
from sluice.cloud import NotNow
from sluice.replay.agreement import agree
from sluice.replay.archived_events import ArchivedEvents
from sluice.replay.arrival import begins, longest
from sluice.replay.place import ReplayTarget
from sluice.replay.window import SHOWN, Window


class BeforeTheArchive(NotNow):
    """A window from before anything was kept."""


class NothingThere(NotNow):
    """A window in which nothing arrived."""


class NoSuchPartition(NotNow):
    """A partition of which nothing was ever applied."""


@dataclass(frozen=True)
class WindowContents:
    """What is put back: `bytes` are those of the objects; `broken` names what nobody can read."""

    objects: int
    records: int
    bytes: int
    broken: tuple[str, ...]


@dataclass(frozen=True)
class WindowScan:
    """A window of an environment's archive."""

    place: ReplayTarget
    window: Window

    def found(self) -> WindowContents:
        """Add the manifest up; raises ManifestMismatch, BeforeTheArchive, NothingThere or NoSuchPartition."""
        agree(self.place, self.window)
        totals: Counter[str] = Counter()
        broken = []
        for entry in iterate_entries(
            self.place.ask.dynamodb, self.place.manifest, self.window.start, self.window.end
        ):
            if entry.broken and entry.brings_back:
                broken.append(f"{entry.key}: {entry.broken}")
            elif self._counts(entry):
                totals.update(objects=1, records=self._records(entry), bytes=entry.bytes)
        if not totals["records"]:
            self._explain()
        return WindowContents(totals["objects"], totals["records"], totals["bytes"], tuple(broken))

    def entries(self, step: int = 1) -> Iterator[ManifestEntry]:
        """Yield the versions that hold records of the window, or evenly spread every so manieth of them."""
        place, window = self.place, self.window
        holding = filter(
            self._counts, iterate_entries(place.ask.dynamodb, place.manifest, window.start, window.end)
        )
        return (entry for number, entry in enumerate(holding) if number % step == 0)

    def archive(self) -> ArchivedEvents:
        """Return the bucket, read as the consumers read it; what is read of it is counted from nought."""
        place = self.place
        return ArchivedEvents(place.ask.s3, place.raw, place.bounds, self.window.partition)

    def unsettled(self, now: datetime) -> str | None:
        """Return a warning if some of what arrived in the window may still be on its way to the archive."""
        settled = now - longest(self.place)
        if self.window.end <= settled:
            return None
        return (
            f"what arrived after {settled:{SHOWN}} UTC may not be in raw yet: "
            "what comes to it later is not part of this replay"
        )

    def _counts(self, entry: ManifestEntry) -> bool:
        """Whether a version holds records of the window; not again a copy, nor what is written off."""
        partition = self.window.partition
        return entry.brings_back and (bool(entry.records) if partition is None else entry.may_hold(partition))

    def _records(self, entry: ManifestEntry) -> int:
        return (
            entry.records if self.window.partition is None else entry.partitions.get(self.window.partition, 0)
        )

    def _explain(self) -> None:
        partition = self.window.partition
        if (first := begins(self.place)) is None:
            raise BeforeTheArchive("raw is empty: nothing has arrived yet")
        if self.window.end <= first:
            raise BeforeTheArchive(f"raw begins at {first:{SHOWN}} UTC, there is nothing before")
        ledgers = self.place.ledgers
        if partition and ledgers.tables and not ledgers.knows(partition):
            raise NoSuchPartition(
                f"there is no {EVENT.partition_noun} {partition}: none of its {EVENT.nouns} was ever applied"
            )
        raise NothingThere(f"nothing arrived from {self.window}")
