"""The jobs' transform on DuckDB, as the twin has it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.lake.outcome import TransformOutcome
from benchmarks.lake.transform import transform
from contracts.claim_check import Claim
from domain.lake.tables import TABLES
from jobs.decode import decode
from jobs.raw import records
from jobs.retail.sale_columns import SALE_COLUMNS
from twin.lake.duck import ARROW
from twin.lake.session import Session

ARRIVED = datetime(2018, 1, 2, tzinfo=UTC)
EMPTY = {
    table.name: pa.schema([(field.name, ARROW[field.type]) for field in table.fields]).empty_table()
    for table in TABLES
}


class NoClaims:
    """No sale of the data set is too large for the stream."""

    def fetch(self, claim: Claim) -> bytes:
        """Never called."""
        raise LookupError(claim.claim.key)


class DuckFiles:
    """Implements benchmarks.lake.transform.Files."""

    def __init__(self) -> None:
        self._session = Session(EMPTY.get)

    def read(self, files: Sequence[Path]) -> None:
        """Read one file after the other, as DuckDB asks for more."""
        self._session.show("decoded", pa.Table.from_batches(_decoded(files), SALE_COLUMNS.schema))
        places = [
            {"object_no": number, "raw_object": file.name, "raw_version": "1", "arrived_at": ARRIVED}
            for number, file in enumerate(files)
        ]
        self._session.show("objects", pa.Table.from_pylist(places))

    def view(self, name: str, sql: str) -> None:
        """Define a view, as DuckLake does."""
        self._session.show(name, self._session.query(sql))

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows, as DuckLake does."""
        found: list[dict[str, Any]] = self._session.query(sql).to_pylist()
        return found

    def keep(self, table: str, view: str, directory: Path) -> int:
        """Write the rows."""
        found = self._session.query(f"SELECT * FROM {view}")  # noqa: S608
        pq.write_table(found, directory / f"{table}.parquet")
        self._session.show(table, found)
        return int(found.num_rows)


def run(files: Sequence[Path], directory: Path) -> TransformOutcome:
    """Curate and report."""
    return transform(DuckFiles(), files, directory)


def _decoded(files: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    for number, file in enumerate(files):
        yield from decode(number, records(file.read_bytes()), ARRIVED, date.min, NoClaims(), SALE_COLUMNS)
