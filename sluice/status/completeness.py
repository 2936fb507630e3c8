"""Whether the raw archive holds what the stream took, hour by hour.

An object lies under the hour in which its oldest record arrived, and holds what came until it was written.
So what lies across the end of an hour may have arrived before it or after it, and no count tells. Therefore
an hour lacks records only if it would lack them though all that lies across its beginning were its own: no
border raises a false alarm. What hours in a row lack is added up, of which only the first one's beginning is
unsure: a loss stays in the sum, and is named once that exceeds what lay across a border.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)


class Completeness(StrEnum):
    """The states of an hour. More is legal: at least once."""

    AGREE = "agree"
    MISSING = "missing"
    MORE = "more"
    OPEN = "not closed yet"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCounts:
    """An hour's records: what the stream took, Firehose delivered in that time, and the hour's objects hold.

    `across` are those of its objects that were written after its end. None is not measured.
    """

    hour: datetime
    took: int | None
    delivered: int | None
    raw: int | None
    across: int = 0


@dataclass(frozen=True, slots=True)
class HourVerdict:
    """An hour, what can be said of it for sure, and how many records there are too few or too many."""

    counts: HourCounts
    says: Completeness
    gap: int = 0

    def __str__(self) -> str:
        return f"{self.gap:,} {self.says}" if self.gap else str(self.says)


def judged(hours: Sequence[HourCounts], *, across_before: int, settled: datetime) -> Iterator[HourVerdict]:
    """Judge hours in a row; what has arrived until `settled` is delivered, or something is wrong."""
    short, unsure = -math.inf, float(across_before)
    for counts in hours:
        short = max(short, -unsure) + _lacking(counts)
        verdict = (
            HourVerdict(counts, Completeness.OPEN)
            if counts.hour + HOUR > settled
            else _verdict(counts, short)
        )
        yield verdict
        # What has been named isn't named again, and what is too much later doesn't make up for it.
        short = min(short, 0)
        unsure = math.inf if counts.raw is None else counts.across


def _lacking(counts: HourCounts) -> float:
    """Return what an hour lacks; what is added up ends with an hour that wasn't measured."""
    if counts.took is None or counts.raw is None:
        return -math.inf
    return counts.took - counts.raw


def _verdict(counts: HourCounts, short: float) -> HourVerdict:
    lacking = _lacking(counts)
    if short > 0:
        return HourVerdict(counts, Completeness.MISSING, int(short))
    if math.isinf(short) and (math.isinf(lacking) or lacking > 0):
        return HourVerdict(counts, Completeness.UNKNOWN)
    more = -lacking - counts.across
    return (
        HourVerdict(counts, Completeness.MORE, int(more))
        if more > 0
        else HourVerdict(counts, Completeness.AGREE)
    )
