"""The command line: `python -m catalogue page` and `python -m catalogue release`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module, util
from pathlib import Path

from catalogue.evolution import ContractBroken
from catalogue.page import render_page
from catalogue.releases import declared_contracts, release
from catalogue.schemas import files
from contracts.catalogue_entry import CatalogueEntry

PACKAGE = "domain.catalogue"
DOCS = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str]) -> None:
    """Run a command; exit in one line if what is declared can't be released as it is."""
    parser = ArgumentParser("python -m catalogue", description="What is declared about what travels.")
    parser.add_argument(
        "command", choices=COMMANDS, help="write docs/events.md and its schemas, or the next release of them"
    )
    COMMANDS[parser.parse_args(arguments).command]()


def write_release() -> None:
    """Write the next release of the contracts beside the domain."""
    try:
        path = release(declared_contracts(declared_entries()), folder_of_domain() / "releases")
    except ContractBroken as broken:
        sys.exit(str(broken))
    print(f"Wrote {path}." if path else "Nothing has changed since the newest release.")


def write_page(docs: Path = DOCS) -> None:
    """Write docs/events.md, and a file for each schema."""
    entries = declared_entries()
    (docs / "events").mkdir(exist_ok=True)
    for name, schema in files(entries).items():
        (docs / "events" / name).write_text(schema)
    (docs / "events.md").write_text(render_page(entries))
    print(f"Wrote {docs / 'events.md'} and {len(entries)} schemas.")


def declared_entries() -> Sequence[CatalogueEntry]:
    """Return what the domain on the path says of what travels; exit in one line if it says nothing."""
    if util.find_spec(PACKAGE) is None:
        sys.exit(
            f"{folder_of_domain()} says nothing of what travels: add a module `catalogue` to it with ENTRIES"
        )
    entries: Sequence[CatalogueEntry] = import_module(PACKAGE).ENTRIES
    return entries


def folder_of_domain() -> Path:
    """Return the folder of the domain on the path."""
    return Path(str(import_module("domain").__file__)).parent


COMMANDS = {"page": write_page, "release": write_release}

if __name__ == "__main__":
    main(sys.argv[1:])
