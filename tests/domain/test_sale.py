"""What a store may say, and what is refused with which reason."""

from datetime import UTC, datetime

import pytest

from contracts.refusals import Reason
from domain.sale import MOST_UNITS, Discounts
from lambdas.core.contract import parse
from tests.domain.sales_read import parsed, refusal
from tests.lambdas.sales import encoded, line, sale


def test_reads_a_sale_with_its_lines_and_discounts() -> None:
    read = parsed(lines=[line(discounts={"retail": 60, "coupon": 100})])

    assert read.sale_id == "367/2017-03-01/4/1"
    assert read.occurred_at == datetime(2017, 3, 1, 14, 3, tzinfo=UTC)
    assert read.lines[0].discounts == Discounts(retail=60, coupon=100)


def test_a_coupon_lowers_what_the_customer_pays_and_the_stores_own_discount_does_not() -> None:
    read = parsed(lines=[line(total_cents=398, discounts={"retail": 60, "coupon": 100}), line(total_cents=5)])

    assert read.net_cents == 398 - 100 + 5


def test_takes_what_a_shelf_can_hold_and_no_more() -> None:
    """FAULTS 54: the most of a year of real sales is 89,638."""
    read = parsed(lines=[line(quantity=89_638), line(quantity=-MOST_UNITS)])

    assert [each.quantity for each in read.lines] == [89_638, -100_000]
    for units in (MOST_UNITS + 1, -1_000_000):
        refused = refusal(encoded(sale(lines=[line(quantity=units)])))
        assert (refused.reason, refused.field) == (Reason.WRONG_SHAPE, "lines[0].quantity")


def test_keeps_returns_and_lines_of_no_quantity() -> None:
    read = parsed(lines=[line(quantity=-1, total_cents=-199), line(quantity=0, total_cents=0)])

    assert [each.quantity for each in read.lines] == [-1, 0]


def test_a_record_is_one_line_as_the_archive_keeps_it() -> None:
    whole = encoded(sale())

    assert parse(whole + b"\n") == parse(whole)
    assert refusal(whole.replace(b",", b",\n", 1)).reason is Reason.LINE_BREAK
    assert refusal(whole + b"\n" + whole).reason is Reason.LINE_BREAK


@pytest.mark.parametrize("version", ["1.0", "1.7", "1"])
def test_accepts_every_minor_version_and_leaves_unknown_fields_alone(version: str) -> None:
    assert parsed(schema_version=version, carbon_grams=12).schema_version == version


@pytest.mark.parametrize("field", ["schema_version", "sale_id", "store_id", "occurred_at", "lines"])
def test_names_the_field_that_is_missing(field: str) -> None:
    refused = refusal(encoded(sale(**{field: None})))

    assert refused.reason is Reason.WRONG_SHAPE
    assert field in refused.why


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [line(), line(quantity=1.5)]}, "lines[1].quantity"),
        ({"lines": [line(total_cents="3.98")]}, "lines[0].total_cents"),
        ({"lines": [line(sku="")]}, "lines[0].sku"),
        ({"occurred_at": "2017-03-01T14:03:00"}, "occurred_at"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"loyalty_id": 1234}, "loyalty_id"),
    ],
)
def test_names_the_field_that_has_the_wrong_shape(changes: dict[str, object], field: str) -> None:
    refused = refusal(encoded(sale(**changes)))

    assert (refused.reason, refused.field) == (Reason.WRONG_SHAPE, field)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"sold 3 apples", encoded(sale())[:-1]])
def test_refuses_what_is_not_json(data: bytes) -> None:
    assert refusal(data).reason is Reason.NOT_JSON


def test_refuses_another_major_version() -> None:
    assert refusal(encoded(sale(schema_version="2.0"))).reason is Reason.UNKNOWN_VERSION


@pytest.mark.parametrize("field", ["payment_token", "loyalty_id", "cashier_note"])
def test_refuses_a_card_number_wherever_it_stands_without_echoing_it(field: str) -> None:
    refused = refusal(encoded(sale(**{field: "4111 1111 1111 1111"})))

    assert refused.reason is Reason.CARD_NUMBER
    assert "4111" not in str(refused)


def test_never_echoes_a_value() -> None:
    assert "hunter2" not in str(refusal(encoded(sale(lines="hunter2"))))
