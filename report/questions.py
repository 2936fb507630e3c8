"""Asks the curated tables what the page needs to know: a question is a file of queries/."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from typing import Any, TypeAlias, TypeVar

Query: TypeAlias = Callable[[str], list[dict[str, Any]]]
"""Runs SQL that DuckDB, Spark and Athena understand alike, in a session whose time zone is UTC."""

Row = TypeVar("Row")


def ask(query: Query, question: str, row: type[Row], **times: date | timedelta) -> list[Row]:
    """Return the answer to a question about days, as rows of a kind."""
    sql = (resources.files("report") / "queries" / f"{question}.sql").read_text("utf-8")
    literals = {name: _literal(time) for name, time in times.items()}
    return [row(**each) for each in query(sql.format(**literals))]


def _literal(time: date | timedelta) -> str:
    return f"INTERVAL '{time.days}' DAY" if isinstance(time, timedelta) else f"DATE '{time}'"
