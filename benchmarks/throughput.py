"""Wall time, calls, units, CPU and dollars of each design on real baskets, a batch at a time."""

import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import prices
from benchmarks.designs import Design
from benchmarks.dynamodb import ServiceTime, SimulatedDynamoDB, Usage
from benchmarks.sales import event, measured

WARM_UP = 5
LONG_ENOUGH = 0.5


class WorkNotDone(AssertionError):
    """A design that was measured did not do its work."""


@dataclass(frozen=True)
class Run:
    """One batch, once: seconds of wall and CPU, and what it asked of the service."""

    wall: float
    cpu: float
    usage: Usage


@dataclass(frozen=True)
class Measurement:
    """A design's medians for batches of one size; a batch's seconds, a sale's calls, units and CPU."""

    design: str
    service_time: str
    batch: int
    wall: float
    cpu_a_sale: float
    calls_a_sale: float
    write_units_a_sale: float
    read_units_a_sale: float

    @property
    def sales_a_second(self) -> float:
        """What one shard gets through at parallelization 1, on a whole core."""
        return self.batch / self.wall

    def lambda_seconds(self, mebibytes: int) -> float:
        """Return how long the batch takes on a function with so much memory."""
        return prices.lambda_seconds(self.wall, self.cpu_a_sale * self.batch, mebibytes)

    def units_dollars(self) -> float:
        """Return what DynamoDB takes for a million sales."""
        write, read = self.write_units_a_sale, self.read_units_a_sale
        return 1_000_000 * (write * prices.WRITE_UNITS + read * prices.READ_UNITS)

    def dollars(self, mebibytes: int) -> float:
        """Return what DynamoDB and Lambda take for a million sales."""
        invocation = prices.lambda_dollars(self.lambda_seconds(mebibytes), mebibytes)
        return self.units_dollars() + 1_000_000 / self.batch * invocation


def measure(
    designs: Sequence[Design], service_time: ServiceTime, batch: int, rounds: int
) -> Iterator[Measurement]:
    """Run the designs in turn, round by round, so that a noisy machine disturbs all of them alike."""
    runs: dict[str, list[Run]] = {design.name: [] for design in designs}
    for _ in range(rounds):
        for design in designs:
            runs[design.name] += _round(design, service_time, batch)
    for name, of_design in runs.items():
        yield _medians(name, service_time.name, batch, of_design)


def _round(design: Design, service_time: ServiceTime, batch: int) -> list[Run]:
    """Run once, or for as long as it takes that a moment's noise doesn't decide."""
    runs = [run(design, service_time, batch)]
    while sum(each.wall for each in runs) < LONG_ENOUGH:
        runs.append(run(design, service_time, batch))
    return runs


def run(design: Design, service_time: ServiceTime, batch: int) -> Run:
    """Let a warm handler work through one batch; raise WorkNotDone if it gets it wrong."""
    payloads = measured()[: batch + WARM_UP]
    dynamodb = SimulatedDynamoDB(design.tables, service_time)
    handle = design.handler(dynamodb, design.workers)
    handle(event(payloads[batch:]))
    dynamodb.usage = Usage()
    invocation = event(payloads[:batch])
    gc.collect()
    started, used = time.perf_counter(), time.process_time()
    answered = handle(invocation)
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    if answered["batchItemFailures"] or design.left(dynamodb) != design.expected(payloads):
        raise WorkNotDone(design.name)
    return Run(wall, cpu - dynamodb.usage.seconds, dynamodb.usage)


def _medians(design: str, service_time: str, batch: int, runs: Sequence[Run]) -> Measurement:
    usage = runs[0].usage
    return Measurement(
        design=design,
        service_time=service_time,
        batch=batch,
        wall=median(each.wall for each in runs),
        cpu_a_sale=median(each.cpu for each in runs) / batch,
        calls_a_sale=usage.calls / batch,
        write_units_a_sale=usage.write_units / batch,
        read_units_a_sale=usage.read_units / batch,
    )
