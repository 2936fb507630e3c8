"""`python -m benchmarks.lake`: the same files, curated and reported in four ways, into bench-lake.json."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.lake import files
from twin.lake.spark_conf import spark_environment

BUILD = Path("build")
CONTENDERS = {
    "ours, DuckDB": "ours_duckdb",
    "ours, Spark": "ours_spark",
    "plain DuckDB": "plain_duckdb",
    "plain Polars": "plain_polars",
}
ROUNDS = 3

Figures = Mapping[str, Any]


def main() -> None:
    """Measure all in turn, round by round; the medians count."""
    written = files.write(BUILD / "bench-lake")
    rounds = [
        {
            (name, size): _play(module, written[size])
            for name, module in CONTENDERS.items()
            for size in written
        }
        for _ in range(ROUNDS)
    ]
    rows = [
        {"contender": name, "files": size, **_middle([each[name, size] for each in rounds])}
        for name in CONTENDERS
        for size in written
    ]
    (BUILD / "bench-lake.json").write_text(json.dumps(rows, indent=1) + "\n")
    Console(width=120).print(_table(rows))


def _play(module: str, raw: Sequence[Path]) -> Figures:
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "benchmarks.lake.play", module, directory, *map(str, raw)]
        done = subprocess.run(command, env=_environment(), check=True, capture_output=True, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    """Spark as the lake has it, without its tables."""
    return {**os.environ, **spark_environment("", "http://127.0.0.1:9"), "PYTHONPATH": str(Path.cwd())}


def _middle(measured: Sequence[Figures]) -> dict[str, Any]:
    times = {name: median(each[name] for each in measured) for name in ("start", "run", "peak")}
    return {**measured[0], **times}


def _table(rows: Sequence[Figures]) -> Table:
    table = Table("", "files", "start s", "run s", "lines/s", "peak MiB", "sales", "lines", "refused", "$")
    for row in rows:
        table.add_row(
            row["contender"],
            row["files"],
            f"{row['start']:.1f}",
            f"{row['run']:.2f}",
            f"{row['lines'] / row['run']:,.0f}",
            f"{row['peak'] / 2**20:,.0f}",
            f"{row['sales']:,}",
            f"{row['lines']:,}",
            f"{row['refused']:,}",
            f"{row['net_cents'] / 100:,.2f}",
        )
    return table


if __name__ == "__main__":
    main()
