"""What is known of a service, as paragraphs: its limits, its latency, its cost."""

import textwrap
from collections.abc import Iterator

from limits.quota import Latency, Quota
from limits.services import LATENCIES, QUOTAS
from review.loads import LOADS
from review.ways import WAYS, Way

BUSY = [load for load in LOADS if load.sales]
UNKNOWN = "no figure of AWS's was found"


def paragraphs(service: str) -> Iterator[str]:
    """One each."""
    limits = [_limit(quota) for quota in QUOTAS if quota.page.service == service]
    times = [_time(latency) for latency in LATENCIES if latency.page.service == service]
    costs = [_cost(way) for way in WAYS if way.service == service]
    yield _wrapped(f"**Limits:** {'; '.join(limits)}.")
    yield _wrapped(f"**Latency:** {'; '.join(times) or UNKNOWN}.")
    yield _wrapped(f"**Cost a month** at {_loads()}: {'; '.join(costs)}.")


def _limit(quota: Quota) -> str:
    said = f"{quota.limit:,} {quota.unit}"
    return (f"*{said}*" if quota.adjustable else said) + _doubt(quota)


def _time(latency: Latency) -> str:
    return f"{latency.what}: {latency.takes}{_doubt(latency)}"


def _cost(way: Way) -> str:
    return f"{', '.join(map(way.shown, BUSY))} ({way.how})"


def _doubt(row: Quota | Latency) -> str:
    return "" if row.verified else " (not verified)"


def _loads() -> str:
    *others, last = (f"{load.events_per_second:g}" for load in BUSY)
    return f"{', '.join(others)} and {last} sales a second"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 118, break_on_hyphens=False, break_long_words=False) + "\n"
