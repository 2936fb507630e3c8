"""The contenders side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from rich.table import Table

from benchmarks.lake.outcome import TransformOutcome

Figures = Mapping[str, Any]
FOUND = [field.name for field in fields(TransformOutcome)]


COLUMNS = ("", "files", "start s", "run s", "of fastest", "of a tenth", "lines/s", "peak MiB", "lines", "$")


class Unlike(Exception):
    """Contenders that find different things aren't compared."""


def compared(rows: Sequence[Figures]) -> list[Figures]:
    """Add how many times as long as the fastest each takes, and as itself for a tenth of the files."""
    return [
        {**row, "of_fastest": row["run"] / _fastest(rows, row["files"]), "growth": _growth(rows, row)}
        for row in rows
    ]


def _fastest(rows: Sequence[Figures], size: str) -> float:
    """The shortest run over the same files; raises Unlike unless all found the same."""
    same = [row for row in rows if row["files"] == size]
    for row in same:
        if differing := [name for name in FOUND if row[name] != same[0][name]]:
            raise Unlike(f"{row['contender']} has other {', '.join(differing)} than {same[0]['contender']}")
    return float(min(row["run"] for row in same))


def _growth(rows: Sequence[Figures], row: Figures) -> float:
    [smallest] = [
        each["run"] for each in rows if each["contender"] == row["contender"] and each["files"] == "tenth"
    ]
    return float(row["run"] / smallest)


def table(rows: Sequence[Figures]) -> Table:
    """Render for people."""
    shown = Table(*COLUMNS)
    for row in rows:
        shown.add_row(
            row["contender"],
            row["files"],
            f"{row['start']:.1f}",
            f"{row['run']:.2f}",
            f"{row['of_fastest']:.2f}",
            f"{row['growth']:.1f}",
            f"{row['lines'] / row['run']:,.0f}",
            f"{row['peak'] / 2**20:,.0f}",
            f"{row['lines']:,}",
            f"{row['net_cents'] / 100:,.2f}",
        )
    return shown
