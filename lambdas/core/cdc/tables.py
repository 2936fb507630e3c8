"""The source's tables that a fold knows, and what becomes of their rows."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=63)]
"""https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"""


class Becomes(StrEnum):
    """The result of a table's rows: current rows, or events."""

    STATE = "state"
    EVENTS = "events"


class SourceTable(Struct, frozen=True, kw_only=True):
    """A table of the source: the columns of its primary key, and what becomes of its rows."""

    schema: Name
    name: Name
    key: Annotated[tuple[Name, ...], Meta(min_length=1)]
    becomes: Becomes

    @property
    def full_name(self) -> str:
        """Return the table as schema and name."""
        return f"{self.schema}.{self.name}"


def parse_tables(text: str) -> Mapping[str, SourceTable]:
    """Read tables by their full names, of a JSON list; raises msgspec.ValidationError naming the field."""
    return {table.full_name: table for table in msgspec.json.decode(text, type=Sequence[SourceTable])}
