"""A record as AWS DMS puts it on a Kinesis stream.

Its shape: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html, with the endpoint's
include_transaction_details, include_null_and_empty, include_control_details and
include_table_alter_operations on, and message_format json-unformatted.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from contracts.event_parser import UNREADABLE, to_broken_contract
from contracts.numbers import json_number
from contracts.refusals import BrokenContract, Reason
from domain import EVENT

DMS_OWN = "awsdms_"
"""How the names of the tables begin that DMS makes for itself."""

Time = Annotated[datetime, Meta(tz=True)]
Columns = dict[str, Any]


class RecordType(StrEnum):
    """The subject of a record: a row, or a table."""

    DATA = "data"
    CONTROL = "control"


class Operation(StrEnum):
    """The operation on a row; a load says that it was there when the table was copied."""

    LOAD = "load"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class TableChange(StrEnum):
    """The control operations that a fold must know; the others change no row."""

    CREATE = "create-table"
    DROP = "drop-table"


class Metadata(Struct, frozen=True, kw_only=True, gc=False, rename="kebab"):
    """What DMS says of a record.

    `timestamp` is when DMS built the message. Only changes have what begins with commit_timestamp.
    """

    timestamp: Time
    record_type: RecordType
    operation: str
    schema_name: str
    table_name: Annotated[str, Meta(min_length=1)]
    partition_key_type: str | None = None
    partition_key_value: str | int | None = None
    commit_timestamp: Time | None = None
    stream_position: str | None = None
    transaction_id: int | None = None
    transaction_record_id: Annotated[int, Meta(ge=0)] | None = None
    prev_transaction_id: int | None = None
    prev_transaction_record_id: int | None = None

    @property
    def table(self) -> str:
        """Return the table as schema and name."""
        return f"{self.schema_name}.{self.table_name}"


class DmsRecord(Struct, frozen=True, kw_only=True, gc=False):
    """One record. A column that isn't in `data` is unchanged, one that is null is null.

    `before_image` holds the columns of the key as they were, if an update has changed them, and more if the
    task is set so.
    """

    metadata: Metadata
    data: Columns | None = None
    before_image: Columns | None = msgspec.field(name="before-image", default=None)
    control: Columns | None = None

    @property
    def is_own(self) -> bool:
        """Return whether the record is of a table that DMS made for itself."""
        return self.metadata.table_name.startswith(DMS_OWN)


class _Rows(Struct, frozen=True):
    """Those parts of a record that its source has written."""

    data: msgspec.Raw = msgspec.Raw(b"")
    before_image: msgspec.Raw = msgspec.field(name="before-image", default=msgspec.Raw(b""))


def parse(data: bytes) -> DmsRecord:
    """Return the record that `data` holds; raise BrokenContract if it isn't one of DMS's."""
    if b"\n" in data.rstrip():
        raise BrokenContract(
            Reason.LINE_BREAK, "record", "is on several lines: set the endpoint's format to json-unformatted"
        )
    try:
        record = _record.decode(data)
        rows = _rows.decode(data)
    except UNREADABLE as error:
        raise to_broken_contract(error) from None
    if any(map(EVENT.holds_card_number, (bytes(rows.data), bytes(rows.before_image)))):
        raise BrokenContract(Reason.CARD_NUMBER, "data", "holds text that looks like a card number")
    if record.metadata.record_type is RecordType.DATA and record.data is None:
        raise BrokenContract(Reason.WRONG_SHAPE, "data", "is missing from a record of a row")
    return record


_record = msgspec.json.Decoder(DmsRecord, float_hook=json_number)
_rows = msgspec.json.Decoder(_Rows)
