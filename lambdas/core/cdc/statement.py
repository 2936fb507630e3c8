"""A record's statement about one row of a table."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from contracts.refusals import BrokenContract, Reason
from lambdas.core.cdc.moment import Moment, to_moment
from lambdas.core.cdc.record import Columns, DmsRecord, Operation
from lambdas.core.cdc.tables import SourceTable

LONGEST_KEY = 1_024
"""Bytes of a sort key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Statement(Struct, frozen=True, kw_only=True, gc=False):
    """A row's columns at a moment, under its key; `moved_from` is the key that an update has changed."""

    table: str
    key: str
    moment: Moment
    operation: Operation
    columns: Columns
    moved_from: str | None = None


def to_statement(record: DmsRecord, table: SourceTable) -> Statement:
    """Return what a record of a row says; raise BrokenContract if it can't be placed."""
    operation, data = _operation(record), record.data or {}
    before = record.before_image or {}
    said = to_moment(record.metadata)
    if operation is Operation.DELETE:
        key = row_key({**data, **before}, table)
        return Statement(table=table.full_name, key=key, moment=said, operation=operation, columns={})
    key = row_key(data, table)
    former = row_key({**data, **before}, table)
    return Statement(
        table=table.full_name,
        key=key,
        moment=said,
        operation=operation,
        # What an update leaves out is unchanged: a task that has it in the before-image spares us to look.
        columns=before | data,
        moved_from=former if former != key else None,
    )


def row_key(columns: Columns, table: SourceTable) -> str:
    """Return the values of a row's key as JSON; raise BrokenContract if one is missing."""
    values: list[Any] = [columns.get(name) for name in table.key]
    for name, value in zip(table.key, values, strict=True):
        if value is None:
            raise BrokenContract(Reason.WRONG_SHAPE, f"data.{name}", "is part of the key, and missing")
    key = encode_key(values)
    if len(key.encode()) > LONGEST_KEY:
        raise BrokenContract(Reason.ROW_REFUSED, "data", f"has a key of more than {LONGEST_KEY} bytes")
    return key


def encode_key(values: Sequence[Any]) -> str:
    """Return the values of a row's key as one text."""
    return _encode(values).decode()


def _operation(record: DmsRecord) -> Operation:
    try:
        return Operation(record.metadata.operation)
    except ValueError:
        raise BrokenContract(
            Reason.WRONG_SHAPE, "metadata.operation", "is none that a row can undergo"
        ) from None
