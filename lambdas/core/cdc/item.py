"""A current row as an item of its table: readable as it lies there."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from contracts.numbers import json_number
from lambdas.core.cdc.fold import UNKNOWN, Place
from lambdas.core.cdc.generation import TableFacts
from lambdas.core.cdc.moment import Moment
from lambdas.core.cdc.row import CurrentRow, Move
from lambdas.core.ledger_row import Attributes
from lambdas.core.optimistic_table import ItemCodec

LARGEST_ITEM = 400 * 1024
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""
BESIDES = 4 * 1024
"""More than the names of all attributes, the longest key and the numbers have together."""

FACTS_KEY = "table"
"""Where a table's own facts lie among its rows, whose keys are JSON lists."""

_encode = msgspec.json.Encoder(decimal_format="number").encode
_columns = msgspec.json.Decoder(dict[str, Any], float_hook=json_number)


class _History(Struct, frozen=True, omit_defaults=True):
    """What a row is made of besides its newest statement: nothing, most of the time."""

    born: Moment | None = None
    earlier: Mapping[str, Moment] = {}
    moves: tuple[Move, ...] = ()


_history = msgspec.json.Decoder(_History)


def key_of(place: Place) -> Attributes:
    """Return the item's key."""
    table, row = place
    return {"source_table": {"S": table}, "row_key": {"S": row}}


def facts_key(table: str) -> Attributes:
    """Return the key of the item of a table's own facts."""
    return key_of((table, FACTS_KEY))


def place_of(item: Mapping[str, Any]) -> Place:
    """Return the place of an item's row."""
    return item["source_table"]["S"], item["row_key"]["S"]


def attributes(row: CurrentRow) -> Attributes:
    """Return what lies under the key. A deleted row stays, for ever: what comes late must not revive it."""
    return {
        "data": {"S": encode_columns(row)},
        "built_at": {"S": row.latest.built_at},
        "position": {"S": row.latest.position},
        "history": {"S": encode_history(row)},
        "deleted": {"BOOL": row.deleted},
    }


def row_of(item: Mapping[str, Any]) -> CurrentRow:
    """Return the row that an item holds."""
    return decode_row(
        data=item["data"]["S"],
        built_at=item["built_at"]["S"],
        position=item["position"]["S"],
        history=item["history"]["S"],
        deleted=item["deleted"]["BOOL"],
    )


def encode_columns(row: CurrentRow) -> str:
    """Return a row's columns as JSON."""
    return _encode(row.columns).decode()


def encode_history(row: CurrentRow) -> str:
    """Return as JSON what is needed to fold what comes late."""
    return _encode(_history_of(row)).decode()


def decode_row(*, data: str, built_at: str, position: str, history: str, deleted: bool) -> CurrentRow:
    """Return the row that was written so."""
    latest, besides = Moment(built_at, position), _history.decode(history)
    return CurrentRow(
        columns=_columns.decode(data),
        latest=latest,
        born=besides.born or latest,
        earlier=besides.earlier,
        deleted=deleted,
        moves=besides.moves,
    )


def facts_of_item(item: Mapping[str, Any]) -> TableFacts:
    """Return a table's facts; an attribute that isn't there was never said."""
    return TableFacts(
        created=frozenset(item.get("created", {"SS": ()})["SS"]),
        dropped=item.get("dropped", {"S": ""})["S"],
        loaded=item.get("loaded", {"S": ""})["S"],
    )


def fits(row: CurrentRow) -> bool:
    """Tell whether a row is one that the table takes."""
    return len(_encode(row.columns)) + len(_encode(_history_of(row))) <= LARGEST_ITEM - BESIDES


def _history_of(row: CurrentRow) -> _History:
    return _History(None if row.born == row.latest else row.born, row.earlier, row.moves)


FORM = ItemCodec(key_of, place_of, attributes, row_of, lambda _: UNKNOWN)
