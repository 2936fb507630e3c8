"""The command line: `python -m catalogue` writes docs/events.md and the schemas beside it."""

from pathlib import Path

from catalogue.page import page
from catalogue.schemas import files

DOCS = Path(__file__).parents[1] / "docs"


def main(docs: Path = DOCS) -> None:
    """Write the page, and a file for each schema."""
    (docs / "events").mkdir(exist_ok=True)
    for name, schema in files().items():
        (docs / "events" / name).write_text(schema)
    (docs / "events.md").write_text(page())
    print(f"Wrote {docs / 'events.md'} and {len(files())} schemas.")


if __name__ == "__main__":
    main()
