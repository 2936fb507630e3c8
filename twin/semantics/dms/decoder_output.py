"""Reads what PostgreSQL's plugin test_decoding writes of each change.

It is the plugin that DMS takes where pglogical isn't installed (PostgreSQL source). Its text has no
specification but its source: https://github.com/postgres/postgres/blob/REL_18_STABLE/contrib/test_decoding/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from twin.errors import TwinError

_NAME = r'(?:"(?:[^"]|"")*"|[^\s."\[\]:,]+)'
_TABLE = re.compile(rf"table ({_NAME})\.({_NAME}): (INSERT|UPDATE|DELETE): ?")
_COLUMN = re.compile(
    rf" ?({_NAME})"
    r'\[((?:[^\[\]"]|\[\]|"(?:[^"]|"")*")*)\]:'
    r"(?:'((?:[^']|'')*+)'|B'([01]*)'|(null)(?= |$)|(unchanged-toast-datum)(?= |$)|([^\s']+))"
)
_COMMIT = re.compile(r"COMMIT (\d+) \(at (.+)\)")
NOTHING_KNOWN = "(no-tuple-data)"


class UnreadableChange(TwinError):
    """The plugin wrote what it isn't known to write."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The value of a TOASTed column that an update left alone: the log doesn't hold it."""


Text = str | None | Unchanged
"""A value as PostgreSQL writes it, null, or unchanged."""

Tuple = Mapping[str, Text]
"""Values by column."""


@dataclass(frozen=True, slots=True)
class Begin:
    """A transaction begins; all that follows up to its end is its own."""

    transaction: int


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction ends."""

    transaction: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of a row. Of the old row what the table's replica identity has logged, if anything."""

    operation: Literal["insert", "update", "delete"]
    schema: str
    table: str
    new: Tuple = field(default_factory=dict)
    old: Tuple = field(default_factory=dict)


def read_message(text: str) -> Begin | Commit | RowChange | None:
    """Return what the plugin says; None for what no change of a row comes from, TRUNCATE among it."""
    if text.startswith("BEGIN "):
        return Begin(int(text.removeprefix("BEGIN ")))
    if found := _COMMIT.fullmatch(text):
        return Commit(int(found[1]), datetime.fromisoformat(found[2]).astimezone(UTC))
    if found := _TABLE.match(text):
        return _row_change(found, text[found.end() :])
    return None


def _row_change(head: re.Match[str], rest: str) -> RowChange:
    schema, table = _plain(head[1]), _plain(head[2])
    if head[3] == "INSERT":
        return RowChange("insert", schema, table, new=_read_tuple(rest))
    if head[3] == "DELETE":
        return RowChange("delete", schema, table, old=_read_tuple(rest))
    if not rest.startswith("old-key:"):
        return RowChange("update", schema, table, new=_read_tuple(rest))
    old, end = _columns(rest, len("old-key:"))
    if not rest.startswith(" new-tuple:", end):
        raise UnreadableChange(f"test_decoding wrote an update of {schema}.{table} without its new row.")
    return RowChange("update", schema, table, _read_tuple(rest[end + len(" new-tuple:") :]), old)


def _read_tuple(text: str) -> Tuple:
    if text == NOTHING_KNOWN:
        return {}
    values, end = _columns(text, 0)
    if end != len(text):
        raise UnreadableChange(f"test_decoding wrote a row that can't be read at {text[end : end + 40]!r}.")
    return values


def _columns(text: str, start: int) -> tuple[dict[str, Text], int]:
    values: dict[str, Text] = {}
    while found := _COLUMN.match(text, start):
        values[_plain(found[1])] = _value(found)
        start = found.end()
    return values, start


def _value(found: re.Match[str]) -> Text:
    _, _, quoted, bits, null, unchanged, plain = found.groups()
    if unchanged:
        return Unchanged()
    if null:
        return None
    return quoted.replace("''", "'") if quoted is not None else bits if bits is not None else plain


def _plain(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
