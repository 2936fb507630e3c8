"""The transforms: queries over views by name, in SQL that every engine runs."""

from collections.abc import Iterable
from importlib import resources

from jobs.lake import Lake


def query(name: str) -> str:
    """The text of `jobs/sql/<name>.sql`."""
    return (resources.files("jobs") / "sql" / f"{name}.sql").read_text("utf-8")


def make(lake: Lake, steps: Iterable[str]) -> None:
    """Make a view of each step under its name, in this order."""
    for step in steps:
        lake.view(step, query(step))
