"""The lake's jobs, night after night, on any engine over one raw archive."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from domain.lake.tables import TABLES
from jobs.lake import Lake
from jobs.retail import close_day, curate_sales, ingest_store_files
from jobs.retail.curate_sales import CurationSummary
from jobs.retail.day_close import CloseSummary
from lambdas.core.raw import hour_prefix
from twin.lake.catalog import catalog

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

RAW, PARKED = "raw-of-both", "parked-of-both"
FIRST, LAST = date(2017, 12, 22), date(2017, 12, 23)
SETTINGS = {
    "RAW_BUCKET": RAW,
    "OLDEST_DAY": "2017-01-01",
    "OLDEST_HISTORY_DAY": "2010-01-01",
    "STREAM": "sales",
    "DELIVERY_STREAM": "archive",
    "LEDGERS": "",
    "SETTLE_MINUTES": "5",
    "METRICS_NAMESPACE": "Sluice/nights",
    "PARKED_DAYS": PARKED,
    "BUS": "events",
}


@dataclass
class Archive:
    """The raw bucket."""

    s3: "S3Client"
    hour: str = field(default_factory=lambda: hour_prefix(datetime.now(UTC)))

    def __post_init__(self) -> None:
        self.s3.create_bucket(Bucket=RAW, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.s3.put_bucket_versioning(Bucket=RAW, VersioningConfiguration={"Status": "Enabled"})

    def write(self, name: str, records: Sequence[bytes]) -> None:
        """Put an object there as Firehose does; under a name that exists it is its next version."""
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        self.s3.put_object(Bucket=RAW, Key=f"{self.hour}{name}.gz", Body=body)


@dataclass
class Nights:
    """An engine's tables, and what the jobs said of each night."""

    lake: Lake
    database: str
    endpoint: str
    said: list[tuple[CurationSummary, CloseSummary]] = field(default_factory=list)

    def ingest(self) -> None:
        """Take what the head office has sent."""
        ingest_store_files.main(self._arguments(LANDING_BUCKET=self.database), self.lake)

    def work(self) -> None:
        """Curate and close."""
        curated = curate_sales.main(self._arguments(), self.lake)
        closed = close_day.main(self._arguments(FROM=str(FIRST), TO=str(LAST)), self.lake)
        self.said.append((curated, closed))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, as any reader finds them."""
        stored = catalog(self.endpoint).load_table((self.database, table))
        return sorted(stored.scan().to_arrow().to_pylist(), key=repr)

    def contents(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        return {table.name: self.rows(table.name) for table in TABLES}

    def _arguments(self, **more: str) -> list[str]:
        given = SETTINGS | {"DATABASE": self.database} | more
        return [word for name, value in given.items() for word in (f"--{name}", value)]


def changed(record: bytes, **changes: Any) -> bytes:
    """The sale with other fields."""
    return json.dumps(json.loads(record) | changes).encode()


def priced(record: bytes, cents: int) -> bytes:
    """The sale with another price on its first line."""
    first, *rest = json.loads(record)["lines"]
    return changed(record, lines=[first | {"total_cents": cents}, *rest])


def renumbered(record: bytes, **changes: Any) -> bytes:
    """Another sale of the same register."""
    return changed(record, sale_id=json.loads(record)["sale_id"] + "9", **changes)
