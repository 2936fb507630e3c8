"""What brings nothing back is written off, once somebody has looked; whatever can be read is not."""

import pytest

from lambdas.core.manifest.table import list_hour
from sluice.raw.versions import NoSuchObject, VersionReadable, write_off
from tests.lambdas.core.manifest.entries import NOON, TABLE, key
from tests.sluice.raw.archive import Archive, archive, sales


@pytest.fixture
def raw() -> Archive:
    return archive()


def brings_back(raw: Archive) -> list[str]:
    """The versions that a replay of the hour works through."""
    return [each.version for each in list_hour(raw.raw.dynamodb, TABLE, NOON) if each.brings_back]


def test_what_is_gone_for_good_is_told_of_no_more(raw: Archive) -> None:
    first = raw.deliver(sales(1, 2))
    other = raw.deliver(sales(3))
    raw.expire(first)
    assert raw.check() == [
        f"{key()}: the bucket lacks version {first}",
        f"{key()}: overwritten, its current version isn't the first one, {first}",
    ]

    lost = write_off(raw.raw, key(), first)

    assert (lost.records, lost.partitions) == (2, {"367": 2})
    assert brings_back(raw) == [other]
    assert raw.check() == []


def test_what_nobody_can_read_is_told_of_no_more_and_stays_where_it_is(raw: Archive) -> None:
    broken = raw.deliver(b"no gzip")

    write_off(raw.raw, key(), broken)

    assert (raw.check(), brings_back(raw)) == ([], [])
    assert raw.current() == b"no gzip"


def test_copies_are_written_off_with_it(raw: Archive) -> None:
    broken = [raw.deliver(b"no gzip"), raw.deliver(b"no gzip")]

    write_off(raw.raw, key(), broken[1])

    assert (raw.check(), brings_back(raw)) == ([], [])


def test_written_off_twice_it_is_so_once(raw: Archive) -> None:
    broken = raw.deliver(b"no gzip")

    once, again = (write_off(raw.raw, key(), broken) for _ in range(2))

    assert (once.version, again.version) == (broken, broken)
    assert brings_back(raw) == []


def test_what_came_behind_it_is_the_first_from_then_on(raw: Archive) -> None:
    broken = raw.deliver(b"no gzip")
    whole = raw.deliver(sales(1))

    write_off(raw.raw, key(), broken)

    assert (raw.check(), brings_back(raw)) == ([], [whole])


def test_found_again_and_put_back_it_counts_again(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.expire(first)
    write_off(raw.raw, key(), first)

    raw.deliver(sales(1))

    assert brings_back(raw) == [first]
    assert raw.check() == []


def test_what_can_be_read_is_not_written_off(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.deliver(b"no gzip")

    with pytest.raises(VersionReadable, match="can be read, a replay brings it back"):
        write_off(raw.raw, key(), first)
    assert first in brings_back(raw)


def test_what_can_be_read_in_a_copy_is_not_written_off(raw: Archive) -> None:
    first = raw.deliver(sales(1))
    raw.deliver(sales(1))
    raw.expire(first)

    with pytest.raises(VersionReadable):
        write_off(raw.raw, key(), first)


@pytest.mark.parametrize(
    ("name", "told"), [(key(), "the manifest has no version x"), (key(13), "is neither in")]
)
def test_what_nobody_knows_is_not_written_off(raw: Archive, name: str, told: str) -> None:
    raw.deliver(sales(1))

    with pytest.raises(NoSuchObject, match=told):
        write_off(raw.raw, name, "x")
