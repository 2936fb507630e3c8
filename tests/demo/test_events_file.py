"""A user's own sales."""

import json
from pathlib import Path

import pytest

from demo.events_file import UnusableEvents, read_events

LATE = {
    "schema_version": "1.0",
    "sale_id": "7/2026-03-01/1/2",
    "store_id": "7",
    "register_id": "1",
    "occurred_at": "2026-03-01T18:00:00Z",
    "payment_token": "tok_a",
    "lines": [{"sku": "milk", "quantity": 1, "total_cents": 99}],
}
EARLY = {**LATE, "sale_id": "7/2026-03-01/1/1", "occurred_at": "2026-03-01T08:00:00Z"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sales.jsonl"


def test_sales_come_in_the_order_of_their_times_byte_for_byte(path: Path) -> None:
    path.write_text(f"{json.dumps(LATE)}\r\n\n{json.dumps(EARLY)}\n")

    sales = read_events(path)

    assert [sale.data for sale in sales] == [json.dumps(EARLY).encode(), json.dumps(LATE).encode()]


def test_a_broken_sale_is_named_by_its_line_and_what_is_wrong(path: Path) -> None:
    path.write_text(f"{json.dumps(EARLY)}\n{json.dumps({**LATE, 'lines': []})}\n")

    with pytest.raises(UnusableEvents, match=r"sales.jsonl, line 2: lines: .*length >= 1"):
        read_events(path)


@pytest.mark.parametrize("contents", ["", "\n\n"])
def test_a_file_without_sales_says_what_is_expected(path: Path, contents: str) -> None:
    path.write_text(contents)

    with pytest.raises(UnusableEvents, match="one JSON object a line"):
        read_events(path)


def test_a_missing_file_is_one_line(path: Path) -> None:
    with pytest.raises(UnusableEvents, match=r"can't be read: No such file or directory\.$"):
        read_events(path)


def test_a_sale_larger_than_a_record_is_refused(path: Path) -> None:
    path.write_text(json.dumps({**EARLY, "note": "x" * 2**20}))

    with pytest.raises(UnusableEvents, match=r"line 1: record: has .* over 1,024,000"):
        read_events(path)
