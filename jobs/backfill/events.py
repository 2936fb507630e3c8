"""From rows to events: writes each event, and asks the contract for its verdict."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from contracts.refusals import BrokenContract
from domain import EVENT
from jobs.backfill.event_groups import EventGroups
from jobs.backfill.history_spec import Columns, HistorySpec

ISO = "%Y-%m-%dT%H:%M:%SZ"
WHOLE_SECOND = r"\.0+Z$"


class AcceptedEvent(NamedTuple):
    """An event that its consumers take, and its partition key."""

    key: str
    data: bytes


class RefusedEvent(NamedTuple):
    """What no consumer would take, why, at which row of its chunk it begins, and its key if it has one."""

    row: int
    key: str
    data: bytes
    cause: BrokenContract


Event: TypeAlias = AcceptedEvent | RefusedEvent


def make_events(
    groups: EventGroups, spec: HistorySpec, arrived_at: datetime, oldest: date
) -> Iterator[Event]:
    """Yield each event that rows make; the same rows always make the same bytes."""
    disagreeing = groups.disagreements(spec)
    check, keys = spec.check, groups.rows[spec.partition_column]
    for number, data in enumerate(_encoded(groups, spec)):
        try:
            if number in disagreeing:
                raise disagreeing[number]
            yield AcceptedEvent(check(data, arrived_at, oldest), data)
        except BrokenContract as cause:
            begins = int(groups.starts[number])
            yield RefusedEvent(groups.first_row + begins, _key(keys[begins].as_py()), data, cause)


def _key(text: str | None) -> str:
    """Return a key that may stand beside a refused event: none that may be a card number."""
    return "" if text is None or EVENT.holds_card_number(text.encode()) else text


def _encoded(groups: EventGroups, spec: HistorySpec) -> Sequence[bytes]:
    ends = [*groups.starts[1:].tolist(), groups.rows.num_rows]
    of_events = groups.rows.select(spec.event_columns.names).take(pa.array(groups.starts))
    return spec.encode(_values(of_events, spec.event_columns), _values(groups.rows, spec.row_columns), ends)


def _values(rows: pa.Table, columns: pa.Schema) -> Columns:
    return {each.name: _listed(rows[each.name], each.type) for each in columns}


def _listed(column: pa.ChunkedArray, type_: pa.DataType) -> Sequence[Any]:
    """Return a column's values; a text that is none of the type stays text, for the contract to refuse."""
    try:
        return _python(column.cast(type_))
    except pa.ArrowInvalid:
        return [_listed_alone(text, type_) for text in column]


def _listed_alone(text: pa.Scalar, type_: pa.DataType) -> Any:  # noqa: ANN401 (of the column's type)
    try:
        return _python(pa.chunked_array([pa.array([text.as_py()], pa.string())]).cast(type_))[0]
    except pa.ArrowInvalid:
        return text.as_py()


def _python(column: pa.ChunkedArray) -> Sequence[Any]:
    if pa.types.is_timestamp(column.type):
        column = pc.replace_substring_regex(pc.strftime(column, ISO), WHOLE_SECOND, "Z")
    listed: Sequence[Any] = column.to_pylist()
    return listed
