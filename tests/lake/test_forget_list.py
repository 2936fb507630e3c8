"""A list of what a person is taken out of is read as it was written, and refused by its line."""

from datetime import date

import pytest

from lake.forget_list import ForgottenPayload, ForgottenRecord, InvalidList, decode_list, encode_list

PAYLOAD = ForgottenPayload(
    event_id="367/2017-12-22/4/1",
    day=date(2017, 12, 22),
    old=("0" * 32, "1" * 32),
    new="2" * 32,
    fields=("loyalty_id",),
    raw_object="events/a.gz",
    old_version="1",
    new_version="2",
)
RECORD = ForgottenRecord(
    record_id="3" * 32, new_record_id="4" * 32, raw_object="events/b.gz", old_version="1", new_version="2"
)


def test_what_was_written_is_read() -> None:
    found = decode_list(encode_list([PAYLOAD, RECORD, PAYLOAD]))

    assert (found.payloads, found.records) == ([PAYLOAD, PAYLOAD], [RECORD])


def test_a_line_is_plain_json() -> None:
    start = b'{"event_id":"367/2017-12-22/4/1","day":"2017-12-22","old":["000'

    assert encode_list([PAYLOAD]).startswith(start)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"[]", "Expected `object`"),
        (b'{"event_id": "1"}', "missing required field"),
        (b'{"record_id": "1", "loyalty_id": "1"}', "unknown field"),
        (b"{", "Input data was truncated"),
    ],
)
def test_a_line_of_another_shape_is_named(line: bytes, why: str) -> None:
    with pytest.raises(InvalidList, match=f"^Line 2 of the list: .*{why}"):
        decode_list(encode_list([PAYLOAD]) + line)
