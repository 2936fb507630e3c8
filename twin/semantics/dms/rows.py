"""A row on its way, and where its change stands in the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from twin.semantics.dms.decoder_output import Text
from twin.semantics.dms.definitions import TableDefinition

Row = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where a change stands: the transaction, the change's number in it, where its commit ends in the log."""

    transaction: int
    number: int
    lsn: int
    committed_at: datetime
    previous: tuple[int, int] | None = None

    def metadata(self) -> dict[str, Any]:
        """Return what IncludeTransactionDetails adds.

        The capture shows stream positions of two equal log positions around a number. Modelled is that these
        are the commit's, so that positions rise as records are written, that the number is the change's in
        its transaction, and which record an update calls the previous one.
        """
        place = f"{self.lsn >> 32:08X}/{self.lsn & 0xFFFFFFFF:08X}"
        told: dict[str, Any] = {
            "transaction-id": self.transaction,
            "transaction-record-id": self.number,
        }
        if self.previous:
            told["prev-transaction-id"], told["prev-transaction-record-id"] = self.previous
        return told | {
            "commit-timestamp": instant(self.committed_at),
            "stream-position": f"{place}.{self.number}.{place}",
        }


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row to be written; of a load `position` is missing."""

    operation: str
    table: TableDefinition
    row: Row
    before: Row = field(default_factory=dict)
    position: LogPosition | None = None


def instant(time: datetime) -> str:
    """Return a time as DMS writes it: ISO 8601 with microseconds, in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
