"""The command line: `python -m lake release`, `python -m lake page`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from lake.evolution import SchemaBroken
from lake.lake_spec import LakeSpec, NoLake, load_lake
from lake.page import render_page
from lake.releases import release

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"


def main(arguments: Sequence[str]) -> int:
    """Run a command; 1 if the domain has no lake, or tables that can't be released as they are."""
    parser = ArgumentParser("python -m lake", description="What is declared about the lake's tables.")
    parser.add_argument(
        "command", choices=COMMANDS, help="write the next release of the schemas, or the page"
    )
    command = COMMANDS[parser.parse_args(arguments).command]
    try:
        command(load_lake())
    except (NoLake, SchemaBroken) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write_release(lake: LakeSpec) -> None:
    """Write the next release of the schemas; raise SchemaBroken."""
    path = release(lake.every_table, lake.releases)
    print(f"Wrote {path}." if path else "Nothing has changed since the newest release.")


def write_page(lake: LakeSpec) -> None:
    """Write docs/tables.md."""
    PAGE.write_text(render_page(lake))
    print(f"Wrote {PAGE}.")


COMMANDS = {"release": write_release, "page": write_page}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
