"""Functions that sales run."""

import math

from review import prices
from review.consumers import Consumer, consumer
from review.loads import CALL_SECONDS, READS_A_CALL, WRITES_A_CALL, Load
from review.rows import Lines, Row, Unpriced
from review.services.mappings import Runs, feeding, runs
from twin.assembly import Assembly, Resource

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
MEBIBYTES_A_CORE = 1_769


def lines(assembly: Assembly, function: Resource, load: Load) -> Lines:
    """Requests, and the time that they take with this memory."""
    mappings, work = feeding(assembly, function), consumer(function)
    if not mappings:
        yield Unpriced(function, "Nothing in the template says how often it runs.")
    elif work is None:
        yield Unpriced(function, "How long it runs hasn't been measured.")
    else:
        for mapping in mappings:
            yield from _ran(function, work, runs(assembly, mapping, load))


def _ran(function: Resource, work: Consumer, run: Runs) -> Lines:
    memory = function.properties["MemorySize"]
    yield Row(function, prices.RUN, run.count)
    yield Row(function, _second(function), run.count * _seconds(work, run.sales, memory) * memory / 1_024)


def _seconds(work: Consumer, sales: float, memory: int) -> float:
    """Its calls one after the other, and its work on this memory's share of a core."""
    share = min(1, memory / MEBIBYTES_A_CORE)
    calls = math.ceil(sales * work.reads / READS_A_CALL) + math.ceil(sales * work.writes / WRITES_A_CALL)
    return calls * CALL_SECONDS + (work.core_seconds_a_run + sales * work.core_seconds_a_sale) / share


def _second(function: Resource) -> prices.Price:
    return prices.ARM_SECOND if "arm64" in function.properties.get("Architectures", ()) else prices.X86_SECOND
