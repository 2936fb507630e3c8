"""An entry of the manifest, and the item that it is in its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdas.core.manifest.rules import UNREAD
from lambdas.core.raw import hour_of


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A version of an object, and what it holds: `records` in all, and how many of each of its `partitions`.

    `broken` says why nobody can read it to its end; then these are the records before. A version with the
    bytes of an earlier one of its key holds nothing new: it is the `copy_of` that version. The earlier one is
    `kept_as` its newest copy, since what was overwritten expires in time. What is `written_off` can't come
    back: somebody has looked, and lets others go on without it. A version that was written anew, without what
    must not be stored, `replaces` an earlier one; that one is `replaced` then, with its copies.
    """

    key: str
    version: str
    arrived_at: datetime
    bytes: int
    records: int
    partitions: Mapping[str, int]
    sha256: str
    broken: str | None = None
    copy_of: str | None = None
    kept_as: str | None = None
    written_off: bool = False
    replaces: str | None = None
    replaced: bool = False

    @property
    def readable(self) -> str:
        """Return the version to read it from."""
        return self.kept_as or self.version

    @property
    def hour(self) -> datetime:
        """Return the arrival hour that the key names; if it names none, the one in which it came."""
        return hour_of(self.key) or truncate_to_hour(self.arrived_at)

    @property
    def brings_back(self) -> bool:
        """Return whether it has records that nothing else has: no copy, not written off, not replaced."""
        return self.copy_of is None and not self.is_over

    @property
    def is_over(self) -> bool:
        """Return whether it need not be there any more."""
        return self.written_off or self.replaced

    def may_hold(self, partition: str) -> bool:
        """Return whether a record of a partition may be in it."""
        return partition in self.partitions or UNREAD in self.partitions


def key_of(entry: ManifestEntry) -> dict[str, Any]:
    """Return an entry's key in the table."""
    return {"hour": {"S": format_hour(entry.hour)}, "object": {"S": f"{entry.key}#{entry.version}"}}


def item_of(entry: ManifestEntry) -> dict[str, Any]:
    """Return an entry's item, without copies: those are found when it is read."""
    item: dict[str, Any] = key_of(entry) | {
        "arrived_at": {"S": entry.arrived_at.isoformat()},
        "bytes": {"N": str(entry.bytes)},
        "records": {"N": str(entry.records)},
        "partitions": {"M": {name: {"N": str(count)} for name, count in entry.partitions.items()}},
        "sha256": {"S": entry.sha256},
    }
    optional = {"broken": entry.broken, "replaces": entry.replaces}
    return item | {name: {"S": value} for name, value in optional.items() if value}


def entry_of(item: Mapping[str, Any]) -> ManifestEntry:
    """Return the entry that an item holds."""
    key, _, version = item["object"]["S"].rpartition("#")
    return ManifestEntry(
        key=key,
        version=version,
        arrived_at=datetime.fromisoformat(item["arrived_at"]["S"]),
        bytes=int(item["bytes"]["N"]),
        records=int(item["records"]["N"]),
        partitions={name: int(count["N"]) for name, count in item["partitions"]["M"].items()},
        sha256=item["sha256"]["S"],
        broken=item.get("broken", {}).get("S"),
        written_off="written_off_at" in item,
        replaces=item.get("replaces", {}).get("S"),
    )


def parse_hour(text: str) -> datetime:
    """Return the hour that the table names so."""
    return datetime.strptime(text, "%Y-%m-%dT%H").replace(tzinfo=UTC)


def truncate_to_hour(moment: datetime) -> datetime:
    """Return the hour that a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def format_hour(hour: datetime) -> str:
    """Return an hour as the table names it."""
    return f"{hour:%Y-%m-%dT%H}"
