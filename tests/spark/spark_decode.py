"""Spark's workers decode what the archive holds as one process would."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from jobs.decode import decode
from jobs.raw import BEGINNING, RawObject, list_versions, read, records
from jobs.retail.sale_columns import SALE_COLUMNS
from jobs.spark import SparkLake
from jobs.spark_decode import spread
from lambdas.core.claims import Claims
from tests.lambdas.sales import BOUNDS, encoded, line, sale
from twin.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    # pyspark compares the versions of pandas and pyarrow by them.
    pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning"),
]

HOUR = "events/year=2017/month=03/day=01/hour=14"
BROKEN = b'{"sale_id": 1}'

Archive = Callable[..., None]


@pytest.fixture
def s3(emulator: Emulator, database: str) -> "S3Client":
    """With a versioned bucket."""
    client: S3Client = emulator.client("s3")
    client.put_bucket_versioning(Bucket=database, VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def archive(s3: "S3Client", database: str) -> Archive:
    """Writes an object as Firehose does."""

    def write(name: str, *data: bytes) -> None:
        body = gzip.compress(b"".join(record + b"\n" for record in data))
        s3.put_object(Bucket=database, Key=f"{HOUR}/{name}.gz", Body=body)

    return write


def claimed(s3: "S3Client", bucket: str, data: bytes) -> bytes:
    """Leave an oversized sale in the bucket, and return what stands for it on the stream."""
    s3.put_object(Bucket=bucket, Key="claims/1", Body=data)
    claim = {"key": "claims/1", "sha256": sha256(data).hexdigest(), "bytes": len(data)}
    return encoded(
        {name: sale(9)[name] for name in ("schema_version", "sale_id", "store_id")} | {"claim": claim}
    )


def in_one_process(s3: "S3Client", each: RawObject) -> list[dict[str, Any]]:
    claims = Claims(s3, each.bucket)
    batches = decode(
        each.number, records(read(s3, each)), each.arrived_at, BOUNDS.oldest_day, claims, SALE_COLUMNS
    )
    rows: list[dict[str, Any]] = pa.Table.from_batches(batches, SALE_COLUMNS.schema).to_pylist()
    return rows


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["object_no"], row["position"], row["line_no"] or 0))


def test_decodes_every_version_of_every_object(
    lake: SparkLake, s3: "S3Client", database: str, archive: Archive
) -> None:
    archive("a", encoded(sale(1, lines=[line("x"), line("y", -1, -50)])), BROKEN)
    archive("a", encoded(sale(2)))
    archive("b", claimed(s3, database, encoded(sale(9))), encoded(sale(3, schema_version="2.0")))
    archive("c")
    objects = list_versions(s3, database, BEGINNING)

    lake.decode(objects, SALE_COLUMNS, BOUNDS)

    expected = [row for each in objects for row in in_one_process(s3, each)]
    assert in_order(lake.rows("SELECT * FROM decoded")) == in_order(expected)
    assert {row["reason"] for row in expected} == {None, "wrong_shape", "unknown_version"}
    assert lake.rows("SELECT * FROM objects ORDER BY object_no") == [
        {
            "object_no": each.number,
            "raw_object": each.key,
            "raw_version": each.version,
            "arrived_at": each.arrived_at,
        }
        for each in objects
    ]


def test_reads_an_object_once_for_all_queries(
    lake: SparkLake, s3: "S3Client", database: str, archive: Archive
) -> None:
    archive("a", encoded(sale(1)))
    [object_] = list_versions(s3, database, BEGINNING)
    lake.decode([object_], SALE_COLUMNS, BOUNDS)
    once = lake.rows("SELECT sale_id FROM decoded")

    s3.delete_object(Bucket=database, Key=object_.key, VersionId=object_.version)

    assert lake.rows("SELECT sale_id FROM decoded") == once


def test_fails_when_an_object_is_gone(
    lake: SparkLake, s3: "S3Client", database: str, archive: Archive
) -> None:
    """FAULTS 33: what was listed and can't be read isn't passed over."""
    archive("a", encoded(sale(1)))
    [object_] = list_versions(s3, database, BEGINNING)
    s3.delete_object(Bucket=database, Key=object_.key, VersionId=object_.version)

    lake.decode([object_], SALE_COLUMNS, BOUNDS)

    with pytest.raises(Exception, match="NoSuchVersion"):
        lake.rows("SELECT * FROM decoded")


def test_decodes_nothing_at_all(lake: SparkLake) -> None:
    lake.decode([], SALE_COLUMNS, BOUNDS)

    assert lake.rows("SELECT * FROM decoded") == lake.rows("SELECT * FROM objects") == []


def object_of(size: int) -> RawObject:
    return RawObject(size, "raw", f"{HOUR}/{size}.gz", "1", datetime(2017, 3, 1, tzinfo=UTC), size)


def test_gives_each_task_as_much_to_read_as_the_next() -> None:
    piles = spread([object_of(size) for size in (1, 2, 3, 4, 5, 15)], 2)

    assert sorted(sum(each.size for each in pile) for pile in piles) == [15, 15]


def test_gives_every_object_to_one_task() -> None:
    objects = [object_of(size) for size in range(100)]

    dealt = [each for pile in spread(objects, 7) for each in pile]

    assert sorted(dealt, key=lambda each: each.size) == objects
