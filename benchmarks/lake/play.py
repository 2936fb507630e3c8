"""One contender in a process of its own: `python -m benchmarks.lake.play MODULE OUT FILE...`."""

import importlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

PEAK = "VmHWM"


def main(module: str, directory: Path, files: list[Path]) -> None:
    """Start what takes its start, do the work, and print what was found, the seconds and the bytes."""
    began = time.perf_counter()
    contender = importlib.import_module(f"benchmarks.lake.{module}")
    if hasattr(contender, "start"):
        contender.start()
    started = time.perf_counter()
    outcome = contender.run(files, directory)
    ended = time.perf_counter()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    figures = {"start": started - began, "run": ended - started, "peak": own + sum(_children(Path("/proc")))}
    print(json.dumps({**figures, **asdict(outcome)}))


def _children(processes: Path) -> Iterator[int]:
    """The peak of every process that was started from here, its own children too."""
    below = {str(os.getpid())}
    for status in sorted(processes.glob("[0-9]*/status"), key=lambda path: int(path.parent.name)):
        fields = dict(line.partition(":")[::2] for line in status.read_text().splitlines())
        if fields["PPid"].strip() in below:
            below.add(status.parent.name)
            yield int(fields.get(PEAK, "0 kB").split()[0]) * 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(each) for each in sys.argv[3:]])
