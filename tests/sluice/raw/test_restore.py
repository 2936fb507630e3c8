"""Whatever lies on top, the first version can be the current one again, and nothing is lost by it."""

import pytest

from lambdas.core.manifest.table import list_hour
from sluice.raw.versions import NoSuchObject, VersionLost, restore
from tests.lambdas.core.manifest.entries import NOON, TABLE, key
from tests.sluice.raw.archive import Archive, archive, sales


@pytest.fixture
def raw() -> Archive:
    return archive()


@pytest.mark.parametrize("others", [[b"other"], [b"other", sales(9)], [sales(9), None], [None]])
def test_the_first_version_is_current_again_and_every_other_one_is_still_there(
    raw: Archive, others: list[bytes | None]
) -> None:
    """FAULTS 33: overwritten, deleted, or both."""
    first = raw.deliver(sales(1))
    for each in others:
        raw.delete() if each is None else raw.deliver(each)
    before = raw.versions()

    did = restore(raw.raw, key(), None)

    assert raw.current() == sales(1)
    assert raw.versions() == [did.version, *before]
    assert did.copied == first


def test_a_restored_object_agrees_and_counts_no_sale_twice(raw: Archive) -> None:
    """FAULTS 33."""
    raw.deliver(sales(1, 2))
    raw.delete()

    raw.enter(restore(raw.raw, key(), None).version)

    assert raw.check() == []
    new = [each for each in list_hour(raw.raw.dynamodb, TABLE, NOON) if each.copy_of is None]
    assert [each.records for each in new] == [2]


def test_what_is_current_stays_as_it_is(raw: Archive) -> None:
    first = raw.deliver(sales(1))

    did = restore(raw.raw, key(), None)

    assert (did.version, did.copied) == (first, None)
    assert raw.versions() == [first]


def test_restored_twice_it_is_copied_once(raw: Archive) -> None:
    raw.deliver(sales(1))
    raw.deliver(b"other")
    copy = restore(raw.raw, key(), None).version
    raw.enter(copy)

    again = restore(raw.raw, key(), None)

    assert (again.version, again.copied) == (copy, None)
    assert len(raw.versions()) == 3


def test_another_version_may_be_named(raw: Archive) -> None:
    raw.deliver(b"broken when it came")
    good = raw.deliver(sales(1))
    raw.deliver(b"other")

    did = restore(raw.raw, key(), good)

    assert did.copied == good
    assert raw.current() == sales(1)


def test_what_was_never_entered_is_restored_too(raw: Archive) -> None:
    first = raw.put(sales(1))
    raw.put(b"other")

    assert restore(raw.raw, key(), None).copied == first


def test_a_first_version_that_has_expired_is_restored_from_its_copy(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.deliver(b"other")
    copy = raw.deliver(sales(1))
    raw.deliver(b"other again")
    raw.expire(first)

    assert restore(raw.raw, key(), None).copied == copy
    assert raw.current() == sales(1)


def test_says_that_nothing_of_a_version_is_left(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.deliver(b"other")
    raw.expire(first)

    for version in (None, first, "unheard-of"):
        with pytest.raises(VersionLost, match=f"no bytes of version {version or first} are left in raw"):
            restore(raw.raw, key(), version)


@pytest.mark.parametrize("name", ["sales/by-hand.gz", "claims/1"])
def test_says_that_a_name_is_none_of_archived_sales(raw: Archive, name: str) -> None:
    with pytest.raises(NoSuchObject, match="names no arrival hour"):
        restore(raw.raw, name, None)


def test_says_that_there_is_no_such_object(raw: Archive) -> None:
    raw.deliver(sales(1), "abc")

    with pytest.raises(NoSuchObject, match="is neither in raw nor in its manifest"):
        restore(raw.raw, key(name="ab"), None)
