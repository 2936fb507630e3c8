"""`python -m benchmarks.cdc`: the fold beside a record-by-record consumer, into build/bench-cdc.json."""

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks.cdc.suite import figures, run
from benchmarks.report import figures_table

RESULT = Path("build/bench-cdc.json")


def main() -> None:
    """Measure, write, print."""
    measured = run()
    found = figures(measured)
    RESULT.parent.mkdir(exist_ok=True)
    facts = {"measured": [asdict(each) for each in measured], "figures": [each.row() for each in found]}
    RESULT.write_text(json.dumps(facts, indent=1) + "\n")
    console = Console(width=130)
    console.print(figures_table(found))
    for each in measured:
        console.print(asdict(each))


if __name__ == "__main__":
    main()
