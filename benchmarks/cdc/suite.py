"""Both consumers in turn on the same batches, and their medians."""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.cdc.changes import ChangeBatch, batches
from benchmarks.cdc.designs import DESIGNS, KEYS, STATE, FoldDesign
from benchmarks.dynamodb import NONE, USUAL, ServiceTime, SimulatedDynamoDB
from benchmarks.figures import Figure, Goal
from benchmarks.throughput import WorkNotDone

RECORDS = 500
ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """A consumer's medians for a batch: milliseconds of wall, calls, and write units."""

    design: str
    batch: str
    service_time: str
    wall_ms: float
    calls: int
    write_units: int
    read_units: float


def run() -> list[Measured]:
    """Measure with calls of 4 ms, and with calls that take no time: then it is CPU alone."""
    return [
        measured
        for service_time in (USUAL, NONE)
        for batch in batches(RECORDS)
        for measured in _measured(batch, service_time)
    ]


def figures(measured: list[Measured]) -> list[Figure]:
    """Return the goals: at least five times faster, at most a tenth of the calls."""
    return [figure for ours, peer in _pairs(measured) for figure in _figures(ours, peer)]


def _figures(ours: Measured, peer: Measured) -> Iterator[Figure]:
    where = f"{ours.batch}, {ours.service_time}"
    goal = Goal(1 / 5, of_ratio=True) if ours.service_time == USUAL.name else None
    yield Figure(f"a batch of {RECORDS}: {where}", ours.wall_ms, peer.wall_ms, "ms", goal)
    if ours.service_time == USUAL.name:
        yield Figure(f"calls: {ours.batch}", ours.calls, peer.calls, "calls", Goal(1 / 10, of_ratio=True))


def _pairs(measured: list[Measured]) -> Iterator[tuple[Measured, Measured]]:
    return zip(measured[::2], measured[1::2], strict=True)


def _measured(batch: ChangeBatch, service_time: ServiceTime) -> Iterator[Measured]:
    """A round of each after the other, so that a noisy machine disturbs both alike."""
    runs: dict[str, list[Measured]] = {design.name: [] for design in DESIGNS}
    for _ in range(ROUNDS):
        for design in DESIGNS:
            runs[design.name].append(_once(design, batch, service_time))
    for design in DESIGNS:
        first = runs[design.name][0]
        wall = median(each.wall_ms for each in runs[design.name])
        yield Measured(
            design.name,
            batch.name,
            service_time.name,
            wall,
            first.calls,
            first.write_units,
            first.read_units,
        )


def _once(design: FoldDesign, batch: ChangeBatch, service_time: ServiceTime) -> Measured:
    dynamodb = SimulatedDynamoDB(KEYS, service_time)
    handle = design.make(dynamodb)
    gc.collect()
    started = time.perf_counter()
    handle(batch.event)
    wall = time.perf_counter() - started
    if len(dynamodb.tables.items[STATE]) != batch.rows:
        raise WorkNotDone(design.name)
    usage = dynamodb.usage
    # Calls of no time take what the simulation takes: that is none of the consumer's.
    wall -= usage.seconds if service_time is NONE else 0.0
    return Measured(
        design.name,
        batch.name,
        service_time.name,
        1000 * wall,
        usage.calls,
        usage.write_units,
        usage.read_units,
    )
