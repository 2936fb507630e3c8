"""docs/choosing.md: the words in service_guide.md, limits from their rows, costs from prices."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

import prices
from domain import EVENT
from limits.kinesis import SHARD_RECORDS
from limits.quota import Latency, Quota
from limits.services import LATENCIES, QUOTAS
from review import loads, ways
from review.loads import LOADS, MonthlyLoad
from review.markdown import price_list, table
from review.services.firehose import RECORD_STEP
from review.tables import Cells
from review.ways import FRESH_WAYS, HOURLY_RUNS, PROVISIONED, WAYS, Way

BUSY = [load for load in LOADS if load.events]
UNKNOWN = "no figure of AWS's was found"

WORDS = Path(__file__).with_suffix(".md")
SECTIONS = {
    "kinesis": "Kinesis Data Streams",
    "firehose": "Firehose",
    "sqs": "SQS",
    "eventbridge": "EventBridge",
    "glue": "Glue",
    "batch": "AWS Batch",
    "dms": "DMS",
    "apigateway": "API Gateway",
    "msk": "MSK",
    "redshift": "Redshift",
}


def page() -> str:
    """Return all of it."""
    facts = {name: "\n".join(service_facts(service)) for name, service in SECTIONS.items()}
    every = {
        "costs": _costs(),
        "limits": _limits(),
        "latencies": _latencies(),
        "prices": _prices(),
        "fresh": _fresh(),
    }
    return WORDS.read_text().format(**facts, **every, **_figures())


def _figures() -> dict[str, object]:
    """Return the figures within sentences."""
    first, idle = BUSY[0], MonthlyLoad(0)
    return {
        "noun": EVENT.noun,
        "nouns": EVENT.nouns,
        "bytes": first.bytes_per_event,
        "step": RECORD_STEP // loads.KB,
        "chunk": ways.CHUNK_BYTES // loads.KB,
        "shard_records": SHARD_RECORDS.limit,
        "job": loads.JOB_SECONDS,
        "pace": loads.EVENTS_A_WORKER_SECOND,
        "vcpus": ways.VCPUS,
        "memory": ways.MEMORY_GB,
        "dearer": prices.PUBLISHED.dollars / prices.PUT_UNIT.dollars,
        "first": first,
        "run": HOURLY_RUNS.shown(first),
        "run_idle": HOURLY_RUNS.shown(idle),
        "shard": PROVISIONED.shown(first),
        "shard_idle": PROVISIONED.shown(idle),
    }


def _costs() -> str:
    return table(
        ["Service", "How", *map(str, BUSY)],
        ([way.service, way.how, *map(way.shown, BUSY)] for way in WAYS),
    )


def _fresh() -> str:
    loads_asked = (f"a million at {load.events_per_second:g} a second" for load in BUSY)
    return table(
        ["Way", "Fresh within", "Duplicates", *loads_asked],
        ([each.name, each.fresh, each.duplicates, *map(each.dollars_a_million, BUSY)] for each in FRESH_WAYS),
    )


def _limits() -> str:
    return table(
        ["Service", "Limit", "Of", "Raised", "AWS's page", "Read"],
        ([each.page.service, f"{each.limit:,}", each.unit, _raised(each), *_read(each)] for each in QUOTAS),
    )


def _latencies() -> str:
    return table(
        ["Service", "From where to where", "Takes", "AWS's page", "Read"],
        ([each.page.service, each.what, each.takes, *_read(each)] for each in LATENCIES),
    )


def _prices() -> str:
    return price_list({charge.price for way in WAYS for charge in way.charges(BUSY[0])}).rstrip()


def _raised(quota: Quota) -> str:
    return "may be" if quota.adjustable else "no"


def _read(row: Quota | Latency) -> Cells:
    return [row.page.url, row.page.read.isoformat() + ("" if row.verified else ", **not verified**")]


def service_facts(service: str) -> Iterator[str]:
    """Yield limits, latency and cost of a service, a paragraph each."""
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
    return f"{', '.join(others)} and {last} {EVENT.nouns} a second"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 118, break_on_hyphens=False, break_long_words=False) + "\n"
