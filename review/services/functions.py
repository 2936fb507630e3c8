"""Functions that events run."""

import math

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.consumers import ConsumerWork, notes, work_of
from review.loads import CALL_SECONDS, READS_A_CALL, WRITES_A_CALL, MonthlyLoad, MonthlyRuns
from review.services import firehose
from review.services.mappings import feeding, runs
from twin.assembly import Assembly, Resource

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
MEBIBYTES_A_CORE = 1_769

# Of a core, to make a record a line: measured as the consumers were, and a run modelled as theirs.
LINE, LINES_A_RUN = 0.000_008, 0.0024

# A call to note how far a reader is: waited for as any, and measured, of a core.
NOTE = (CALL_SECONDS, 0.001)


def lines(assembly: Assembly, function: Resource, load: MonthlyLoad) -> Lines:
    """Yield requests, and the time that they take with this memory."""
    mappings, work = feeding(assembly, function), work_of(function)
    if deliveries := _calling(assembly, function):
        for delivery in deliveries:
            run = firehose.calls(delivery, load)
            yield from _ran(function, run, 0, LINES_A_RUN + run.events * LINE)
    elif not mappings:
        yield Unpriced(function, "Nothing in the template says how often it runs.")
    elif work is None:
        yield Unpriced(function, "How long it runs hasn't been measured.")
    else:
        for mapping in mappings:
            run = runs(assembly, mapping, load)
            yield from _ran(function, run, _calls(work, run.events) * CALL_SECONDS, _work(work, run.events))
            if notes(assembly, function):
                yield BillLine(function, _second(function), run.count * _taken(function, *NOTE))


def _calling(assembly: Assembly, function: Resource) -> list[Resource]:
    """Return the delivery streams that call a function."""
    return [
        each
        for each in assembly.resources(firehose.DELIVERY)
        if function in assembly.mentioned(each.stack, firehose.transformed_by(each).get("LambdaArn"))
    ]


def _ran(function: Resource, run: MonthlyRuns, waiting: float, work: float) -> Lines:
    yield BillLine(function, prices.RUN, run.count)
    yield BillLine(function, _second(function), run.count * _taken(function, waiting, work))


def _calls(work: ConsumerWork, events: float) -> int:
    """Return how many calls are made, one after the other."""
    return math.ceil(events * work.reads / READS_A_CALL) + math.ceil(events * work.writes / WRITES_A_CALL)


def _work(work: ConsumerWork, events: float) -> float:
    return work.core_seconds_a_run + events * work.core_seconds_an_event


def _taken(function: Resource, waiting: float, work: float) -> float:
    """Return what is charged, in seconds of a GB: the work gets this memory's share of a core."""
    memory: int = function.properties["MemorySize"]
    share = min(1, memory / MEBIBYTES_A_CORE)
    return (waiting + work / share) * memory / 1_024


def _second(function: Resource) -> prices.Price:
    return prices.ARM_SECOND if "arm64" in function.properties.get("Architectures", ()) else prices.X86_SECOND
