"""What a run found, as tables and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.crashes import Outcomes
from benchmarks.figures import Figure
from benchmarks.suite import Results
from benchmarks.throughput import Measurement

VERDICT = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}


def write(results: Results, path: Path) -> None:
    """Write the figures, then what they come from."""
    figures = [figure.row() for figure in results.figures]
    more = {
        "designs": [asdict(each) for each in results.measurements],
        "crashes": [asdict(each) for each in results.outcomes],
        "template_tests": asdict(results.tests),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"rows": figures, **more}, indent=1, ensure_ascii=False) + "\n")


def show(results: Results, console: Console) -> None:
    """Print the tables."""
    for table in (
        designs_table(results.measurements),
        _crashes(results.outcomes),
        figures_table(results.figures),
    ):
        console.print(table)
    console.print("Slowest template tests:", *results.tests.slowest, sep="\n  ")


def designs_table(measurements: Iterable[Measurement]) -> Table:
    """Return what each design takes."""
    titles = ("design", "service time", "batch", "wall ms", "calls", "write units", "CPU µs", "sales/s")
    table = Table(*titles, title="Designs: a batch's wall time; calls, units and CPU a sale")
    for each in measurements:
        table.add_row(
            each.design,
            each.service_time,
            str(each.batch),
            f"{1000 * each.wall:,.0f}",
            f"{each.calls_a_sale:.2f}",
            f"{each.write_units_a_sale:.2f}",
            f"{1e6 * each.cpu_a_sale:,.0f}",
            f"{each.sales_a_second:,.0f}",
        )
    return table


def _crashes(outcomes: Iterable[Outcomes]) -> Table:
    table = Table("design", "then", "histories", "wrong", title="Killed before and after every call")
    for each in outcomes:
        table.add_row(each.design, each.kind, str(each.histories), str(each.wrong))
    return table


def figures_table(figures: Iterable[Figure]) -> Table:
    """Ours, beside the peer's and the goal."""
    table = Table("figure", "ours", "peer", "ratio", "unit", "goal", "", title="Figures and goals")
    for each in figures:
        peer = "" if each.peer is None else f"{each.peer:,.4g}"
        ratio = "" if each.ratio is None else f"{each.ratio:.3g}"
        goal = "" if each.goal is None else str(each.goal)
        table.add_row(each.name, f"{each.ours:,.4g}", peer, ratio, each.unit, goal, VERDICT[each.met])
    return table
