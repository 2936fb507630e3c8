"""From a sale's arrival to its suspicion on the bus, by profile and load: measured work, modelled ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from benchmarks import prices
from benchmarks.decisions.fraud import DESIGN
from benchmarks.decisions.wait_times import Reading, Service, Waits, arrivals, polled, pushed, settings, waits
from benchmarks.dynamodb import USUAL
from benchmarks.throughput import Run, run
from stacks.profiles import COST, DECISION, LATENCY, THROUGHPUT, Profile

SIZES = (1, 5, 25, 50, 100, 250, 500)
ROUNDS = 5
PLAYED_SECONDS, SEED = 90, 1
FULL, QUIET = 1_000, 20
"""What a shard takes in, and twice what the data set's stores would sell if each were a whole supermarket.

https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
"""
STEP = 100
LIMIT_SECONDS = 1.0


@dataclass(frozen=True)
class Setting:
    """How the consumer reads and runs."""

    name: str
    profile: Profile
    mebibytes: int
    reading: Reading = pushed


@dataclass(frozen=True)
class DecisionLatency:
    """What was found of a setting at so many sales a second on one shard; `carries` with full batches."""

    setting: str
    mebibytes: int
    sales_a_second: int
    carries: float
    waits: Waits


def works() -> Mapping[int, Run]:
    """Run batches of each size through the deployed consumer, in turn; the medians count."""
    rounds = [{size: run(DESIGN, USUAL, size) for size in SIZES} for _ in range(ROUNDS)]
    return {size: _middle([each[size] for each in rounds]) for size in SIZES}


def _middle(runs: Sequence[Run]) -> Run:
    return replace(runs[0], wall=median(each.wall for each in runs), cpu=median(each.cpu for each in runs))


def service(works: Mapping[int, Run], mebibytes: int) -> Service:
    """Between the sizes that were run, on a straight line; each invocation puts something on the bus."""
    tell = USUAL.seconds("PutEvents", 1)
    times = [prices.lambda_seconds(each.wall, each.cpu, mebibytes) + tell for each in works.values()]
    return lambda sales: float(np.interp(sales, list(works), times))


def offered(memory: int) -> list[Setting]:
    """Return the deployed setting first, then what other profiles and settings would make of it."""
    return [
        Setting("decision", DECISION, memory),
        Setting("decision, polled", DECISION, memory, polled),
        Setting("latency", LATENCY, memory),
        Setting("throughput", THROUGHPUT, memory),
        Setting("cost", COST, memory),
        Setting("latency, twice the memory", LATENCY, 2 * memory),
        Setting("latency, a whole core", LATENCY, prices.MEBIBYTES_A_CORE),
    ]


def latencies(works: Mapping[int, Run], memory: int) -> Iterator[DecisionLatency]:
    """Play every setting at both loads."""
    for setting in offered(memory):
        for rate in (QUIET, FULL):
            yield play(setting, service(works, setting.mebibytes), rate)


def play(setting: Setting, takes: Service, rate: int, seconds: float = PLAYED_SECONDS) -> DecisionLatency:
    """Play some time of one shard."""
    profile = setting.profile
    waited = waits(arrivals(rate, seconds, SEED), settings(profile), setting.reading, takes)
    carries = profile.parallelization * profile.batch_size / takes(profile.batch_size)
    return DecisionLatency(setting.name, setting.mebibytes, rate, carries, Waits.of(waited))


def carried_in_time(setting: Setting, takes: Service, seconds: float = PLAYED_SECONDS) -> int:
    """Return the most sales a second, in steps, of which at most a hundredth waits longer than a second."""
    rates = range(FULL, 0, -STEP)
    return next((rate for rate in rates if play(setting, takes, rate, seconds).waits.p99 <= LIMIT_SECONDS), 0)
