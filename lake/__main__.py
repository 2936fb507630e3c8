"""The command line: `python -m lake release`, `python -m lake page`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from lake.database_tables import EVERY_TABLE
from lake.evolution import SchemaBroken
from lake.page import page
from lake.released import release

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"


def main(arguments: Sequence[str]) -> int:
    """Run a command; 1 if the tables can't be released as they are."""
    parser = ArgumentParser("python -m lake", description="What is declared about the lake's tables.")
    parser.add_argument(
        "command", choices=COMMANDS, help="write the next release of the schemas, or the page"
    )
    return COMMANDS[parser.parse_args(arguments).command]()


def write_release() -> int:
    """Write the next release of the schemas, or say why not."""
    try:
        path = release(EVERY_TABLE)
    except SchemaBroken as broken:
        print(broken, file=sys.stderr)
        return 1
    print(f"Wrote {path}." if path else "Nothing has changed since the newest release.")
    return 0


def write_page() -> int:
    """Write docs/tables.md."""
    PAGE.write_text(page())
    print(f"Wrote {PAGE}.")
    return 0


COMMANDS = {"release": write_release, "page": write_page}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
