"""A receipt's row becomes the sale that its till sends, byte for byte what a store's file makes of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.refusals import BrokenContract, Reason
from domain.receipt_rows import sale_of_row
from lambdas.core.cdc.event import build_event
from lambdas.core.cdc.record import parse
from tests.jobs.retail.landing.samples import BREAD, MILK, sales, taken
from tests.lambdas.core.cdc.records import RECEIPT, line_of, receipt_row

HEAD = ("store_id", "business_day", "register_id", "sequence", "occurred_at", "loyalty_id", "payment_token")
LINE = {"sku": "4011", "quantity": 1, "total": "1.35"}
ARRIVED = datetime(2017, 3, 1, 15, tzinfo=UTC)


def lines(*rows: dict[str, Any]) -> str:
    """The column of lines, as DMS delivers JSON."""
    return json.dumps(rows)


def test_a_row_makes_the_bytes_that_a_stores_file_makes() -> None:
    bought = [{**MILK, "retail_discount": "0.60"}, {**BREAD, "retail_discount": "1.00"}]
    [of_file] = taken(sales(*bought)).sales
    columns = {name: MILK[name] for name in HEAD}
    of_lines = [{name: each[name] for name in each if name not in HEAD} for each in bought]

    assert sale_of_row({**columns, "lines": lines(*of_lines)}) == of_file


@pytest.mark.parametrize(
    "spelled",
    [
        {"store_id": 367, "register_id": 4, "sequence": 1},
        {"occurred_at": "2017-03-01T14:03:00.000000Z"},
        {"occurred_at": "2017-03-01 15:03:00+01"},
        {"business_day": "2017-03-01T00:00:00Z"},
        {"lines": '[{"sku": "1082185", "quantity": 2, "total": 3.98}]'},
        {"lines": '[{"sku": "1082185", "quantity": 2, "total_cents": 398, "retail_discount": null}]'},
        {"lines": [{"sku": "1082185", "quantity": 2, "total": "3.98"}]},
    ],
)
def test_a_columns_type_makes_no_other_sale(spelled: dict[str, Any]) -> None:
    assert sale_of_row({**RECEIPT, **spelled}) == sale_of_row(RECEIPT)


def test_a_fraction_of_a_second_that_says_something_stays() -> None:
    sold = json.loads(sale_of_row({**RECEIPT, "occurred_at": "2017-03-01T14:03:00.250000Z"}))

    assert sold["occurred_at"] == "2017-03-01T14:03:00.25Z"


def test_a_row_sells_by_weight() -> None:
    sold = json.loads(sale_of_row({**RECEIPT, "lines": lines({**LINE, "weight_grams": 452})}))

    assert (sold["schema_version"], sold["lines"][0]["weight_grams"]) == ("1.1", 452)


def test_nobody_is_no_member() -> None:
    assert "loyalty_id" not in json.loads(sale_of_row({**RECEIPT, "loyalty_id": None}))


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"store_id": None}, "data.store_id"),
        ({"occurred_at": "2017-03-01 14:03:00"}, "data.occurred_at"),
        ({"business_day": "first of march"}, "data.business_day"),
        ({"lines": "{"}, "data.lines"),
        ({"lines": None}, "data.lines"),
        ({"lines": '[{"sku": "1", "quantity": 1.5, "total": "1.00"}]'}, "data.quantity"),
        ({"lines": '[{"sku": "1", "quantity": 1}]'}, "data.lines.total"),
        ({"lines": '[{"sku": "5.01E+12", "quantity": 1, "total": "1.00"}]'}, "data.sku"),
        ({"lines": '[{"sku": 5012345678900.0, "quantity": 1, "total": "1.00"}]'}, "data.sku"),
        ({"loyalty_id": "NULL"}, "data.loyalty_id"),
        ({"loyalty_id": 0}, "data.loyalty_id"),
        ({"loyalty_id": 17850.0}, "data.loyalty_id"),
        ({"payment_token": "None"}, "data.payment_token"),
        ({"lines": '[{"sku": "1", "quantity": 1, "total": "1.005"}]'}, "data.total"),
    ],
)
def test_a_row_that_makes_no_sale_says_where(broken: dict[str, Any], field: str) -> None:
    with pytest.raises(BrokenContract) as refused:
        sale_of_row({**RECEIPT, **broken})

    assert (refused.value.reason, refused.value.field) == (Reason.WRONG_SHAPE, field)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"occurred_at": "2017-03-01T16:30:00Z"}, Reason.FUTURE),
        ({"business_day": "2017-02-01"}, Reason.BAD_ID),
        ({"lines": "[]"}, Reason.WRONG_SHAPE),
    ],
)
def test_a_row_that_makes_a_sale_which_consumers_refuse_is_refused_before(
    columns: dict[str, Any], reason: Reason
) -> None:
    """FAULTS 25: a source clock that runs ahead is one of them."""
    with pytest.raises(BrokenContract) as refused:
        build_event(parse(line_of(receipt_row(**columns))), sale_of_row, ARRIVED)

    assert refused.value.reason is reason
