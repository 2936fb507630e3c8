"""The bucket is held against its manifest, version by version."""

import pytest

from lambdas.core.manifest.table import iterate_entries, list_hour, put_entry
from tests.lambdas.core.manifest.entries import NOON, TABLE, entry, key
from tests.sluice.raw.archive import TODAY, Archive, archive, sales


@pytest.fixture
def raw() -> Archive:
    return archive()


def test_what_was_delivered_and_entered_agrees(raw: Archive) -> None:
    raw.deliver(sales(1, 2))
    raw.deliver(sales(3), hour=17)

    assert raw.check() == []


def test_names_a_version_that_the_manifest_lacks(raw: Archive) -> None:
    """FAULTS 33."""
    version = raw.put(sales(1))

    assert raw.check() == [f"{key()}: the manifest lacks version {version}"]


def test_names_an_entry_whose_version_the_bucket_lacks(raw: Archive) -> None:
    """FAULTS 33."""
    version = raw.deliver(sales(1))
    raw.expire(version)

    assert raw.check() == [f"{key()}: the bucket lacks version {version}"]


def test_names_an_object_that_was_overwritten(raw: Archive) -> None:
    """FAULTS 33."""
    first = raw.deliver(sales(1))
    raw.deliver(b"other")

    assert raw.check() == [f"{key()}: overwritten, its current version isn't the first one, {first}"]


def test_an_object_that_was_overwritten_unseen_lacks_an_entry_besides(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    second = raw.put(sales(2))

    assert raw.check() == [
        f"{key()}: the manifest lacks version {second}",
        f"{key()}: overwritten, its current version isn't the first one, {first}",
    ]


def test_names_an_object_that_was_deleted(raw: Archive) -> None:
    """FAULTS 33."""
    first = raw.deliver(sales(1))
    raw.delete()

    assert raw.check() == [f"{key()}: deleted, a marker lies on its first version, {first}"]


def test_names_an_object_that_nobody_can_read(raw: Archive) -> None:
    version = raw.deliver(b"no gzip")

    assert raw.check() == [f"{key()}: its current version {version} can't be read"]


def test_the_same_bytes_written_again_are_no_overwriting(raw: Archive) -> None:
    """FAULTS 31."""
    raw.deliver(sales(1))
    raw.deliver(sales(1))

    assert raw.check() == []


def test_what_was_overwritten_may_expire_once_its_bytes_are_current_again(raw: Archive) -> None:
    """FAULTS 33: the first version is gone then, and its copy stands for it."""
    first, other = raw.deliver(sales(1)), raw.deliver(sales(2))
    raw.deliver(sales(1))
    raw.expire(first)

    assert raw.check() == []

    raw.expire(other)

    assert raw.check() == [f"{key()}: the bucket lacks version {other}"]


def test_an_overwritten_version_that_has_expired_is_still_the_first(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.deliver(sales(2))
    raw.expire(first)

    assert raw.check() == [
        f"{key()}: the bucket lacks version {first}",
        f"{key()}: overwritten, its current version isn't the first one, {first}",
    ]


def test_looks_at_the_hours_that_it_was_asked_for_and_no_others(raw: Archive) -> None:
    for hour in (11, 18):
        raw.put(sales(1), hour=hour)
    raw.raw.s3.put_object(Bucket="raw", Key="claims/1", Body=b"x")

    assert raw.check() == []


def test_looks_at_more_than_a_page(raw: Archive) -> None:
    for number in range(1_001):
        raw.put(b"x", f"{number:04}")

    assert len(raw.check()) == 1_001


def test_an_entry_of_no_hour_is_nobodys_business_here(raw: Archive) -> None:
    put_entry(raw.raw.dynamodb, TABLE, entry(key="events/by-hand.gz"))

    assert raw.check() == []


def test_mends_what_the_manifest_lacks_as_its_function_would_have(raw: Archive) -> None:
    raw.deliver(sales(1))
    overwritten, broken = raw.put(sales(2, 3, store="31")), raw.put(b"no gzip", "b")

    entered = list(raw.raw.mend(TODAY))

    assert [(each.version, each.records) for each in entered] == [(overwritten, 2), (broken, 0)]
    by_version = {each.version: each for each in list_hour(raw.raw.dynamodb, TABLE, NOON)}
    assert len(by_version) == 3
    assert by_version[overwritten].partitions == {"31": 2}
    assert by_version[broken].broken
    assert list(raw.raw.mend(TODAY)) == []


def test_what_is_mended_is_replayed_by_the_time_of_its_arrival(raw: Archive) -> None:
    raw.put(sales(1))

    [entered] = raw.raw.mend(TODAY)

    page = raw.raw.s3.list_object_versions(Bucket="raw")["Versions"]
    assert entered.arrived_at == page[0]["LastModified"].replace(microsecond=0)
    assert entered.arrived_at.utcoffset() == NOON.utcoffset()
    assert list(iterate_entries(raw.raw.dynamodb, TABLE, TODAY.start, TODAY.end)) == []
