"""What may hold a text is found however it is written, and what can't is passed over."""

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from contracts.claim_check import ClaimedObject, encode_claim
from domain import EVENT
from lambdas.core.raw import encode_line
from sluice.erasure.text_search import TextSearch

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
OTHER = b'{"sale_id":"367/2017-03-01/4/1","payment_token":"tok_other"}'


def packed(*records: bytes) -> bytes:
    return gzip.compress(b"".join(map(encode_line, records)))


def written(text: str) -> list[bytes]:
    """A payload with a text, as encoders write it."""
    plain, escaped = (json.dumps({"x": text}, ensure_ascii=ascii_only) for ascii_only in (False, True))
    everything = "".join(f"\\u{unit:04x}" for unit in memoryview(text.encode("utf-16")[2:]).cast("H"))
    return [
        plain.encode(),
        escaped.encode(),
        plain.replace("/", "\\/").encode(),
        f'{{"x":"{everything}"}}'.encode(),
    ]


@given(text=TEXTS)
def test_a_text_is_found_however_json_writes_it(text: str) -> None:
    search = TextSearch([text])
    for payload in written(text):
        assert search.may_be_in_record(payload)
        assert search.may_be_in_object(packed(OTHER, payload))


@given(text=TEXTS, before=st.binary(max_size=8))
def test_a_text_is_found_in_what_is_no_json(text: str, before: bytes) -> None:
    record = before + text.encode() + b"\n"

    assert TextSearch([text]).may_be_in_object(packed(record))


def test_an_object_without_any_of_them_is_passed_over() -> None:
    assert not TextSearch(["tok_own", "member-1"]).may_be_in_object(packed(OTHER, OTHER))


def test_what_stands_for_other_bytes_is_looked_at() -> None:
    claim = encode_claim(EVENT, "367/2017-03-01/4/1", "367", ClaimedObject("claims/a", "0" * 64, 9))

    assert TextSearch(["tok_own"]).may_be_in_object(packed(claim))
    assert TextSearch(["tok_own"]).may_be_in_object(packed(b"a\nb"))


def test_what_cannot_be_unpacked_is_looked_at() -> None:
    torn = packed(OTHER)[:-9]

    assert TextSearch(["tok_own"]).may_be_in_object(torn)
    assert TextSearch(["tok_own"]).may_be_in_object(b"no gzip")
