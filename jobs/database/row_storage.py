"""Folded rows as the lake has them: its columns, and what a fold needs of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from jobs.lake import Lake
from lake.database_tables import DATABASE_FACTS, DATABASE_ROWS
from lake.schema import Table, Type
from lambdas.core.cdc.fold import Place, successors
from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.item import decode_row, encode_columns, encode_history
from lambdas.core.cdc.row import CurrentRow

KEY = {"source_table": Type.STRING, "row_key": Type.STRING}
KNOWN = """
    SELECT r.source_table, r.row_key, r.deleted, r.built_at, r.position, r.data, r.history
    FROM database_rows AS r
    JOIN spoken_of AS s ON s.source_table = r.source_table AND s.row_key = r.row_key
"""
STALE = """
    SELECT source_table, row_key, deleted, built_at, position, data, history
    FROM database_rows
    WHERE present AND source_table = '{table}' AND built_at < '{generation}'
"""
FACTS = "SELECT source_table, created, dropped, loaded, folded_through FROM database_facts"


def known_rows(lake: Lake, places: Iterable[Place]) -> dict[Place, CurrentRow]:
    """Return the stored rows of places, and those to which they have moved."""
    known: dict[Place, CurrentRow] = {}
    wanted = set(places)
    asked: set[Place] = set()
    while wanted:
        lake.table("spoken_of", [dict(zip(KEY, place, strict=True)) for place in sorted(wanted)], KEY)
        known |= {_place(each): _row(each) for each in lake.rows(KNOWN)}
        asked |= wanted
        wanted = successors(known) - asked
    return known


def stale_rows(lake: Lake, table: str, generation: str) -> dict[Place, CurrentRow]:
    """Return the rows that the load which counts has left out, and that nobody has noticed yet."""
    found = lake.rows(STALE.format(table=table.replace("'", "''"), generation=generation))
    return {_place(each): _row(each) for each in found}


def write_rows(lake: Lake, rows: Mapping[Place, CurrentRow], facts: Mapping[str, TableFacts]) -> int:
    """Write rows as they are now; return how many that changed."""
    return _upsert(lake, DATABASE_ROWS, [_stored(place, row, facts[place[0]]) for place, row in rows.items()])


def known_facts(lake: Lake) -> dict[str, tuple[TableFacts, datetime]]:
    """Return what is known of each table, and until when what arrived is folded."""
    return {
        each["source_table"]: (
            TableFacts(
                created=frozenset(msgspec.json.decode(each["created"], type=list[str])),
                dropped=each["dropped"],
                loaded=each["loaded"],
            ),
            each["folded_through"],
        )
        for each in lake.rows(FACTS)
    }


def write_facts(lake: Lake, facts: Mapping[str, TableFacts], through: datetime) -> None:
    """Write what is known now."""
    rows = [
        {
            "source_table": table,
            "created": msgspec.json.encode(sorted(each.created)).decode(),
            "dropped": each.dropped,
            "loaded": each.loaded,
            "folded_through": through,
        }
        for table, each in facts.items()
    ]
    _upsert(lake, DATABASE_FACTS, rows)


def _upsert(lake: Lake, table: Table, rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    lake.table("folded", rows, {field.name: field.type for field in table.fields})
    return lake.upsert(table, "folded")


def _stored(place: Place, row: CurrentRow, facts: TableFacts) -> dict[str, Any]:
    return {
        "source_table": place[0],
        "row_key": place[1],
        "present": facts.has(row),
        "deleted": row.deleted,
        "built_at": row.latest.built_at,
        "position": row.latest.position,
        "data": encode_columns(row),
        "history": encode_history(row),
    }


def _place(found: Mapping[str, Any]) -> Place:
    return found["source_table"], found["row_key"]


def _row(found: Mapping[str, Any]) -> CurrentRow:
    return decode_row(
        data=found["data"],
        built_at=found["built_at"],
        position=found["position"],
        history=found["history"],
        deleted=found["deleted"],
    )
