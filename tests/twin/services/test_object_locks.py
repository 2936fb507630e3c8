"""A bucket whose template locks it locks here too, and what is locked can't be deleted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sluice.version_locks import VersionLocks
from tests.twin.assemblies import assembly, resource
from twin.emulator import Emulator
from twin.resolve import Resolved
from twin.services.object_locks import set_object_locks

VERSIONED = {"Status": "Enabled"}
LOCKED = {
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
}
BUCKETS = {
    "Locked": resource("AWS::S3::Bucket", ObjectLockEnabled=True, ObjectLockConfiguration=LOCKED),
    "Holdable": resource("AWS::S3::Bucket", ObjectLockEnabled=True),
    "Free": resource("AWS::S3::Bucket"),
}


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    directory: Path = tmp_path_factory.mktemp("locks")
    ids = {("App", name): name.lower() for name in BUCKETS}
    app = Resolved(assembly(directory, {"App": {"Resources": BUCKETS}}), ids)
    with Emulator(log=directory / "log") as emulator:
        client = emulator.client("s3")
        for name in ids.values():
            client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            client.put_bucket_versioning(Bucket=name, VersioningConfiguration=VERSIONED)
        set_object_locks(client, app)
        yield client


def put(s3: Any, bucket: str) -> str:
    return str(s3.put_object(Bucket=bucket, Key="a", Body=b"1")["VersionId"])


def test_each_new_version_of_a_locked_bucket_is_kept(s3: Any) -> None:
    version = put(s3, "locked")

    remains = VersionLocks(s3, "locked").find_remains("a", version, now=datetime.now(UTC))

    assert not remains.deletable
    assert remains.until
    assert (remains.until - datetime.now(UTC)).days in (399, 400)
    with pytest.raises(ClientError):
        s3.delete_object(Bucket="locked", Key="a", VersionId=version)


def test_a_version_is_kept_while_it_is_held(s3: Any) -> None:
    version = put(s3, "holdable")
    locks = VersionLocks(s3, "holdable")
    named = {"Bucket": "holdable", "Key": "a", "VersionId": version}

    s3.put_object_legal_hold(**named, LegalHold={"Status": "ON"})
    assert not locks.find_remains("a", version, now=datetime.now(UTC)).deletable
    with pytest.raises(ClientError):
        s3.delete_object(**named)

    s3.put_object_legal_hold(**named, LegalHold={"Status": "OFF"})
    assert locks.find_remains("a", version, now=datetime.now(UTC)).deletable
    s3.delete_object(**named)


def test_a_bucket_without_a_lock_stays_without(s3: Any) -> None:
    assert not VersionLocks(s3, "free").lockable
