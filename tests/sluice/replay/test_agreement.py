"""What is planned is what the bucket holds and the manifest says, or the command that mends them is named."""

import gzip
from dataclasses import replace
from datetime import timedelta

from lambdas.core.manifest.table import write_off
from lambdas.core.raw import hour_prefix
from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.deployed import MANIFEST, RAW
from tests.sluice.replay.windows import ARRIVED, WINDOW, complaint, sales, told


def test_names_what_the_manifest_lacks_and_the_command_that_mends_it(cloud: Cloud) -> None:
    """FAULTS 33"""
    cloud.archive(*sales(1), at=ARRIVED)
    key = f"{hour_prefix(ARRIVED)}unentered.gz"
    cloud.s3.put_object(Bucket=RAW, Key=key, Body=gzip.compress(b"{}\n"))

    said = complaint(cloud, "plan", "dev", *WINDOW)

    assert said.startswith(f"bucket and manifest disagree in 1 of the window's versions: {key}: ")
    assert said.endswith(": sluice raw mend dev --from 2017-03-01T13 --to 2017-03-01T16")


def test_names_what_the_manifest_lacks_of_a_late_delivery(cloud: Cloud) -> None:
    """FAULTS 32, 33: its key names the hour in which its records arrived, and that may be days ago."""
    cloud.archive(*sales(1), at=ARRIVED)
    key = f"{hour_prefix(ARRIVED - timedelta(days=5))}late.gz"
    cloud.s3.put_object(Bucket=RAW, Key=key, Body=gzip.compress(b"{}\n"))

    said = complaint(cloud, "plan", "dev", *WINDOW)

    assert f"versions: {key}: the manifest lacks" in said
    assert said.endswith(": sluice raw mend dev --from 2017-02-24T14 --to 2017-03-01T16")


def test_names_what_the_bucket_lacks(cloud: Cloud) -> None:
    """FAULTS 33"""
    entry = cloud.archive(*sales(1), at=ARRIVED)
    cloud.enter(entry, version="gone", sha256="other")

    said = complaint(cloud, "plan", "dev", *WINDOW)

    assert "the bucket lacks version gone" in said
    assert said.endswith(f": sluice raw write-off dev {entry.key} --version gone")


def test_goes_on_without_what_was_written_off(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    broken = cloud.archive(at=ARRIVED, name="0002")
    cloud.enter(broken, broken="it is no gzip")
    gone = replace(broken, version="gone", sha256="other", records=9)
    cloud.enter(gone)
    for each in (gone, broken):
        write_off(cloud.dynamodb, MANIFEST, each)

    plan = told(cloud, "plan", "dev", *WINDOW)

    assert (plan["objects"], plan["records"]) == (1, 1)
    assert not [line for line in cloud.ran("plan", "dev", *WINDOW).stdout.splitlines() if "can't be" in line]


def test_needs_no_entry_of_what_came_after_the_window(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    later = cloud.archive(*sales(2), at=ARRIVED + timedelta(minutes=40), name="0002")
    cloud.forget(later)

    plan = told(cloud, "plan", "dev", "--from", "2017-03-01T14", "--to", "2017-03-01T14:45")

    assert plan["records"] == 1


def test_replays_what_was_overwritten_and_deleted_as_it_was(cloud: Cloud) -> None:
    """FAULTS 33"""
    first = cloud.archive(*sales(1), at=ARRIVED)
    cloud.archive(*sales(2), at=ARRIVED)
    cloud.s3.delete_object(Bucket=RAW, Key=first.key)

    assert told(cloud, "plan", "dev", *WINDOW)["effect"]["sales"] == 2


def test_says_that_nobody_can_read_an_object(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    broken = cloud.archive(at=ARRIVED, name="0002")
    cloud.enter(broken, broken="it is no gzip")

    answer = cloud.ran("plan", "dev", *WINDOW)

    said = f"  can't be read, so the replay will end incomplete: {broken.key}: it is no gzip"
    assert said in answer.stdout.splitlines()
