"""An object of raw is written anew without what must not be stored, and everybody agrees on it afterwards."""

import gzip
from collections.abc import Sequence
from datetime import UTC
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.tombstone import encode_tombstone, is_tombstone
from jobs.raw import list_hours, list_versions
from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.manifest.table import is_overwritten, list_hour, put_entry
from lambdas.core.raw import encode_line, read_records
from sluice.erasure.raw_objects import RawRewriter
from sluice.erasure.replacement import Replacement
from sluice.erasure.versions import VersionedBucket
from tests.emulated import refusing
from tests.lambdas.core.manifest.entries import NOON, TABLE, key
from tests.sluice.erasure.deaths import Killed, killed_at
from tests.sluice.raw.archive import BUCKET, Archive, archive

SECRET = b"secret"


def hide(record: bytes, where: str, place: int) -> Replacement | None:
    """Replace every record with a secret in it."""
    return Replacement(encode_tombstone("hidden", where, place)) if SECRET in record else None


def packed(*records: bytes) -> bytes:
    """Return an object as Firehose writes it."""
    return gzip.compress(b"".join(map(encode_line, records)), mtime=1)


def rewriter(raw: Archive) -> RawRewriter:
    return RawRewriter(VersionedBucket(raw.raw.s3, BUCKET), hide, raw.raw.dynamodb, TABLE)


def announce(raw: Archive) -> list[bool]:
    """Enter every version as the manifest's function does, and return of each whether an alarm is due."""
    said = []
    for version in reversed(raw.versions_of(key())):
        entry = read_entry(raw.raw.s3, ObjectVersion(BUCKET, key(), version))
        put_entry(raw.raw.dynamodb, TABLE, entry)
        said.append(is_overwritten(raw.raw.dynamodb, TABLE, entry))
    return said


def current_records(raw: Archive) -> list[bytes]:
    return list(read_records(BytesIO(raw.current())))


def traces(raw: Archive) -> list[str]:
    """Return the versions that hold a secret."""
    bucket = VersionedBucket(raw.raw.s3, BUCKET)
    return [each.version for each in bucket.versions(key()) if SECRET in _unpacked(each.body)]


def _unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f") else body


@pytest.fixture
def raw() -> Archive:
    return archive()


def test_every_other_record_keeps_its_place_and_its_bytes(raw: Archive) -> None:
    raw.deliver(packed(b"first", b"a secret", b"", b"two\nlines", b"\xff"))

    rewriter(raw).rewrite(key())

    first, tombstone, *others = current_records(raw)
    assert (first, others) == (b"first", [b"", b"two\nlines", b"\xff"])
    assert is_tombstone(tombstone)


def test_the_old_version_is_gone(raw: Archive) -> None:
    raw.deliver(packed(b"a secret"))

    rewriter(raw).rewrite(key())

    assert (len(raw.versions_of(key())), traces(raw)) == (1, [])


def test_an_object_without_one_is_left_alone(raw: Archive) -> None:
    version = raw.deliver(packed(b"first"))

    assert rewriter(raw).rewrite(key()) is None
    assert raw.versions() == [version]


def test_the_manifest_agrees_and_nobody_is_alarmed(raw: Archive) -> None:
    """FAULTS 64."""
    raw.deliver(packed(b"first", b"a secret"))

    rewriter(raw).rewrite(key())

    assert announce(raw) == [False]
    assert raw.check() == []
    [counts] = [each for each in list_hour(raw.raw.dynamodb, TABLE, NOON) if each.brings_back]
    assert counts.records == 2


def test_the_function_of_the_manifest_may_hear_of_the_new_version_before_of_the_old_one(raw: Archive) -> None:
    """EventBridge keeps no order; and it reads the old one before it is gone, or never."""
    raw.put(packed(b"a secret"))

    rewriter(raw).rewrite(key())

    assert announce(raw) == [False]
    assert raw.check() == []


def test_its_records_arrived_when_they_did(raw: Archive) -> None:
    """What comes later than another event would be accepted although it was refused for its time."""
    raw.put(packed(b"a secret"))
    [before] = list_versions(raw.raw.s3, BUCKET, NOON)

    rewriter(raw).rewrite(key())

    [listed] = list_versions(raw.raw.s3, BUCKET, NOON)
    [hour] = list_hours(raw.raw.s3, BUCKET, [NOON])
    [entered] = [each for each in list_hour(raw.raw.dynamodb, TABLE, NOON) if each.brings_back]
    assert listed.version != before.version
    assert (
        listed.arrived_at
        == hour.arrived_at
        == entered.arrived_at
        == before.arrived_at.astimezone(UTC).replace(microsecond=0)
    )


def test_a_version_that_its_bucket_keeps_is_named_and_read_by_no_job(raw: Archive) -> None:
    raw.put(packed(b"a secret"))
    with refusing(raw.raw.s3, "s3.DeleteObject", "AccessDenied", 403):
        rewritten = rewriter(raw).rewrite(key())

    assert rewritten is not None
    assert [each.where.startswith(f"s3://{BUCKET}/{key()}#") for each in rewritten.remaining] == [True]
    [read] = list_versions(raw.raw.s3, BUCKET, NOON)
    assert read.version == raw.versions_of(key())[0]
    assert raw.check() == []


def test_a_later_run_ends_what_the_bucket_kept(raw: Archive) -> None:
    raw.put(packed(b"a secret"))
    with refusing(raw.raw.s3, "s3.DeleteObject", "AccessDenied", 403):
        rewriter(raw).rewrite(key())

    again = rewriter(raw).rewrite(key())

    assert again is not None
    assert again.remaining == []
    assert (len(raw.versions_of(key())), traces(raw), raw.check()) == (1, [], [])


def test_what_cannot_be_read_is_named_and_left(raw: Archive) -> None:
    raw.deliver(packed(b"a secret")[:-9])

    [found] = rewriter(raw).find(VersionedBucket(raw.raw.s3, BUCKET).versions("events/"))

    assert "can't be read" in str(found)
    assert rewriter(raw).rewrite(key()) is None


BODIES = {
    "clean": packed(b"first", b"second"),
    "wrong": packed(b"first", b"a secret"),
    "worse": packed(b"a secret", b"another secret", b"third"),
    "broken": b"no gzip",
}


@given(st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=4))
def test_whatever_versions_there_are_the_current_one_stays_what_it_was(names: Sequence[str]) -> None:
    """Overwritten, put back, broken: each once, or more often."""
    raw = archive()
    for each in names:
        raw.deliver(BODIES[each])

    rewriter(raw).rewrite(key())

    last = BODIES[names[-1]]
    if names[-1] == "broken":
        assert raw.current() == last
    else:
        wanted = [b"" if SECRET in each else each for each in read_records(BytesIO(last))]
        assert [b"" if is_tombstone(each) else each for each in current_records(raw)] == wanted
    assert rewriter(raw).rewrite(key()) is None


@pytest.mark.parametrize("names", [["wrong"], ["wrong", "clean"], ["wrong", "worse", "wrong"]])
def test_killed_at_any_call_it_ends_the_same_when_it_is_done_again(names: Sequence[str]) -> None:
    """FAULTS 64."""
    ends = set()
    for number in range(99):
        raw = archive()
        for each in names:
            raw.deliver(BODIES[each])
        with killed_at(number, raw.raw.s3, raw.raw.dynamodb):
            try:
                rewriter(raw).rewrite(key())
            except Killed:
                died = True
            else:
                died = False
        rewriter(raw).rewrite(key())
        assert traces(raw) == []
        brings = [each for each in list_hour(raw.raw.dynamodb, TABLE, NOON) if each.brings_back]
        ends.add(
            (
                raw.current(),
                tuple(sorted((each.sha256, each.records) for each in brings)),
                *(each.partition(" version")[0] for each in raw.check()),
            )
        )
        if not died:
            break
    assert number > 8
    assert len(ends) == 1
