"""What the bytes of an event are, and which events have none."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from producer.event import encode
from producer.outcomes import UnsendableEvent
from tests.producer.sales import sale
from tests.synthesis import REPOSITORY

OTHER_DOMAIN = """
from producer.event import encode
print(encode({"reading_id": "PDX/1", "station_id": "PDX"})[:2])
encode({"reading_id": "PDX/1"})
"""


def test_bytes_are_compact_utf_8_with_the_keys_in_their_given_order() -> None:
    encoded = encode({"store_id": "367", "sale_id": "1", "note": "Käse"})

    assert encoded.data == '{"store_id":"367","sale_id":"1","note":"Käse"}'.encode()


def test_the_same_sale_always_has_the_same_bytes() -> None:
    assert encode(sale()) == encode(sale())


def test_bytes_pass_untouched() -> None:
    data = b' {"sale_id": "1",\t"store_id": "367", "new": 1.50}'

    assert encode(data).data == data


@pytest.mark.parametrize(
    "other", ['{"sale_id": "1"}', ["sale_id"], bytearray(b"{}"), memoryview(b"{}"), None, 3]
)
def test_what_is_neither_bytes_nor_a_mapping_is_refused(other: Any) -> None:
    with pytest.raises(UnsendableEvent, match=f"it is {type(other).__name__}, neither bytes nor a mapping"):
        encode(other)


@pytest.mark.parametrize("place", ["note", "sale_id", "store_id", "4111111111111111"])
@pytest.mark.parametrize("size", [1, 2_000_000])
def test_a_card_number_is_refused_and_repeated_nowhere(place: str, size: int) -> None:
    """FAULTS 57."""
    event = {"sale_id": "1", "store_id": "367", "more": "x" * size, place: "4111 1111 1111 1111"}

    for each in (event, json.dumps(event).encode()):
        with pytest.raises(UnsendableEvent, match="it holds what looks like a card number") as refused:
            encode(each)

        assert "1111" not in str(refused.value)
        assert refused.value.event_id in ("1", None)


def test_a_bar_code_in_its_field_is_no_card_number() -> None:
    line = {"sku": "36571274725272", "quantity": 1}

    assert encode({"sale_id": "1", "store_id": "367", "lines": [line]})
    with pytest.raises(UnsendableEvent, match="card number"):
        encode({"sale_id": "1", "store_id": "367", "lines": [{**line, "note": "36571274725272"}]})


def test_the_size_counts_the_partition_key_in_bytes() -> None:
    encoded = encode({"sale_id": "1", "store_id": "Käse"})

    assert encoded.size == len(encoded.data) + 5


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"sale_id":\n"1"}', "it must be JSON on one line"),
        (b"{", "it isn't JSON"),
        (b"[" * 100_000, "it isn't JSON"),
        (b"\xff\xfe\xfd", "it isn't JSON"),
        (b"[]", "it isn't a JSON object"),
        ({"store_id": "367"}, "sale_id must be 1 to 256 printable characters"),
        ({"sale_id": "1"}, "store_id must be 1 to 256 printable characters"),
        ({"sale_id": "1", "store_id": 367}, "store_id must be 1 to 256 printable characters"),
        ({"sale_id": "1", "store_id": ""}, "store_id must be 1 to 256 printable characters"),
        ({"sale_id": "1", "store_id": "3" * 257}, "store_id must be 1 to 256 printable characters"),
        (b'{"sale_id":"1","store_id":"\\ud800"}', "store_id must be 1 to 256 printable characters"),
        ({"sale_id": "1", "store_id": "367", "lines": {1}}, "it has no JSON form"),
        ({"sale_id": "1", "store_id": "367", "total": math.nan}, "it has no JSON form"),
        ({"sale_id": "1", "store_id": "367", "note": "\ud800"}, "it has no JSON form"),
    ],
)
def test_refuses_what_can_never_be_sent(broken: Mapping[str, object] | bytes, reason: str) -> None:
    with pytest.raises(UnsendableEvent, match=reason):
        encode(broken)


def test_a_refusal_names_the_sale() -> None:
    with pytest.raises(UnsendableEvent, match="sale 1 refused: store_id") as refusal:
        encode({"sale_id": "1"})

    assert refusal.value.event_id == "1"


def test_another_domain_names_its_own_fields() -> None:
    sent = subprocess.run(
        [sys.executable, "-c", OTHER_DOMAIN],
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": f"examples/sensors:{REPOSITORY}"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert sent.stdout == "('PDX/1', 'PDX')\n"
    assert "reading PDX/1 refused: station_id must be 1 to 256 printable characters" in sent.stderr
