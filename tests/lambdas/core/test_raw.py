"""Raw objects as Firehose writes them, and as nobody should have written them."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.raw import (
    LONGEST_RECORD,
    Unreadable,
    backfill_key,
    count_backfilled,
    decode_line,
    encode_line,
    hour_of,
    hour_prefix,
    read_records,
)

HOURS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)
)
LINES = st.lists(st.binary(max_size=40).map(lambda data: data.replace(b"\n", b"")))


@given(HOURS)
def test_a_key_tells_the_hour_that_its_prefix_names(hour: datetime) -> None:
    assert hour_of(f"{hour_prefix(hour)}sales-1.gz") == hour


@pytest.mark.parametrize(
    "key",
    [
        "events/1.gz",
        "claims/1",
        "events/year=2017/month=13/day=01/hour=00/a.gz",
        "x/events/year=2017/month=12/day=01/hour=00/a.gz",
    ],
)
def test_a_key_that_names_no_hour_has_none(key: str) -> None:
    assert hour_of(key) is None


RECORDS = st.one_of(
    st.binary(max_size=40),
    st.text("\n \r\t{}", max_size=6).map(str.encode),
    st.binary(max_size=20).map(lambda data: encode_line(b"\n" + data).removesuffix(b"\n")),
    st.binary(max_size=20).map(lambda data: b'{"record_base64":"' + data + b'"}'),
)
"""Whatever a stream takes; blank ones, ones with line breaks, and ones that look like encoded lines."""


@given(st.lists(RECORDS))
def test_every_record_is_one_line_and_comes_back_as_it_was_received(records: Sequence[bytes]) -> None:
    """FAULTS 48."""
    lines = [encode_line(each) for each in records]

    assert all(line.strip() and line.index(b"\n") == len(line) - 1 for line in lines)
    assert list(read_records(BytesIO(gzip.compress(b"".join(lines))))) == records


def test_a_record_of_one_line_lies_there_as_it_was_received() -> None:
    assert encode_line(b'{"sale_id":"1"}') == b'{"sale_id":"1"}\n'


def test_a_line_that_only_begins_like_an_encoded_one_is_a_record_itself() -> None:
    for line in (b'{"record_base64":"*"}', b'{"record_base64":"AA', b'{"record_base64":"AA==","more":1}'):
        assert decode_line(line) == line


@given(LINES, st.integers(1, 3))
def test_every_line_that_says_something_is_a_record(lines: Sequence[bytes], members: int) -> None:
    """Whoever joins gzip files gets one of several members."""
    whole = b"".join(line + b"\n" for line in lines)
    parts = [whole[len(whole) * n // members : len(whole) * (n + 1) // members] for n in range(members)]

    read = list(read_records(BytesIO(b"".join(map(gzip.compress, parts)))))

    assert read == [line for line in lines if line.strip()]


def test_the_last_line_needs_no_end() -> None:
    assert list(read_records(BytesIO(gzip.compress(b"first\nlast")))) == [b"first", b"last"]


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-9], b"\x1f\x8b\x08" + b"\0" * 30],
    ids=["no gzip", "cut off", "empty"],
)
def test_what_is_no_gzip_or_ends_early_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match="can't be read as gzip"):
        list(read_records(BytesIO(body)))


def test_a_line_that_no_stream_can_have_taken_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="a line is longer than 16 MiB"):
        list(read_records(BytesIO(gzip.compress(b"x" * LONGEST_RECORD))))


class Metered(BytesIO):
    """A body that knows how much is asked of it at once."""

    most: ClassVar[int] = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0
        Metered.most = max(Metered.most, size)
        return super().read(size)


def test_no_more_than_a_part_is_read_at_once() -> None:
    whole = gzip.compress(b"x\n" * 1_000_000, 0)

    count = sum(1 for _ in read_records(Metered(whole)))

    assert count == 1_000_000
    assert Metered.most < len(whole) / 10


def test_a_backfills_object_lies_under_its_hour_and_says_what_it_holds() -> None:
    hour = datetime(2026, 11, 30, 23, tzinfo=UTC)

    key = backfill_key(hour, "0123456789abcdef-00007", 42)

    assert key.startswith(hour_prefix(hour))
    assert hour_of(key) == hour
    assert count_backfilled(key) == 42


def test_what_firehose_wrote_is_no_backfills() -> None:
    """https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html."""
    key = f"{hour_prefix(datetime(2026, 11, 30, 23, tzinfo=UTC))}Archive-1-2026-11-30-23-04-05-uuid.gz"

    assert count_backfilled(key) is None
