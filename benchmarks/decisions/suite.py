"""What is measured of decisions in seconds, in the order in which it is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.decisions import accuracy, fraud
from benchmarks.decisions.accuracy import Found
from benchmarks.decisions.flows import Flow, flows
from benchmarks.decisions.latency import (
    FULL,
    LIMIT_SECONDS,
    DecisionLatency,
    carried_in_time,
    latencies,
    offered,
    service,
    works,
)
from benchmarks.decisions.shelves import Kept, kept
from benchmarks.designs import ledger
from benchmarks.dynamodb import USUAL
from benchmarks.figures import Figure, Goal
from benchmarks.synth import Synthesis
from benchmarks.throughput import Measurement, measure
from demo.retail.frauds import incidents
from domain.scenario.baskets import list_baskets
from lambdas.fraud.thresholds import Thresholds
from lambdas.reorder.policy import parse_policy

BATCHES, ROUNDS = (100, 500), 5
SHELVED_FROM, SHELVED_DAYS = date(2017, 11, 30), 14


@dataclass(frozen=True)
class DecisionResults:
    """What one run found."""

    measurements: Sequence[Measurement]
    latencies: Sequence[DecisionLatency]
    year: Found
    kept: Sequence[Kept]
    flows: Sequence[Flow]
    figures: Sequence[Figure]

    def facts(self) -> dict[str, Any]:
        """Return what build/bench-decisions.json says."""
        return {
            "rows": [each.row() for each in self.figures],
            "consumers": [asdict(each) for each in self.measurements],
            "latencies": [asdict(each) for each in self.latencies],
            "year": asdict(self.year),
            "shelves": [asdict(each) for each in self.kept],
            "flows": [asdict(each) for each in self.flows],
        }


def run(build: Path) -> DecisionResults:
    """Measure everything."""
    template = Synthesis(build)
    memory, terms = template.memory("fraud"), template.function("reorder")["Environment"]["Variables"]
    measurements = [
        each for batch in BATCHES for each in measure((ledger.DESIGN, fraud.DESIGN), USUAL, batch, ROUNDS)
    ]
    work = works()
    waited = list(latencies(work, memory))
    year = _year()
    deployed = offered(memory)[0]
    figures = [
        Figure("this machine", machine.additions_a_second() / 1e6, None, "million additions/s"),
        *_consumers(measurements),
        *_waits(waited),
        Figure(
            f"sales/s a shard of which 99 % wait {LIMIT_SECONDS:.0f} s at most, {memory} MB",
            carried_in_time(deployed, service(work, memory)),
            None,
            "sales/s",
        ),
        *_accuracy(year),
    ]
    shelved = list(kept(list_baskets(SHELVED_FROM, SHELVED_DAYS)))
    return DecisionResults(
        measurements, waited, year, shelved, list(flows(parse_policy(terms["POLICY"]))), figures
    )


def _year() -> Found:
    real = accuracy.year()
    return accuracy.found(real, incidents(real, accuracy.INCIDENTS, accuracy.SEED), Thresholds())


def _consumers(measurements: Iterable[Measurement]) -> Iterator[Figure]:
    by_batch: dict[int, dict[str, Measurement]] = {}
    for each in measurements:
        by_batch.setdefault(each.batch, {})[each.design] = each
    for batch, designs in by_batch.items():
        ours, peer = designs[fraud.DESIGN.name], designs[ledger.DESIGN.name]
        where = f"fraud against inventory, {batch} a batch"
        cpu = 1e6 * ours.cpu_a_sale, 1e6 * peer.cpu_a_sale
        yield Figure(f"CPU a sale, {where}", *cpu, "µs", Goal(2, of_ratio=True))
        yield Figure(f"calls a sale, {where}", ours.calls_a_sale, peer.calls_a_sale, "calls")
        units = ours.write_units_a_sale, peer.write_units_a_sale
        yield Figure(f"write units a sale, {where}", *units, "units")
        yield Figure(f"sales/s, {where}", ours.sales_a_second, peer.sales_a_second, "sales/s")


def _waits(waited: Iterable[DecisionLatency]) -> Iterator[Figure]:
    """The goal is for what is deployed."""
    for each in waited:
        if each.sales_a_second == FULL and each.setting in ("decision", "latency, a whole core"):
            name = f"p99 until the bus, {FULL:,} sales/s a shard, {each.setting}, {each.mebibytes:,} MB"
            yield Figure(name, each.waits.p99, None, "s", Goal(LIMIT_SECONDS))


def _accuracy(year: Found) -> Iterator[Figure]:
    yield Figure("incidents of which a sale was suspected", 100 * year.recall, None, "%")
    yield Figure("suspected sales that belong to an incident", 100 * year.precision, None, "%")
    yield Figure("real sales that were suspected", 100 * year.false_share, None, "%")
