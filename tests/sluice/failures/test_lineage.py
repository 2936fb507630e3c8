"""Where a repair comes from is in its bytes, and the same whenever it is made."""

from typing import Any

import pytest

from sluice.failures.occurrence import describe_lineage, failure_id, record_id, root_record_id

DATA = b'{"sale_id": 1}'


def test_a_repair_comes_from_the_record_that_was_received() -> None:
    assert describe_lineage(DATA, {"sale_id": 1}, "quantities") == {
        "from": record_id(DATA),
        "attempt": 1,
        "recipe": "quantities",
    }


def test_a_repair_of_a_repair_comes_from_the_same_record_as_the_second_attempt() -> None:
    first = {"repaired": describe_lineage(DATA, {}, "quantities")}

    assert root_record_id(first) == record_id(DATA)
    assert describe_lineage(b"others", first, "prices") == {
        "from": record_id(DATA),
        "attempt": 2,
        "recipe": "prices",
    }


@pytest.mark.parametrize(
    "claimed", [None, "x", 1, [], {}, {"from": 1, "attempt": "2"}, {"from": "", "attempt": None}]
)
def test_what_a_producer_claims_instead_is_no_lineage(claimed: Any) -> None:
    fields = {"repaired": claimed}

    assert root_record_id(fields) is None
    assert describe_lineage(DATA, fields, "r") == {"from": record_id(DATA), "attempt": 1, "recipe": "r"}


def test_each_consumer_fails_at_a_record_by_itself() -> None:
    found = {failure_id(consumer, record_id(DATA)) for consumer in ("inventory", "loyalty", "inventory")}

    assert len(found) == 2
