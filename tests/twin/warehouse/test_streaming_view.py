"""The streaming view on real records: each sale once, by the consumers' own contract, and the rest aside."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

import pytest

from contracts.contract_breaks import card_number
from contracts.refusals import BrokenContract
from contracts.scenario import Break, compact
from demo.expectation import expected
from demo.faults import Rates, mixed
from domain.sale import Sale
from domain.scenario import SCENARIO
from domain.scenario.baskets import list_baskets
from domain.scenario.breaks import BREAKS
from lambdas.core import contract
from tests.lambdas.sales import encoded, line, sale
from tests.twin.warehouse.arrivals import NOON, arriving, streamed

TOTALS = """
    SELECT count(*) AS lines, sum(quantity) AS units, sum(total_cents - coupon_cents) AS net_cents
    FROM sold_lines
"""


def test_real_days_with_every_fault_give_each_sale_once_and_to_the_cent() -> None:
    """Duplicates, conflicts, poison, returns: what counts is what the consumers apply. FAULTS 1, 12, 17."""
    messages = mixed(list_baskets(date(2017, 12, 22), 3), SCENARIO, Rates(), 7)
    due = expected(messages)
    warehouse = streamed(*(message.data for message in messages))

    counted = Counter(
        row["sale_id"] for row in warehouse.rows("SELECT sale_id FROM sales", schema="streamed")
    )
    [totals] = warehouse.rows(TOTALS, schema="streamed")
    [aside] = warehouse.rows("SELECT count(*) AS records FROM quarantined", schema="streamed")

    assert counted == Counter(due.events.keys())
    assert totals == {
        "lines": sum(len(each["lines"]) for each in due.events.values()),
        "units": sum(line["quantity"] for each in due.events.values() for line in each["lines"]),
        "net_cents": sum(_paid(line) for each in due.events.values() for line in each["lines"]),
    }
    assert aside["records"] == len(due.refused)


SEEN = [each for each in BREAKS if each.make is not card_number]
"""The view reads the fields that it knows; what hides in another one the day's merge leaves out."""


@pytest.mark.parametrize("breaks", SEEN, ids=lambda each: each.make.__name__)
def test_a_broken_record_is_aside_with_its_reason_and_blocks_no_other(breaks: Break) -> None:
    """FAULTS 1."""
    [basket] = list_baskets(date(2017, 12, 22), 1)[:1]
    whole = basket.data
    other = compact(json.loads(whole) | _renamed(whole))

    warehouse = streamed(breaks.make(json.loads(whole)), other)

    assert len(warehouse.rows("SELECT * FROM sales", schema="streamed")) == 1
    [aside] = warehouse.rows("SELECT reason FROM quarantined", schema="streamed")
    assert aside["reason"]


@pytest.mark.parametrize(
    "bad", [b"", b"\xff\xfe", b"{", b"null", b"[]", b"1", b'"text"', b"{}", b'{"lines": 1}']
)
def test_no_bytes_block_the_view(bad: bytes) -> None:
    """FAULTS 48."""
    warehouse = streamed(bad, encoded(sale()))

    assert len(warehouse.rows("SELECT * FROM sales", schema="streamed")) == 1
    assert len(warehouse.rows("SELECT * FROM quarantined", schema="streamed")) == 1


def test_the_payload_that_came_first_counts_by_number_not_by_text() -> None:
    """A sequence number of more digits is larger, whatever it begins with."""
    first, second = encoded(sale(lines=[line(total_cents=1)])), encoded(sale(lines=[line(total_cents=2)]))
    warehouse = streamed(second, first, numbers=[10**20, 9 * 10**19])

    assert [row["total_cents"] for row in warehouse.rows("SELECT total_cents FROM sold_lines")] == [1]
    [conflict] = warehouse.rows("SELECT reason, sequence_number FROM quarantined", schema="streamed")
    assert conflict == {"reason": "conflict", "sequence_number": str(10**20)}


def test_the_same_payload_again_is_no_conflict_and_counts_once() -> None:
    """FAULTS 17."""
    warehouse = streamed(*[encoded(sale())] * 5)

    assert len(warehouse.rows("SELECT * FROM sold_lines")) == len(sale()["lines"])
    assert warehouse.rows("SELECT * FROM quarantined") == []


def test_a_refused_payload_does_not_take_the_place_of_a_good_one() -> None:
    broken = encoded(sale(schema_version="9.0"))
    warehouse = streamed(broken, encoded(sale()))

    assert len(warehouse.rows("SELECT * FROM sales", schema="streamed")) == 1
    assert [row["reason"] for row in warehouse.rows("SELECT reason FROM quarantined")] == ["unknown_version"]


def test_a_refresh_takes_in_what_has_come_since_and_repeats_nothing() -> None:
    records = [encoded(sale(sale_id=f"367/2017-03-01/4/{number}")) for number in range(3)]
    warehouse = streamed(*records[:1])

    warehouse.arrive(arriving(records))
    before = warehouse.rows("SELECT sale_id FROM sales", schema="streamed")
    for _ in range(2):
        warehouse.refresh()

    assert len(before) == 1
    assert len(warehouse.rows("SELECT sale_id FROM sales", schema="streamed")) == 3


def test_thousands_of_changed_sales_are_accepted_or_refused_as_by_the_contract() -> None:
    """FAULTS 54: wrong types, lengths, amounts, days, versions, at every place of a sale."""
    random = Random(11)  # noqa: S311
    records = [_changed(random, number) for number in range(3_000)]
    warehouse = streamed(*records)

    judged = warehouse.rows(
        "SELECT reason FROM judged ORDER BY length(sequence_number), sequence_number", schema="streamed"
    )

    differing = [
        (data, row["reason"])
        for data, row in zip(records, judged, strict=True)
        if _accepts(data) != (row["reason"] is None)
    ]
    assert differing == []
    assert 300 < sum(_accepts(data) for data in records) < 2_700


VALUES: list[Any] = [
    "",
    "x",
    "x" * 64,
    "x" * 65,
    "1.0",
    "1",
    "2.0",
    0,
    -1,
    1,
    10**6,
    10**6 + 1,
    -(10**9) - 1,
    2**63,
    1.5,
]
VALUES += [
    True,
    [],
    {},
    ["x"],
    {"x": 1},
    "2017-03-01T14:03:00Z",
    "2017-03-02T23:59:59+02:00",
    "2017-02-30T00:00:00Z",
]
VALUES += [
    "2017-03-01T14:03:00",
    "367/2017-03-01/4/1234567890123",
    "367/2017-03-04/4/1",
    "367/17-03-01/4/1",
    "yes",
    "ä" * 64,
]


def _changed(random: Random, number: int) -> bytes:
    """One or two fields of a sale, anywhere in it, gone or otherwise."""
    changed = deepcopy(sale(sale_id=f"367/2017-03-01/4/{number}"))
    changed["lines"] = [
        line(discounts={"retail": 1, "coupon": 2, "coupon_match": 3}, weight_grams=452),
        line(),
    ]
    for _ in range(random.choice((1, 1, 2))):
        places = [changed, changed, changed["lines"][0] if _has_line(changed) else changed]
        holder = random.choice(places)
        discounts = holder.get("discounts")
        if isinstance(discounts, dict) and discounts and random.random() < 0.3:
            holder = discounts
        if holder:
            _change(random, holder)
    return encoded(changed)


def _change(random: Random, holder: dict[str, Any]) -> None:
    field = random.choice(sorted(holder))
    if random.random() < 0.2:
        del holder[field]
    else:
        holder[field] = deepcopy(random.choice(VALUES))


def _has_line(changed: dict[str, Any]) -> bool:
    lines = changed.get("lines")
    return isinstance(lines, list) and bool(lines) and isinstance(lines[0], dict)


def _accepts(data: bytes) -> bool:
    try:
        found = contract.parse(data)
        if isinstance(found, Sale):
            contract.refuse_future(found, NOON)
        return isinstance(found, Sale)
    except BrokenContract:
        return False


def _paid(line: Any) -> int:
    paid: int = line["total_cents"] - line.get("discounts", {}).get("coupon", 0)
    return paid


def _renamed(whole: bytes) -> dict[str, str]:
    store, day, register, sequence = json.loads(whole)["sale_id"].split("/")
    return {"sale_id": f"{store}/{day}/{register}/{int(sequence) + 1}"}
