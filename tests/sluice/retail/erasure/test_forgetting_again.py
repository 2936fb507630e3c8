"""What remains of a member is named, and whoever types it again, however it ended, comes to the same end."""

import gzip
import json
from io import BytesIO
from typing import Any

import boto3
import pyarrow as pa
import pytest
from pyarrow import parquet

from sluice.erasure.versions import VersionedBucket
from tests.sluice.erasure.deaths import Killed, killed_at
from tests.sluice.erasure.places import archive, archived, current, everything, put
from tests.sluice.failures.typed import OUTPUTS, create_stack, ran
from tests.sluice.retail.erasure.shopper import (
    FIRST,
    MEMBER,
    fill,
    forget,
    traced,
)

pytestmark = pytest.mark.usefixtures("chain")


def test_a_file_that_is_torn_stops_nobody() -> None:
    put("landing", "sales/367/2017-03-01.csv.gz", gzip.compress(b"member,token\n")[:-9])

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")

    assert ended.exit_code == 1
    assert "is not what its place says" in " ".join(json.loads(ended.stdout)["remaining"])


def test_a_legal_hold_is_named_and_a_later_run_ends_what_it_kept() -> None:
    """What was kept of the person is kept, too: else nobody knew their tokens any more. FAULTS 64."""
    boto3.client("s3").create_bucket(
        Bucket="held",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ObjectLockEnabledForBucket=True,
    )
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Storage")
    create_stack("Sluice-dev-Storage", OUTPUTS["Storage"] | {"RawBucket": "held"})
    key = put("held", archive(FIRST), current("raw", archive(FIRST)))
    boto3.client("s3").put_object_legal_hold(Bucket="held", Key=key, LegalHold={"Status": "ON"})
    [version] = [each.versions[0] for each in VersionedBucket(boto3.client("s3"), "held").objects(key)]

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")
    boto3.client("s3").put_object_legal_hold(
        Bucket="held", Key=key, VersionId=version, LegalHold={"Status": "OFF"}
    )
    again = forget("--apply")

    assert ended.exit_code == 1
    assert any("legal hold" in each for each in json.loads(ended.stdout)["remaining"])
    assert (again["records"], len(again["remaining"])) == (1, 1)
    assert len(list(VersionedBucket(boto3.client("s3"), "held").versions(key))) == 1


def test_a_file_of_history_and_a_change_of_a_database_are_named_and_stay() -> None:
    """Both come from somewhere else, which would bring the member back."""
    rows = pa.table({"loyalty_id": [MEMBER, "member-99"], "cents": [1, 2]})
    parquet.write_table(rows, packed := BytesIO())
    change = json.dumps({"data": {"loyalty_id": MEMBER}}).encode()
    kept = {
        "landing": put("landing", "history/day=2017-03-01/sales.parquet", packed.getvalue()),
        "raw": put("raw", "cdc/hour=00/a.gz", gzip.compress(change)),
    }
    put("landing", "history/day=2017-03-02/sales.parquet", b"PAR1 and no more")

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")

    assert ended.exit_code == 1
    remaining = json.loads(ended.stdout)["remaining"]
    for bucket, key in kept.items():
        assert any(each.startswith(f"s3://{bucket}/{key}: ") for each in remaining)
    assert any("is not what its place says" in each for each in remaining)
    assert any("says what a later run must know" in each for each in remaining)


def test_done_again_it_finds_nobody() -> None:
    fill()
    forget("--apply")

    said = forget("--apply")

    assert (said["records"], said["objects"], said["rows"]) == (0, {"raw": 0}, 0)


def test_nobody_of_this_id_is_no_error() -> None:
    said = forget("--apply")

    assert (said["records"], said["remaining"]) == (0, [])


def test_killed_at_any_call_it_goes_on_to_the_same_end() -> None:
    """Once raw lost the member, their tokens are known to nothing but what was kept for this. FAULTS 64."""
    keys = fill()
    number, died = 0, True
    while died:
        died = _die_at(number)
        number += 7
    assert number > 50
    assert traced() == []
    assert [len(archived(key)) for key in keys] == [6, 4]
    assert [each for each, _ in everything() if "erasures/" in each] == []


def _die_at(number: int) -> bool:
    session: Any = boto3.DEFAULT_SESSION
    with killed_at(number, session):
        try:
            ran("forget", "dev", "--member", MEMBER, "--apply")
        except Killed:
            return True
    return False
