"""A window from long before the archive costs no more than one from its beginning."""

from collections import Counter
from datetime import UTC, datetime

import boto3
import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.deployed import RAW
from tests.sluice.replay.windows import ARRIVED, WINDOW, complaint, sales, told

FROM_2000 = ("--from", "2000-01-01T00", *WINDOW[2:])
OLDER = datetime(2017, 2, 10, 10, 0, tzinfo=UTC)
MOST_HOURS = 340
"""Of a late delivery before the window, and before the hour of what was entered first: a week each."""


@pytest.fixture
def calls(cloud: Cloud) -> Counter[str]:
    """What the commands of a test ask of AWS, counted."""
    counted: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        counted[model.name] += 1  # type: ignore[attr-defined]

    assert cloud
    boto3.DEFAULT_SESSION.events.register("before-call", count)  # type: ignore[union-attr]
    return counted


def test_hours_before_the_oldest_object_are_not_asked_for(cloud: Cloud, calls: Counter[str]) -> None:
    cloud.archive(*sales(1, 2), at=ARRIVED)
    as_it_is = told(cloud, "plan", "dev", *WINDOW)
    calls.clear()

    plan = told(cloud, "plan", "dev", *FROM_2000)

    assert plan == as_it_is
    assert calls["Query"] <= MOST_HOURS * 2
    assert calls["ListObjectVersions"] <= 10


@pytest.mark.parametrize("end", ["2001-01-01T00", "2017-03-01T14"])
def test_a_window_before_the_archive_is_refused_as_quickly(
    cloud: Cloud, calls: Counter[str], end: str
) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    calls.clear()

    said = complaint(cloud, "plan", "dev", "--from", "2000-01-01T00", "--to", end)

    assert said == "raw begins at 2017-03-01T14:00 UTC, there is nothing before"
    assert calls.total() <= MOST_HOURS * 2


def test_an_empty_archive_is_known_as_quickly(cloud: Cloud, calls: Counter[str]) -> None:
    assert complaint(cloud, "plan", "dev", *FROM_2000) == "raw is empty: nothing has arrived yet"
    assert calls.total() <= MOST_HOURS * 2


def test_an_older_object_that_was_deleted_for_good_is_missed_all_the_same(cloud: Cloud) -> None:
    gone = cloud.archive(*sales(1), at=OLDER)
    cloud.archive(*sales(2), at=ARRIVED)
    cloud.s3.delete_object(Bucket=RAW, Key=gone.key, VersionId=gone.version)

    said = complaint(cloud, "plan", "dev", *FROM_2000)

    assert f"the bucket lacks version {gone.version}" in said


def test_a_key_that_names_no_hour_hides_nothing_that_is_older(cloud: Cloud) -> None:
    old = cloud.archive(*sales(1), at=OLDER)
    cloud.forget(old)
    cloud.archive(*sales(2), at=ARRIVED)
    cloud.s3.put_object(Bucket=RAW, Key="events/by-hand.gz", Body=b"")

    said = complaint(cloud, "plan", "dev", "--from", "2017-02-10T00", *WINDOW[2:])

    assert f"the manifest lacks version {old.version}" in said
