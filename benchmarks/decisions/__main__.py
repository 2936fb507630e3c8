"""`python -m benchmarks.decisions`: decisions in seconds, into build/bench-decisions.json and as tables."""

import json
import os
from contextlib import redirect_stdout
from pathlib import Path

from rich.console import Console

from benchmarks.decisions import report, suite

BUILD = Path("build")


def main() -> None:
    """Measure while the handlers' logs and metrics go nowhere, at their full cost."""
    console = Console(width=130)
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        results = suite.run(BUILD)
    text = json.dumps(results.facts(), indent=1, ensure_ascii=False) + "\n"
    (BUILD / "bench-decisions.json").write_text(text)
    report.show(results, console)


if __name__ == "__main__":
    main()
