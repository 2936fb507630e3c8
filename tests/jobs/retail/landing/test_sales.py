"""Rows become the sales that their till would have sent."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.cards import holds_card_number
from contracts.codes import code_fault
from contracts.scenario import SourceMessage
from demo.retail.store_files import sales_files
from domain.accounts import member_fault
from domain.sale import MOST_UNITS
from lambdas.core.contract import digest
from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import (
    ARRIVED,
    FILE,
    MILK,
    file,
    sales,
    taken,
    told,
)


def test_a_good_file_becomes_a_sale() -> None:
    [sale] = taken(file(GOOD)).sales

    assert json.loads(sale) == {
        "schema_version": "1.0",
        "sale_id": "367/2017-12-22/4/101",
        "store_id": "367",
        "register_id": "4",
        "occurred_at": "2017-12-22T14:03:00Z",
        "loyalty_id": "1234",
        "payment_token": "tok_a",
        "lines": [
            {"sku": "1082185", "quantity": 2, "total_cents": 398, "discounts": {}},
            {"sku": "995242", "quantity": 1, "total_cents": 399, "discounts": {}},
        ],
    }


def test_a_receipt_that_was_sold_tomorrow_is_refused() -> None:
    tomorrow = {"business_day": "2017-12-24", "occurred_at": "2017-12-24T12:00:00Z"}

    [line] = told(sales({**MILK, **tomorrow}))

    assert line.startswith(
        f'{FILE}, line 2, column "occurred_at": makes a sale that isn\'t valid: lies more than'
    )


def test_a_business_day_that_is_not_the_sales_is_refused() -> None:
    [line] = told(sales({**MILK, "business_day": "2017-12-12"}))

    assert "sale_id names a business day more than one day from occurred_at" in line


def test_optional_values_may_be_left_out_or_empty() -> None:
    anonymous = {name: value for name, value in MILK.items() if name != "loyalty_id"}

    [without] = taken(sales(anonymous)).sales
    [empty] = taken(sales({**MILK, "loyalty_id": ""})).sales

    assert without == empty
    assert "loyalty_id" not in json.loads(empty)


def test_discounts_that_were_given_are_on_the_line() -> None:
    [sale] = taken(sales({**MILK, "Discount": "0.60", "Coupon cents": "", "coupon match": "-0.05"})).sales

    assert json.loads(sale)["lines"][0]["discounts"] == {"retail": 60, "coupon_match": -5}


texts = st.text(st.characters(codec="ascii", categories=["L", "Nd"]), min_size=1, max_size=8).filter(
    lambda text: member_fault(text) is None
)
amounts = st.integers(-(10**9), 10**9)
discounts = st.dictionaries(st.sampled_from(["retail", "coupon", "coupon_match"]), amounts.filter(bool))
times = st.sampled_from(["2017-12-22T14:03:00Z", "2017-12-22 14:03:00.5+05:30", "2017-12-21t23:59:59-00:00"])
receipt_lines = st.fixed_dictionaries(
    {
        "sku": st.text(
            st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=64
        ).filter(lambda text: code_fault(text) is None),
        "quantity": st.integers(-MOST_UNITS, MOST_UNITS),
        "total_cents": amounts,
        "discounts": discounts,
    },
    optional={"weight_grams": st.integers(1, 10**6)},
)


@st.composite
def sold(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Sales of a store's day, in their order."""
    return [
        {
            "schema_version": "1.1" if any("weight_grams" in line for line in lines) else "1.0",
            "sale_id": f"367/2017-12-22/{register}/{number}",
            "store_id": "367",
            "register_id": register,
            "occurred_at": draw(times),
            "payment_token": draw(texts),
            **draw(st.fixed_dictionaries({}, optional={"loyalty_id": texts})),
            "lines": lines,
        }
        for number, register in enumerate(draw(st.lists(texts, min_size=1, max_size=4)))
        for lines in [draw(st.lists(receipt_lines, min_size=1, max_size=4))]
    ]


@given(sold())
def test_what_a_till_sells_and_what_its_file_says_are_one_payload(tills: list[dict[str, Any]]) -> None:
    """FAULTS 17: a sale that was sent live and comes again in a file counts once."""
    live = [json.dumps(sale).encode() for sale in tills]
    [written] = sales_files([SourceMessage("367", ARRIVED, data) for data in live])
    assume(not any(holds_card_number(data) for data in live))

    read = taken(written).sales

    assert [digest(data) for data in read] == [digest(data) for data in live]
    assert taken(written).sales == read
