"""What a job reads is listed first, version by version."""

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from jobs import raw
from jobs.raw import UnreadableRest
from tests import emulated
from tests.lambdas.sales import encoded, sale

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

BUCKET = "raw"
NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def s3() -> "S3Client":
    client = emulated.s3()
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return client


def put(s3: "S3Client", hour: int, *records: bytes, name: str = "a") -> str:
    key = f"events/year=2017/month=03/day=01/hour={hour:02}/{name}.gz"
    s3.put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(b"".join(each + b"\n" for each in records)))
    return key


def held(s3: "S3Client", since: datetime = NOON) -> list[bytes | UnreadableRest]:
    found = raw.list_versions(s3, BUCKET, since)
    return [record for each in found for record in raw.records(raw.read(s3, each))]


def test_lists_what_arrived_in_the_hour_or_later(s3: "S3Client") -> None:
    for hour in (11, 12, 13):
        put(s3, hour, str(hour).encode())

    assert held(s3) == [b"12", b"13"]


def test_what_was_overwritten_or_deleted_is_read_all_the_same(s3: "S3Client") -> None:
    """FAULTS 33: a job's input are versions, so nothing that was archived goes unread."""
    put(s3, 12, b"first")
    key = put(s3, 12, b"second")
    s3.delete_object(Bucket=BUCKET, Key=key)

    assert sorted(held(s3), key=str) == [b"first", b"second"]


def test_a_version_that_was_listed_stays_what_it_was(s3: "S3Client") -> None:
    """FAULTS 33: what is written during a run isn't mixed into it."""
    put(s3, 12, b"first")
    [listed] = raw.list_versions(s3, BUCKET, NOON)
    put(s3, 12, b"second")

    assert list(raw.records(raw.read(s3, listed))) == [b"first"]


def test_an_object_that_nobody_can_read_is_told_and_never_taken_for_a_record(s3: "S3Client") -> None:
    """FAULTS 33: who overwrites an object stops no job, and what was there is read all the same."""
    key = put(s3, 12, b"first")
    s3.put_object(Bucket=BUCKET, Key=key, Body=encoded(sale()))

    rest, first = sorted(held(s3), key=str)

    assert first == b"first"
    assert isinstance(rest, UnreadableRest)
    assert (rest.body, rest.why) == (encoded(sale()), "it can't be read as gzip: Not a gzipped file (b'{\"')")


def test_what_lies_before_a_tear_is_read() -> None:
    """FAULTS 33."""
    whole, torn = gzip.compress(b"first\nsecond\n"), gzip.compress(b"third\n" * 100)[:-12]

    *before, rest = raw.records(whole + torn)

    assert before[:2] == [b"first", b"second"]
    assert isinstance(rest, UnreadableRest)


def test_lists_more_than_a_page(s3: "S3Client") -> None:
    for number in range(1_001):
        put(s3, 12, b"x", name=f"{number:04}")

    assert len(raw.list_versions(s3, BUCKET, NOON)) == 1_001


def test_passes_over_what_is_no_archived_sale(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="claims/1", Body=b"x")
    s3.put_object(Bucket=BUCKET, Key="errors/1", Body=b"x")
    s3.put_object(Bucket=BUCKET, Key="zzz", Body=b"x")

    assert held(s3, datetime(2000, 1, 1, tzinfo=UTC)) == []
