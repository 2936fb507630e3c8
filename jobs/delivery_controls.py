"""What must agree of the records on their way before a day may be closed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from jobs.lake import Lake
from jobs.raw import list_versions
from lambdas.core.raw import LONGEST_DELIVERY
from lambdas.core.set_aside import UNTRANSFORMED, read_documents, to_time

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

RECORDS = """
    SELECT o.raw_object, count(*) AS records
    FROM decoded AS d
    JOIN objects AS o ON o.object_no = d.object_no
    WHERE d.line_no = 1 OR (d.line_no IS NULL AND d.reason <> 'unreadable_object')
    GROUP BY o.raw_object
"""


@dataclass(frozen=True)
class RecordCounts:
    """Records on their way, each counted by another party.

    A backfill writes to raw without the stream: `put` is what the keys of its objects say that it put there,
    `backfilled` what these objects hold, and `raw` what all others do. `set_aside` is what Firehose could not
    have transformed: it lies under errors/, and from there it goes back on the stream, or nobody takes it.
    """

    incoming: int
    delivered: int
    raw: int
    put: int = 0
    backfilled: int = 0
    set_aside: int = 0


@dataclass(frozen=True)
class ControlFault:
    """Why a day stays open, or a partition's part of it; without a day it is all of them."""

    business_day: date | None
    what: str
    partition: str | None = None

    def __str__(self) -> str:
        return self.what if self.business_day is None else f"{self.business_day}: {self.what}"


def on_the_way(counts: RecordCounts) -> Iterator[ControlFault]:
    """Yield a fault for what got lost on the way to the archive; what is written twice does no harm.

    What was set aside isn't lost: totals of a partition miss what a consumer has applied of it, until it is
    back in the archive.
    """
    handled = counts.delivered + counts.set_aside
    if handled < counts.incoming:
        did = "Firehose delivered or set aside" if counts.set_aside else "Firehose delivered"
        yield ControlFault(None, _short(did, handled, "the stream took", counts.incoming))
    if counts.raw < counts.delivered:
        yield ControlFault(
            None, _short("the raw archive holds", counts.raw, "Firehose delivered", counts.delivered)
        )
    if counts.backfilled < counts.put:
        yield ControlFault(
            None, _short("the raw archive holds", counts.backfilled, "a backfill put there", counts.put)
        )


def count_set_aside(s3: "S3Client", bucket: str, since: datetime) -> int:
    """Return how many records that arrived since then Firehose has set aside, each once if written twice."""
    seen: set[bytes] = set()
    for each in list_versions(s3, bucket, since - LONGEST_DELIVERY, UNTRANSFORMED):
        found = s3.get_object(Bucket=bucket, Key=each.key, VersionId=each.version)
        for document in read_documents(found["Body"].read()):
            arrived, data = document["arrivalTimestamp"], document["rawData"]
            if to_time(arrived) >= since:
                seen.add(blake2b(f"{arrived} {data}".encode(), digest_size=16).digest())
    return len(seen)


def records(lake: Lake, keys: Collection[str]) -> Mapping[str, int]:
    """Return how many records each of these raw objects holds, by its key; one without isn't there."""
    found = lake.rows(RECORDS)
    return {row["raw_object"]: int(row["records"]) for row in found if row["raw_object"] in keys}


def _short(left: str, has: int, right: str, of: int) -> str:
    return f"{left} {has:,} of the {of:,} records that {right}: {of - has:,} missing"
