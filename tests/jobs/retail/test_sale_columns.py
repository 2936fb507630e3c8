"""Raw records become columns by the consumers' contract."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract, Reason
from domain.sale import Sale
from jobs.decode import decode
from jobs.retail.sale_columns import SALE_COLUMNS
from lambdas.core.contract import digest, parse
from tests.lambdas.sales import BOUNDS, encoded, line, sale

ARRIVED = datetime(2017, 3, 1, 15, tzinfo=UTC)
BROKEN = b'{"sale_id": 1}'


class NoClaims:
    """No sale was too large."""

    def fetch(self, claim: Claim) -> bytes:
        raise BrokenContract(Reason.CLAIM_MISSING, "claim.key", f"names no object: {claim.claim.key}")


class Claims:
    """One oversized sale, wherever it is claimed."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def fetch(self, claim: Claim) -> bytes:  # noqa: ARG002
        return self._data


def rows(*records: bytes, claims: Any = None) -> list[dict[str, Any]]:
    found = pa.Table.from_batches(
        decode(7, records, ARRIVED, BOUNDS.oldest_day, claims or NoClaims(), SALE_COLUMNS),
        SALE_COLUMNS.schema,
    )
    return cast("list[dict[str, Any]]", found.to_pylist())


def whole(data: bytes) -> Sale:
    read = parse(data)
    assert isinstance(read, Sale)
    return read


def test_a_row_is_a_receipt_line_and_the_sale_stands_on_its_first() -> None:
    data = encoded(sale(lines=[line("a", 2, 398, discounts={"coupon": 100}), line("b", -1, -50)]))

    first, second = rows(data)

    assert (first["object_no"], first["position"], first["line_no"]) == (7, 0, 1)
    assert (first["sku"], first["quantity"], first["total_cents"], first["coupon_cents"]) == (
        "a",
        2,
        398,
        100,
    )
    assert (first["sale_id"], first["business_day"]) == ("367/2017-03-01/4/1", date(2017, 3, 1))
    assert (first["lines"], first["sale_total_cents"], first["net_cents"]) == (2, 348, 248)
    assert first["digest"] == digest(data).hex()
    assert (second["line_no"], second["sku"], second["quantity"]) == (2, "b", -1)
    assert second["sale_id"] is second["net_cents"] is second["reason"] is None


def test_a_refused_record_is_a_row_without_a_line_that_says_why() -> None:
    good, bad = rows(encoded(sale()), BROKEN)

    assert good["reason"] is None
    assert (bad["position"], bad["line_no"], bad["reason"]) == (1, None, "wrong_shape")
    assert bad["why"]
    assert bad["record_id"]


def test_a_sale_from_the_future_is_refused_as_the_consumers_do() -> None:
    """FAULTS 25: no day is reported before it has come."""
    [row] = rows(encoded(sale(occurred_at="2017-03-01T17:00:00Z")))

    assert row["reason"] == "future"


def test_a_claimed_sale_is_read_from_where_it_lies() -> None:
    large = encoded(sale())
    claim = {
        "schema_version": "1.0",
        "sale_id": "367/2017-03-01/4/1",
        "store_id": "367",
        "claim": {"key": "claims/1", "sha256": "0" * 64, "bytes": 1},
    }

    [found], [missing] = rows(encoded(claim), claims=Claims(large)), rows(encoded(claim))

    assert (found["sale_id"], found["digest"]) == ("367/2017-03-01/4/1", digest(large).hex())
    assert missing["reason"] == "claim_missing"


def test_the_same_broken_bytes_are_one_record() -> None:
    one, same, other = rows(BROKEN, BROKEN, b"{}")

    assert one["record_id"] == same["record_id"] != other["record_id"]


def test_an_empty_object_has_no_rows() -> None:
    assert rows() == []


@given(st.lists(st.integers(min_value=1, max_value=5), max_size=6))
def test_no_line_is_lost_or_moves_to_another_sale(heights: Sequence[int]) -> None:
    sales = [
        sale(number, lines=[line(f"{number}-{each}", each) for each in range(1, height + 1)])
        for number, height in enumerate(heights)
    ]

    found = rows(*map(encoded, sales))

    assert [(row["position"], row["line_no"], row["sku"]) for row in found] == [
        (number, each, f"{number}-{each}")
        for number, height in enumerate(heights)
        for each in range(1, height + 1)
    ]
    assert [row["sale_id"] for row in found if row["line_no"] == 1] == [each["sale_id"] for each in sales]


@given(st.lists(st.one_of(st.binary(max_size=40), st.builds(lambda n: encoded(sale(n)), st.integers(0, 99)))))
def test_every_record_is_either_a_sale_or_refused(records: list[bytes]) -> None:
    found = rows(*records)

    assert sorted(row["position"] for row in found if row["line_no"] in (None, 1)) == list(
        range(len(records))
    )
    assert all((row["reason"] is None) == (row["sku"] is not None) for row in found)
