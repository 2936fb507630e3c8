"""`python -m benchmarks.lake`: the same files, curated and reported in four ways, into bench-lake.json."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.lake import files
from benchmarks.lake.comparison import Figures, compared, table
from twin.lake.spark_conf import spark_environment

BUILD = Path("build")
CONTENDERS = {
    "ours, DuckDB": "ours_duckdb",
    "ours, Spark": "ours_spark",
    "plain DuckDB": "plain_duckdb",
    "plain Polars": "plain_polars",
}
ROUNDS = 3

Key = tuple[str, str]


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
    rows = compared(
        [{"contender": name, "files": size, **figures} for (name, size), figures in _middles(rounds)]
    )
    (BUILD / "bench-lake.json").write_text(json.dumps(rows, indent=1) + "\n")
    Console(width=130).print(table(rows))


def _play(module: str, raw: Sequence[Path]) -> Figures:
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "benchmarks.lake.play", module, directory, *map(str, raw)]
        done = subprocess.run(command, env=_environment(), check=True, capture_output=True, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    """Spark as the lake has it, without its tables."""
    return {**os.environ, **spark_environment("", "http://127.0.0.1:9"), "PYTHONPATH": str(Path.cwd())}


def _middles(rounds: Sequence[Mapping[Key, Figures]]) -> Iterator[tuple[Key, Figures]]:
    for key, first in rounds[0].items():
        times = {name: median(each[key][name] for each in rounds) for name in ("start", "run", "peak")}
        yield key, {**first, **times}


if __name__ == "__main__":
    main()
