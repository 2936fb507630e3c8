"""Files of tables that nothing needs go in all their versions; what somebody may be about to commit stays."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from domain.lake.tables import SALES, STORES
from jobs.lake import NamedFiles
from jobs.table_files import LONGEST_WRITE, RemovedFiles, TableFiles
from lake.schema import Table

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET, JOURNAL = "curated", "forgetting/list.jsonl.files"
HERE: Any = {"LocationConstraint": "eu-west-1"}
NEEDED, REPLACED, LOST, FORMER = (
    f"sales/now/{name}" for name in ("needed.parquet", "old.metadata.json", "lost.parquet", "former.parquet")
)


class NamingLake:
    """A lake of which only the names of files are asked for."""

    def __init__(self) -> None:
        self.needed = {address(NEEDED), address(FORMER)}

    def files(self, table: Table) -> NamedFiles:
        """Return what is needed now."""
        return NamedFiles(address(f"{table.name}/now"), self.needed, {address(REPLACED)})


def address(key: str) -> str:
    return f"s3://{BUCKET}/{key}"


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    """With a versioned bucket."""
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=HERE)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for key in (NEEDED, REPLACED, LOST, FORMER, "sales/before/a.parquet", "stores/now/b.parquet"):
            client.put_object(Bucket=BUCKET, Key=key, Body=b"x")
        yield client


def keys(s3: "S3Client") -> set[str]:
    """Every key that has a version or a delete marker."""
    page = s3.list_object_versions(Bucket=BUCKET)
    return {each["Key"] for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))}


def removed(s3: "S3Client", lake: Any, now: datetime, tables: Sequence[Table] = (SALES,)) -> RemovedFiles:
    return TableFiles(s3, BUCKET, JOURNAL).remove(lake, tables, now)


def test_what_was_noted_goes_however_young_and_what_nobody_noted_may_be_needed(s3: "S3Client") -> None:
    lake: Any = NamingLake()
    TableFiles(s3, BUCKET, JOURNAL).note(lake, [SALES])
    lake.needed = {address(NEEDED)}

    assert removed(s3, lake, datetime.now(UTC)) == RemovedFiles(files=2, versions=2, young=1, elsewhere=1)

    assert keys(s3) == {NEEDED, LOST, "sales/before/a.parquet", "stores/now/b.parquet"}


def test_what_is_older_than_any_write_goes_too(s3: "S3Client") -> None:
    later = datetime.now(UTC) + LONGEST_WRITE + timedelta(minutes=1)

    assert removed(s3, NamingLake(), later).files == 2

    assert keys(s3) >= {NEEDED, FORMER}
    assert LOST not in keys(s3)


def test_a_file_that_somebody_deleted_goes_with_its_marker(s3: "S3Client") -> None:
    s3.delete_object(Bucket=BUCKET, Key=REPLACED)

    assert removed(s3, NamingLake(), datetime.now(UTC)).versions == 2

    assert REPLACED not in keys(s3)


def test_a_second_note_keeps_what_the_first_has_said(s3: "S3Client") -> None:
    """The run before has died when their states were gone already."""
    lake: Any = NamingLake()
    files = TableFiles(s3, BUCKET, JOURNAL)
    files.note(lake, [SALES])
    lake.needed = {address(NEEDED)}

    files.note(lake, [SALES])

    noted = json.load(s3.get_object(Bucket=BUCKET, Key=JOURNAL)["Body"])
    assert set(noted) == {address(NEEDED), address(FORMER), address(REPLACED)}


def test_tables_that_are_not_named_keep_their_files(s3: "S3Client") -> None:
    later = datetime.now(UTC) + timedelta(days=1)

    removed(s3, NamingLake(), later)

    assert f"{STORES.name}/now/b.parquet" in keys(s3)
