"""Numbers of JSON are exact."""

from decimal import Decimal

import pytest

from contracts.numbers import json_number


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.50", Decimal("1.50")),
        ("1E+17", 10**17),
        ("12345678901234567e1", 123456789012345670),
        ("1e-1", Decimal("0.1")),
    ],
)
def test_a_number_of_json_is_read_exactly(written: str, read: Decimal | int) -> None:
    found = json_number(written)

    assert (found, type(found)) == (read, type(read))
