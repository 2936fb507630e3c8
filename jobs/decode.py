"""Raw records as columns, by the consumers' own contract: what a consumer refuses, the lake refuses too."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

from contracts.correction import Correction
from contracts.refusals import BrokenContract, Reason
from domain import DomainEvent
from jobs.raw import UnreadableRest
from lambdas.core import contract
from lambdas.core.contract import ClaimSource

NUMBER, TEXT = pa.int32(), pa.string()

PLACE = {"object_no": NUMBER, "position": NUMBER, "line_no": NUMBER}
REFUSAL = {"record_id": TEXT, "reason": TEXT, "field": TEXT, "why": TEXT}


class AcceptedRecord(NamedTuple):
    """An event, its record's place in the object, and what tells its payload apart: in old rows, `former`.

    `correction` is the operator's that brought it, if one did.
    """

    position: int
    event: DomainEvent
    digest: str
    former: str
    correction: Correction | None


class RefusedRecord(NamedTuple):
    """A record that breaks the contract."""

    position: int
    data: bytes
    cause: BrokenContract


Values: TypeAlias = Mapping[str, Any]
"""Arrays or lists by column, all of one length."""


@dataclass(frozen=True)
class EventColumns:
    """How a domain's events become rows, one or several each.

    `fill` returns the values of `own` columns, and position and line_no besides: an event's rows are numbered
    from 1. `read_refused` returns what a refused record says plainly, by `own` columns.
    """

    own: Mapping[str, pa.DataType]
    fill: Callable[[Sequence[AcceptedRecord]], Values]
    read_refused: Callable[[bytes], Mapping[str, Any]] = lambda _: {}

    @property
    def schema(self) -> pa.Schema:
        """Return every column of a decoded object; a refused record is a row without a line_no."""
        return pa.schema({**PLACE, **self.own, **REFUSAL})


def decode(
    number: int,
    records: Iterable[bytes | UnreadableRest],
    arrived_at: datetime,
    oldest: date,
    claims: ClaimSource,
    columns: EventColumns,
) -> Iterator[pa.RecordBatch]:
    """Yield the records of raw object `number`, which arrived by `arrived_at`, in the columns' schema.

    Events of days before `oldest` are refused.
    """
    verdicts = [_verdict(place, record, arrived_at, oldest, claims) for place, record in enumerate(records)]
    accepted = [verdict for verdict in verdicts if isinstance(verdict, AcceptedRecord)]
    refused = [verdict for verdict in verdicts if isinstance(verdict, RefusedRecord)]
    if accepted:
        yield _batch(number, columns.fill(accepted), columns.schema)
    if refused:
        yield _batch(number, _refusals(refused, columns), columns.schema)


def _verdict(
    place: int,
    record: bytes | UnreadableRest,
    arrived_at: datetime,
    oldest: date,
    claims: ClaimSource,
) -> AcceptedRecord | RefusedRecord:
    if isinstance(record, UnreadableRest):
        return RefusedRecord(
            place, record.body, BrokenContract(Reason.UNREADABLE_OBJECT, "object", record.why)
        )
    try:
        return AcceptedRecord(place, *_event(record, arrived_at, oldest, claims))
    except BrokenContract as broken:
        return RefusedRecord(place, record, broken)


def _event(
    data: bytes, arrived_at: datetime, oldest: date, claims: ClaimSource
) -> tuple[DomainEvent, str, str, Correction | None]:
    whole = contract.read_event(data, claims)
    whole.refuse_times(arrived_at, oldest)
    digest, former = contract.digests(whole.data)
    return whole.event, digest.hex(), former.hex(), whole.correction


def _refusals(refused: Sequence[RefusedRecord], columns: EventColumns) -> Values:
    plain = [columns.read_refused(each.data) for each in refused]
    return {
        **{name: [said.get(name) for said in plain] for name in columns.own},
        "position": [each.position for each in refused],
        "record_id": [blake2b(each.data, digest_size=16).hexdigest() for each in refused],
        "reason": [str(each.cause.reason) for each in refused],
        "field": [each.cause.field for each in refused],
        "why": [each.cause.why for each in refused],
    }


def _batch(number: int, values: Values, schema: pa.Schema) -> pa.RecordBatch:
    """Return columns in the schema's order, with nulls for those that these rows haven't."""
    height = len(values["position"])
    known = {"object_no": np.full(height, number), **values}
    arrays = [
        _array(known[each.name], each.type) if each.name in known else pa.nulls(height, each.type)
        for each in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Any, type_: pa.DataType) -> pa.Array:  # noqa: ANN401 (a list, or numpy's or Arrow's array)
    return values if isinstance(values, pa.Array) else pa.array(values, type_)
