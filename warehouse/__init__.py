"""The warehouse in Redshift's SQL: what is set up, merged, trimmed and asked, a file a step.

Files hold statements that end in a semicolon at the end of a line, and at most three placeholders: the
names of the stream and of the lake's database, and the oldest day that is taken. Whoever runs them fills
these in, and changes nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

SQL = resources.files(__name__) / "sql"
UNLESS = "-- Unless: "
PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
ANALYST, LOADER, DELIVERER = "sluice_analyst", "sluice_loader", "sluice_deliverer"
DATABASE = "sluice"
DELIVERED_TABLE, DELIVERED_COLUMN = "streamed.delivered", "data"


class DeliveryMode(StrEnum):
    """How records come into the warehouse."""

    STREAMING = "streaming"
    FIREHOSE = "firehose"


@dataclass(frozen=True, kw_only=True)
class Step:
    """The statements of a file; none is run where the query `unless` has a row."""

    name: str
    statements: Sequence[str]
    unless: str | None = None


def read_step(name: str, text: str) -> Step:
    """Return the step of a file's text."""
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    unless = [line.removeprefix(UNLESS) for line in text.splitlines() if line.startswith(UNLESS)]
    parts = [part.strip() for part in "\n".join(lines).split(";\n")]
    statements = [part.removesuffix(";") for part in parts if part]
    return Step(name=name, statements=statements, unless=unless[0] if unless else None)


def fill_in(sql: str, names: Mapping[str, str]) -> str:
    """Return SQL with names in the place of its placeholders; raise KeyError for one that is missing."""
    return PLACEHOLDER.sub(lambda match: names[match[1]], sql)


def setup_steps(delivery: DeliveryMode) -> list[Step]:
    """Return what makes the warehouse, in order; each may run again at any time."""
    files = [*_files("setup"), *_files(delivery)]
    return [read_step(each.name, each.read_text()) for each in sorted(files, key=lambda each: each.name)]


def merge_statements() -> list[str]:
    """Return what brings the stored tables up to the lake's: one transaction, in order."""
    files = sorted(_files("merge"), key=lambda each: each.name)
    return [sql for each in files for sql in read_step(each.name, each.read_text()).statements]


def trim_statement(delivery: DeliveryMode) -> str:
    """Return what removes records that were merged long ago."""
    return _statement("trim", delivery)


def lag_query() -> str:
    """Return the query for the age of the newest record in the streaming view, in seconds."""
    return _statement("watch", "lag")


def errors_query() -> str:
    """Return the query for the number of records that refreshes failed to take in of late."""
    return _statement("watch", "errors")


def _statement(folder: str, name: str) -> str:
    [statement] = read_step(name, (SQL / folder / f"{name}.sql").read_text()).statements
    return statement


def _files(folder: str) -> Iterator[Traversable]:
    return (each for each in (SQL / folder).iterdir() if each.name.endswith(".sql"))
