"""A grocer's file says what was weighed."""

import json
from typing import Any

import pytest

from tests.jobs.retail.landing.samples import FILE, MILK, sales, taken, told


def lines(**changes: object) -> Any:
    [sold] = taken(sales({**MILK, **changes})).sales
    read = json.loads(sold)
    return read["schema_version"], [(each["quantity"], each.get("weight_grams")) for each in read["lines"]]


@pytest.mark.parametrize(
    "columns",
    [
        {"quantity": "0.452", "unit": "kg"},
        {"quantity": "0.452", "UOM": "KG"},
        {"quantity": "452", "Unit of measure": "g"},
        {"quantity": "1", "weight": "0.452"},
        {"quantity": "1", "net weight": "452", "unit": "g"},
        {"quantity": "1", "Weight (kg)": "0.452"},
        {"quantity": "1", "weight_grams": "452"},
        {"quantity": "0.452", "unit": "kg", "weight": "0.452"},
    ],
)
def test_a_weight_is_taken_with_its_unit(columns: dict[str, object]) -> None:
    assert lines(**columns) == ("1.1", [(1, 452)])


def test_what_came_back_by_weight_is_one_unit_below_zero() -> None:
    assert lines(quantity="-0.452", unit="kg", total="-1.35") == ("1.1", [(-1, 452)])


@pytest.mark.parametrize("unit", ["", "piece", "pcs", "EA"])
def test_pieces_are_what_they_were(unit: str) -> None:
    assert lines(quantity="2", unit=unit, weight="") == ("1.0", [(2, None)])


@pytest.mark.parametrize("quantity", ["0.452", "2.000", "-0.1"])
def test_a_weight_without_a_unit_gets_advice_that_keeps_the_weight(quantity: str) -> None:
    [line] = told(sales({**MILK, "quantity": quantity}))

    assert line == (
        f'{FILE}, line 2, column "quantity": is written with a point, as weights are, and no unit of weight '
        "stands beside it. Keep a weight as it is, and write kg, g, lb or oz into a column unit; "
        "write units without a point."
    )


def test_a_weight_that_no_scale_shows_is_refused_by_its_line() -> None:
    [line] = told(sales({**MILK, "quantity": "5000", "unit": "kg"}))

    assert line.startswith(f"{FILE}, line 2: makes a sale that isn't valid: weight_grams Expected")
