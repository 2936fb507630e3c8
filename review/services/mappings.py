"""Event source mappings: how often each runs its function."""

import prices
from prices import MILLION
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import SECONDS, MonthlyLoad, MonthlyRuns
from review.services import dynamodb, kinesis
from review.services.queues import QUEUE
from twin.assembly import Assembly, Resource
from twin.semantics.sources import FAN_OUT_INTERVAL, SHARED_INTERVAL, TABLE_INTERVAL

MAPPING = "AWS::Lambda::EventSourceMapping"

# How often a shard of each is looked into, the same as in the twin, which says by whom.
INTERVALS = {
    kinesis.STREAM: SHARED_INTERVAL,
    kinesis.FAN_OUT: FAN_OUT_INTERVAL,
    dynamodb.TABLE: TABLE_INTERVAL,
}

# PolledEventCount, FilteredOut, Invoked, FailedInvoke, Dropped, OnFailureDestinationDelivered:
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
METRICS_OF_EVENT_COUNT = 6

POLLED = (
    f"Lambda asks the queue whether there is something or not, ${prices.QUEUE_REQUEST.dollars * MILLION:.2f} "
    "a million requests: AWS doesn't say how often."
)


def lines(assembly: Assembly, mapping: Resource, _load: MonthlyLoad) -> Lines:
    """Yield what may be charged as any metric is, as AWS doesn't say otherwise; polling streams is free.

    Of a table's stream too: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_StreamsUsage.html
    """
    if any(source.type == QUEUE for source in _sources(assembly, mapping)):
        yield Unpriced(mapping, POLLED)
    if "EventCount" in mapping.properties.get("MetricsConfig", {}).get("Metrics", ()):
        yield BillLine(mapping, prices.MAPPING_METRIC, METRICS_OF_EVENT_COUNT)


def feeding(assembly: Assembly, function: Resource) -> list[Resource]:
    """Return the mappings from streams to a function: how much comes from a queue, no load tells."""
    return [
        mapping
        for mapping in assembly.resources(MAPPING)
        if function in assembly.mentioned(mapping.stack, mapping.properties["FunctionName"])
        and any(source.type in INTERVALS for source in _sources(assembly, mapping))
    ]


def runs(assembly: Assembly, mapping: Resource, load: MonthlyLoad) -> MonthlyRuns:
    """Return the runs: a look's find is spread over the lanes, a run each, more when a batch is too small."""
    if not load.events:
        return MonthlyRuns(0, 0)
    settings = mapping.properties
    looks = sum(_looks(assembly, mapping, source, load) for source in _sources(assembly, mapping))
    found = load.events / looks
    lanes = settings.get("ParallelizationFactor", 1)
    count = looks * max(min(found, lanes), found / settings["BatchSize"])
    return MonthlyRuns(count, load.events / count)


def _looks(assembly: Assembly, mapping: Resource, source: Resource, load: MonthlyLoad) -> float:
    window: float = mapping.properties.get("MaximumBatchingWindowInSeconds", 0)
    return _shards(assembly, source, load) * SECONDS / max(INTERVALS[source.type], window)


def _shards(assembly: Assembly, source: Resource, load: MonthlyLoad) -> float:
    if source.type == dynamodb.TABLE:
        return dynamodb.partitions(assembly, source, load)
    return sum(map(kinesis.shards, kinesis.streams(assembly, source)))


def _sources(assembly: Assembly, mapping: Resource) -> frozenset[Resource]:
    return assembly.mentioned(mapping.stack, mapping.properties["EventSourceArn"])
