"""Of a version that can't be deleted now it is said what keeps it and until when; replicas stay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from sluice.version_locks import VersionLock, VersionLocks, VersionRemains, find_remains

NOW = datetime(2017, 12, 22, 17, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=400), NOW - timedelta(seconds=1)
FREE = VersionRemains(deletable=True)


def test_nothing_remains_of_a_version_that_nothing_keeps() -> None:
    assert find_remains(VersionLock(), now=NOW) == FREE


@pytest.mark.parametrize("mode", ["GOVERNANCE", "COMPLIANCE"])
def test_a_retention_keeps_a_version_until_its_day(mode: str) -> None:
    remains = find_remains(VersionLock(mode=mode, until=LATER), now=NOW)

    assert not remains.deletable
    assert remains.until == LATER
    assert remains.lines == (f"its retention ({mode}) keeps it until 2019-01-26T17:00:00Z",)


@pytest.mark.parametrize("until", [EARLIER, NOW])
def test_a_retention_that_is_over_keeps_nothing(until: datetime) -> None:
    assert find_remains(VersionLock(mode="COMPLIANCE", until=until), now=NOW) == FREE


def test_of_a_hold_nobody_knows_the_day_though_a_retention_has_one() -> None:
    held = find_remains(VersionLock(held=True), now=NOW)
    both = find_remains(VersionLock(mode="GOVERNANCE", until=LATER, held=True), now=NOW)

    assert not held.deletable
    assert held.until is None
    assert held.lines == ("a legal hold keeps it until somebody releases it",)
    assert not both.deletable
    assert both.until is None
    assert len(both.lines) == 2


@pytest.mark.parametrize(("state", "stays"), [("COMPLETED", True), ("PENDING", True), ("FAILED", False)])
def test_a_replica_stays_and_stands_in_nobodys_way(state: str, stays: bool) -> None:
    remains = find_remains(VersionLock(replication=state), now=NOW, replicas=["elsewhere"])

    assert remains.deletable
    lines = ("its replica in elsewhere stays: a deletion is not replicated",)
    assert remains.lines == (lines if stays else ())


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("s3", region_name="eu-west-1")


def versioned(s3: Any, *, lock: bool) -> str:
    """Make a bucket, put an object, and return its version."""
    s3.create_bucket(
        Bucket="raw",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ObjectLockEnabledForBucket=lock,
    )
    s3.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
    return str(s3.put_object(Bucket="raw", Key="a", Body=b"1")["VersionId"])


def test_no_version_of_a_bucket_without_object_lock_is_asked_for_a_lock(s3: Any) -> None:
    version = versioned(s3, lock=False)
    locks = VersionLocks(s3, "raw")

    assert not locks.lockable
    assert locks.read("a", version) == VersionLock()
    assert locks.find_remains("a", version, now=NOW) == FREE


def test_a_version_without_a_lock_in_a_bucket_that_can_have_some_can_be_deleted(s3: Any) -> None:
    version = versioned(s3, lock=True)

    assert VersionLocks(s3, "raw").find_remains("a", version, now=NOW) == FREE


def test_each_version_has_its_own_lock(s3: Any) -> None:
    first = versioned(s3, lock=True)
    second = str(s3.put_object(Bucket="raw", Key="a", Body=b"2")["VersionId"])
    until = datetime(2099, 1, 1, tzinfo=UTC)
    s3.put_object_retention(
        Bucket="raw", Key="a", VersionId=first, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until}
    )
    s3.put_object_legal_hold(Bucket="raw", Key="a", VersionId=second, LegalHold={"Status": "ON"})
    locks = VersionLocks(s3, "raw")

    assert locks.read("a", first) == VersionLock(mode="COMPLIANCE", until=until)
    assert locks.read("a", second) == VersionLock(held=True)
    for version in (first, second):
        assert not locks.find_remains("a", version, now=NOW).deletable
        with pytest.raises(ClientError):
            s3.delete_object(Bucket="raw", Key="a", VersionId=version)


def test_a_later_run_ends_what_a_released_hold_kept(s3: Any) -> None:
    version = versioned(s3, lock=True)
    s3.put_object_legal_hold(Bucket="raw", Key="a", VersionId=version, LegalHold={"Status": "ON"})
    s3.put_object_legal_hold(Bucket="raw", Key="a", VersionId=version, LegalHold={"Status": "OFF"})

    assert VersionLocks(s3, "raw").find_remains("a", version, now=NOW) == FREE
    s3.delete_object(Bucket="raw", Key="a", VersionId=version)


def test_names_the_buckets_that_a_rule_replicates_to(s3: Any) -> None:
    versioned(s3, lock=False)
    s3.create_bucket(Bucket="copy", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket="copy", VersioningConfiguration={"Status": "Enabled"})
    rule = {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::copy"}}
    off = {**rule, "Status": "Disabled", "Destination": {"Bucket": "arn:aws:s3:::other"}}
    configuration: Any = {"Role": "arn:aws:iam::111122223333:role/copies", "Rules": [rule, off]}
    s3.put_bucket_replication(Bucket="raw", ReplicationConfiguration=configuration)

    assert VersionLocks(s3, "raw").replicas == ("copy",)


def test_what_is_not_allowed_is_no_missing_lock(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObjectLockConfiguration")

    monkeypatch.setattr(s3, "get_object_lock_configuration", denied)

    with pytest.raises(ClientError, match="AccessDenied"):
        VersionLocks(s3, "raw").read("a", "1")
