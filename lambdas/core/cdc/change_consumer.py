"""The consumer of DMS's records: rows are folded, or become events; tables' facts are noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from contracts.refusals import BrokenContract, Reason
from lambdas.core.cdc import record as dms
from lambdas.core.cdc.event import Build, EventStream, RowEvent, build_event
from lambdas.core.cdc.record import DmsRecord, RecordType
from lambdas.core.cdc.state_table import StateTable
from lambdas.core.cdc.statement import Statement, to_statement
from lambdas.core.cdc.table_facts import facts_of
from lambdas.core.cdc.tables import Becomes, SourceTable
from lambdas.core.consumer import KinesisConsumer
from lambdas.core.ledger import Failed
from lambdas.core.optimistic_table import TableUnavailable
from lambdas.core.processor import OnReport
from lambdas.core.quarantine import Quarantine
from lambdas.core.records import KinesisRecord

RECORDS_AT_ONCE = 500
"""So many are folded together; then there is a look at the clock. One PutRecords takes as many."""

TRANSIENT = (ClientError, BotoCoreError, TableUnavailable)


class ChangeOutcome(StrEnum):
    """The result of a record that wasn't refused."""

    FOLDED = "folded"
    PUT = "put"
    NOTED = "noted"
    SKIPPED = "skipped"


Verdict: TypeAlias = ChangeOutcome | BrokenContract | Failed
Read: TypeAlias = Statement | RowEvent | DmsRecord | Verdict
"""A row's statement, an event, a record of a table, or what has become of the record already."""


@dataclass(frozen=True, slots=True)
class ChangeReader:
    """Reads a replication's records; `builds` has a function for each table that becomes events."""

    tables: Mapping[str, SourceTable]
    builds: Mapping[str, Build]
    oldest_day: date

    def read(self, record: KinesisRecord) -> Read:
        """Return what a record says; raise BrokenContract if it says nothing that can be applied."""
        said = dms.parse(record.received)
        table = self.tables.get(said.metadata.table)
        if said.metadata.record_type is RecordType.CONTROL:
            return said if table else ChangeOutcome.SKIPPED
        if said.is_own:
            return ChangeOutcome.SKIPPED
        if table is None:
            raise BrokenContract(
                Reason.WRONG_SHAPE, "metadata.table-name", "names a table that isn't among those to replicate"
            )
        if table.becomes is Becomes.EVENTS:
            return build_event(said, self.builds[table.full_name], record.arrived_at, self.oldest_day)
        return to_statement(said, table)


class ChangeConsumer(KinesisConsumer):
    """Works through a replication's records; its record handler is the `read` of a ChangeReader."""

    def __init__(
        self,
        state: StateTable,
        events: EventStream,
        quarantine: Quarantine,
        on_report: OnReport,
        chunk: int = RECORDS_AT_ONCE,
    ) -> None:
        super().__init__(chunk, quarantine, on_report)
        self.state = state
        self.events = events

    def apply_chunk(self, records: Sequence[KinesisRecord]) -> list[Verdict]:
        """Fold rows, put events and note facts of tables."""
        read = [self._process_record(record) for record in records]
        verdicts = [_verdict(each) for each in read]
        return _join(verdicts, self._fold(read), self._put(read))

    def _process_record(self, record: Any) -> Read:  # noqa: ANN401 (Powertools has dict)
        try:
            read: Read = self.handler(record)
        except BrokenContract as broken:
            return broken
        return read

    def _fold(self, read: Sequence[Read]) -> dict[int, Verdict]:
        """Fold what is said of rows and tables; a fault strikes from the first of them on."""
        rows = {number: each for number, each in enumerate(read) if isinstance(each, Statement)}
        tables = {number: each for number, each in enumerate(read) if isinstance(each, DmsRecord)}
        try:
            self.state.note(facts_of(tables.values(), rows.values()))
            too_large = self.state.fold(list(rows.values())) if rows else ()
        except TRANSIENT as error:
            return {min([*rows, *tables]): Failed(str(error))}
        numbers = list(rows)
        return {numbers[place]: _too_large() for place in too_large}

    def _put(self, read: Sequence[Read]) -> dict[int, Verdict]:
        events = {number: each for number, each in enumerate(read) if isinstance(each, RowEvent)}
        numbers = list(events)
        return {numbers[place]: failed for place, failed in self.events.put(list(events.values())).items()}


def _verdict(read: Read) -> Verdict:
    """What becomes of a record if nothing goes wrong."""
    if isinstance(read, Statement):
        return ChangeOutcome.FOLDED
    if isinstance(read, RowEvent):
        return ChangeOutcome.PUT
    return ChangeOutcome.NOTED if isinstance(read, DmsRecord) else read


def _join(verdicts: Sequence[Verdict], *changes: Mapping[int, Verdict]) -> list[Verdict]:
    joined = dict(enumerate(verdicts))
    for each in changes:
        joined |= each
    return [joined[number] for number in sorted(joined)]


def _too_large() -> BrokenContract:
    return BrokenContract(
        Reason.ROW_REFUSED, "data", "makes a row of more than the 400 KB that its table takes"
    )
