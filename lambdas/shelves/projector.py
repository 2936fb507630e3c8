"""The projection of new ledger rows onto shelves: each is changed once, and each fall published."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from aws_lambda_powertools.utilities.batch import EventType
from botocore.exceptions import BotoCoreError, ClientError

from contracts.refusals import BrokenContract
from domain.bus_events import StockLow
from lambdas.core.batch_report import BatchReport, Position
from lambdas.core.bus import EventsNotPut
from lambdas.core.optimistic_table import OptimisticTable, TableUnavailable, Version
from lambdas.core.processor import MARGIN_MS, OnReport, OrderedProcessor, RemainingMs
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.records import KinesisRecord
from lambdas.shelves.rows import NewRow, ShelfKey, sequence_number_of
from lambdas.shelves.rules import Rules
from lambdas.shelves.shelf import Change, Shelf

ROWS_AT_ONCE = 500
"""So many are read, changed and written together; then there is a look at the clock."""

TRANSIENT = (ClientError, BotoCoreError, TableUnavailable, EventsNotPut)

Shelves: TypeAlias = OptimisticTable[ShelfKey, Shelf]


class ShelfProjector(OrderedProcessor):
    """Brings the shelves up to the ledger; a fall lies in its shelf until `publish` has sent it.

    Its record handler is `parse_new_row`; what that refuses is kept in `quarantine`.
    """

    def __init__(
        self,
        shelves: Shelves,
        rules: Rules,
        publish: Callable[[Sequence[StockLow]], None],
        quarantine: Quarantine,
        on_report: OnReport,
        at_once: int = ROWS_AT_ONCE,
    ) -> None:
        super().__init__(EventType.DynamoDBStreams, on_report)
        self.shelves = shelves
        self.rules = rules
        self.publish = publish
        self.quarantine = quarantine
        self.at_once = at_once

    def settle(self, remaining_ms: RemainingMs) -> BatchReport:
        """Work through the rows in order, and stop where a fault that may pass strikes."""
        read = [self._process_record(record) for record in self.records]
        refused = [each for each in read if isinstance(each, RejectedRecord)]
        try:
            if refused:
                self.quarantine.keep(refused)
        except TRANSIENT as error:
            return BatchReport(Counter(), sequence_number_of(self.records[0]), str(error))
        return self._follow_all(
            [each for each in read if isinstance(each, NewRow)], len(refused), remaining_ms
        )

    def _follow_all(self, batch: Sequence[NewRow], refused: int, remaining_ms: RemainingMs) -> BatchReport:
        counts: Counter[str] = Counter(refused=refused)
        # A function that dies gets its whole batch again, and must know all of it.
        marks = Counter(place for row in batch for place in row.changes)
        last: Position | None = None
        for rows in _parts(batch, self.at_once):
            if remaining_ms() < MARGIN_MS:
                return BatchReport(counts, rows[0].sequence_number, "the timeout is near", last)
            try:
                counts += self._follow(rows, marks)
            except TRANSIENT as error:
                return BatchReport(counts, rows[0].sequence_number, str(error), last)
            last = rows[-1].position
        return BatchReport(counts, settled=last)

    def _process_record(self, record: dict[str, Any]) -> NewRow | RejectedRecord | None:
        try:
            row: NewRow | None = self.handler(record)
        except BrokenContract as broken:
            # What is no record of a table's stream is none of Kinesis' either, as a rule, and kept as odd.
            return RejectedRecord(KinesisRecord.of(record), broken)
        return row

    def _follow(self, rows: Sequence[NewRow], marks: Mapping[ShelfKey, int]) -> Counter[str]:
        changes: dict[ShelfKey, list[Change]] = {}
        for row in rows:
            for place, change in row.changes.items():
                changes.setdefault(place, []).append(change)
        read = self.shelves.read(changes)
        written = self._write(
            {
                place: Version(
                    self._apply_changes(place, version.value, changes[place]).trim_marks(marks[place]),
                    version.number,
                )
                for place, version in read.items()
                if not all(map(version.value.has_seen, changes[place]))
            }
        )
        self._publish({place: version for place, version in (read | written).items() if version.value.untold})
        return Counter(rows=len(rows), shelves=len(changes))

    def _apply_changes(self, place: ShelfKey, shelf: Shelf, changes: Sequence[Change]) -> Shelf:
        for change in [change for change in changes if not shelf.has_seen(change)]:
            shelf = shelf.apply(change, self.rules).detect_fall(*place, change.day, self.rules)
        return shelf

    def _write(self, shelves: Mapping[ShelfKey, Version[Shelf]]) -> dict[ShelfKey, Version[Shelf]]:
        """Return them as they are now in the table."""
        if overtaken := self.shelves.write(shelves):
            raise TableUnavailable(f"{len(overtaken)} shelves were changed by somebody else meanwhile")
        return {place: Version(version.value, version.number + 1) for place, version in shelves.items()}

    def _publish(self, low: Mapping[ShelfKey, Version[Shelf]]) -> None:
        """Publish first and forget then: a repetition has the same id."""
        if low:
            self.publish([fall.event for version in low.values() for fall in version.value.untold])
            self._write(
                {
                    place: Version(version.value.clear_untold(), version.number)
                    for place, version in low.items()
                }
            )


def _parts(rows: Sequence[NewRow], size: int) -> Iterator[Sequence[NewRow]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
