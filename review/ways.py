"""Every event of a month through one service: what would be charged."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import prices
from domain import EVENT
from limits.kinesis import SHARD_BYTES, SHARD_RECORDS
from limits.redshift import LEAST_RPU
from limits.sqs import BATCH_MESSAGES
from prices import MILLION, Price
from review.loads import EVENTS_A_WORKER_SECOND, HOURS, JOB_SECONDS, KB, MonthlyLoad
from review.services.firehose import RECORD_STEP
from review.services.kinesis import PUT_UNIT_BYTES
from review.tables import dollars

# A request or an event is charged for each: https://aws.amazon.com/sqs/pricing/ and https://aws.amazon.com/eventbridge/pricing/
CHUNK_BYTES = 64 * KB
# Send, receive, delete.
REQUESTS_A_MESSAGE = 3
WORKERS = 2
VCPUS, MEMORY_GB = 1, 2
REPLICAS, KEPT_HOURS = 3, 24
HOUR_SECONDS = 3_600
FRESH_MINUTES = 5


class Charge(NamedTuple):
    """So many of something priced."""

    price: Price
    quantity: float


@dataclass(frozen=True)
class Way:
    """A way for events to go; `at_least` if the price is known and whether it suffices is not."""

    service: str
    how: str
    charges: Callable[[MonthlyLoad], Iterable[Charge]]
    at_least: bool = False

    def dollars(self, load: MonthlyLoad) -> float:
        """Return what a month of it costs."""
        return sum(price.dollars * quantity for price, quantity in self.charges(load))

    def shown(self, load: MonthlyLoad) -> str:
        """Return the same for people."""
        return ("≥ " if self.at_least else "") + dollars(self.dollars(load))


def shards(load: MonthlyLoad) -> int:
    """Return as few as take it, by records and by bytes."""
    by_bytes = load.events_per_second * load.bytes_per_event / SHARD_BYTES.limit
    return max(1, math.ceil(max(by_bytes, load.events_per_second / SHARD_RECORDS.limit)))


def _provisioned(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.SHARD_HOUR, shards(load) * HOURS)
    yield Charge(prices.PUT_UNIT, load.events * -(-load.bytes_per_event // PUT_UNIT_BYTES))


def _on_demand(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.STREAM_HOUR, HOURS)
    yield Charge(prices.DATA_IN, load.gigabytes(rounded_to=KB))
    yield Charge(prices.DATA_OUT, load.gigabytes())


def _fanned_out(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.FAN_OUT_HOUR, shards(load) * HOURS)
    yield Charge(prices.FAN_OUT_READ, load.gigabytes())


def _delivered(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.DELIVERED, load.gigabytes(rounded_to=RECORD_STEP))


def _queued(load: MonthlyLoad, *, events_a_request: int) -> Iterator[Charge]:
    chunks = -(-load.bytes_per_event * events_a_request // CHUNK_BYTES)
    yield Charge(prices.QUEUE_REQUEST, load.events / events_a_request * chunks * REQUESTS_A_MESSAGE)


def _published(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.PUBLISHED, load.events * -(-load.bytes_per_event // CHUNK_BYTES))


def _pushed(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.APIGATEWAY_REQUEST, load.events)


def _in_runs(load: MonthlyLoad, *, an_hour: float) -> Iterator[Charge]:
    """Yield the time of runs: one of the workers is the driver."""
    seconds = HOURS * an_hour * JOB_SECONDS + load.events / (EVENTS_A_WORKER_SECOND * (WORKERS - 1))
    yield Charge(prices.DPU_HOUR, seconds * WORKERS / HOUR_SECONDS)


def _sent_by_a_task(load: MonthlyLoad) -> Iterator[Charge]:
    hours = load.events / SHARD_RECORDS.limit / HOUR_SECONDS
    yield Charge(prices.VCPU_HOUR, hours * VCPUS)
    yield Charge(prices.MEMORY_HOUR, hours * MEMORY_GB)


def _replicated(_load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.REPLICATION_HOUR, HOURS)


def _always_awake(_load: MonthlyLoad) -> Iterator[Charge]:
    """Yield capacity: a view that refreshes itself is a query that never ends."""
    yield Charge(prices.RPU_HOUR, HOURS * LEAST_RPU.limit)


def _by_brokers(load: MonthlyLoad) -> Iterator[Charge]:
    yield Charge(prices.BROKER_HOUR, REPLICAS * HOURS)
    yield Charge(prices.BROKER_STORAGE, load.gigabytes() * KEPT_HOURS / HOURS * REPLICAS)


ONE_REQUEST_AN_EVENT = partial(_queued, events_a_request=1)
FULL_REQUESTS = partial(_queued, events_a_request=BATCH_MESSAGES.limit)

PROVISIONED = Way("Kinesis Data Streams", "provisioned shards, readers that poll", _provisioned)
HOURLY_RUNS = Way("Glue", f"a run an hour on {WORKERS} G.1X workers", partial(_in_runs, an_hour=1))
FREQUENT_RUNS = Way(
    "Glue",
    f"a run every {FRESH_MINUTES} minutes on {WORKERS} G.1X workers",
    partial(_in_runs, an_hour=60 / FRESH_MINUTES),
)
DELIVERED = Way("Firehose", "delivered, without what the destination costs", _delivered)
STREAMING_VIEW = Way(
    "Redshift", f"{LEAST_RPU.limit} RPU that a streaming view keeps awake", _always_awake, at_least=True
)

WAYS = (
    PROVISIONED,
    Way("Kinesis Data Streams", "on demand, with one reader", _on_demand),
    Way("Kinesis Data Streams", "enhanced fan-out of provisioned shards, for each reader more", _fanned_out),
    DELIVERED,
    Way("SQS", f"one {EVENT.noun} a request: sent, received, deleted", ONE_REQUEST_AN_EVENT),
    Way("SQS", f"{BATCH_MESSAGES.limit} {EVENT.nouns} a request", FULL_REQUESTS),
    Way("EventBridge", f"an event for each {EVENT.noun}, delivered in the account", _published),
    Way("API Gateway", f"one {EVENT.noun} a request, without what is behind it", _pushed),
    HOURLY_RUNS,
    FREQUENT_RUNS,
    Way("AWS Batch", "a Fargate task that sends at the pace of one shard", _sent_by_a_task),
    Way("DMS", "a dms.t2.micro, the only instance whose price was found", _replicated, at_least=True),
    Way("MSK", f"{REPLICAS} brokers kafka.m5.large that keep {KEPT_HOURS} hours", _by_brokers),
    STREAMING_VIEW,
)


@dataclass(frozen=True)
class FreshWay:
    """A way to ask in SQL about what came minutes ago; without a `way` AWS's price wasn't found."""

    name: str
    fresh: str
    duplicates: str
    way: Way | None = None

    def dollars_a_million(self, load: MonthlyLoad) -> str:
        """Return what a million events cost, for people."""
        if self.way is None:
            return "not known"
        at_least = "≥ " if self.way.at_least else ""
        return at_least + dollars(self.way.dollars(load) / load.events * MILLION)


FRESH_WAYS = (
    FreshWay(
        "Redshift streaming ingestion",
        "seconds to minutes while the workgroup is awake (modelled)",
        "stay in the view: a view over it takes the first by id",
        STREAMING_VIEW,
    ),
    FreshWay(
        "Firehose to S3, asked by Athena or DuckDB",
        "its buffer, then a listing",
        "stay: a query takes the first by id",
        DELIVERED,
    ),
    FreshWay("Firehose to Iceberg", "its buffer", "stay in a table that is only appended to"),
    FreshWay(
        "Kinesis channel to S3 Tables", "five minutes at best", "stay; what breaks the schema is left out"
    ),
    FreshWay(
        "Curated every few minutes",
        "the interval and a run",
        "none: MERGE by id, quarantine, control totals",
        FREQUENT_RUNS,
    ),
)
