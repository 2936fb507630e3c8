"""The command line: `python -m catalogue` writes docs/events.md and the schemas beside it."""

import sys
from collections.abc import Sequence
from importlib import import_module, util
from pathlib import Path

from catalogue.page import render_page
from catalogue.schemas import files
from contracts.catalogue_entry import CatalogueEntry

PACKAGE = "domain.catalogue"
DOCS = Path(__file__).parents[1] / "docs"


def main(docs: Path = DOCS) -> None:
    """Write the page, and a file for each schema."""
    entries = declared_entries()
    (docs / "events").mkdir(exist_ok=True)
    for name, schema in files(entries).items():
        (docs / "events" / name).write_text(schema)
    (docs / "events.md").write_text(render_page(entries))
    print(f"Wrote {docs / 'events.md'} and {len(entries)} schemas.")


def declared_entries() -> Sequence[CatalogueEntry]:
    """Return what the domain on the path says of what travels; exit in one line if it says nothing."""
    if util.find_spec(PACKAGE) is None:
        folder = Path(str(import_module("domain").__file__)).parent
        sys.exit(f"{folder} says nothing of what travels: add a module `catalogue` to it with ENTRIES")
    entries: Sequence[CatalogueEntry] = import_module(PACKAGE).ENTRIES
    return entries


if __name__ == "__main__":
    main()
