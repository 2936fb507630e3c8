"""How an environment stands, and what of it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sluice.status.archive_hours import DeliveredObject
from sluice.status.completeness import Completeness, HourVerdict
from sluice.status.positions import ConsumerPosition
from sluice.status.replays import RunningReplay

LATE = timedelta(minutes=10)
"""From then on a consumer is behind; the alarms that tell so have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """An environment as it stood at a moment; `parked` are days of partitions, None where no close is."""

    at: datetime
    positions: Sequence[ConsumerPosition]
    delivered: Mapping[str, DeliveredObject | None]
    replays: Sequence[RunningReplay]
    waiting: Mapping[str, int]
    dead_letters: Mapping[str, int]
    parked: int | None
    hours: Sequence[HourVerdict]

    def wrong(self) -> Iterator[str]:
        """Yield what must be looked at, a line each; nothing if all is well."""
        for each in self.hours:
            if each.says is Completeness.MISSING:
                yield f"{each.gap:,} records are missing in raw, at the end of {each.counts.hour:%Y-%m-%dT%H}"
        for one in self.positions:
            if one.waits is not None and one.waits >= LATE:
                yield f"{one.consumer} has let a record of {one.shard} wait for {spoken(one.waits)}"
        for name, count in self.waiting.items():
            yield f"{count:,} failures wait that are {name.replace('_', ' ')}"
        for name, count in self.dead_letters.items():
            if count:
                yield f"{count:,} dead letters wait in {name}"

    def figures(self) -> dict[str, Any]:
        """Return the status for programs: times in ISO 8601, ages and waits in seconds."""
        return {
            "at": self.at.isoformat(),
            "consumers": [self._position(each) for each in self.positions],
            "delivery": {name: self._object(each) for name, each in self.delivered.items()},
            "replays": [asdict(each) for each in self.replays],
            "failures_waiting": dict(self.waiting),
            "dead_letters": dict(self.dead_letters),
            "parked_days": self.parked,
            "hours": [_hour(each) for each in self.hours],
            "wrong": list(self.wrong()),
        }

    def age(self, at: datetime | None) -> timedelta | None:
        """Return how long ago something was."""
        return None if at is None else max(timedelta(0), self.at - at)

    def _position(self, each: ConsumerPosition) -> dict[str, Any]:
        return {
            "consumer": each.consumer,
            "shard": each.shard,
            "sequence_number": each.sequence_number,
            "arrived_at": _text(each.arrived_at),
            "settled_at": _text(each.settled_at),
            "age": _seconds(self.age(each.arrived_at)),
            "waits": _seconds(each.waits),
        }

    def _object(self, each: DeliveredObject | None) -> dict[str, Any] | None:
        if each is None:
            return None
        age = _seconds(self.age(each.written_at))
        return {"key": each.key, "written_at": _text(each.written_at), "age": age}


def spoken(span: timedelta | None) -> str:
    """Write a span in the largest unit that is full."""
    if span is None:
        return "?"
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size:,} {unit}"
    return f"{seconds} s"


def _hour(each: HourVerdict) -> dict[str, Any]:
    counts = each.counts
    return {
        "hour": f"{counts.hour:%Y-%m-%dT%H}",
        "took": counts.took,
        "delivered": counts.delivered,
        "raw": counts.raw,
        "across": counts.across,
        "says": str(each.says),
        "gap": each.gap,
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
