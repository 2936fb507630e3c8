"""What a run found, as tables."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from benchmarks.decisions import accuracy
from benchmarks.decisions.flows import Flow
from benchmarks.decisions.latency import DecisionLatency
from benchmarks.decisions.shelves import Kept
from benchmarks.decisions.suite import DecisionResults
from benchmarks.prices import WRITE_UNITS
from benchmarks.report import designs_table, figures_table


def show(results: DecisionResults, console: Console) -> None:
    """Print the tables."""
    console.print(
        designs_table(results.measurements),
        _latencies(results.latencies),
        accuracy.table(results.year),
        accuracy.rules_table(results.year),
        accuracy.summary(results.year),
        _kept(results.kept),
        _flows(results.flows),
        figures_table(results.figures),
    )


def _latencies(latencies: Iterable[DecisionLatency]) -> Table:
    titles = ("setting", "MB", "sales/s", "carries", "p50 s", "p99 s")
    table = Table(*titles, title="From arrival to the bus, one shard: measured work, modelled ways")
    for each in latencies:
        table.add_row(
            each.setting,
            f"{each.mebibytes:,}",
            f"{each.sales_a_second:,}",
            f"{each.carries:,.0f}",
            f"{each.waits.p50:.3f}",
            f"{each.waits.p99:.3f}",
        )
    return table


def _kept(kept: Iterable[Kept]) -> Table:
    titles = ("sales/s", "window s", "rows at once", "shelves", "write units", "calls", "$ a million sales")
    table = Table(*titles, title="An item a shelf: shelves in a window, units and calls, each a sale")
    for each in kept:
        table.add_row(
            f"{each.sales_a_second:,}",
            str(each.window_seconds),
            f"{each.rows:,}",
            f"{each.shelves_a_sale:.2f}",
            f"{each.write_units_a_sale:.2f}",
            f"{each.calls_a_sale:.2f}",
            f"{1_000_000 * each.write_units_a_sale * WRITE_UNITS:.2f}",
        )
    return table


def _flows(flows: Iterable[Flow]) -> Table:
    counted = [flow.a_thousand() for flow in flows]
    table = Table(*(name.replace("_", " ") for name in counted[0]), title="Three real days, a thousand sales")
    for row in counted:
        table.add_row(*(f"{count:,.3g}" for count in row.values()))
    return table
