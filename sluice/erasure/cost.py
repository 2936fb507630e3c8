"""What it takes to forget somebody, in minutes and dollars at list prices: all of it is modelled."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import prices
from sluice.replay.cost import CostLine

PASSES = 2
"""The whole of raw is read for a person's tokens, and for who else used them."""
PACKED_BYTES_A_SECOND = 12_000_000
"""Measured on one slow core: unpacked and looked through, as objects of raw are (docs/privacy.md)."""
READS_A_SECOND = 250
"""Modelled: eight readers, 32 ms each."""
LISTED = 1_000
READS_ANEW = 4
"""Of an object that holds the person: planned twice, read to be written, entered into the manifest."""
PUTS_ANEW = 2
ENTRIES_ANEW = 3
JOB_SECONDS = 65
EVENTS_A_WORKER_SECOND = 2_000
"""Both as docs/costs.md has them."""
EVENT_BYTES, GZIP_RATIO = 1_000, 6
"""Measured, as docs/costs.md has them."""
SHOWN_IN_HOURS = 120
FILE_EVENTS = 3_000_000
"""Modelled: half a gigabyte, which Iceberg makes a file of, at an event's packed bytes.

https://iceberg.apache.org/docs/latest/configuration/#write-properties
"""


@dataclass(frozen=True, kw_only=True)
class ErasureWork:
    """What is read and written: raw's `objects` of so many packed `bytes`, which hold so many `days`.

    Of these `written` objects are written anew, for `events` on `event_days`, in so many `ledgers`; the job
    of the lake has so many `workers`, or none if there is no lake.
    """

    objects: int
    bytes: float
    days: int
    written: int = 0
    events: int = 0
    event_days: int = 0
    ledgers: int = 0
    workers: int = 0

    @property
    def minutes(self) -> float:
        """How long it takes, reading and job."""
        reading = PASSES * max(self.objects / READS_A_SECOND, self.bytes / PACKED_BYTES_A_SECOND)
        return (reading + self._job_seconds) / 60

    @property
    def dollars(self) -> float:
        """What is paid once."""
        return sum(each.dollars for each in self.lines())

    @property
    def figures(self) -> dict[str, Any]:
        """The cost for programs."""
        return {"dollars": self.dollars, "minutes": self.minutes, "modelled": True}

    def lines(self) -> Iterator[CostLine]:
        """Return what is paid, but for what leaves the region: run it where the buckets are."""
        yield CostLine(prices.READ, self.objects * PASSES + self.written * READS_ANEW)
        yield CostLine(prices.PUT, math.ceil(self.objects / LISTED) + self.written * PUTS_ANEW)
        yield CostLine(prices.READ_UNIT, self.events * self.ledgers)
        yield CostLine(prices.WRITE_UNIT, self.events * self.ledgers + self.written * ENTRIES_ANEW)
        yield CostLine(prices.DPU_HOUR, self.workers * self._job_seconds / 3_600)

    def to_text(self) -> str:
        """Render it for people."""
        return f"${self.dollars:,.2f} and {_duration(self.minutes)}"

    @property
    def _job_seconds(self) -> float:
        """A file of each day in which they bought is written anew, as slowly as events are curated."""
        if not (self.workers and self.events):
            return 0
        day = self.bytes * GZIP_RATIO / EVENT_BYTES / max(1, self.days)
        rows = self.event_days * min(day, FILE_EVENTS)
        return JOB_SECONDS + rows / (EVENTS_A_WORKER_SECOND * max(1, self.workers - 1))

    def hold(self, *, written: int, events: int, event_days: int) -> "ErasureWork":
        """Return it with what was found."""
        return replace(self, written=written, events=events, event_days=event_days)


def _duration(minutes: float) -> str:
    if minutes < 1:
        return "less than a minute"
    if minutes < SHOWN_IN_HOURS:
        return f"{minutes:,.0f} minute{'' if round(minutes) == 1 else 's'}"
    return f"{minutes / 60:,.0f} hours"
