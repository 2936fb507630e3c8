"""Everything that `make bench` measures, in the order in which it is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import decode_speed, growth, machine, startup
from benchmarks.crashes import CrashTrials, Outcomes
from benchmarks.designs import Design, from_documentation, guards, ledger, transactions
from benchmarks.dynamodb import PESSIMISTIC, USUAL
from benchmarks.figures import Figure, Goal
from benchmarks.synth import Synthesis, TemplateTests, template_tests
from benchmarks.throughput import Measurement, measure

PEERS = (from_documentation.PLAIN, from_documentation.THREADED)
DESIGNS: Sequence[Design] = (*PEERS, transactions.DESIGN, guards.DESIGN, ledger.DESIGN)
ROUNDS = 3
SALES_IN_A_HISTORY = (
    (from_documentation.PLAIN, 6),
    (transactions.DESIGN, 20),
    (guards.DESIGN, 6),
    (ledger.DESIGN, 60),
)


@dataclass(frozen=True)
class Results:
    """What one run of the suite found."""

    measurements: Sequence[Measurement]
    outcomes: Sequence[Outcomes]
    figures: Sequence[Figure]
    tests: TemplateTests


def run(build: Path) -> Results:
    """Measure everything."""
    synthesis = Synthesis(build)
    memory = synthesis.memory("inventory")
    measurements = [
        *measure(DESIGNS, USUAL, batch=100, rounds=ROUNDS),
        *measure(DESIGNS, USUAL, batch=500, rounds=ROUNDS),
        *measure(DESIGNS, PESSIMISTIC, batch=100, rounds=ROUNDS),
    ]
    outcomes = [
        each for design, sales in SALES_IN_A_HISTORY for each in CrashTrials(design, sales).outcomes()
    ]
    tests = template_tests()
    figures = [
        Figure("this machine", machine.additions_a_second() / 1e6, None, "million additions/s"),
        *_effects(measurements, memory),
        *_crashes(outcomes),
        *_code(synthesis),
        *_growth(measurements),
        Figure("template tests", tests.seconds, None, "s"),
    ]
    return Results(measurements, outcomes, figures, tests)


def _effects(measurements: Sequence[Measurement], memory: int) -> Iterator[Figure]:
    by_setting: dict[tuple[int, str], dict[str, Measurement]] = {}
    for each in measurements:
        by_setting.setdefault((each.batch, each.service_time), {})[each.design] = each
    for (batch, service_time), designs in by_setting.items():
        where = f"{batch} a batch, {service_time}"
        yield from _effect(where, designs, memory)


def _effect(where: str, designs: dict[str, Measurement], memory: int) -> Iterator[Figure]:
    ours = designs[ledger.DESIGN.name]
    plain, threaded = (designs[peer.name] for peer in PEERS)
    dollars = min(plain.dollars(memory), threaded.dollars(memory))
    yield Figure(f"wall against plain, {where}", ours.wall, plain.wall, "s", Goal(1 / 50, of_ratio=True))
    yield Figure(f"wall against threads, {where}", ours.wall, threaded.wall, "s", Goal(1 / 5, of_ratio=True))
    yield Figure(f"calls a sale, {where}", ours.calls_a_sale, plain.calls_a_sale, "calls", Goal(0.15))
    yield Figure(f"write units a sale, {where}", ours.write_units_a_sale, plain.write_units_a_sale, "units")
    yield Figure(f"CPU a sale, {where}", 1e6 * ours.cpu_a_sale, 1e6 * plain.cpu_a_sale, "µs")
    yield Figure(f"a million sales, {where}", ours.dollars(memory), dollars, "$", Goal(1, of_ratio=True))
    fast = Goal(1000, at_least=True)
    yield Figure(f"sales/s, {where}", ours.sales_a_second, threaded.sales_a_second, "sales/s", fast)
    yield Figure(
        f"sales/s, modelled for {memory} MB, {where}",
        ours.batch / ours.lambda_seconds(memory),
        threaded.batch / threaded.lambda_seconds(memory),
        "sales/s",
    )


def _crashes(outcomes: Iterable[Outcomes]) -> Iterator[Figure]:
    by_kind: dict[str, dict[str, Outcomes]] = {}
    for each in outcomes:
        by_kind.setdefault(each.kind, {})[each.design] = each
    for kind, designs in by_kind.items():
        ours, peer = designs[ledger.DESIGN.name], designs[from_documentation.PLAIN.name]
        name = f"wrong of {ours.histories} histories (peer: of {peer.histories}), {kind}"
        yield Figure(name, ours.wrong, peer.wrong, "histories", Goal(0))


def _code(synthesis: Synthesis) -> Iterator[Figure]:
    ours, peer = decode_speed.nanoseconds_a_sale()
    yield Figure("validated decoding", ours, peer, "ns/sale", Goal(1 / 3, of_ratio=True))
    ours, peer = startup.import_seconds()
    yield Figure("handler import", ours, peer, "s", Goal(0.45, of_ratio=True))
    yield Figure("layer and code, unzipped", synthesis.deployed_bytes() / 1e6, None, "MB", Goal(8))
    edit, whole, imports = synthesis.seconds()
    yield Figure("synth in the edit loop, against the default", edit, whole, "s")
    yield Figure("of it, imports", imports, None, "s")


def _growth(measurements: Sequence[Measurement]) -> Iterator[Figure]:
    rows = growth.rows()
    yield Figure("ledger row", rows.bytes_a_sale, None, "bytes")
    yield Figure("ledger storage, a million sales", rows.stored_dollars, None, "$/month")
    usual = {
        each.design: each for each in measurements if (each.batch, each.service_time) == (500, USUAL.name)
    }
    saved = usual[transactions.DESIGN.name].units_dollars() - usual[ledger.DESIGN.name].units_dollars()
    for days in (1, 30, 365):
        yield Figure(f"one fold, supermarket, {days} days", rows.fold_units(days), None, "read units")
        name = f"folds until T is cheaper, {days} days"
        yield Figure(name, rows.reads_a_day(saved, days), None, "a store and day")
    for volume, guard in zip(("data set", "supermarket"), growth.guards(), strict=True):
        yield Figure(f"S, largest item, {volume}", guard.largest_bytes, None, "bytes")
        yield Figure(f"S, sales in it, {volume}", guard.largest_sales, None, "sales")
        yield Figure(f"S, write units an increment, {volume}", guard.write_units, None, "units")
