"""Functions that read a stream, and the event source mappings that feed them."""

import math
from dataclasses import dataclass

from review import prices
from review.loads import CALL_SECONDS, CPU_SECONDS_A_RUN, CPU_SECONDS_A_SALE, ROWS_A_CALL, SECONDS, Load
from review.rows import Lines, Row, Unpriced
from review.services import kinesis
from twin.assembly import Assembly, Resource

FUNCTION = "AWS::Lambda::Function"
MAPPING = "AWS::Lambda::EventSourceMapping"

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
MEBIBYTES_A_CORE = 1_769

# Lambda reads each shard once a second: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
SECONDS_BETWEEN_READS = 1

# PolledEventCount, FilteredOut, Invoked, FailedInvoke, Dropped, OnFailureDestinationDelivered:
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
METRICS_OF_EVENT_COUNT = 6


@dataclass(frozen=True)
class Runs:
    """A month's invocations of a function: how many, and the sales in each."""

    count: float
    sales: float


def lines(assembly: Assembly, function: Resource, load: Load) -> Lines:
    """Requests, and the time that they take with this memory."""
    mappings = feeding(assembly, function)
    if not mappings:
        yield Unpriced(function, "Nothing in the template says how often it runs.")
    for mapping in mappings:
        memory = function.properties["MemorySize"]
        run = runs(assembly, mapping, load)
        yield Row(function, prices.RUN, run.count)
        yield Row(function, _second(function), run.count * _seconds(run, memory) * memory / 1_024)


def mapping_lines(_assembly: Assembly, mapping: Resource, _load: Load) -> Lines:
    """Polling is free. What it counts may be charged as any metric is: AWS doesn't say otherwise."""
    if "EventCount" in mapping.properties.get("MetricsConfig", {}).get("Metrics", ()):
        yield Row(mapping, prices.MAPPING_METRIC, METRICS_OF_EVENT_COUNT)


def feeding(assembly: Assembly, function: Resource) -> list[Resource]:
    """The mappings from streams to a function."""
    return [
        mapping
        for mapping in assembly.resources(MAPPING)
        if function in assembly.mentioned(mapping.stack, mapping.properties["FunctionName"])
    ]


def runs(assembly: Assembly, mapping: Resource, load: Load) -> Runs:
    """What a read of a shard finds is spread over its lanes, a run each, more when a batch is too small."""
    if not load.sales:
        return Runs(0, 0)
    settings = mapping.properties
    seconds = max(SECONDS_BETWEEN_READS, settings.get("MaximumBatchingWindowInSeconds", 0))
    reads = _shards(assembly, mapping) * SECONDS / seconds
    found = load.sales / reads
    lanes = settings.get("ParallelizationFactor", 1)
    count = reads * max(min(found, lanes), found / settings["BatchSize"])
    return Runs(count, load.sales / count)


def _shards(assembly: Assembly, mapping: Resource) -> int:
    sources = assembly.mentioned(mapping.stack, mapping.properties["EventSourceArn"])
    return sum(kinesis.shards(source) for source in sources)


def _seconds(run: Runs, memory: int) -> float:
    """Its calls one after the other, and its work on this memory's share of a core."""
    share = min(1, memory / MEBIBYTES_A_CORE)
    calls = math.ceil(run.sales / ROWS_A_CALL) * CALL_SECONDS
    return calls + (CPU_SECONDS_A_RUN + run.sales * CPU_SECONDS_A_SALE) / share


def _second(function: Resource) -> prices.Price:
    return prices.ARM_SECOND if "arm64" in function.properties.get("Architectures", ()) else prices.X86_SECOND
