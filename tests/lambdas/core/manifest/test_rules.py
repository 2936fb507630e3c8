"""What an object holds is counted, whatever its records say."""

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.manifest.rules import COUNT_BYTES, UNREAD, count_partitions, partition_of, read_contents
from tests.lambdas.sales import encoded, sale

STORES = st.sampled_from(["367", "31", "Zürich ☃"])
ANYTHING = st.binary(min_size=1, max_size=30).map(lambda data: data.replace(b"\n", b" "))
RECORDS = st.one_of(
    STORES.map(lambda store: encoded(sale(1, store))),
    STORES.map(lambda store: json.dumps({"store_id": store}, ensure_ascii=False).encode()),
    ANYTHING.filter(bytes.strip),
)


def packed(records: Sequence[bytes]) -> bytes:
    return gzip.compress(b"".join(record + b"\n" for record in records))


@given(st.lists(RECORDS))
def test_counts_and_stores_add_up_whatever_an_object_holds(records: Sequence[bytes]) -> None:
    body = packed(records)

    held = read_contents(BytesIO(body))

    assert held.records == len(records) == sum(held.partitions.values())
    assert held.partitions == Counter(map(partition_of, records))
    assert (held.bytes, held.sha256, held.broken) == (len(body), sha256(body).hexdigest(), None)


@given(st.binary(max_size=60), st.integers(0, 40))
def test_what_cannot_be_read_holds_nothing_and_is_told_apart_all_the_same(junk: bytes, cut: int) -> None:
    body = packed([encoded(sale())])[:cut] + b"\x00" + junk

    held = read_contents(BytesIO(body))

    assert held.records == 0
    assert held.broken
    assert (held.bytes, held.sha256) == (len(body), sha256(body).hexdigest())


def test_what_is_torn_holds_the_records_before_the_tear() -> None:
    whole, torn = packed([encoded(sale())]), packed([bytes(range(1, 9)) * 100])[:-12]

    held = read_contents(BytesIO(whole + torn))

    assert held.partitions == {"367": 1}
    assert held.broken


@pytest.mark.parametrize(
    "record",
    [
        b"{",
        b"[1]",
        b'{"store_id": 7}',
        b'{"store_id": ""}',
        b'{"store_id": "%s"}' % (b"x" * 65),
        b'{"store_id": "\\ud800"}',
        b'{"store_id": "7"} tail',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_store_that_cannot_be_read_stands_under_a_question_mark(record: bytes) -> None:
    assert partition_of(record) == UNREAD


def test_a_claim_check_counts_for_its_store() -> None:
    claim = {"schema_version": "1.0", "sale_id": "367/2017-03-01/4/1", "store_id": "367", "claim": {}}

    assert partition_of(encoded(claim)) == "367"


@given(st.lists(st.text(min_size=1, max_size=64).filter(lambda store: store != UNREAD)), st.integers(0, 300))
def test_stores_that_an_item_has_no_room_for_are_counted_and_not_named(stores: list[str], room: int) -> None:
    found = [json.dumps({"store_id": store}).encode() for store in stores]

    counts, _ = count_partitions(found, room)

    named = counts.keys() - {UNREAD}
    assert sum(counts.values()) == len(found)
    assert sum(len(store.encode()) + COUNT_BYTES for store in named) <= room
    assert all(counts[store] == list(map(partition_of, found)).count(store) for store in named)
