"""A table of the source, as it is declared: what a row is known by, and what its changes become."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stacks.config import ConfigError

STATE, EVENTS = "state", "events"
BECOMES = (STATE, EVENTS)


@dataclass(frozen=True, kw_only=True)
class ReplicatedTable:
    """A table to replicate: folded into its current `state`, or each row an event of the main stream.

    Without a primary key DMS ignores updates and deletes, so a table has one:
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html#CHAP_Source.PostgreSQL.Limitations
    """

    schema: str
    name: str
    key: tuple[str, ...]
    becomes: str

    @property
    def qualified_name(self) -> str:
        """Return the name with its schema."""
        return f"{self.schema}.{self.name}"

    def to_json(self) -> dict[str, object]:
        """Return the declaration for the functions and the job."""
        return {"schema": self.schema, "name": self.name, "key": list(self.key), "becomes": self.becomes}


def check_tables(tables: Sequence[ReplicatedTable]) -> None:
    """Raise ConfigError for what DMS would take in silence, and replicate nothing or too much."""
    for error in _errors(tables):
        raise error


def _errors(tables: Sequence[ReplicatedTable]) -> Iterator[ConfigError]:
    if not tables:
        yield ConfigError("tables", "empty", "name each table that is to be replicated")
    for table in tables:
        yield from _errors_of(table)
    for name, times in Counter(table.qualified_name for table in tables).items():
        if times > 1:
            yield ConfigError("tables", f"{times} of {name}", "each is named once")


def _errors_of(table: ReplicatedTable) -> Iterator[ConfigError]:
    where = f"tables {table.qualified_name}"
    if table.becomes not in BECOMES:
        yield ConfigError(f"{where} becomes", repr(table.becomes), f"must be one of {', '.join(BECOMES)}")
    if not table.key or "" in table.key:
        yield ConfigError(f"{where} key", repr(table.key), "name the columns of its primary key")
    if len(set(table.key)) < len(table.key):
        yield ConfigError(f"{where} key", repr(table.key), "each column is named once")
