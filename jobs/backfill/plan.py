"""What a backfill would be: chunks, children, minutes, and dollars as far as they are known."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jobs.backfill.child_run import HistoryPlan
from jobs.backfill.chunks import HistoryChunk, share
from jobs.backfill.settings import BackfillJobSettings, Mode

EVENTS_A_CORE_SECOND = 20_000
"""From Parquet to raw objects, as docs/backfill.md has it measured; S3's own time isn't in it."""
DAYS_A_YEAR = 365
MINUTE_SECONDS, HOUR_SECONDS = 60, 3_600
GIBIBYTE = 1_024


@dataclass(frozen=True, kw_only=True)
class HourPrices:
    """Dollars for an hour of Fargate: on demand by list, on Spot only if somebody has said so."""

    vcpu: float
    memory_gb: float
    page: str
    spot_vcpu: float | None = None
    spot_memory_gb: float | None = None


@dataclass(frozen=True)
class BackfillPlan:
    """A history, what is done of it, and how the rest is shared."""

    history: HistoryPlan
    done: frozenset[str]
    settings: BackfillJobSettings

    @property
    def left(self) -> list[HistoryChunk]:
        """Return the chunks that nobody has done."""
        return [each for each in self.history.chunks if each.name not in self.done]

    @property
    def longest_share(self) -> int:
        """Return the most chunks that a child still has to do."""
        size = self.settings.array_size
        shares = (share(self.history.chunks, index, size) for index in range(size))
        return max(sum(chunk.name not in self.done for chunk in each) for each in shares)

    @property
    def rate(self) -> float:
        """Return the events a second of one child."""
        if self.settings.mode is Mode.STREAM:
            return self.settings.events_a_second / self.settings.array_size
        return EVENTS_A_CORE_SECOND * min(self.settings.vcpu, 1)

    @property
    def minutes(self) -> int:
        """Return how long the child with the longest share takes, containers' starts left out."""
        events = self.longest_share * self.settings.chunk_events
        return math.ceil(events / self.rate / MINUTE_SECONDS)

    def year_dollars(self, vcpu: float, memory_gb: float) -> float:
        """Return what a year of the stated load takes at prices of an hour."""
        hours = self.settings.events_a_day * DAYS_A_YEAR / self.rate / HOUR_SECONDS
        gigabytes = self.settings.memory_mebibytes / GIBIBYTE
        return hours * (self.settings.vcpu * vcpu + gigabytes * memory_gb)


def render_plan(plan: BackfillPlan, prices: HourPrices) -> Iterator[str]:
    """Yield the plan, a line each."""
    settings, chunks = plan.settings, plan.history.chunks
    files = {chunk.file.key for chunk in chunks}
    yield f"History in s3://{settings.history_bucket}/{settings.history_prefix}: {len(files):,} files"
    yield (
        f"{len(chunks):,} chunks of about {settings.chunk_events:,} events; "
        f"{len(chunks) - len(plan.left):,} are done, {len(plan.left):,} are left"
    )
    yield (
        f"Array of {settings.array_size}, at most {plan.longest_share:,} chunks a child, {settings.mode} "
        f"mode: {plan.minutes:,} minutes, modelled at {plan.rate:,.0f} events a second a child"
    )
    hours = "at any hour" if settings.window.hours == 24 else f"from {settings.window} o'clock UTC"
    yield f"Runs {hours}; what is left then goes on the next night"
    yield from _costs(plan, prices)
    yield from (f"not planned: {line}" for line in plan.history.bad_history)


def render_files(plan: BackfillPlan) -> Iterator[str]:
    """Yield the files, a line each: size, chunks, and how many of those are done."""
    chunks = Counter(chunk.file for chunk in plan.history.chunks)
    done = Counter(chunk.file for chunk in plan.history.chunks if chunk.name in plan.done)
    for file, count in chunks.items():
        state = "done" if done[file] == count else f"{done[file]:,} of {count:,} chunks done"
        yield f"{file.url}  {file.size:,} bytes  {state}"
    yield from (f"not read: {line}" for line in plan.history.bad_history)


def _costs(plan: BackfillPlan, prices: HourPrices) -> Iterator[str]:
    year = f"A year of {plan.settings.events_a_day:,} events a day"
    dollars = plan.year_dollars(prices.vcpu, prices.memory_gb)
    yield f"{year}, on demand: ${dollars:,.2f} of Fargate, modelled at list prices ({prices.page})"
    if prices.spot_vcpu is None or prices.spot_memory_gb is None:
        yield f"{year}, on Spot: unknown; give today's prices: --spot-vcpu-hour and --spot-gb-hour"
    else:
        dollars = plan.year_dollars(prices.spot_vcpu, prices.spot_memory_gb)
        yield f"{year}, on Spot: ${dollars:,.2f} of Fargate, modelled at the prices that were given"
