"""What is sold by weight keeps its weight, to the gram."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import BrokenContract, Reason
from domain.sale import Sale
from domain.stock import compute_movement
from domain.weights import GRAMS_A, UNITS, SoldAmount, WeightWithoutUnit, weigh
from lambdas.core.contract import digest, parse
from tests.lambdas.sales import encoded, line, sale


@pytest.mark.parametrize(
    ("quantity", "unit", "grams", "sold"),
    [
        ("2", None, None, SoldAmount(2)),
        ("-1", "piece", None, SoldAmount(-1)),
        ("2.0", "piece", None, SoldAmount(2)),
        ("0.452", "kg", None, SoldAmount(1, 452)),
        ("-0.452", "kg", None, SoldAmount(-1, 452)),
        ("3", "kg", None, SoldAmount(1, 3_000)),
        ("452", "g", None, SoldAmount(1, 452)),
        ("1.5", "lb", None, SoldAmount(1, 680)),
        ("8", "oz", None, SoldAmount(1, 227)),
        ("0", "kg", None, SoldAmount(0)),
        ("1", None, "452", SoldAmount(1, 452)),
        ("3", "piece", "452", SoldAmount(3, 452)),
        ("0.452", "kg", "452", SoldAmount(1, 452)),
        ("1", None, "-452", SoldAmount(-1, 452)),
        ("2", None, "0", SoldAmount(2)),
    ],
)
def test_a_line_is_whole_units_and_whole_grams(
    quantity: str, unit: str | None, grams: str | None, sold: SoldAmount
) -> None:
    assert weigh(Decimal(quantity), unit, Decimal(grams) if grams else None) == sold


@pytest.mark.parametrize(("quantity", "unit"), [("0.452", None), ("2.000", None), ("0.452", "piece")])
def test_a_number_with_a_point_that_nothing_explains_is_no_amount(quantity: str, unit: str | None) -> None:
    with pytest.raises(WeightWithoutUnit):
        weigh(Decimal(quantity), unit, None)


@given(st.integers(1, 10**6), st.sampled_from(["kg", "g"]))
def test_no_gram_is_lost_between_units(grams: int, unit: str) -> None:
    assert weigh(Decimal(grams) / GRAMS_A[unit], unit, None) == SoldAmount(1, grams)


def test_every_unit_is_known_by_its_own_name() -> None:
    assert {UNITS[unit] for unit in GRAMS_A} == set(GRAMS_A)


def test_a_till_sells_by_weight() -> None:
    """A minor version adds a field: stock counts one unit, and an older reader leaves the weight alone."""
    sold = parse(encoded(sale(schema_version="1.1", lines=[line("4011", 1, 135, weight_grams=452)])))

    assert isinstance(sold, Sale)
    assert sold.lines[0].weight_grams == 452
    assert compute_movement(sold) == {"4011": -1}


@pytest.mark.parametrize("grams", [-1, 1_000_001, 0.452, "452", None])
def test_a_weight_that_is_none_is_refused(grams: object) -> None:
    with pytest.raises(BrokenContract) as refused:
        parse(encoded(sale(lines=[line(weight_grams=grams)])))

    assert (refused.value.reason, refused.value.field) == (Reason.WRONG_SHAPE, "lines[0].weight_grams")


def test_a_sale_without_a_weight_is_the_payload_that_it_was() -> None:
    """FAULTS 12."""
    assert digest(encoded(sale(lines=[line(weight_grams=0)]))) == digest(encoded(sale()))
    assert digest(encoded(sale(lines=[line(weight_grams=1)]))) != digest(encoded(sale()))
    assert digest(json.dumps(sale()).encode()).hex() == "93f67f124e6e9278e18b6837933d26ea"
