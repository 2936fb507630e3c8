"""`python -m benchmarks.backfill`: a month and a year of real history, into build/bench-backfill.json."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from benchmarks.backfill.contenders import CONTENDERS
from benchmarks.machine import additions_a_second
from demo.retail.backfill.history_table import history_table

BUILD = Path("build")
MONTHS = range(1, 13)
YEAR, MONTH = 2017, 3
ROWS_A_GROUP = 50_000
ROUNDS = 3
KIB_A_MIB = 1_024


def main() -> None:
    """Measure all in turn, round by round, each in a process of its own; the medians count."""
    month, year = _written()
    plays = {("ours", "month"): month, ("put_records", "month"): month, ("ours", "year"): year}
    rounds = [{key: _play(key[0], folder) for key, folder in plays.items()} for _ in range(ROUNDS)]
    rows = [
        {"contender": name, "history": size, **_middle([each[name, size] for each in rounds])}
        for name, size in plays
    ]
    found = {"additions_a_second": round(additions_a_second()), "rows": rows}
    (BUILD / "bench-backfill.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def play(name: str, history: str) -> None:
    """Bring a history in, and print how long that took."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        (root / "history").symlink_to(Path(history).resolve())
        began, used = time.perf_counter(), time.process_time()
        events = CONTENDERS[name](root)
        wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"events": events, "wall": wall, "cpu": cpu, "peak_mebibytes": _peak_mebibytes()}))


def _written() -> tuple[Path, Path]:
    """Write a year of real baskets, a file a month, and return a month's folder and the year's."""
    year = BUILD / "bench-backfill" / "year"
    if not year.exists():
        shutil.rmtree(BUILD / "bench-backfill", ignore_errors=True)
        for number in MONTHS:
            last = date(YEAR + number // 12, number % 12 + 1, 1).toordinal() - 1
            table = history_table(date(YEAR, number, 1), date.fromordinal(last))
            folder = year / f"{YEAR}-{number:02}"
            folder.mkdir(parents=True)
            pq.write_table(table, folder / "sales.parquet", row_group_size=ROWS_A_GROUP)
    return year / f"{YEAR}-{MONTH:02}", year


def _play(name: str, history: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.backfill", name, str(history)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _peak_mebibytes() -> float:
    """Return the most memory that this process had; getrusage would count what its parent had, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / KIB_A_MIB


def _middle(rounds: list[dict[str, float]]) -> dict[str, Any]:
    cpu, events = median(each["cpu"] for each in rounds), rounds[0]["events"]
    return {
        "events": events,
        "seconds": round(median(each["wall"] for each in rounds), 2),
        "cpu_seconds": round(cpu, 2),
        "events_a_core_second": round(events / cpu),
        "peak_mebibytes": round(median(each["peak_mebibytes"] for each in rounds)),
    }


if __name__ == "__main__":
    play(*sys.argv[1:]) if sys.argv[1:] else main()
