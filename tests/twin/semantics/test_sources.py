import pytest

from tests.twin.semantics.streams import CONSUMER, STREAM, TABLE_STREAM
from twin.semantics.sources import Source


@pytest.mark.parametrize(
    ("arn", "stream_arn", "name"),
    [(STREAM, STREAM, "sales"), (CONSUMER, STREAM, "sales"), (TABLE_STREAM, TABLE_STREAM, "ledger")],
)
def test_an_arn_tells_which_stream_is_read(arn: str, stream_arn: str, name: str) -> None:
    assert (Source(arn).stream_arn, Source(arn).name) == (stream_arn, name)


def test_enhanced_fan_out_is_faster_than_a_tables_stream_and_that_than_a_shared_stream() -> None:
    assert Source(CONSUMER).poll_interval < Source(TABLE_STREAM).poll_interval < Source(STREAM).poll_interval


def test_only_the_stream_of_a_table_is_a_tables() -> None:
    assert [Source(arn).is_table for arn in (STREAM, CONSUMER, TABLE_STREAM)] == [False, False, True]
