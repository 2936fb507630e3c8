"""Folded rows as rows of typed tables."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from jobs.lake import Lake
from lake.database_tables import Projection
from lake.schema import Table, Type
from lambdas.core.cdc.fold import Place
from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.tables import SourceTable

YES, NO = ("true", "t", "1"), ("false", "f", "0")
"""A boolean is text unless the endpoint's map_boolean_as_boolean is set."""

GONE = """
    SELECT {columns}
    FROM {table} AS t
    JOIN gone AS g ON {same}
"""


@dataclass(frozen=True, slots=True)
class ProjectionCounts:
    """How many rows of a table changed, and how many rows of the source make none of its rows."""

    written: int
    unfit: int


def project(
    lake: Lake,
    projection: Projection,
    source: SourceTable,
    present: Mapping[Place, CurrentRow],
    gone: Iterable[Place],
) -> ProjectionCounts:
    """Write the source's rows that are there, and mark those that are gone: their last values stay."""
    made = [_row(projection, row) for row in present.values()]
    fit = [row for row in made if row is not None]
    written = _upsert(lake, projection.table, "stated", fit)
    keys = [key for place in gone if (key := _key(projection, source, place)) is not None]
    return ProjectionCounts(written + _mark(lake, projection.table, keys), len(made) - len(fit))


def _upsert(lake: Lake, table: Table, view: str, rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    lake.table(view, rows, {field.name: field.type for field in table.fields})
    return lake.upsert(table, view)


def _mark(lake: Lake, table: Table, keys: list[dict[str, Any]]) -> int:
    if not keys:
        return 0
    lake.table("gone", keys, {name: table[name].type for name in table.key})
    columns = ", ".join("true AS deleted" if name == "deleted" else f"t.{name}" for name in table.columns)
    same = " AND ".join(f"g.{name} = t.{name}" for name in table.key)
    lake.view("no_longer_stated", GONE.format(columns=columns, table=table.name, same=same))
    return lake.upsert(table, "no_longer_stated")


def _row(projection: Projection, row: CurrentRow) -> dict[str, Any] | None:
    """Return the typed row, or None if the source's makes none."""
    stated_at = datetime.fromisoformat(row.latest.built_at)
    given = {**row.columns, **projection.fixed, "stated_at": row.latest.built_at, "deleted": False}
    if projection.dated:
        given[projection.dated] = stated_at.date().isoformat()
    try:
        values = {field.name: _value(field.type, given.get(field.name)) for field in projection.table.fields}
    except (ValueError, ArithmeticError):
        return None
    whole = all(values[field.name] is not None for field in projection.table.fields if field.required)
    return values if whole else None


def _key(projection: Projection, source: SourceTable, place: Place) -> dict[str, Any] | None:
    named = dict(zip(source.key, msgspec.json.decode(place[1], type=list[Any]), strict=True))
    given = {**named, **projection.fixed}
    try:
        return {name: _value(projection.table[name].type, given[name]) for name in projection.table.key}
    except (ValueError, ArithmeticError, KeyError):
        return None


def _value(type_: Type, value: object) -> Any:  # noqa: ANN401 (a column's)
    return None if value is None else PARSERS[type_](value)


def _flag(value: object) -> bool:
    said = str(value).lower()
    if said not in YES + NO:
        raise ValueError("neither true nor false")
    return said in YES


def _whole(value: object) -> int:
    number = Decimal(str(value))
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)


def _day(value: object) -> date:
    return datetime.fromisoformat(str(value)).date()


def _time(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


PARSERS: Mapping[Type, Callable[[object], Any]] = {
    Type.STRING: str,
    Type.LONG: _whole,
    Type.INT: _whole,
    Type.BOOLEAN: _flag,
    Type.DATE: _day,
    Type.TIMESTAMP: _time,
}
